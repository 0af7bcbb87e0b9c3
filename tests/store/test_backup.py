"""Backups are sound while the store is in use, and a restore is all or nothing."""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from builders import post, snapshot
from microscout.errors import OutputError, UnsoundStore, UsageError
from microscout.store import Store, backup, observations
from microscout.store.database import migrate
from microscout.store.schema import VERSION


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data" / "s.sqlite") as opened:
        observations.add_all(opened, [snapshot(name, (post(1, name),)) for name in ("ada", "bob")])
        yield opened


def held(store: Store) -> list[str]:
    return sorted(observations.frames(store).creators["handle"])


def spoil_posts(path: Path) -> None:
    """Damage that shows only to whoever reads posts."""
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'post'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    path.write_bytes(content)


def test_a_backup_is_one_file_of_its_owner_and_brings_everything_back(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "b.sqlite"
    assert backup.backup(store, file) == 2
    assert [path.name for path in file.parent.iterdir()] == ["b.sqlite"]
    assert file.stat().st_mode & 0o077 == 0
    observations.add(store, snapshot("cleo"))
    assert backup.restore(store.path, file, tmp_path / "aside.sqlite").creators == 2
    assert held(store) == ["ada", "bob"]
    assert backup.restore(store.path, tmp_path / "aside.sqlite", tmp_path / "again.sqlite").creators == 3
    assert held(store) == ["ada", "bob", "cleo"]


def test_a_backup_made_while_another_writes_is_one_moment(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with Store(store.path) as mine:
            for number in range(400):
                if stop.is_set():
                    return
                observations.add(mine, snapshot(f"w{number}", (post(1, f"w{number}"), post(2, f"w{number}"))))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [tmp_path / f"{number}.sqlite" for number in range(3)]
        counts = [backup.backup(store, copy) for copy in copies]
    finally:
        stop.set()
        writer.join()
    assert counts == sorted(counts)
    for copy in copies:
        with Store(copy) as opened:
            frames = observations.frames(opened)
        assert frames.posts.height == 2 + 2 * (frames.creators.height - 2), "a snapshot is in it whole or not at all"


def test_whoever_has_the_store_open_reads_on_after_a_restore(store: Store, tmp_path: Path) -> None:
    backup.backup(store, tmp_path / "b.sqlite")
    with Store(store.path) as other:
        observations.add(other, snapshot("cleo"))
        backup.restore(store.path, tmp_path / "b.sqlite", tmp_path / "aside.sqlite")
        assert held(other) == ["ada", "bob"]
        observations.add(other, snapshot("dora"))
    assert held(store) == ["ada", "bob", "dora"]


@pytest.mark.parametrize("damage", ["cut", "noise", "text", "absent"])
def test_a_damaged_backup_changes_nothing(store: Store, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "b.sqlite"
    backup.backup(store, file)
    whole = file.read_bytes()
    noise = whole[: len(whole) // 2] + bytes(8192) + whole[len(whole) // 2 + 8192 :]
    file.write_bytes({"cut": whole[: len(whole) // 2], "noise": noise, "text": b"no store", "absent": b""}[damage])
    if damage == "absent":
        file.unlink()
    with pytest.raises(UsageError):
        backup.restore(store.path, file, tmp_path / "aside.sqlite")
    assert held(store) == ["ada", "bob"]
    assert not (tmp_path / "aside.sqlite").exists()


def test_a_backup_of_a_newer_microscout_is_refused(store: Store, tmp_path: Path) -> None:
    backup.backup(store, tmp_path / "b.sqlite")
    with Store(tmp_path / "b.sqlite") as copy:
        copy.rows("PRAGMA user_version = 999")
    with pytest.raises(UsageError, match="newer"):
        backup.check(tmp_path / "b.sqlite")


@pytest.mark.parametrize("version", [0, 1, VERSION])
def test_a_database_of_somebody_else_is_refused(store: Store, tmp_path: Path, version: int) -> None:
    file = tmp_path / "b.sqlite"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE creator (name)")
        other.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(UsageError, match="no microscout store"):
        backup.restore(store.path, file, tmp_path / "aside.sqlite")
    assert held(store) == ["ada", "bob"]


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_old_backup_comes_back_in_the_form_of_today(store: Store, tmp_path: Path, version: int) -> None:
    file = tmp_path / "b.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        migrate(old, 0, version)
        old.execute("INSERT INTO creator (creator_id, platform, handle_key) VALUES ('sample:old', 'sample', 'old')")
        old.execute("INSERT INTO meta VALUES ('salt', 'x')")
        old.execute(f"PRAGMA user_version = {version}")
    before = file.read_bytes()
    assert backup.restore(store.path, file, tmp_path / "aside.sqlite").creators == 1
    assert store.rows("SELECT creator_id FROM creator") == [("sample:old",)]
    assert store.rows("PRAGMA user_version") == [(VERSION,)]
    assert file.read_bytes() == before, "the backup stays what it is"


@pytest.mark.parametrize("damage", ["all", "late", "newer", "another's"])
def test_a_store_beyond_reading_is_put_by_as_it_is(store: Store, tmp_path: Path, damage: str) -> None:
    file, path = tmp_path / "b.sqlite", tmp_path / "other" / "s.sqlite"
    backup.backup(store, file)
    backup.backup(store, path)
    if damage == "newer":
        with Store(path) as mine:
            mine.rows(f"PRAGMA user_version = {VERSION + 1}")
    elif damage == "another's":
        path.unlink()
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE creator (name)")
    elif damage == "late":
        spoil_posts(path)
    else:
        path.write_bytes(b"\xff" * 100_000)
    aside, head = path.with_name("aside.sqlite"), 100  # of the file, where SQLite notes how it was opened
    before = path.read_bytes()[head:]
    told = backup.restore(path, file, aside)
    assert (told.creators, told.sound) == (2, False)
    assert aside.read_bytes()[head:] == before
    with Store(path) as again:
        assert held(again) == ["ada", "bob"]
    assert sorted(each.name for each in path.parent.iterdir()) == ["aside.sqlite", "s.sqlite"]


def test_a_new_machine_takes_a_backup_in(store: Store, tmp_path: Path) -> None:
    backup.backup(store, tmp_path / "b.sqlite")
    path = tmp_path / "new" / "s.sqlite"
    assert backup.restore(path, tmp_path / "b.sqlite", tmp_path / "aside.sqlite").aside is None
    assert path.stat().st_mode & 0o077 == 0
    with Store(path) as new:
        assert held(new) == ["ada", "bob"]


def test_a_damaged_store_is_named_and_not_its_copy(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "other" / "s.sqlite"
    backup.backup(store, path)
    spoil_posts(path)
    with Store(path) as damaged, pytest.raises(UnsoundStore, match=re.escape(str(path))):
        backup.backup(damaged, tmp_path / "b.sqlite")
    assert not (tmp_path / "b.sqlite").exists()


def test_what_a_kill_has_left_on_the_way_goes_with_the_next(store: Store, tmp_path: Path) -> None:
    names = (".b.sqlite.killed", ".b.sqlite.killed-wal", ".b.sqlite.at-work", ".other.sqlite.killed")
    for name in names:
        (tmp_path / name).write_text("people")
        if name.endswith(("killed", "-wal")):
            os.utime(tmp_path / name, (1, 1))
    backup.backup(store, tmp_path / "b.sqlite")
    assert {each.name for each in tmp_path.iterdir() if each.is_file()} == {"b.sqlite", *names[2:]}


def test_the_store_itself_is_no_place_for_its_backup(store: Store, tmp_path: Path) -> None:
    (tmp_path / "link.sqlite").symlink_to(store.path)
    for target in (store.path, tmp_path / "link.sqlite"):
        with pytest.raises(OutputError, match="the store itself"):
            backup.backup(store, target, overwrite=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
def test_what_is_no_plain_file_is_not_replaced(store: Store, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="there already"):
        backup.backup(store, tmp_path / "pipe", overwrite=True)


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_place_that_is_full_is_named(store: Store, tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OutputError, match=r"b\.sqlite cannot be written"):
            backup.backup(store, tmp_path / "full" / "b.sqlite")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "full").iterdir()) == []


def test_a_backup_ends_however_busy_the_store_is(store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        db.execute("CREATE TABLE large (x)")
        db.executemany("INSERT INTO large VALUES (?)", [(bytes(1_000_000),)] * 25)
    looked = []

    class Busy(Store):
        @contextmanager
        def reading(self) -> Iterator[Any]:
            with super().reading() as db:
                yield Writes(db)

    class Writes:
        def __init__(self, db: sqlite3.Connection) -> None:
            self._db = db

        def backup(self, target: sqlite3.Connection, **how: Any) -> None:
            def written(*_: object) -> None:
                looked.append(1)
                assert len(looked) < 20, "it begins anew whenever somebody writes"
                with store.writing() as other:
                    other.execute("INSERT INTO large VALUES (1)")

            self._db.backup(target, progress=written, **how)

    with Busy(store.path) as busy:
        assert backup.backup(busy, tmp_path / "b.sqlite") == 2


def test_an_existing_file_stays_unless_asked_otherwise(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    file.write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        backup.backup(store, file)
    assert file.read_text() == "mine"
    assert backup.backup(store, file, overwrite=True) == 2
