"""A property list for launchd on macOS (launchd.plist(5)). A run that was slept through is made up for on waking."""

from __future__ import annotations

import plistlib

from microscout.schedules.entry import Entry, token
from microscout.schedules.when import When


def label(name: str) -> str:
    """What launchd knows the entry by."""
    return f"microscout.{token(name)}"


def plist(entry: Entry, when: When) -> str:
    """The property list for `entry`."""
    at = {"Hour": when.hour, "Minute": when.minute} | ({} if when.weekday is None else {"Weekday": when.weekday})
    told = {
        "Label": label(entry.name),
        "ProgramArguments": list(entry.argv),
        "StartCalendarInterval": at,
        "ProcessType": "Background",
    }
    return plistlib.dumps(told, sort_keys=False).decode()
