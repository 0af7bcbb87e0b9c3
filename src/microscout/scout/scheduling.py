"""Looking again at set times: entries in the founder's own scheduler, what they need, and trying them.

An entry names everything by its absolute path and takes settings and keys from an environment file that is the
founder's alone, so it does not matter how little the scheduler tells it. A rescore's lock keeps two from running at
once.
"""

from __future__ import annotations

import getpass
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from microscout import config, platforms
from microscout.config import files
from microscout.errors import MicroscoutError, OutputError, UsageError
from microscout.schedules import ALL, Entry, When, entry, launchd, windows
from microscout.scout import lists, machine
from microscout.scout.desk import Desk
from microscout.store import named, observations

WAYS = ("cron", "systemd", "launchd", "windows")
_SETTLED = (0, 10, 11, 13)  # exit statuses of a rescore with which nothing is wrong
_HEAD = "# Settings and keys for scheduled runs, NAME=value a line. Yours alone (chmod 600)."


@dataclass(frozen=True)
class Scheduled:
    """What was written, or is `printed` for the founder to hand in. `kept`: names that went into the file."""

    entry: Entry
    way: str
    environment: Path
    log: Path
    kept: tuple[str, ...]
    printed: str = ""


@dataclass(frozen=True)
class Tried:
    """An entry's run under cron's bare environment, and what is missing, in sentences."""

    entry: Entry
    ran: machine.Ran | None
    missing: list[str] = field(default_factory=list)


def schedule(
    desk: Desk, name: str, when: When, *, way: str | None = None, longest: str = "4h", costs: Sequence[str] = ()
) -> Scheduled:
    """Have a shortlist (or ``all``) looked at again at set times; one entry a name, a newer one replaces it."""
    named_ = ALL if name.casefold() == ALL else lists.listed(desk, name).name
    way = way or machine.usual()
    if way is None:
        raise UsageError(
            "This machine has neither cron nor a systemd of yours.",
            hint="Install cron (Debian: apt install cron), or see what --with launchd or --with windows prints.",
        )
    file, log = _environment(desk), desk.settings.data.absolute() / "rescore.log"
    argv = entry.command(
        sys.executable, named_, when.stale_after, environment=file, log=log, longest=longest, costs=costs
    )
    made = Entry(named_, when.text, argv)
    kept = _keep(desk, file)
    if way in ("launchd", "windows"):
        text = launchd.plist(made, when) if way == "launchd" else windows.command(made, when)
        return Scheduled(made, way, file, log, kept, text)
    wanted, *others = sorted(_schedulers(desk), key=lambda each: each.name != way)
    wanted.add(made, when)
    for each in others:
        if any(other.name == named_ for other in each.entries()):
            each.remove(named_)  # it would run twice
    return Scheduled(made, way, file, log, kept)


def scheduled(desk: Desk) -> list[tuple[str, Entry]]:
    """Every entry of ours in the schedulers of this machine, with the scheduler's name."""
    return [(each.name, found) for each in _schedulers(desk) for found in each.entries()]


def unschedule(desk: Desk, name: str) -> list[str]:
    """Take the entries for `name` away; the schedulers where there were any. UsageError where there was none."""
    _found(desk, name)
    gone = [each for each in _schedulers(desk) if any(_is(other, name) for other in each.entries())]
    for each in gone:
        for other in {other.name for other in each.entries() if _is(other, name)}:
            each.remove(other)
    return [each.name for each in gone]


def run_scheduled(desk: Desk, name: str) -> tuple[int, Path]:
    """Run the entry for `name` now, as its scheduler would; its exit status, and its log. What it says is seen."""
    found = _found(desk, name)
    ran = subprocess.run(_bare(found), cwd=Path.home(), stdin=subprocess.DEVNULL, check=False)  # noqa: S603
    return ran.returncode, _after(found, "--log")


def try_scheduled(desk: Desk, name: str) -> Tried:
    """Run the entry for `name` under cron's bare environment and say what is missing."""
    found = _found(desk, name)
    if missing := [*_unfit(found), *_unknown(desk, found)]:
        return Tried(found, None, missing)
    missing = [*_unwritable(desk, found), *_without_keys(desk, found)]
    ran = machine.run(_bare(found), cwd=Path.home())
    if ran.status not in _SETTLED:
        missing.append(f"the run ended with exit status {ran.status}")
    return Tried(found, ran, missing)


def _bare(found: Entry) -> list[str]:
    env = entry.bare(str(Path.home()), getpass.getuser())
    return ["env", "-i", *(f"{name}={value}" for name, value in env.items()), "/bin/sh", "-c", found.shell]


def _schedulers(desk: Desk) -> list[machine.Cron | machine.Systemd]:
    return [machine.Cron(_environment(desk)), machine.Systemd(_environment(desk))]


def _environment(desk: Desk) -> Path:
    return desk.settings.config.absolute() / "schedule.env"


def _is(found: Entry, name: str) -> bool:
    return found.name.casefold() == " ".join(name.split()).casefold()


def _found(desk: Desk, name: str) -> Entry:
    known = [each for _, each in scheduled(desk)]
    found = next((each for each in known if _is(each, name)), None)
    if found is None:
        names = ", ".join(each.name for each in known) or "nothing"
        raise UsageError(f"{name!r} is not scheduled.", hint=f"Scheduled: {names}. See `microscout schedule list`.")
    return found


def _keep(desk: Desk, file: Path) -> tuple[str, ...]:
    """Write what a bare environment would lack into the environment file; other lines of it stay. The names, sorted.

    The folders always, unless the settings file says where the store is: a scheduler knows no XDG variables either.
    """
    told = {name: value for name, value in config.passed_on().items() if "\n" not in value}
    for name in ("HOME", "DATA", "DEBUG"):
        told.pop(f"MICROSCOUT_{name}", None)
    told["MICROSCOUT_CONFIG"] = str(desk.settings.config.absolute())
    if not desk.settings.origins.get("data", "").endswith(".toml"):
        told["MICROSCOUT_DATA"] = str(desk.settings.data.absolute())
    try:
        lines = file.read_text("utf-8").splitlines() if file.exists() else [_HEAD]
        lines = [line for line in lines if files.name_of(line) not in told]
        _write_private(
            file, "\n".join([*lines, *(files.pair(name, value) for name, value in sorted(told.items()))]) + "\n"
        )
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise OutputError(f"The environment file {file} cannot be written: {said}.") from None
    return tuple(sorted(told))


def _write_private(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".microscout.")  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as made:
        made.write(text)
    Path(name).replace(file)


def _unfit(found: Entry) -> list[str]:
    """What keeps the command from starting at all."""
    program = found.argv[0]
    if not os.access(program, os.X_OK):
        return [f"the command is not there any more: {program}; run `microscout schedule add` again"]
    try:
        config.from_file(_after(found, "--env-file"))
    except MicroscoutError as error:
        return [f"{error.message} {error.hint}".strip().rstrip(".")]
    return []


def _unknown(desk: Desk, found: Entry) -> list[str]:
    if found.name == ALL or named.find(desk.store, found.name):
        return []
    return [f"there is no shortlist {found.name!r} any more: `microscout schedule remove {shlex.quote(found.name)}`"]


def _unwritable(desk: Desk, found: Entry) -> list[str]:
    folders = dict.fromkeys([_after(found, "--log").parent, desk.settings.data.absolute()])
    return [f"the folder {each} cannot be written" for each in folders if not os.access(each, os.W_OK)]


def _without_keys(desk: Desk, found: Entry) -> list[str]:
    """What keys this run does not have: those that platforms on its lists need, and those that are set here."""
    held = config.load({"HOME": str(Path.home())} | config.from_file(_after(found, "--env-file"))).credentials
    on = named.every(desk.store) if found.name == ALL else [named.find(desk.store, found.name)]
    ids = {creator_id for each in on if each for creator_id in named.members(desk.store, each)}
    seen = {creator_id.partition(":")[0] for creator_id in ids} & observations.platforms(desk.store)
    keyless = [
        f"{name} needs a key, and this run has none: put it into credentials.toml, or run `microscout schedule add` "
        "where it is set"
        for name in sorted(seen & set(platforms.shelf()))
        if platforms.make(name, desk.settings.options.get(name, {})).api.needs_key and not held.get(name)
    ]
    lacking = [
        f"{name}: {', '.join(gone)} is set here, and not for this run; run `microscout schedule add` again"
        for name, keys in sorted(desk.settings.credentials.items())
        if (gone := sorted(set(keys) - set(held.get(name, ()))))
    ]
    return keyless + lacking


def _after(found: Entry, option: str) -> Path:
    argv = list(found.argv)
    return Path(argv[argv.index(option) + 1] if option in argv[:-1] else "")
