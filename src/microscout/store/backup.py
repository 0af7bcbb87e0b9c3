"""Copies of the whole store that are sound while it is in use, and the way back.

A backup is made with SQLite's own backup (one consistent moment, whoever writes meanwhile), checked, and put in its
place in one step. A restore goes the same way round: page by page *into* the store in one transaction, so that whoever
has it open reads either the old or the new, and never a file that was swapped under it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from microscout.errors import OutputError, UsageError
from microscout.store.database import Store, told
from microscout.store.schema import VERSION

_PAGES = 5_000  # copied at a time; between, writers get their turn


def backup(store: Store, target: Path, *, overwrite: bool = False) -> int:
    """Copy `store` to `target`, readable by its owner alone; the number of creators in the copy.

    OutputError where `target` is there already (and not `overwrite`), or cannot be written.
    """
    if target.is_dir() or (target.exists() and not overwrite):
        raise OutputError(f"{target} is there already.", hint="Add --overwrite to replace it, or choose another name.")
    with _beside(target) as made:
        with told(store.path), closing(sqlite3.connect(made)) as copy, store.reading() as db:
            db.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        creators = check(made)
        made.replace(target)
    return creators


def check(path: Path) -> int:
    """The number of creators in the backup at `path`. UsageError where it is no sound store that this version reads."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
            broken = db.execute("PRAGMA foreign_key_check").fetchone()
            (seen,) = db.execute("PRAGMA user_version").fetchone()
            (creators,) = db.execute("SELECT count(*) FROM creator").fetchone()
    except sqlite3.Error:
        raise UsageError(f"{path} is no microscout store, or it is damaged.", hint="Try an older backup.") from None
    if said != "ok" or broken:
        raise UsageError(f"{path} is damaged.", hint="Try an older backup.")
    if seen > VERSION:
        raise UsageError(f"{path} was made by a newer microscout.", hint="Install the newer microscout first.")
    return int(creators)


def restore(store: Store, source: Path, aside: Path) -> int:
    """Put the content of the backup `source` into `store`, whose own content is kept at `aside` first.

    The number of creators now held. UsageError where `source` is not sound: nothing is changed then.
    """
    creators = check(source)
    backup(store, aside)
    uri = f"{source.resolve().as_uri()}?mode=ro"
    with told(store.path), closing(sqlite3.connect(uri, uri=True)) as origin, store.reading() as db:
        origin.backup(db)
    store.renewed()
    return creators


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new file of ours in the folder of `target`, gone afterwards if it is still there."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".microscout.")  # readable by its owner alone
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from None
    made = Path(name)
    try:
        yield made
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror}.") from None
    finally:
        made.unlink(missing_ok=True)
