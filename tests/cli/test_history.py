"""``history``: curves, exact numbers, and too little of it."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from rich.cells import cell_len

from asking import Asker
from builders import DAY, NOW, post, snapshot
from microscout import config
from microscout.cli import render
from microscout.cli.render.text import print_rows
from microscout.monitoring import Findings, Shift
from microscout.monitoring.breaks import register
from microscout.scout import Scout
from microscout.store import history, observations

CURVE = re.compile("[┌│└┤]")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "80")
    return Asker(capsys, tmp_path / "home")


def lived(weeks: int, handle: str = "ada") -> None:
    """A look a week, each at three new posts."""
    with Scout(config.load(), now=lambda: NOW) as scout:
        for week in range(weeks):
            at = NOW - (weeks - 1 - week) * 7 * DAY
            posts = tuple(
                post(
                    week * 3 + n,
                    captured_at=at,
                    created_at=at - (5 + n) * DAY,
                    likes=20 + n,
                    comments=1,
                    reposts=0,
                    paid=n == 0,
                )
                for n in range(3)
            )
            made = snapshot("ada", posts=posts, captured_at=at, followers=5_000 + 40 * week)
            observations.add(scout.store, made)


def test_curves_fit_the_screen_and_say_what_they_rest_on(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    lived(16)
    status, out, err = ask("history", "ada", "--since", "20y")
    assert (status, err) == (0, "")
    assert CURVE.search(out)
    assert "Followers" in out
    assert "newest: 5,600, n = 1, 2026-11-24" in out
    assert "Threads answered, %\n  unknown: nothing of it in the store" in out
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out
    monkeypatch.setenv("COLUMNS", "50")
    narrow = ask("history", "ada", "--since", "20y").out
    assert max(cell_len(line) for line in narrow.splitlines()) <= 50


def test_the_ends_of_a_curve_are_named_as_they_are(ask: Asker) -> None:
    lived(16)
    out = ask("history", "ada", "--since", "20y").out
    assert re.findall(r"(\S+)┤", out)[:2] == ["5,600", "5,000"]
    with Scout(config.load(), now=lambda: NOW) as scout:
        for week in range(4):
            observations.add(scout.store, snapshot("bob", captured_at=NOW - week * 7 * DAY, followers=5_000))
    assert re.findall(r"(\S+)┤•", ask("history", "bob", "--since", "20y").out) == ["5,000"], (
        "a level stands at its own mark"
    )


def test_too_little_history_is_said_with_the_numbers_there_are(ask: Asker) -> None:
    lived(2)
    out = ask("history", "ada", "--since", "20y").out
    assert "too little history for a curve (2 of 3 points)" in out
    assert "5,000" in out


def test_the_exact_numbers(ask: Asker) -> None:
    lived(16)
    told = json.loads(ask("history", "ada", "--since", "20y", "--format", "json").out)
    followers = [row["value"] for row in told["series"] if row["what"] == "followers"]
    assert followers == [5_000 + 40 * week for week in range(16)]
    assert {"low", "high", "n", "since", "until"} <= set(told["series"][0])
    rows = list(csv.DictReader(io.StringIO(ask("history", "ada", "--since", "20y", "--format", "csv").out)))
    ends = ("value", "low", "high")
    assert [[float(row[end]) for end in ends] for row in rows] == [[row[end] for end in ends] for row in told["series"]]


def test_a_spreadsheet_gets_numbers_below_zero_as_numbers_and_the_unknown_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows: list[dict[str, object]] = [
        {"change": -29.9, "size": None, "who": "=ada"},
        {"change": 3.0, "size": 1, "who": "bob"},
    ]
    print_rows(rows, "csv")
    assert capsys.readouterr().out.splitlines()[1:] == ['-29.9,,"\'=ada"', '3.0,1,"bob"']


def test_without_a_row_csv_is_empty(ask: Asker) -> None:
    for command in (("changes",), ("schedule", "list"), ("shortlist", "list")):
        assert ask(*command, "-f", "csv").out == "", "a blank line would be read as a row"


def test_what_was_told_is_shown_as_text(ask: Asker) -> None:
    lived(4)
    with Scout(config.load(), now=lambda: NOW) as scout:
        history.tell(scout.store, [("sample:ada", "handle", NOW, None, "from \x1b[31m[bold]@x")], NOW)
    out = ask("history", "ada", "--since", "20y").out
    assert "2026-11-24  from [31m[bold]@x" in out
    assert "\x1b" not in out


def test_nobody_of_that_name(ask: Asker) -> None:
    status, out, err = ask("history", "nobody")
    assert (status, out) == (2, "")
    assert "holds no creator" in err


def test_who_is_asked_for_by_a_former_handle_is_named(ask: Asker) -> None:
    lived(2)
    with Scout(config.load(), now=lambda: NOW + DAY) as scout:
        observations.add(scout.store, snapshot("ada", captured_at=NOW + DAY, handle="ada.new"))
    ran = ask("history", "@Ada")
    assert ran.status == 2
    assert "sample:ada was called so, and is @ada.new now." in ran.err
    assert ask("history", "ada.new").status == 0


def test_changes_are_told_with_what_the_run_looked_at(ask: Asker) -> None:
    lived(4)
    with Scout(config.load(), now=lambda: NOW) as scout:
        history.tell(scout.store, [("sample:ada", "handle", NOW, None, "Handle moved from \x1b[31m@x")], NOW)
    status, out, err = ask("changes", "--since", "20y")
    assert (status, out.splitlines()[0].split()) == (0, ["Found", "Creator", "Change"])
    assert "Handle moved from [31m@x" in " ".join(out.split())
    assert "\x1b" not in out
    assert "tests of 1 creators" in err
    (row,) = json.loads(ask("changes", "--since", "20y", "--format", "json", "--quiet").out)
    assert (row["kind"], row["handle"]) == ("handle", "ada")
    assert ask("changes", "--since", "20y", "--quiet").err == ""


def test_a_shift_is_told_with_who_has_a_channel_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    shift = Shift("bluesky", math.log(0.8), math.log(0.75), math.log(0.85), 1e-5, 14, 50, 0.8, NOW, True, None)
    reachable = pl.DataFrame({"creator_id": ["a"], "handle": ["ada"], "owned_channels": [["newsletter"]]})
    found = Findings([], [shift], 50, 100, 0.1)
    render.shifts(found, {"bluesky": reachable})
    err = capsys.readouterr().err
    assert "bluesky: reach of 50 creators -20 % (-25 % to -15 %) over 14 days, since about 2026-11-24; 80 %" in err
    assert "1 have channels of their own to fall back on: @ada (newsletter)." in err
    explained = replace(shift, explained=register()[0])
    render.shifts(replace(found, shifts=[explained]), {})
    assert "Explained: views of Shorts count every start" in capsys.readouterr().err


def test_who_publishes_a_newsletter_can_be_reached(ask: Asker) -> None:
    with Scout(config.load(), now=lambda: NOW) as scout:
        for handle, links in (("adamakes", ("https://adamakes.substack.com",)), ("evamakes", ())):
            observations.add(scout.store, snapshot(handle, links=links))
        found = scout.fallbacks("sample")
    assert found.select("handle", "owned_channels").rows() == [("adamakes", ["newsletter"])]
