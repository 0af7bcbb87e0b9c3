"""Opening a store: a new one, an older one, a newer one, and files that are none."""

from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from builders import NOW, profile, snapshot
from microscout.errors import StoreError
from microscout.store import Store, database, observations
from microscout.store.schema import MIGRATIONS, VERSION


def test_a_new_store_is_its_owners_alone_and_has_a_salt_of_its_own(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "s.sqlite") as one, Store(tmp_path / "b" / "s.sqlite") as other:
        assert len(one.salt) == 32
        assert one.salt != other.salt
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "a" / "s.sqlite").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_store_keeps_its_salt_and_version(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        salt = store.salt
    with Store(tmp_path / "s.sqlite") as store:
        assert store.salt == salt
        assert store.rows("PRAGMA user_version") == [(VERSION,)]
        assert store.rows("PRAGMA journal_mode") == [("wal",)]


def test_an_empty_file_of_version_0_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").touch()
    with Store(tmp_path / "s.sqlite") as store:
        assert observations.add(store, snapshot())


def test_an_older_store_is_brought_up_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add(store, snapshot(followers=7))
        salt = store.salt
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, "ALTER TABLE creator ADD COLUMN seen INTEGER"))
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    with Store(tmp_path / "s.sqlite") as store:
        assert store.rows("PRAGMA user_version") == [(VERSION + 1,)]
        assert store.rows("SELECT creator_id, seen FROM creator") == [("sample:ada", None)]
        assert store.salt == salt


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add(store, snapshot())
    monkeypatch.setattr(database, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE extra (x); DROP TABLE nothing"))
    monkeypatch.setattr(database, "VERSION", VERSION + 1)
    with pytest.raises(StoreError):
        Store(tmp_path / "s.sqlite")
    monkeypatch.undo()
    with Store(tmp_path / "s.sqlite") as store:
        assert store.rows("SELECT count(*) FROM sqlite_master WHERE name = 'extra'") == [(0,)]
        assert store.rows("SELECT creator_id FROM creator") == [("sample:ada",)]


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.rows(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer microscout"):
        Store(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"my diary, nothing else\n" * 100)
    with pytest.raises(StoreError, match="not a sound microscout store"):
        Store(path)
    assert path.read_bytes() == b"my diary, nothing else\n" * 100


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        observations.add(store, snapshot())
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="not a sound microscout store"), Store(path) as store:
        observations.frames(store)


@pytest.mark.parametrize("name", ["file/s.sqlite", "file/deeper/s.sqlite", "folder"])
def test_a_place_where_no_file_can_be_is_told_with_the_way_out(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / name)
    assert "MICROSCOUT_DATA" in caught.value.hint


def test_who_is_restored_away_under_a_command_is_told(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store, pytest.raises(StoreError, match=r"not in .* any more"):
        store.rows("INSERT INTO absence VALUES (99, 1, 'gone')")


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store.rows("PRAGMA query_only = ON")
        with pytest.raises(StoreError, match="cannot be written"):
            observations.add(store, snapshot())
        store.rows("PRAGMA query_only = OFF")
        assert observations.add(store, snapshot())


def test_a_full_disk_is_told_and_what_had_come_is_kept(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add(store, snapshot("ada"))
        ((pages,),) = store.rows("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match=r"full\. What had arrived before is kept"):
            observations.add(store, snapshot("big", bio="x" * 50_000))
        store.rows("PRAGMA max_page_count = 100000")
        assert observations.add(store, snapshot("eva"))
        kept = observations.frames(store).creators["creator_id"].to_list()
        assert {"sample:ada", "sample:eva"} <= set(kept)


def test_a_store_that_another_process_keeps_busy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "_WAIT_SECONDS", 0.05)
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="Another process has kept"):
            observations.add(store, snapshot())
        assert observations.frames(store).creators.is_empty(), "readers do not wait for the writer"
        other.execute("ROLLBACK")
        other.close()
        assert observations.add(store, snapshot())


def test_a_transaction_that_fails_leaves_nothing_and_the_store_usable(tmp_path: Path) -> None:
    def fail(store: Store) -> None:
        with store.writing() as db:
            db.execute("INSERT INTO forgotten VALUES ('x', 1)")
            raise RuntimeError

    with Store(tmp_path / "s.sqlite") as store:
        with pytest.raises(RuntimeError):
            fail(store)
        assert store.rows("SELECT * FROM forgotten") == []
        assert observations.add(store, snapshot())


def test_handles_of_the_founder_never_become_sql(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add(store, snapshot("x';DROP-TABLE-profile;--"))
        assert observations.find(store, "x';DROP-TABLE-profile;--") == ["sample:x';DROP-TABLE-profile;--"]
        assert observations.frames(store, platforms=["x') OR 1=1 --"]).creators.is_empty()


def test_now_is_handed_in(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add(store, snapshot(captured_at=NOW - 5))
        assert observations.frames(store).creators["captured_at"].to_list() == [NOW - 5]
    assert profile().captured_at == NOW
