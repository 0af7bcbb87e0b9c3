"""Work on many things at once, a few side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from microscout.errors import Stop

_WORKERS = 8  # requests under way side by side; the platform's pace decides how fast they go


async def side_by_side(work: Callable[[Any], Awaitable[None]], parts: Iterable[Any]) -> None:
    """Do `work` on all `parts`, a few at once, in their order. The first error ends it all, and is raised."""
    queue = iter(parts)

    async def worker() -> None:
        for part in queue:
            await work(part)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_WORKERS):
                group.create_task(worker())
    except ExceptionGroup as errors:
        raise _first(errors) from None


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    """The error that decides: one that ends the command, if there is any among those that came at once."""
    return next((error for error in errors.exceptions if isinstance(error, Stop)), errors.exceptions[0])
