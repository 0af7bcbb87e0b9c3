"""One at a time: a lock that the operating system itself takes back when its holder ends, however it ends.

The lock is a transaction held open on a small file beside the store. So there is no stale lock and no rule for one: a
kill -9, a crash or a lost power cable frees it, and nobody has to guess from process numbers who still lives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from microscout.store.database import make_folder, told


@contextmanager
def alone(store: Path, purpose: str) -> Iterator[bool]:
    """Hold the lock for `purpose` on the store at `store` while the block lasts; False where somebody else holds it."""
    make_folder(store)
    path = store.with_name(f"{purpose}.lock")
    with told(path):
        held = _opened(path)
    with closing(held) as db:
        yield _taken(db, path)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=0, isolation_level=None)


def _taken(db: sqlite3.Connection, path: Path) -> bool:
    with told(path):
        try:
            db.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                return False
            raise
    return True
