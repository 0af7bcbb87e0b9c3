"""Our lines of a crontab. All others stay as they are, byte for byte.

A line of ours ends in a comment, ``# microscout:NAME``. What cron does to a line before a shell sees it (crontab(5)):
a ``%`` ends the command unless a backslash stands before it, and that backslash goes.

Crontabs are handled as texts whose strange bytes are kept (``surrogateescape``).
"""

from __future__ import annotations

import shlex

from microscout.schedules.entry import Entry, named, token
from microscout.schedules.when import When, read_cron

_MARK = " # microscout:"


def line(entry: Entry, when: When) -> str:
    """The line for `entry`."""
    return f"{when.cron} {_escaped(entry.shell)}{_MARK}{token(entry.name)}"


def entries(crontab: str, theirs: str) -> list[Entry]:
    """The entries in `crontab` that have the word `theirs` (our environment file) in their commands."""
    found = (_entry(each) for each in crontab.splitlines())
    return [each for each in found if each is not None and theirs in each.argv]


def without(crontab: str, name: str, theirs: str) -> str:
    """`crontab` without the entries for `name`."""
    return "".join(each for each in crontab.splitlines(keepends=True) if not _is(each, name, theirs))


def replaced(crontab: str, entry: Entry, when: When, theirs: str) -> str:
    """`crontab` with `entry`, in place of those for the same name."""
    rest = without(crontab, entry.name, theirs)
    end = "" if not rest or rest.endswith("\n") else "\n"
    return f"{rest}{end}{line(entry, when)}\n"


def _is(line: str, name: str, theirs: str) -> bool:
    found = _entry(line)
    return found is not None and found.name == name and theirs in found.argv


def _entry(line: str) -> Entry | None:
    """The entry that `line` is; None for a line of anybody else's."""
    told, mark, marked = line.strip().rpartition(_MARK)
    fields = told.split(None, 5)
    if not mark or told.startswith("#") or len(fields) < 6:
        return None
    try:
        return Entry(named(marked), read_cron(" ".join(fields[:5])), tuple(shlex.split(_as_cron_reads(fields[5]))))
    except ValueError:
        return None


def _escaped(command: str) -> str:
    """`command` so that cron hands on the same; two quotation marks part a backslash from the ``%`` after it."""
    return command.replace("\\%", "\\''%").replace("%", "\\%")


def _as_cron_reads(command: str) -> str:
    return command.replace("\\%", "%")
