"""The schedulers of this machine: the founder's crontab, and the founder's own systemd.

The only file that starts programs. Both are written through the scheduler's own program (``crontab -``,
``systemctl --user``).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_config_path

from microscout.errors import OutputError
from microscout.schedules import Entry, When, crontab, systemd

_ENDINGS = (".service", ".timer")


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it said."""

    status: int
    out: str
    err: str


def run(argv: Sequence[str], *, stdin: str = "", env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Ran:
    """Run a program to its end, with nothing but `env` around it where that is given."""
    done = subprocess.run(  # noqa: S603  (our own command lines)
        argv,
        input=stdin.encode(errors="surrogateescape"),
        capture_output=True,
        env=env,
        cwd=cwd,
        check=False,
    )
    return Ran(done.returncode, _text(done.stdout), _text(done.stderr))


def usual() -> str | None:
    """What this machine schedules with: cron, systemd, launchd or windows; None: nothing that we know."""
    if sys.platform in ("win32", "darwin"):
        return "windows" if sys.platform == "win32" else "launchd"
    if shutil.which("crontab"):
        return "cron"
    return "systemd" if _systemd_is_here() else None


class Cron:
    """The founder's crontab. `theirs`: a word of the commands that are ours, the environment file's path."""

    name = "cron"

    def __init__(self, theirs: Path) -> None:
        self._theirs = str(theirs)

    def entries(self) -> list[Entry]:
        """What is in it of ours; nothing where there is no cron, or none for this user."""
        try:
            return crontab.entries(self._read(), self._theirs) if shutil.which("crontab") else []
        except OutputError:
            return []

    def add(self, entry: Entry, when: When) -> None:
        """Write `entry`, in place of those for the same name."""
        if not shutil.which("crontab"):
            raise OutputError(
                "This machine has no cron.",
                hint="Install it (Debian: apt install cron), or try --with systemd, launchd or windows.",
            )
        self._write(crontab.replaced(self._read(), entry, when, self._theirs))

    def remove(self, name: str) -> None:
        """Take the entries for `name` away."""
        self._write(crontab.without(self._read(), name, self._theirs))

    def _read(self) -> str:
        told = run(["env", "LC_ALL=C", "crontab", "-l"])  # its message is read below
        none = any(said in told.err.lower() for said in ("no crontab", "no such file"))  # the second: busybox
        if told.status and not none:
            raise OutputError(f"The crontab cannot be read: {_said(told)}.")
        return "" if told.status else told.out

    def _write(self, text: str) -> None:
        told = run(["crontab", "-"], stdin=text)
        if told.status:
            raise OutputError(f"The crontab cannot be written: {_said(told)}.", hint="It is as it was.")


class Systemd:
    """The timers of the founder's own systemd. `theirs`: see :class:`Cron`; `folder`: where the units lie."""

    name = "systemd"

    def __init__(self, theirs: Path, folder: Path | None = None) -> None:
        self._theirs, self._folder = str(theirs), folder or user_config_path() / "systemd" / "user"

    def entries(self) -> list[Entry]:
        """What there is of ours."""
        timers = sorted(self._folder.glob(f"{systemd.PREFIX}*.timer")) if self._folder.is_dir() else []
        files = [{ending: each.with_suffix(ending) for ending in _ENDINGS} for each in timers]
        texts = [{ending: path.read_text("utf-8") for ending, path in each.items() if path.exists()} for each in files]
        found = [entry for each in texts if (entry := systemd.entry(each))]
        return [each for each in found if self._theirs in each.argv]

    def add(self, entry: Entry, when: When) -> None:
        """Write the units and start the timer."""
        if not _systemd_is_here():
            raise OutputError("No systemd of your own answers on this machine.", hint="Try --with cron.")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, text in systemd.units(entry, when).items():
                (self._folder / name).write_text(text, "utf-8")
        except OSError as error:
            raise OutputError(f"{self._folder} cannot be written: {error.strerror}.") from None
        self._told("daemon-reload")
        self._told("enable", "--now", f"{systemd.unit(entry.name)}.timer")
        self._told("restart", f"{systemd.unit(entry.name)}.timer")  # one that ran already takes its new time

    def remove(self, name: str) -> None:
        """Stop the timer and take the units away."""
        unit = systemd.unit(name)
        self._told("disable", "--now", f"{unit}.timer")
        for ending in _ENDINGS:
            (self._folder / f"{unit}{ending}").unlink(missing_ok=True)
        self._told("daemon-reload")

    def _told(self, *words: str) -> None:
        told = run(["systemctl", "--user", *words])
        if told.status:
            raise OutputError(f"systemctl --user {' '.join(words)}: {_said(told)}.")


def _systemd_is_here() -> bool:
    return bool(shutil.which("systemctl")) and run(["systemctl", "--user", "show-environment"]).status == 0


def _said(told: Ran) -> str:
    return " ".join(told.err.split()).rstrip(".") or f"status {told.status}"


def _text(said: bytes) -> str:
    return said.decode(errors="surrogateescape")
