"""An entry: whose shortlist is looked at again, when, and the command line, in absolute paths alone."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ALL = "all"
"""The name that means all shortlists."""


@dataclass(frozen=True)
class Entry:
    """`name`: a shortlist, or ``all``; `when`: for people; `argv`: what is run."""

    name: str
    when: str
    argv: tuple[str, ...]

    @property
    def shell(self) -> str:
        """The command line for ``/bin/sh``."""
        return shlex.join(self.argv)


def command(
    python: str,
    name: str,
    stale_after: str,
    *,
    environment: Path,
    log: Path,
    longest: str,
    costs: Sequence[str] = (),
) -> tuple[str, ...]:
    """What an entry runs: a quiet rescore that knows nothing of a shell's settings.

    ``-P`` keeps Python from loading modules out of the folder in which cron happens to start it, the home folder.
    """
    told = ["--env-file", str(environment), "--log", str(log), "--older-than", stale_after, "--for", longest]
    told += [part for each in costs for part in ("--max-cost", each)]
    whom = ["--all"] if name == ALL else ["--", name]
    return (python, "-P", "-m", "microscout", "rescore", "--quiet", *told, *whom)


def token(name: str) -> str:
    """`name` in letters that mean nothing to cron, a shell or a file system; :func:`named` brings it back."""
    return "".join(
        chr(byte) if byte < 128 and (chr(byte).isalnum() or chr(byte) in ".-") else f"_{byte:02x}"
        for byte in name.encode()
    )


def named(token: str) -> str:
    """The name that :func:`token` made into `token`. ValueError where it made nothing of the kind."""
    first, *others = token.split("_")
    return (first.encode() + b"".join(bytes.fromhex(each[:2]) + each[2:].encode() for each in others)).decode()


def bare(home: str, user: str) -> dict[str, str]:
    """All that cron gives a command (crontab(5))."""
    return {"HOME": home, "LOGNAME": user, "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
