"""Niches near a niche: groups of creators who speak alike, the same every time, and honest where there are few."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from builders import post, snapshot
from microscout import frames, relevance
from microscout.models import Niche
from microscout.relevance import Forgetful, joined
from microscout.relevance.related import ENOUGH, LEAST, centroids, nearest, related
from microscout.relevance.static import unit
from microscout.relevance.vectors import Reader

NICHE = Niche.of("watches")
WORDS = {0: "watches dial", 1: "gyuto whetstone", 2: "sourdough rye"}


def crowd(each: int) -> tuple[list[str], Any, dict[str, list[str]]]:
    """So many creators of each of three topics, a topic to an axis, the second nearer to the first than the third."""
    luck = np.random.default_rng(1)
    axes = unit(np.array([[1, 0, 0, 0], [0.6, 0.8, 0, 0], [0.1, 0, 1, 0]], np.float32))
    ids = [f"{topic}-{n:02}" for topic in WORDS for n in range(each)]
    vectors = np.concatenate([axes[topic] + luck.normal(0, 0.03, (each, 4)).astype(np.float32) for topic in WORDS])
    return ids, unit(vectors), {i: [f"my {WORDS[int(i[0])]} today"] * 4 for i in ids}


SOUGHT = np.array([[1, 0, 0, 0]], np.float32)


def test_each_group_is_counted_and_named_and_the_nearest_comes_first() -> None:
    ids, vectors, said = crowd(12)
    found = related(NICHE, SOUGHT, ids, vectors, said, most=4)
    assert [group.words[0] for group in found] == ["gyuto", "rye"] or {group.words[0] for group in found} >= {
        "gyuto",
    }
    assert all(group.creators >= LEAST and len(group.examples) <= 3 for group in found)
    assert found == sorted(found, key=lambda group: -group.closeness)


def test_the_niche_itself_is_not_told_again() -> None:
    ids, vectors, said = crowd(12)
    for group in related(NICHE, SOUGHT, ids, vectors, said, most=9):
        assert "watches" not in group.words
        assert not any(each.startswith("0-") for each in group.examples)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_same_creators_in_any_order_give_the_same_groups(seed: int) -> None:
    ids, vectors, said = crowd(10)
    order = random.Random(seed).sample(range(len(ids)), len(ids))
    shuffled = related(NICHE, SOUGHT, [ids[i] for i in order], vectors[order], said, most=4)
    assert shuffled == related(NICHE, SOUGHT, ids, vectors, said, most=4)


def test_too_few_creators_are_no_niches() -> None:
    ids, vectors, said = crowd(ENOUGH // 3)
    assert related(NICHE, SOUGHT, ids, vectors, said, most=4) == []
    assert related(NICHE, SOUGHT, [], vectors[:0], {}, most=4) == []


def test_creators_who_all_say_the_same_are_one_niche() -> None:
    ids = [f"c{n:02}" for n in range(30)]
    vectors = np.repeat(SOUGHT, 30, axis=0)
    assert related(NICHE, SOUGHT, ids, vectors, {i: ["watches"] for i in ids}, most=4) == []


def test_the_nearest_come_first_and_ties_go_by_id() -> None:
    vectors = np.array([[0, 1], [1, 0], [1, 0]], np.float32)
    assert nearest(["c", "b", "a"], vectors, np.array([[1, 0]], np.float32), 2) == [2, 1]
    assert nearest(["c"], vectors[:1], np.zeros((0, 2), np.float32), 5) == [0]


def test_centroids_and_an_engine_find_what_the_other_one_kept() -> None:
    held = frames.of([snapshot(who, (post(1, who, text="a dial"),), bio="a bio") for who in ("ada", "eva")])
    memo = Forgetful()
    engine = relevance.make("static", memo)
    engine.measure(held, NICHE)
    kept = dict(memo.held)
    ids, found = centroids([held], Reader(joined.texts(), memo))
    assert memo.held.keys() == kept.keys()
    assert all(memo.held[key] is each for key, each in kept.items()), "nothing was written anew"
    assert ids == ["sample:ada", "sample:eva"]
    expected = joined.texts().embed(["a dial"])[0]
    assert found == pytest.approx(np.array([expected, expected]), abs=2e-3), "the posts', without the bio"


def test_who_says_nothing_has_no_centroid() -> None:
    held = frames.of([snapshot("ada", (post(1, text=""),), bio="a bio"), snapshot("eva", (post(1, "eva", text="w"),))])
    assert centroids([held], Reader(joined.texts(), Forgetful()))[0] == ["sample:eva"]
    assert centroids([], Reader(joined.texts(), Forgetful()))[0] == []
