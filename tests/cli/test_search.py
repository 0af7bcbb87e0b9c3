"""``search``, ``show`` and ``export``: the main job, on the bundled sample."""

from __future__ import annotations

import csv
import io
import json
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar

import pytest
from rich.cells import cell_len

from asking import Asker
from microscout import platforms
from microscout.client import Client
from microscout.errors import StoreError, Unreachable
from microscout.models import Candidate, Niche
from microscout.platforms.sample import Sample
from microscout.scout import Scout
from microscout.store import observations

SEARCH = ("search", "--niche", "vintage watches", "--platform", "sample")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "80")
    return Asker(capsys, tmp_path / "home")


@pytest.mark.slow
def test_a_search_prints_a_ranked_explained_shortlist(ask: Asker) -> None:
    status, out, err = ask(*SEARCH)
    assert status == 0
    assert "posts on the niche" in out or "of" in out
    assert "sample: " in err
    assert "candidates" in err


@pytest.mark.slow
def test_stdout_holds_data_and_nothing_else(ask: Asker) -> None:
    for shape in ("json", "csv"):
        told = ask(*SEARCH, "--format", shape)
        assert "candidates" not in told.out
        assert "→" not in told.out


@pytest.mark.slow
def test_quiet_says_nothing_but_data(ask: Asker) -> None:
    status, out, err = ask(*SEARCH, "--quiet")
    assert (status, err) == (0, "")
    assert out


def test_json_can_be_read_by_a_program(ask: Asker) -> None:
    told = json.loads(ask(*SEARCH, "--format", "json", "--limit", "3").out)
    assert told["about"]["niche"] == "vintage watches"
    assert len(told["creators"]) == 3
    assert [each["score"] is not None for each in told["creators"]] == [True] * 3


@pytest.mark.slow
def test_csv_can_be_read_by_a_spreadsheet(ask: Asker) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(*SEARCH, "--format", "csv").out, newline="")))
    assert {row["platform"] for row in rows} == {"sample"}
    assert all(1_000 <= int(row["followers"]) <= 100_000 for row in rows), "micro is the usual tier"


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 60, 200])
def test_the_table_fits_the_terminal(ask: Asker, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = ask(*SEARCH).out
    assert max(cell_len(line) for line in out.splitlines()) <= columns
    assert ("Engagement" in out) == (columns == 200), "a wide terminal shows more"


@pytest.mark.slow
def test_in_a_narrow_terminal_no_column_is_lost_or_broken_up(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    heads, *rows = ask(*SEARCH, "--limit", "3").out.splitlines()
    assert heads.split() == ["#", "Creator", "Fit", "Why"]
    assert any("10-50k" in row for row in rows)
    assert all(cell_len(row) <= 40 for row in rows)


def test_without_a_terminal_there_are_no_colours(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in ask(*SEARCH).out


@pytest.mark.slow
def test_the_same_search_gives_the_same_bytes(ask: Asker) -> None:
    assert ask(*SEARCH, "--format", "csv").out == ask(*SEARCH, "--format", "csv").out


@pytest.mark.slow
def test_offline_ranks_what_the_store_holds(ask: Asker) -> None:
    online = json.loads(ask(*SEARCH, "--format", "json").out)
    offline = json.loads(ask(*SEARCH, "--offline", "--format", "json").out)
    assert online["creators"] == offline["creators"]


@pytest.mark.slow
def test_filters_narrow_the_list(ask: Asker) -> None:
    def number(*options: str) -> int:
        found = ask(*SEARCH, "--limit", "100", "--format", "json", "--offline", *options)
        return len(json.loads(found.out)["creators"])

    ask(*SEARCH, "--tier", "any", "--quiet")
    every = number()
    assert 0 < number("--band", "10-50k") < every
    assert 0 < number("--min-engagement", "1") < every
    assert number("--tier", "any") > every
    assert number("--active-within", "2w") <= every
    assert number("--language", "en,de") <= every
    assert number("--min-followers", "99999999999999999999") == 0


@pytest.mark.parametrize(
    "wrong", [("-p", "blusky"), ("-p", "youtube"), ("--preset", "betta"), ("--near", "Leds"), ("-p", "sample,smaple")]
)
def test_what_is_not_there_is_told_before_any_text_is_read(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, wrong: tuple[str, ...]
) -> None:
    monkeypatch.setattr(Scout, "sought", lambda *_, **__: pytest.fail("texts were read"))
    assert ask("search", "-n", "vintage watches", *wrong).status == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-n", "zzxqy"), "Nobody turned up for these words."),
        (("-n", "watches", "--min-followers", "99999999999"), "Nobody met all of it."),
    ],
)
def test_an_empty_list_does_not_blame_the_niche_where_nobody_was_read(
    ask: Asker, options: tuple[str, ...], said: str
) -> None:
    told = ask("search", "-p", "sample", *options).err
    assert said in told
    assert "Nobody speaks of the niche" not in told


@pytest.mark.slow
def test_an_export_is_written_and_not_written_over(ask: Asker, tmp_path: Path) -> None:
    files = [tmp_path / f"l{ending}" for ending in (".csv", ".json", ".md")]
    options = [part for file in files for part in ("--export", str(file))]
    assert ask(*SEARCH, *options).status == 0
    assert all(file.read_bytes() for file in files)
    status, out, err = ask(*SEARCH, *options)
    assert (status, out) == (5, "")
    assert "--overwrite" in err
    assert ask(*SEARCH, *options, "--overwrite").status == 0


@pytest.mark.slow
def test_the_last_shortlist_is_exported_as_it_was(ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ask(*SEARCH, "--format", "csv").out
    ask.imports([{"platform": "sample", "handle": "later", "bio": "vintage watches", "followers": 5_000}])
    monkeypatch.setenv("MICROSCOUT_MIN_COVERAGE", "1")
    assert ask("export", str(tmp_path / "l.csv"), "--bom").status == 0
    assert (tmp_path / "l.csv").read_text("utf-8-sig") == shown
    assert ask("export", str(tmp_path / "l.csv")).status == 5
    assert ask("export", str(tmp_path / "l.xlsx")).status == 2


@pytest.mark.slow
def test_show_tells_everything_of_one_creator(ask: Asker) -> None:
    handle = json.loads(ask(*SEARCH, "--format", "json").out)["creators"][0]["handle"]
    for form in (handle, f"@{handle}", handle.upper(), f"sample:{handle}", f"sample:@{handle}"):
        status, out, _ = ask("show", form)
        assert status == 0
        for part in ("who", "what about", "niche", "who listens", "engagement", "activity", "fit", "unknown"):
            assert part in out
        assert max(cell_len(line) for line in out.splitlines()) <= 80
    told = json.loads(ask("show", handle, "--format", "json").out)
    assert told["creator"]["handle"] == handle
    assert told["matches"]
    assert ask("show", handle, "--niche", "home espresso").status == 0


def test_a_handle_that_begins_with_a_dash_goes_behind_two(ask: Asker) -> None:
    ask.imports([{"platform": "sample", "handle": "-dash-", "bio": "dials"}])
    assert "-dash-" in ask("show", "--niche", "dials", "--", "-dash-").out


def test_a_handle_written_wrong_is_told_what_was_meant(ask: Asker) -> None:
    ask.imports([{"platform": "sample", "handle": "dialmaker"}])
    status, _, err = ask("show", "@dailmaker", "--niche", "dials")
    assert status == 2
    assert "Did you mean dialmaker?" in err


def test_a_handle_of_two_platforms_must_be_named_in_full(ask: Asker) -> None:
    ask.imports([{"platform": "sample", "handle": "ada"}, {"platform": "bluesky", "handle": "ada"}])
    status, _, err = ask("show", "ada", "--niche", "dials")
    assert status == 2
    assert "bluesky:ada and sample:ada" in err
    assert ask("show", "bluesky:ada", "--niche", "dials").status == 0


def test_without_any_network_the_way_on_is_named(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    monkeypatch.setenv("MICROSCOUT_PATIENCE_SECONDS", "0")
    status, out, err = ask("search", "--niche", "dials")
    assert (status, out) == (3, "")
    assert "--offline" in err
    assert "--platform sample" in err


class Dead(Sample):
    """A platform that never answers."""

    name: ClassVar[str] = "dead"

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        raise Unreachable("no connection to dead.example")
        yield


@pytest.mark.slow
def test_one_dead_platform_of_two_is_told_and_the_rest_is_done(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(platforms.BUILT_IN, "dead", Dead)
    status, out, err = ask(*SEARCH, "--platform", "dead")
    assert status == 6
    assert "sample" in out
    assert "dead fell out: no connection to dead.example" in err
    assert ask("search", "-n", "x", "-p", "dead").status == 3


def test_a_store_that_fails_ends_with_its_own_status(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bool:
        raise StoreError("The disk is full.", hint="Make room.")

    monkeypatch.setattr(observations, "add", full)
    status, out, err = ask(*SEARCH)
    assert (status, out) == (4, "")
    assert err.endswith("microscout: The disk is full.\n  Make room.\n")


def test_a_read_only_home_is_told(ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MICROSCOUT_DATA", str(tmp_path / "file" / "data"))
    status, _, err = ask(*SEARCH)
    assert status == 4
    assert "MICROSCOUT_DATA" in err


def test_an_interrupt_has_its_status(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []

    def stopped(*told: object) -> bool:
        if not kept:
            signal.raise_signal(signal.SIGINT)  # as Ctrl-C does it; one raised in a task would leave others unheard
        kept.append(told)
        return True

    monkeypatch.setattr(observations, "add", stopped)
    status, out, err = ask(*SEARCH)
    assert (status, out) == (130, "")
    assert "What had arrived is kept" in err


def test_what_nobody_foresaw_is_one_sentence(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bool:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(observations, "add", broken)
    status, _, err = ask(*SEARCH)
    assert status == 1
    assert "It is a bug" in err
    assert "secret detail" not in err
    monkeypatch.setenv("MICROSCOUT_DEBUG", "1")
    with pytest.raises((ZeroDivisionError, ExceptionGroup)):
        ask(*SEARCH)
