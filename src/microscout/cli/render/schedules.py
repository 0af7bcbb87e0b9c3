"""What is scheduled, what to hand in, and what came of trying it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, print_rows

if TYPE_CHECKING:
    from pathlib import Path

    from microscout.schedules import Entry
    from microscout.scout.scheduling import Scheduled, Tried

_STEPS = {
    "launchd": "Put this into ~/Library/LaunchAgents/{label}.plist, then run: launchctl bootstrap gui/$(id -u) "
    "~/Library/LaunchAgents/{label}.plist (to take it away: launchctl bootout gui/$(id -u)/{label}, and delete it).",
    "windows": "Run this in PowerShell (to take it away: Unregister-ScheduledTask -TaskName '{task}').",
}
_ENDS = {
    0: "nothing changed",
    10: "something changed",
    11: "a limit or the time ran out, or a platform fell out; the next run goes on",
    12: "nothing was reached",
    13: "another rescore is at work",
}


def scheduled(told: Scheduled, *, by_night: bool) -> None:
    """What was written and where; what is printed goes to stdout."""
    from microscout.schedules import launchd, windows

    name = told.entry.name
    if told.printed:
        sys.stdout.write(told.printed)
        note(_STEPS[told.way].format(label=launchd.label(name), task=windows.task(name)))
    else:
        note(f"“{name}” is looked at {told.entry.when}, this machine's local time, by {told.way}. Log: {told.log}")
        note(f"Try it: microscout schedule test {_word(name)}. Take it away: microscout schedule remove {_word(name)}")
    note(f"Settings and keys for it stand in {told.environment}, which only you can read: {', '.join(told.kept)}.")
    if told.way == "systemd":
        note("Timers of yours run while you are logged in; for always: loginctl enable-linger")
    if by_night:
        note(
            "In the nights in which the clocks change, this time may be left out or come twice; a time after 04:00 not."
        )


def schedules(every: Sequence[tuple[str, Entry]], shape: str) -> None:
    """The entries, to stdout."""
    rows = [{"shortlist": entry.name, "when": entry.when, "with": way, "command": entry.shell} for way, entry in every]
    if shape != "table":
        print_rows(rows, shape)
    elif not rows:
        note("Nothing is scheduled. Begin with: microscout schedule add NAME --daily 06:30")
    else:
        table = Table(box=None, pad_edge=False)
        for column in ("Shortlist", "When (local time)", "With"):
            table.add_column(column)
        for row in rows:
            table.add_row(*(Text(plain(row[name])) for name in ("shortlist", "when", "with")))
        out().print(table)


def tried(told: Tried) -> int:
    """What came of trying an entry; the exit status."""
    note(f"Ran: {told.entry.shell}" if told.ran else f"Did not run: {told.entry.shell}")
    for line in (told.ran.out + told.ran.err).splitlines() if told.ran else ():
        note(f"  {line}")
    for each in told.missing:
        note(f"Missing: {each}.")
    if told.missing or told.ran is None:
        return 1
    note(f"It works in cron's bare surroundings: exit status {told.ran.status}, {_ENDS[told.ran.status]}.")
    return 0


def ran(status: int, log: Path) -> int:
    """What came of running an entry now: it is a quiet one, and would leave the founder guessing."""
    note(f"It ended with exit status {status}: {_ENDS.get(status, 'something is wrong, see above')}. Log: {log}")
    return status


def still_scheduled(name: str, every: Sequence[tuple[str, Entry]]) -> None:
    """That entries go on naming a list that is called so no more: their runs would fail by night."""
    for way, entry in every:
        if entry.name.casefold() == name.casefold():
            note(f"{way} still runs “{name}”. Take that away: microscout schedule remove {_word(entry.name)}")


def _word(name: str) -> str:
    import shlex

    return shlex.quote(name)
