"""Overlap between audiences, worked by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from asking import Asker
from builders import said, snapshot
from microscout import frames
from microscout.cli import render
from microscout.scout import Company
from microscout.shortlist import overlap


def comments(**voices: range) -> Any:
    held = [
        snapshot(who, comments=tuple(said(n, who, author=f"v{n}") for n in numbers)) for who, numbers in voices.items()
    ]
    return frames.of(held).comments


def test_shared_voices_over_the_smaller_and_over_all() -> None:
    # ada: 0..19, eva: 10..24: 10 shared of 15, 25 in all; ida: 5 voices are too few
    rows = overlap.pairs(comments(ada=range(20), eva=range(10, 25), ida=range(5))).to_dicts()
    assert [(row["one"], row["other"], row["shared"]) for row in rows] == [
        ("sample:ada", "sample:eva", 10),
        ("sample:ada", "sample:ida", 5),
        ("sample:eva", "sample:ida", 0),
    ]
    assert (rows[0]["overlap"], rows[0]["jaccard"]) == pytest.approx((10 / 15, 10 / 25))
    assert (rows[0]["voices_one"], rows[0]["voices_other"]) == (20, 15)
    assert rows[1]["overlap"] is None


def test_the_creators_own_words_and_other_platforms_are_no_overlap() -> None:
    own = snapshot("ada", comments=(said(1, by_creator=True, author="ada"), said(2)))
    other = snapshot("ada", platform="else", comments=(said(2).model_copy(update={"creator_id": "else:ada"}),))
    assert overlap.pairs(frames.of([own, other]).comments).is_empty()


def test_voices_that_recur() -> None:
    told = overlap.recurring(comments(ada=range(4), eva=range(2, 6), ida=range(3, 9), ole=range(30, 31)))
    assert {row["creator_id"]: (row["voices"], row["recurring"]) for row in told.to_dicts()} == {
        "sample:ada": (4, 1),
        "sample:eva": (4, 1),
        "sample:ida": (6, 1),
        "sample:ole": (1, 0),
    }


def test_nobody_is_no_error() -> None:
    assert overlap.pairs(comments()).is_empty()
    assert overlap.recurring(comments()).is_empty()


@pytest.mark.slow
def test_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ask = Asker(capsys, tmp_path / "home")
    assert ask("overlap").status == 2, "there is no shortlist yet"
    search = ("search", "-n", "vintage watches", "-p", "sample", "--tier", "any", "-l", "12", "--quiet")
    assert ask(*search).status == 0
    status, out, _ = ask("overlap", "--format", "json")
    rows = json.loads(out)
    assert status == 0
    assert rows[0]["overlap"] > 0
    status, out, err = ask("overlap")
    assert status == 0
    assert "lower bound" in err
    assert "%" in out
    first = rows[0]["one"], rows[0]["other"]
    assert len(json.loads(ask("overlap", *first, "--format", "json").out)) == 1
    assert "also heard under @" in " ".join(ask("show", first[0]).out.split())


def told(capsys: pytest.CaptureFixture[str], names: dict[str, str], *whose: str, asked: tuple[str, ...] = ()) -> str:
    recurring = [{"creator_id": each, "voices": 20, "recurring": 0} for each in whose]
    render.overlap(Company(names, [], recurring, frozenset(asked)), "table")
    return " ".join(capsys.readouterr().err.split())


def test_of_whom_no_comments_are_known_is_told_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    names = {"sample:1": "ada", "sample:2": "eva"}
    nobody = told(capsys, names)
    assert "No comments were read of @ada, @eva: `microscout search" in nobody
    assert "needs comments of two creators" in nobody
    one = told(capsys, names, "sample:1")
    assert "No comments were read of @eva:" in one
    assert "Nobody else had commented when comments were read: @eva." in told(
        capsys, names, "sample:1", asked=("sample:2",)
    )
    apart = told(capsys, {"sample:1": "ada", "else:2": "eva"}, "sample:1", "else:2")
    assert "are on different platforms" in apart
    assert "No comments" not in apart
