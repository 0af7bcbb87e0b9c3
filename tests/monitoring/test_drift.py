from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from histories import NOTHING, TODAY, history, looks, post, posts
from microscout.monitoring import Period, drift, look
from microscout.monitoring.base import DAY


def meant(ages: range, moved_under: int, seed: int = 0) -> tuple[list[tuple[object, ...]], pl.DataFrame]:
    """A post a day and its vector: about one thing, and about another when younger than `moved_under` days."""
    dice = random.Random(seed)
    rows = [post(0.1 + age) for age in ages]
    vectors = [
        [float(age >= moved_under), float(age < moved_under), *(dice.gauss(0, 0.4) for _ in range(6))] for age in ages
    ]
    ids = posts(rows).select("creator_id", "post_id")
    return rows, ids.with_columns(pl.Series("vector", vectors, pl.Array(pl.Float64, 8)))


def units(many: int, seed: int) -> np.ndarray:
    return drift._units(np.random.default_rng(seed).normal(size=(many, 6)) + np.array([3, 0, 0, 0, 0, 0]))


def length(new: np.ndarray, older: np.ndarray) -> float:
    """T by its definition."""
    total = new.sum(axis=0)
    return float(total @ np.linalg.inv(older.T @ older + np.eye(older.shape[1])) @ total)


def test_the_deals_lengths_are_those_of_the_definition() -> None:
    older = units(9, 4)
    hat = older @ np.linalg.inv(older.T @ older + np.eye(6)) @ older.T
    every = np.array(list(combinations(range(9), 3)))
    expected = [length(older[list(chosen)], np.delete(older, chosen, axis=0)) for chosen in every]
    assert drift._dealt(hat, every) == pytest.approx(expected)


def test_the_p_is_the_share_of_deals_that_lie_as_far() -> None:
    rows = units(24, 5)
    seen = length(rows[-4:], rows[:-4])
    dealt = [length(rows[list(c)], np.delete(rows[:-4], c, axis=0)) for c in combinations(range(20), 4)]
    assert drift.deal(rows, 4, seed=1) == pytest.approx(np.mean([each >= seen for each in dealt]), rel=0.4)
    assert drift.deal(rows, 4, seed=1) == drift.deal(rows, 4, seed=1)


def test_beyond_all_deals_the_tail_goes_on() -> None:
    dealt = np.random.default_rng(0).exponential(size=100_000)
    assert drift.beyond(dealt, 8.0) == pytest.approx(np.exp(-8.0), rel=0.2)
    assert drift.beyond(dealt, 12.0) == pytest.approx(np.exp(-12.0), rel=0.3)


def test_two_posts_on_something_else_are_less_than_four() -> None:
    rows = units(40, 6)
    rows[-4:] = drift._units(rows[-4:] * 0.3 + np.array([0, 1, 0, 0, 0, 0]))
    assert drift.deal(rows, 4, seed=0) < drift.deal(rows[:-2], 2, seed=0)


def test_what_is_rare_and_no_farther_than_twice_the_usual_is_no_other_topic(monkeypatch: pytest.MonkeyPatch) -> None:
    # few older days, so that all deals are much the same, and new ones that share a little of their own
    dice = np.random.default_rng(0)
    rows = np.eye(32)[0] + dice.normal(0, 0.35, size=(24, 32))
    rows[12:] += 1.2 * np.eye(32)[1]
    rows = drift._units(rows)
    assert drift.deal(rows[:15], 3, seed=0) == 1.0
    assert drift.deal(rows[:20], 8, seed=0) < 1e-3, "what goes on for eight days is told however little"
    monkeypatch.setattr(drift, "_TWICE", 0.0)
    assert drift.deal(rows[:15], 3, seed=0) < 1e-2


def test_days_that_hang_together_make_another_such_run_less_of_a_surprise() -> None:
    # ten events of four days each, then an eleventh: as the same days in any order, each event being usual
    dice = np.random.default_rng(9)
    events = drift._units(dice.normal(size=(11, 16)) * 0.4 + np.eye(16)[0])
    rows = drift._units(np.repeat(events, 4, axis=0) + dice.normal(0, 0.1, size=(44, 16)))
    mixed = np.vstack([dice.permutation(rows[:40]), rows[40:]])
    assert drift.deal(rows, 4, seed=0) > 5 * drift.deal(mixed, 4, seed=0)


def test_days_that_do_not_hang_together_are_judged_by_deals_alone() -> None:
    rows = units(60, 7)
    hat = rows @ np.linalg.inv(rows.T @ rows + np.eye(6)) @ rows.T
    dealt = drift._dealt(hat, drift._deals(60, 4, 250, 0))
    assert drift._clumped(hat, 4, dealt) == pytest.approx(1.0, abs=0.1)


def test_another_mix_of_the_usual_subjects_is_no_news() -> None:
    # two subjects by turns, then only one of them: nothing that the older posts were never about
    dice = np.random.default_rng(8)
    turns = np.array([[1.0, 0], [0, 1.0]] * 20 + [[1.0, 0]] * 4)
    rows = drift._units(np.hstack([turns, np.zeros((44, 6))]) + dice.normal(0, 0.3, size=(44, 8)))
    assert drift.deal(rows, 4, seed=0) > 1e-3


def test_another_topic_is_told_with_the_distance() -> None:
    rows, vectors = meant(range(60), moved_under=12)
    (change,) = look(history(looks([1_000] * 2), rows), NOTHING, TODAY, meaning=lambda _: vectors).changes
    assert change.kind == "drift"
    assert change.size == pytest.approx(0.8, abs=0.2)


def test_a_monthly_run_does_not_hold_a_month_of_another_topic_against_itself() -> None:
    rows, vectors = meant(range(60), moved_under=25)
    month = Period(TODAY.now - 30 * DAY, TODAY.now)
    (found,) = drift.tests(posts(rows), lambda _: vectors, NOTHING, month, seed=0).to_dicts()
    assert found["n_before"] == 30  # those that were there at the last run
    assert found["p"] < 1e-4
    daily = drift.tests(posts(rows), lambda _: vectors, NOTHING, TODAY, seed=0)
    assert daily["p"].item() > 0.01  # by now it is an old story


def test_the_same_topic_is_not() -> None:
    rows, vectors = meant(range(60), moved_under=0)
    found = drift.tests(posts(rows), lambda _: vectors, NOTHING, TODAY, seed=0)
    assert found["p"].item() > 1e-3


def test_without_vectors_or_with_a_short_past_nobody_is_tested() -> None:
    rows, vectors = meant(range(11), moved_under=5)
    assert drift.tests(posts(rows), lambda _: vectors, NOTHING, TODAY, seed=0).is_empty()
    assert drift.tests(posts(rows), lambda _: vectors.head(0), NOTHING, TODAY, seed=0).is_empty()


def test_the_centroids_distance_by_hand() -> None:
    assert drift.apart(np.array([[1.0, 0.0], [0.0, 1.0]]), 1) == pytest.approx(1.0)
    assert drift.apart(np.array([[1.0, 0.0], [1.0, 0.0]]), 1) == pytest.approx(0.0)
