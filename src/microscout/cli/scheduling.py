"""``schedule``: have shortlists looked at again at set times, by this machine's own scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from microscout.cli.options import Format, one_of
from microscout.cli.rescoring import For, MaxCost, costs, seconds
from microscout.errors import UsageError

if TYPE_CHECKING:
    from microscout.schedules import When

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Have shortlists looked at again at set times, by this machine's own scheduler.

    `schedule add watches --daily 06:30` writes one line into your crontab; no other line is touched. The line runs
    `microscout rescore` quietly, writes a log, and finds its settings and keys in a file that is yours alone. Try it
    with `schedule test watches`: it runs the very line in the bare surroundings that cron gives it.

    Times are this machine's local time. In the night in which the clocks change, a time that is left out or comes twice
    (mostly between 01:00 and 03:00) may be run an hour off, not at all, or twice; a second run finds nothing stale, so
    nothing is counted or told twice. A time after 04:00 is not concerned. What came up while the machine was off is
    made up for by systemd and Windows, and by launchd while it slept; not by cron.""",
)
Name = Annotated[str, typer.Argument(help="a shortlist's name, or all")]


@app.command()
def add(
    name: Name,
    daily: Annotated[str | None, typer.Option(help="Every day at this time.", metavar="HH:MM")] = None,
    weekly: Annotated[
        tuple[str, str] | None, typer.Option(help="Every week on this day at this time.", metavar="DAY HH:MM")
    ] = None,
    with_: Annotated[
        str | None,
        typer.Option(
            "--with",
            help="Which scheduler; else what this machine has. launchd and windows are printed for you to hand in.",
            metavar="cron|systemd|launchd|windows",
        ),
    ] = None,
    for_: For = "4h",
    max_cost: MaxCost = None,
) -> None:
    """Have a shortlist looked at every day or week.

    microscout schedule add watches --weekly monday 06:30

    Under the same name, the new time replaces the old one. What MICROSCOUT_... variables are set now, keys among them,
    goes into the file schedule.env beside your settings, which only you can read: a scheduler knows nothing of your
    shell. `schedule remove NAME` takes the entry away.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout
    from microscout.scout.scheduling import WAYS

    when, longest = _when(daily, weekly), for_ or "4h"
    way = None if with_ is None else one_of(with_, WAYS, "scheduler")
    seconds(longest), costs(max_cost or ())  # what is wrong is told now, and not by night
    with Scout(config.load()) as scout:
        render.scheduled(
            scout.schedule(name, when, way=way, longest=longest, costs=max_cost or ()), by_night=when.by_night
        )


@app.command("list")
def list_(format: Format = "table") -> None:
    """Show what is scheduled with cron and systemd, and when."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        render.schedules(scout.scheduled(), shape)


@app.command()
def remove(name: Name) -> None:
    """Take a shortlist's entry away. All other lines of your crontab stay as they are."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        gone = scout.unschedule(name)
    render.note(f"“{name}” is not scheduled any more ({', '.join(gone)}).")


@app.command()
def run_now(name: Name) -> int:
    """Run a shortlist's entry now, as its scheduler would; the exit status is that of `rescore`."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        status, log = scout.run_scheduled(name)
    return render.ran(status, log)


@app.command()
def test(name: Name) -> int:
    """Run a shortlist's entry in cron's bare surroundings, and say what is missing: keys, command, folders.

    It really runs, and looks at whatever is stale. Exit status 0: it works; 1: something is missing.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        return render.tried(scout.try_scheduled(name))


def _when(daily: str | None, weekly: tuple[str, str] | None) -> When:
    from microscout import schedules

    if (daily is None) == (weekly is None):
        raise UsageError("Say when: --daily 06:30, or --weekly monday 06:30.")
    return schedules.daily(daily) if daily is not None else schedules.weekly(*(weekly or ("", "")))
