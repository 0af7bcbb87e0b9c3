"""The database file: opening, transactions, and what its errors mean to a founder.

SQLite in WAL mode: one writer and many readers at once (a search by hand beside a nightly run), and a kill -9 in
mid-write loses nothing that was acknowledged.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from microscout.errors import StoreError, UnsoundStore
from microscout.store.hashes import voice
from microscout.store.schema import MIGRATIONS, VERSION

_WAIT_SECONDS = 30.0
_UNSOUND = ("not a database", "malformed")
_ELSEWHERE = "Choose another place with MICROSCOUT_DATA=FOLDER."


class Store:
    """An open store. Use as ``with Store(path) as store``; the functions of this room take it as first argument."""

    def __init__(self, path: Path) -> None:
        """Open or make the store at `path`; StoreError where that cannot be."""
        self.path = path
        with told(path):
            self._db = _opened(path)
            try:
                _prepared(self._db)
                _migrated(self._db, path)
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing, one writer at a time. Inside another it is a part of that one."""
        if self._db.in_transaction:
            yield self._db
            return
        with told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    @contextmanager
    def still(self) -> Iterator[None]:
        """All that is read in the block is of one moment, whoever writes meanwhile."""
        if self._db.in_transaction:
            yield
            return
        with told(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.rollback()

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with told(self.path):
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The open database, for what is neither a query nor a transaction of ours."""
        with told(self.path):
            yield self._db

    def batches(self, sql: str, values: Mapping[str, Any], size: int = 20_000) -> Iterator[list[tuple[Any, ...]]]:
        """What a query finds, `size` rows at a time: millions of rows as Python objects at once fill the memory."""
        with told(self.path):
            cursor = self._db.execute(sql, values)
            while some := cursor.fetchmany(size):
                yield some

    @property
    def salt(self) -> str:
        """The store's own salt for the hashes of the forgotten."""
        return str(self.rows("SELECT value FROM meta WHERE name = 'salt'")[0][0])


def make_folder(path: Path) -> None:
    """Make the folder of the store at `path`, its owner's alone. StoreError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unmade(path, error) from None


def _opened(path: Path) -> sqlite3.Connection:
    make_folder(path)
    try:
        new = not path.exists()
        db = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        if new:
            path.chmod(0o600)
    except OSError as error:
        raise _unmade(path, error) from None
    return db


def _unmade(path: Path, error: OSError) -> StoreError:
    return StoreError(f"The store {path} cannot be made: {error.strerror}.", hint=_ELSEWHERE)


def _prepared(db: sqlite3.Connection) -> None:
    _in_wal_mode(db)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")  # what was erased shall not be readable in the file either


def _in_wal_mode(db: sqlite3.Connection) -> None:
    """For this one change SQLite does not wait while another process opens the same new store; so we do."""
    give_up = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
        time.sleep(0.02)


def _migrated(db: sqlite3.Connection, path: Path) -> None:
    (seen,) = db.execute("PRAGMA user_version").fetchone()
    if seen > VERSION:
        raise UnsoundStore(
            f"The store {path} was made by a newer microscout (format {seen}; this one knows {VERSION}).",
            hint="Install the newer microscout again, or choose another folder with MICROSCOUT_DATA=FOLDER.",
        )
    if seen == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    (seen,) = db.execute("PRAGMA user_version").fetchone()  # another process may have been quicker
    if seen == 0 and db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _unsound(path)
    migrate(db, seen, VERSION)
    if seen == 0:
        db.execute("INSERT INTO meta VALUES ('salt', ?)", (secrets.token_hex(16),))
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.commit()


def migrate(db: sqlite3.Connection, seen: int, wanted: int) -> None:
    """Bring tables of the form `seen` (0: none) into the form `wanted`."""
    db.create_function("voice", 3, voice, deterministic=True)
    for sql in MIGRATIONS[seen:wanted]:
        for statement in sql.split(";"):
            db.execute(statement)


def _unsound(path: Path) -> UnsoundStore:
    return UnsoundStore(
        f"The file {path} is not a sound microscout store.",
        hint="Put a backup in its place: microscout restore FILE; or move it away, and microscout makes a new one.",
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the driver's errors into sentences."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if "full" in said:
            raise StoreError(
                f"The disk that holds {path} is full. What had arrived before is kept.",
                hint="Make room, then run the same command again: it goes on where it stopped.",
            ) from None
        if "disk i/o" in said.lower():
            raise StoreError(
                f"The disk that holds {path} fails: full, over its quota, or broken. What had arrived before is kept.",
                hint="Make room or mend it, then run the same command again: it goes on where it stopped.",
            ) from None
        if "readonly" in said or "unable to open" in said or "attempt to write" in said:
            raise StoreError(f"The store {path} cannot be written.", hint=_ELSEWHERE) from None
        if "locked" in said or "busy" in said:
            raise StoreError(
                f"Another process has kept the store {path} busy for {_WAIT_SECONDS:.0f} seconds.",
                hint="Wait for it to end, then run the same command again.",
            ) from None
        if "FOREIGN KEY" in said:
            raise StoreError(
                f"Whom this command was at work on is not in {path} any more: they were erased, or it was restored.",
                hint="Run the same command again.",
            ) from None
        if any(sign in said for sign in _UNSOUND):
            raise _unsound(path) from None
        raise StoreError(f"The store {path} answered: {said}.") from None
