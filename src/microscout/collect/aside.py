"""Work on many things at once, a few side by side; and what breaks in a platform's code is that platform's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError

from microscout.errors import DropPlatform, MicroscoutError, Stop, quoted

WORKERS = 8  # requests under way side by side; the platform's pace decides how fast they go
_log = logging.getLogger("microscout.collect")


@contextmanager
def no_further_than(platform: str) -> Iterator[None]:
    """Around what a platform's code does: an error that nobody foresaw is one platform less, not the end of the run."""
    try:
        yield
    except (MicroscoutError, ValidationError):
        raise
    except Exception as error:
        _log.debug("%s broke", platform, exc_info=error)
        said = quoted(f"{type(error).__name__}: {error}")
        raise DropPlatform(
            f"the code that reads {platform} broke ({said})",
            hint="That is a fault in it, and whoever wrote it would like to know; what had arrived is kept.",
        ) from error


async def side_by_side(work: Callable[[Any], Awaitable[None]], parts: Iterable[Any], workers: int = WORKERS) -> None:
    """Do `work` on all `parts`, a few at once, in their order. The first error ends it all, and is raised.

    A :class:`Stop` ends at once what is under way. After any other error nothing new is begun, and what is under way
    may end first: its answers are on their way, and may have been paid for.
    """
    queue = iter(parts)
    errors: list[Exception] = []

    async def worker() -> None:
        for part in queue:
            try:
                await work(part)
            except Stop:
                raise
            except Exception as error:
                errors.append(error)
            if errors:
                return

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(worker())
    except ExceptionGroup as stops:
        raise stops.exceptions[0] from None
    if errors:
        raise errors[0]
