"""``backup``, ``restore``, ``export --everything`` and ``import`` of it, as a founder types them."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from asking import Asker
from microscout import config
from microscout.scout import Scout
from microscout.store import lock

SEARCH = ("search", "--niche", "vintage watches", "--platform", "sample", "--quiet", "--format", "json")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    return Asker(capsys, tmp_path)


def test_a_backup_is_restored_and_the_restore_undone(ask: Asker, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    ask.imports([{"platform": "sample", "handle": "ada"}])
    assert "sound and holds 1 creators" in ask("backup", str(file)).err
    assert ask("backup", str(file)).status == 5
    assert "holds 1 creators" in ask("backup", "--check", str(file)).err
    ask.imports([{"platform": "sample", "handle": "bob"}])
    told = ask("restore", str(file), "--yes")
    assert told.status == 0
    assert ask("show", "bob", "--niche", "watches").status == 2
    assert ask("restore", told.err.split()[-1], "--yes").status == 0
    assert ask("show", "bob", "--niche", "watches").status == 0


def test_nothing_is_restored_under_a_rescore_that_is_at_work(ask: Asker, tmp_path: Path) -> None:
    ask.imports([{"platform": "sample", "handle": "ada"}])
    ask("backup", str(tmp_path / "b.sqlite"))
    with Scout(config.load()) as scout, lock.alone(scout.store.path, "rescore"):
        ran = ask("restore", str(tmp_path / "b.sqlite"), "--yes")
    assert (ran.status, "A rescore is at work" in ran.err) == (2, True)
    assert ask("restore", str(tmp_path / "b.sqlite"), "--yes").status == 0


def test_a_restore_from_nothing_says_so(ask: Asker, tmp_path: Path) -> None:
    assert "is a folder.\n  `microscout import FOLDER`" in ask("restore", str(tmp_path), "--yes").err
    assert "is a folder" in ask("backup", str(tmp_path), "--overwrite").err
    told = ask("restore", str(tmp_path / "none.sqlite"), "--yes")
    assert told.status == 2
    assert "There is no file" in told.err


def test_a_damaged_store_is_told_with_the_way_back_and_that_way_works(ask: Asker, tmp_path: Path) -> None:
    file = tmp_path / "b.sqlite"
    ask.imports([{"platform": "sample", "handle": "ada"}])
    ask("backup", str(file))
    config.load().store.write_bytes(b"spilt coffee " * 1_000)
    told = ask("shortlist", "list")
    assert (told.status, "microscout restore FILE" in told.err) == (4, True)
    assert ask("backup", "--check", str(file)).status == 0
    told = ask("restore", str(file), "--yes")
    assert (told.status, "could not be read, and is kept as it was" in told.err) == (0, True)
    assert Path(told.err.split()[-1]).read_bytes().startswith(b"spilt coffee")
    assert ask("show", "ada", "--niche", "watches").status == 0


@pytest.mark.slow
def test_everything_goes_out_and_comes_into_an_empty_store(
    ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask(*SEARCH).out
    folder = tmp_path / "all"
    assert ask("export", str(folder), "--everything").status == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.glob("*.parquet")), "wherever they are put"
    assert ask("export", str(folder), "--everything").status == 5, "an existing folder stays"
    monkeypatch.setenv("MICROSCOUT_HOME", str(tmp_path / "new"))
    assert ask("import", str(folder)).status == 0
    assert ask(*SEARCH, "--offline").out == first
    assert "Newly taken in: nothing." in ask("import", str(folder)).err


@pytest.mark.slow
def test_a_list_of_the_same_name_comes_in_under_another(
    ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "all"
    ask(*SEARCH)
    ask("shortlist", "save", "Mine")
    ask("export", str(folder), "--everything")
    monkeypatch.setenv("MICROSCOUT_HOME", str(tmp_path / "new"))
    ask(*SEARCH)
    ask("shortlist", "save", "mine")
    assert "is called “Mine (2)” now" in ask("import", str(folder)).err
    assert "called" not in ask("import", str(folder)).err, "taken in once"
    lists = json.loads(ask("shortlist", "list", "--format", "json").out)
    assert [each["name"] for each in lists] == ["mine", "Mine (2)"], "what cron names here keeps its name"


@pytest.mark.parametrize("gone", ["creator", "said", "cut"])
def test_half_an_export_is_refused(ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str) -> None:
    ask.imports([{"platform": "sample", "handle": name} for name in ("ada", "bob")])
    ask("note", "ada", "answers")
    folder = tmp_path / "all"
    ask("export", str(folder), "--everything")
    if gone == "cut":
        pl.read_parquet(folder / "profile.parquet").head(1).write_parquet(folder / "profile.parquet")
    else:
        (folder / f"{gone}.parquet").unlink()
    monkeypatch.setenv("MICROSCOUT_HOME", str(tmp_path / "new"))
    ran = ask("import", str(folder))
    assert (ran.status, "is not whole" in ran.err) == (2, True)
    assert ask("show", "bob", "--niche", "watches").status == 2, "nothing of it came in"


def test_a_folder_that_is_no_export_is_refused(ask: Asker, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    assert ask("import", str(tmp_path / "all")).status == 2
