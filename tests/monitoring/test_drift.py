from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import polars as pl
import pytest

from histories import NOTHING, TODAY, history, looks, post, posts
from microscout.monitoring import drift, look


def meant(ages: range, moved_under: int, seed: int = 0) -> tuple[list[tuple[object, ...]], pl.DataFrame]:
    """A post a day and its vector: about one thing, and about another when younger than `moved_under` days."""
    dice = random.Random(seed)
    rows = [post(0.1 + age) for age in ages]
    vectors = [
        [float(age >= moved_under), float(age < moved_under), *(dice.gauss(0, 0.4) for _ in range(6))] for age in ages
    ]
    ids = posts(rows).select("creator_id", "post_id")
    return rows, ids.with_columns(pl.Series("vector", vectors, pl.Array(pl.Float64, 8)))


def test_the_permutation_p_is_that_of_all_deals() -> None:
    units = np.random.default_rng(4).normal(size=(9, 3))
    units[-3:] += 0.8
    centred = units - units.mean(axis=0)
    far = [np.sum(centred[list(chosen)].sum(axis=0) ** 2) for chosen in combinations(range(9), 3)]
    exact = np.mean([each >= far[-1] - 1e-9 for each in far])
    assert drift.deal(units, 3, seed=1) == pytest.approx(exact, rel=0.5)
    assert drift.deal(units, 3, seed=1) == drift.deal(units, 3, seed=1)


def test_another_topic_is_told_with_the_distance() -> None:
    rows, vectors = meant(range(60), moved_under=12)
    (change,) = look(history(looks([1_000] * 2), rows), NOTHING, TODAY, meaning=lambda _: vectors).changes
    assert change.kind == "drift"
    assert change.size == pytest.approx(0.8, abs=0.2)


def test_the_same_topic_is_not() -> None:
    rows, vectors = meant(range(60), moved_under=0)
    found = drift.tests(posts(rows), lambda _: vectors, NOTHING, TODAY, seed=0)
    assert found["p"].item() > 1e-3


def test_without_vectors_or_with_a_short_past_nobody_is_tested() -> None:
    rows, vectors = meant(range(12), moved_under=5)
    assert drift.tests(posts(rows), lambda _: vectors, NOTHING, TODAY, seed=0).is_empty()
    assert drift.tests(posts(rows), lambda _: vectors.head(0), NOTHING, TODAY, seed=0).is_empty()


def test_the_centroids_distance_by_hand() -> None:
    assert drift.apart(np.array([[1.0, 0.0], [0.0, 1.0]]), 1) == pytest.approx(1.0)
    assert drift.apart(np.array([[1.0, 0.0], [1.0, 0.0]]), 1) == pytest.approx(0.0)
