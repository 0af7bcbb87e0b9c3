"""``import``, ``config``, ``platforms``, ``forget`` and ``purge``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from asking import Asker

SEARCH = ("search", "-n", "vintage watches", "-p", "sample", "--format", "json")
KEY = "hunter2-very-secret"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "80")
    return Asker(capsys, tmp_path / "home")


def creators(ask: Asker, *options: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(ask(*SEARCH, *options).out)["creators"]
    return found


def test_bad_rows_are_told_and_good_ones_are_kept(ask: Asker) -> None:
    status, out, err = ask.imports(
        [
            {"platform": "old", "handle": "ada", "bio": "vintage watches", "followers": 5_000},
            {"platform": "old"},
            {"platform": "old", "handle": "eva", "followers": True},
            {"platform": "old", "handle": "ida", "posts": [{"text": "a vintage watch"}]},
        ]
    )
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "line 2: there is no id and no handle",
        "line 3: followers: a count is no true or false",
        "Imported 2 creators with 1 post; 2 bad rows.",
    ]
    assert "ada" in ask("show", "ada", "-n", "watches").out


def test_an_import_without_bad_rows_is_done(ask: Asker) -> None:
    status, _, err = ask.imports([{"platform": "old", "handle": "ada"}])
    assert (status, err) == (0, "Imported 1 creator with 0 posts; 0 bad rows.\n")


def test_a_list_of_handles_alone_is_fetched_and_then_ranked(ask: Asker) -> None:
    ask.imports([{"platform": "sample", "handle": handle} for handle in ("gilt.ticker", "@fadedbalance")])
    before = ask("search", "-n", "vintage watches", "--offline").err
    assert "2 left out of whom neither bio nor posts are known" in before
    ask("note", "gilt.ticker", "friend of Ann")
    assert "2 read" in ask("rescore", "--store", "--older-than", "0h").err
    ranked = json.loads(ask("search", "-n", "vintage watches", "--offline", "-f", "json").out)["creators"]
    assert {each["handle"]: each["note"] for each in ranked} == {"gilt.ticker": "friend of Ann", "fadedbalance": None}
    assert all(each["followers"] for each in ranked)


def test_rows_of_one_creator_are_one_creator(ask: Asker) -> None:
    ada = {"platform": "old", "handle": "ada", "followers": 10}
    told = ask.imports([ada, ada, {"platform": "old", "handle": "eva"}, ada]).err
    assert told == "Imported 2 creators with 0 posts; 0 bad rows, 2 rows of creators that came more than once.\n"


def test_what_is_dated_ahead_is_no_observation(ask: Asker) -> None:
    status, _, err = ask.imports([{"platform": "old", "handle": "ada", "captured_at": "2199-01-01"}])
    assert status == 2
    assert "line 1: captured_at lies ahead" in err
    assert "2199-01-01 lies ahead" in ask("import", "list.jsonl", "--as-of", "2199-01-01").err


@pytest.mark.slow
def test_what_came_before_a_cut_is_kept(ask: Asker, tmp_path: Path) -> None:
    import gzip

    whole = gzip.compress("".join(f'{{"platform": "old", "handle": "c{n}"}}\n' for n in range(5_000)).encode())
    (tmp_path / "l.jsonl.gz").write_bytes(whole[:-200])
    status, _, err = ask("import", str(tmp_path / "l.jsonl.gz"))
    assert status == 2
    assert "the rest cannot be read" in err
    assert ask("show", "c1", "-n", "x").status == 0


@pytest.mark.slow
def test_our_own_csv_is_imported_as_the_same_creators(ask: Asker, tmp_path: Path) -> None:
    ids = {each["creator_id"] for each in creators(ask, "--export", str(tmp_path / "l.csv"))}
    status, _, err = ask("import", str(tmp_path / "l.csv"))
    assert status == 0, err
    assert {each["creator_id"] for each in creators(ask, "--offline")} == ids


def test_config_shows_every_value_with_its_origin_and_no_key(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_BLUESKY_APP_PASSWORD", KEY)
    monkeypatch.setenv("MICROSCOUT_LIMIT", "7")
    for shape in ("table", "json", "csv"):
        status, out, err = ask("config", "--format", shape)
        assert status == 0
        assert KEY not in out + err
        assert "MICROSCOUT_LIMIT" in out.replace("\n", "").replace(" ", "") or "MICROSCOUT" in out
    told = {row["setting"]: row for row in json.loads(ask("config", "-f", "json").out)}
    assert told["limit"]["value"] == "7"
    assert told["bluesky.app_password"]["value"] == "(set, not shown)"


def test_platforms_are_surveyed(ask: Asker) -> None:
    status, out, _ = ask("platforms")
    assert status == 0
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    rows = list(csv.DictReader(io.StringIO(ask("platforms", "--format", "csv").out, newline="")))
    assert {"bluesky", "mastodon", "sample"} <= {row["name"] for row in rows}
    assert "fiction" in ask("platforms", "sample").out
    assert json.loads(ask("platforms", "sample", "-f", "json").out)[0]["ready"] is True


@pytest.mark.slow
def test_the_forgotten_are_erased_and_stay_away(ask: Asker) -> None:
    first = creators(ask)[0]
    status, out, err = ask("forget", "--yes", f"@{first['handle']}")
    assert (status, out) == (0, "")
    assert "Forgotten: 1 creator" in err
    assert first["creator_id"] not in {each["creator_id"] for each in creators(ask)}
    assert ask("show", first["handle"]).status == 2


@pytest.mark.slow
def test_somebody_not_held_yet_is_kept_out(ask: Asker) -> None:
    first = creators(ask)[0]
    store = ask.home / "data" / "microscout.sqlite"
    for file in store.parent.iterdir():
        file.unlink()
    status, _, err = ask("forget", "--yes", f"sample:@{first['handle']}")
    assert status == 0
    assert "from now on they are left out" in err
    assert first["creator_id"] not in {each["creator_id"] for each in creators(ask)}


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_forgetting_asks_first(ask: Asker, monkeypatch: pytest.MonkeyPatch, answer: str, status: int) -> None:
    ask.imports([{"platform": "old", "handle": "ada"}])
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    told = ask("forget", "ada")
    assert (told.status, told.out.strip()) == (status, "")
    assert ask("show", "ada", "-n", "x").status == (2 if status == 0 else 0)


@pytest.mark.slow
def test_a_purge_asks_first_and_erases_what_is_old(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    ask.imports(
        [{"platform": "old", "handle": "ada", "captured_at": "2020-01-01"}, {"platform": "old", "handle": "eva"}]
    )
    assert "1 observations are older" in ask("purge", "--older-than", "1y", "--dry-run").err
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert ask("purge", "--older-than", "1y").status == 1
    assert ask("show", "ada", "-n", "x").status == 0
    told = ask("purge", "--older-than", "1y", "--yes")
    assert (told.status, told.out) == (0, "")
    assert "Erased: 1 observations, 1 creators" in told.err
    assert ask("show", "ada", "-n", "x").status == 2
    assert ask("show", "eva", "-n", "x").status == 0
