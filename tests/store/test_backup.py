"""Backups are sound while the store is in use, and a restore is all or nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import post, snapshot
from microscout.errors import OutputError, UsageError
from microscout.store import Store, backup, observations


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "data" / "s.sqlite") as opened:
        observations.add_all(opened, [snapshot(name, (post(1, name),)) for name in ("ada", "bob")])
        yield opened


def held(store: Store) -> list[str]:
    return sorted(observations.frames(store).creators["handle"])


def test_a_backup_is_one_file_of_its_owner_and_brings_everything_back(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "b.sqlite"
    assert backup.backup(store, file) == 2
    assert [path.name for path in file.parent.iterdir()] == ["b.sqlite"]
    assert file.stat().st_mode & 0o077 == 0
    observations.add(store, snapshot("cleo"))
    assert backup.restore(store, file, tmp_path / "aside.sqlite") == 2
    assert held(store) == ["ada", "bob"]
    assert backup.restore(store, tmp_path / "aside.sqlite", tmp_path / "again.sqlite") == 3
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
        backup.restore(store, tmp_path / "b.sqlite", tmp_path / "aside.sqlite")
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
        backup.restore(store, file, tmp_path / "aside.sqlite")
    assert held(store) == ["ada", "bob"]
    assert not (tmp_path / "aside.sqlite").exists()


def test_a_backup_of_a_newer_microscout_is_refused(store: Store, tmp_path: Path) -> None:
    backup.backup(store, tmp_path / "b.sqlite")
    with Store(tmp_path / "b.sqlite") as copy:
        copy.rows("PRAGMA user_version = 999")
    with pytest.raises(UsageError, match="newer"):
        backup.check(tmp_path / "b.sqlite")


def test_an_existing_file_stays_unless_asked_otherwise(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    file.write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        backup.backup(store, file)
    assert file.read_text() == "mine"
    assert backup.backup(store, file, overwrite=True) == 2
