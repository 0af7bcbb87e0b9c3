"""``rescore``: looking again at those who are on shortlists; made for cron."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from microscout.cli.options import Quiet, days, one_of
from microscout.errors import UsageError

CHANGED, PARTIAL, FAILED, BUSY = 10, 11, 12, 13
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]+)?"

Names = Annotated[list[str] | None, typer.Argument(help="shortlists; none: all of them")]
All = Annotated[bool, typer.Option("--all", help="All shortlists (as without a name).")]
InStore = Annotated[bool, typer.Option("--store", help="Everybody whom the store knows, on a list or not.")]
OlderThan = Annotated[str, typer.Option(help="Look again at what is so old: 12h, 7d.", metavar="TIME")]
MaxCost = Annotated[
    list[str] | None,
    typer.Option(
        help="Spend at most N units of a platform's limit in a run; may be given more than once.", metavar="PLATFORM=N"
    ),
]
For = Annotated[
    str | None, typer.Option("--for", help="Stop after so long: 90s, 20m, 2h. A later run goes on.", metavar="TIME")
]
Shape = Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="table|json")]
Log = Annotated[Path | None, typer.Option(help="Also write a log to FILE (1 MB, the last three are kept).")]
EnvFile = Annotated[
    Path | None, typer.Option(help="Take settings and keys from FILE too (NAME=value a line, chmod 600).")
]


def rescore(
    names: Names = None,
    all_: All = False,
    store: InStore = False,
    older_than: OlderThan = "1d",
    max_cost: MaxCost = None,
    for_: For = None,
    format: Shape = "table",
    log: Log = None,
    env_file: EnvFile = None,
    quiet: Quiet = False,
) -> int:
    """Fetch anew what is stale on your shortlists, the most valuable first, and tell what changed.

    Made for cron: one line at the end, nothing with --quiet unless something changed or failed, one run at a time, and
    whatever cuts it off, the next run goes on where it stopped. `microscout schedule` writes the line for cron.
    Something changed if somebody came, left, moved beyond the uncertainty of the fit or was renamed, or if the watch
    found a change (see `changes`). What was found goes to the channels of `microscout alerts`, each thing once.

    Exit statuses: 0 nothing changed, 10 something changed, 11 a limit or the time ran out, or a platform fell out (the
    next run goes on), 12 nothing could be reached, 13 another rescore is at work; others as everywhere.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout
    from microscout.scout.rescoring import Wanted

    shape = one_of(format, ("table", "json"), "format")
    if names and (all_ or store):
        raise UsageError("Name shortlists, or say --all or --store.")
    config.take(env_file)
    wanted = Wanted(tuple(names or ()), store, days(older_than), costs(max_cost or ()), seconds(for_) if for_ else None)
    with render.logged(log), Scout(config.load()) as scout:
        with render.progress(quiet=quiet) as progress:
            told = scout.rescore(wanted, progress)
        render.rescored(told, shape, quiet=quiet)
        screen = render.aside if shape == "json" else render.screen
        render.told(scout.alert(scout.waiting(told.watched), screen), quiet=quiet)
    if told.busy or told.failed:
        return BUSY if told.busy else FAILED
    return PARTIAL if told.partial else CHANGED if told.changed else 0


def seconds(text: str) -> float:
    """A length of time for a run: ``90s``, ``20m`` (minutes here) or ``2h``."""
    found = re.fullmatch(rf"\s*({_NUMBER})\s*([smh])\s*", text.lower())
    if not found or not float(found[1]):
        raise UsageError(f"{text!r} is no length of time for a run.", hint="Write 90s, 20m or 2h.")
    return float(found[1]) * {"s": 1.0, "m": 60.0, "h": 3600.0}[found[2]]


def costs(texts: Sequence[str]) -> dict[str, float]:
    """``youtube=500``, …: the most to spend, by platform. UsageError for one that there is not: it would cost."""
    if not texts:
        return {}
    from microscout import platforms

    found = {}
    for text in texts:
        platform, _, units = (part.strip() for part in text.partition("="))
        if not platform or not re.fullmatch(_NUMBER, units):
            raise UsageError(f"{text!r} names no platform and number.", hint="Write --max-cost youtube=500.")
        found[one_of(platform, sorted(platforms.shelf()), "platform")] = float(units)
    return found
