"""Every score on the shelf keeps the contract, and the checker notices one that does not."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pytest

from microscout import scoring
from microscout.scoring.base import Columns, Judgement
from microscout.testing import check_score


@pytest.mark.parametrize("part", scoring.shelf().values(), ids=scoring.shelf())
def test_every_score_keeps_the_contract(part: scoring.Score) -> None:
    check_score(part)


class Sound:
    """A score that keeps the contract: does the creator have followers?"""

    name = "reach"
    question = "Is anybody there?"

    def per_post(self) -> Columns:
        return {}

    def per_creator(self) -> Columns:
        return {}

    def metrics(self) -> Columns:
        return {}

    def judgement(self) -> Judgement:
        return Judgement.certain((nw.col("followers") > 0).cast(nw.Float64))


def test_a_strangers_sound_score_passes() -> None:
    check_score(Sound())


def broken(**parts: Any) -> scoring.Score:
    return type("Broken", (Sound,), parts)()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("score", "clause"),
    [
        (broken(name="Reach!"), "lower-case word"),
        (broken(question="Reach"), "which question"),
        (broken(per_post=lambda _: {"likes_x": nw.col("likes")}), "begin with the score's name"),
        (broken(judgement=lambda _: Judgement.certain(nw.col("followers").fill_null(0) * 0.0)), "null, never zero"),
        (broken(judgement=lambda _: Judgement.certain(nw.col("followers") / nw.col("followers").max())), "alone"),
        (broken(judgement=lambda _: Judgement.certain(nw.col("followers") / nw.col("followers"))), r"NaN|\[0, 1\]"),
        (
            broken(
                judgement=lambda _: Judgement(nw.col("followers") * 0.0, nw.col("followers") * 0.0 + 1.0, nw.lit(1.0))
            ),
            "low ≤ value ≤ high|no interval",
        ),
        (broken(metrics=lambda _: {"reach_log": nw.col("followers").log()}), "reach_log is"),
    ],
)
def test_the_checker_names_the_broken_clause(score: scoring.Score, clause: str) -> None:
    with pytest.raises(AssertionError, match=clause):
        check_score(score)
