"""A timer and a service for the founder's own systemd (systemd.timer(5), systemd.service(5)).

A run that was missed because the machine was off is made up for (``Persistent``). In ``ExecStart`` the colon switches
variables off, and ``%`` is doubled.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Mapping

from microscout.schedules.entry import Entry, named, token
from microscout.schedules.when import When, read_calendar

PREFIX = "microscout-"
_MARK = "# microscout:"
_EXEC, _CALENDAR = "ExecStart=:", "OnCalendar="
_LONGEST = 120


def unit(name: str) -> str:
    """What the units for `name` are called, without an ending."""
    told = token(name)
    if len(told) > _LONGEST:
        told = f"{told[:_LONGEST]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    return PREFIX + told


def units(entry: Entry, when: When) -> dict[str, str]:
    """The files by name: the service and its timer."""
    head = f"{_MARK}{token(entry.name)}\n[Unit]\nDescription=microscout looks at creators again\n"
    run = " ".join(f'"{_escaped(each)}"' for each in entry.argv)
    # 10: somebody moved; 11: the next run goes on; 13: another is at work (docs/watching.md)
    service = f"{head}\n[Service]\nType=oneshot\n{_EXEC}{run}\nSuccessExitStatus=10 11 13\n"
    timer = f"{head}\n[Timer]\n{_CALENDAR}{when.calendar}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    return {f"{unit(entry.name)}.service": service, f"{unit(entry.name)}.timer": timer}


def entry(files: Mapping[str, str]) -> Entry | None:
    """The entry that a service and a timer (texts by ending) make; None where they are not ours."""
    service, timer = (files.get(ending, "").splitlines() for ending in (".service", ".timer"))
    mark, run, calendar = _after(service, _MARK), _after(service, _EXEC), _after(timer, _CALENDAR)
    if not (mark and run and calendar):
        return None
    try:
        argv = tuple(part.replace("%%", "%") for part in shlex.split(run))
        return Entry(named(mark), read_calendar(calendar), argv)
    except ValueError:
        return None


def _after(lines: list[str], start: str) -> str:
    return next((line.removeprefix(start) for line in lines if line.startswith(start)), "")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
