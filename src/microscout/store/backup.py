"""Copies of the whole store that are sound while it is in use, and the way back.

A backup is made with SQLite's own backup (one consistent moment, whoever writes meanwhile), checked, and put in its
place in one step. A restore goes the same way round: page by page *into* the store in one transaction, so that whoever
has it open reads either the old or the new, and never a file that was swapped under it. Only where the store itself is
beyond reading is its file put by, and the backup put in its place.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from microscout.errors import OutputError, UnsoundStore, UsageError
from microscout.store.database import Store, migrate, told
from microscout.store.schema import VERSION

_WITH_IT = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file
_AT_WORK = 3_600  # seconds: an older file belongs to nobody who is still at work
_OTHER_NAME = "Add --overwrite to replace it, or choose another name."


@dataclass(frozen=True)
class Restored:
    """How many creators the store holds now, and where what was there before is kept (None: nothing was).

    `sound`: whether that can be restored in turn; else it is the damaged file itself.
    """

    creators: int
    aside: Path | None
    sound: bool = True


def backup(store: Store, target: Path, *, overwrite: bool = False) -> int:
    """Copy `store` to `target`, readable by its owner alone; the number of creators in the copy.

    OutputError where `target` is there already (and not `overwrite`), is the store itself, or cannot be written;
    UnsoundStore where the store is damaged.
    """
    if target.exists() and target.samefile(store.path):
        raise OutputError(f"{target} is the store itself.", hint="Choose another name.")
    if target.is_dir():
        raise OutputError(f"{target} is a folder.", hint="Name a file for the backup, such as microscout.backup in it.")
    if target.exists() and not (overwrite and target.is_file()):
        raise OutputError(f"{target} is there already.", hint=_OTHER_NAME)
    with _beside(target) as made:
        with told(store.path), store.reading() as db:
            _copied(db, made, target)
        try:
            creators = check(made)
        except UsageError:
            raise UnsoundStore(
                f"The store {store.path} is damaged, and so would its copy be.", hint="microscout restore FILE"
            ) from None
        made.replace(target)
    return creators


def check(path: Path) -> int:
    """The number of creators in the backup at `path`. UsageError where it is no sound store that this version reads."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", hint="`microscout import FOLDER` takes an export of everything in.")
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        with closing(_read_only(path)) as db:
            (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            broken = db.execute("PRAGMA foreign_key_check").fetchone()
            (seen,) = db.execute("PRAGMA user_version").fetchone()
            ours = seen > 0 and _form(seen).items() <= _columns(db).items()
            (creators,) = db.execute("SELECT count(*) FROM creator").fetchone()
    except sqlite3.Error:
        raise UsageError(f"{path} is no microscout store, or it is damaged.", hint="Try an older backup.") from None
    if said != "ok" or broken:
        raise UsageError(f"{path} is damaged.", hint="Try an older backup.")
    if seen > VERSION:
        raise UsageError(f"{path} was made by a newer microscout.", hint="Install the newer microscout first.")
    if not ours:
        raise UsageError(f"{path} is no microscout store.", hint="`microscout backup FILE` makes a backup.")
    return int(creators)


def restore(path: Path, source: Path, aside: Path) -> Restored:
    """Put the content of the backup `source` into the store at `path`, whose own content is kept at `aside` first.

    UsageError where `source` is not sound: nothing is changed then, nor where an older one cannot be brought to this
    version's form.
    """
    creators = check(source)
    with _beside(path) as made:
        with told(source), closing(_read_only(source)) as origin:
            _copied(origin, made, path)
        Store(made).__exit__()
        if not path.exists():
            made.replace(path)
            return Restored(creators, None)
        try:
            _put_into(path, made, aside)
        except UnsoundStore:
            _put_by(path, aside)
            made.replace(path)
            return Restored(creators, aside, sound=False)
    return Restored(creators, aside)


def _put_into(path: Path, made: Path, aside: Path) -> None:
    with Store(path) as store:
        backup(store, aside)
        with told(path), closing(_read_only(made)) as origin, store.reading() as db:
            origin.backup(db)


def _put_by(path: Path, aside: Path) -> None:
    """Move the store's file away, with what SQLite keeps beside it."""
    for ending in ("", *_WITH_IT):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))


def _copied(origin: sqlite3.Connection, made: Path, target: Path) -> None:
    """Copy all pages at once: nobody waits for a reader, and a copy made in parts begins anew whenever somebody writes.

    OutputError where `target`'s place takes no more.
    """
    with closing(sqlite3.connect(made)) as copy:
        try:
            origin.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        except sqlite3.OperationalError as error:
            if "full" in str(error) or "disk i/o" in str(error).lower():
                raise OutputError(f"{target} cannot be written: its disk is full, or broken.") from None
            raise


def _form(version: int) -> dict[str, frozenset[str]]:
    """The tables of a store of `version`, with their columns."""
    with closing(sqlite3.connect(":memory:")) as db:
        migrate(db, 0, version)
        return _columns(db)


def _columns(db: sqlite3.Connection) -> dict[str, frozenset[str]]:
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: frozenset(row[1] for row in db.execute(f'PRAGMA table_info("{name}")')) for name in names}


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new file of ours in the folder of `target`, gone afterwards if it is still there.

    What a kill has left there on the way to the same target goes too: nobody would look for people's data in it.
    """
    mark = f".{target.name}."
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in target.parent.iterdir():
            if left.name.startswith(mark) and time.time() - left.stat().st_mtime > _AT_WORK:
                left.unlink()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=mark)  # readable by its owner alone
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from None
    made = Path(name)
    try:
        yield made
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        for ending in ("", *_WITH_IT):
            made.with_name(made.name + ending).unlink(missing_ok=True)
