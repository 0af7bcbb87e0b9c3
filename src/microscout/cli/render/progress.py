"""Progress on stderr, where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    from microscout.collect import Progress


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on stderr with counts, rates and the time left; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(bar_width=24),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
    )
    screen = Console(file=sys.stderr)
    data = not sys.stdout.isatty()  # a file or a pipe: what goes there must not be drawn above the bars instead
    with bars.Progress(*columns, console=screen, transient=True, redirect_stdout=not data) as shown:
        tasks: dict[tuple[str, str], Any] = {}

        def told(platform: str, stage: str, done: int, total: int | None) -> None:
            task = tasks.get((platform, stage))
            if task is None:
                task = tasks[platform, stage] = shown.add_task(f"{platform}: {stage}", total=total, rate="")
            speed = next((each.speed for each in shown.tasks if each.id == task), None)
            shown.update(task, completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        yield told


@contextmanager
def counting(verb: str, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A running count on stderr, where somebody watches."""
    with progress(quiet=quiet) as told:
        yield lambda done: told(verb, "creators", done, None)
