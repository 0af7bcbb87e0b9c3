"""A file is written whole or not at all, and an existing one stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microscout.errors import OutputError
from microscout.exports import check, write


def test_a_file_and_its_folders_are_made(tmp_path: Path) -> None:
    write(tmp_path / "new" / "deeper" / "l.csv", b"x")
    assert (tmp_path / "new" / "deeper" / "l.csv").read_bytes() == b"x"


def test_an_existing_file_stays_unless_the_founder_says_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"old")
    with pytest.raises(OutputError, match="there already") as caught:
        write(path, b"new")
    assert "--overwrite" in caught.value.hint
    assert path.read_bytes() == b"old"
    write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["l.csv"]


def test_a_write_that_fails_leaves_the_old_file_and_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "l.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write(path, b"new", overwrite=True)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["l.csv"]


@pytest.mark.parametrize("name", ["file/l.csv", "x" * 300 + ".csv"])
def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / name, b"x")


def test_a_long_name_that_the_disk_takes_is_taken(tmp_path: Path) -> None:
    write(tmp_path / ("x" * 250 + ".csv"), b"x")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"x"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder"):
        check(tmp_path, overwrite=True)
