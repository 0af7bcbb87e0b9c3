"""A command for PowerShell that makes a task of the Task Scheduler (Register-ScheduledTask).

Not ``schtasks``: its command lines end after 261 characters. A run that was missed is made up for.
"""

from __future__ import annotations

import re
import subprocess  # for Windows' rules of quoting alone

from microscout.schedules.entry import Entry, token
from microscout.schedules.when import When

_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")  # PowerShell takes all of these for a quotation mark


def task(name: str) -> str:
    """What the Task Scheduler knows the entry by."""
    return f"microscout-{token(name)}"


def command(entry: Entry, when: When) -> str:
    """The command that makes, or replaces, the task for `entry`."""
    program, *arguments = entry.argv
    on = "-Daily" if when.weekday is None else f"-Weekly -DaysOfWeek {when.weekday_name.title()}"
    action = f"-Execute {_quoted(program)} -Argument {_quoted(subprocess.list2cmdline(arguments))}"
    return (
        f"Register-ScheduledTask -Force -TaskName {_quoted(task(entry.name))}"
        f" -Action (New-ScheduledTaskAction {action})"
        f" -Trigger (New-ScheduledTaskTrigger {on} -At {when.clock})"
        " -Settings (New-ScheduledTaskSettingsSet -StartWhenAvailable)\n"
    )


def _quoted(text: str) -> str:
    doubled = _QUOTES.sub(r"\1\1", text)
    return f"'{doubled}'"
