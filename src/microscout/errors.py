"""Every error, sorted by what the caller does about it.

::

    MicroscoutError            something that can be said in one sentence
    ├── Stop                   end the command (exit status of the class)
    │   ├── UsageError         2  the founder asked for something that cannot be
    │   ├── ConfigError        2  a setting is wrong
    │   ├── NothingReached     3  not one platform answered
    │   ├── StoreError         4  the store cannot be opened, read or written (UnsoundStore: it is damaged)
    │   └── OutputError        5  a file cannot be written
    ├── DropPlatform           go on without this platform
    │   ├── Unreachable        no answer, or none that makes sense
    │   │   └── NoConnection   nothing was even sent
    │   ├── Refused            the platform says no (key missing or wrong, approval, terms)
    │   ├── QuotaSpent         its own limit is used up for now
    │   └── TimeUp             the time that the founder allowed is over
    └── SkipCreator            go on without this creator
        ├── Missing            no such creator, or gone
        └── PayloadError       an answer that does not have the documented shape

Messages are made of our own words; text that came from a platform is quoted through :func:`quoted`.
No exception of a library leaves its room: httpx's stay in ``client``, sqlite3's in ``store``.
"""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_QUOTE = 120


def printable(text: str) -> str:
    """`text` from outside on one line, without characters that cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quoted(text: str) -> str:
    """`text` from outside, made safe for a sentence: printable, on one line, at most 120 characters."""
    line = printable(text)
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def many(number: int, what: str) -> str:
    """``1 post``, ``2 posts``."""
    return f"{number} {what}{'s' * (number != 1)}"


def meant(asked: str, known: Iterable[str], *, alike: float = 0.6) -> str:
    """The `known` name that comes nearest to what was `asked` for, as a sentence to put behind another; or nothing.

    `alike`: from 0 to 1, how much alike the two must be written.
    """
    import difflib

    near = difflib.get_close_matches(asked, list(known), n=1, cutoff=alike)
    return f" Did you mean {near[0]}?" if near else ""


class MicroscoutError(Exception):
    """An error that can be told in one sentence, with the next step to take in another."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Stop(MicroscoutError):
    """The command cannot go on."""

    exit_status = 1


class UsageError(Stop):
    """The founder asked for something that cannot be."""

    exit_status = 2


class ConfigError(Stop):
    """A setting is wrong; the message names the setting and where it was read."""

    exit_status = 2


class NothingReached(Stop):
    """Not one of the asked platforms answered."""

    exit_status = 3


class StoreError(Stop):
    """The store cannot be opened, read or written."""

    exit_status = 4


class UnsoundStore(StoreError):
    """The store's file is damaged, or none that this microscout can read: only another in its place helps."""


class OutputError(Stop):
    """A file that the founder asked for cannot be written."""

    exit_status = 5


class DropPlatform(MicroscoutError):
    """Go on without this platform (or, where a call is optional, without this call)."""


class Unreachable(DropPlatform):
    """No answer came, or none that makes sense."""


class NoConnection(Unreachable):
    """No connection came about: nothing was sent, so sending it again does nothing twice."""


class Refused(DropPlatform):
    """The platform says no: a key is missing or wrong, an approval is needed, the terms forbid it."""


class QuotaSpent(DropPlatform):
    """The platform's own limit is used up; `wait` is how many seconds until it opens again, if known."""

    def __init__(self, message: str, *, hint: str = "", wait: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.wait = wait


class TimeUp(DropPlatform):
    """The time that the founder allowed is over."""


class SkipCreator(MicroscoutError):
    """Go on without this creator."""


class Missing(SkipCreator):
    """There is no such creator, or not any more."""

    gone = True


class PayloadError(SkipCreator):
    """An answer that does not have the documented shape."""
