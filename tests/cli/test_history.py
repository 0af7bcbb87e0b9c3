"""``history``: curves, exact numbers, and too little of it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from asking import Asker
from builders import DAY, NOW, post, snapshot
from microscout import config
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
    assert len(rows) == len(told["series"])


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
