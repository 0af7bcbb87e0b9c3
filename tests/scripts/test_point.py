"""Learning a point to look from: its slope against differences, and what it finds where there is something to find."""

from __future__ import annotations

import numpy as np
import pytest

import _point
from _point import Labels, point
from microscout.relevance.static import unit


def loss(m: np.ndarray, creators: np.ndarray, sought: np.ndarray, shares: np.ndarray) -> float:
    """The formula of the module, word by word."""
    total = 0.0
    for some, niche, share in zip(creators, sought, shares, strict=True):
        seen = np.array([niche @ (each - m) / np.linalg.norm(each - m) for each in some])
        total -= float(share @ (15 * seen - np.log(np.exp(15 * seen).sum())))
    return total / len(sought) + 0.1 * float(m @ m)


def test_the_slope_is_that_of_the_loss() -> None:
    luck = np.random.default_rng(3)
    creators, sought = unit(luck.normal(size=(2, 5, 4))), unit(luck.normal(size=(2, 4)))
    shares = np.array([[0.5, 0.5, 0, 0, 0], [0, 0, 1.0, 0, 0]])
    m = luck.normal(size=4) * 0.3
    slope = _point._slope(m, creators, sought, shares, np.ones((2, 5), bool))
    for axis in np.eye(4) * 1e-5:
        across = (loss(m + axis, creators, sought, shares) - loss(m - axis, creators, sought, shares)) / 2e-5
        assert slope @ (axis / 1e-5) == pytest.approx(across, abs=1e-3)


def test_what_those_who_are_right_share_helps_a_niche_that_was_not_learned_on() -> None:
    """Creators speak of one of eight topics; the right half of each also lies towards one more direction."""
    luck = np.random.default_rng(5)
    topics, each = 8, 40
    topic = np.repeat(np.arange(topics), each)
    right = np.tile(np.arange(each) < each // 2, topics)
    creators = np.zeros((topics * each, topics + 1), np.float32)
    creators[np.arange(len(creators)), topic] = 1.0
    creators[:, topics] = np.where(right, 0.4, -0.4)
    creators = unit(creators + 0.2 * luck.normal(size=creators.shape))
    sought = np.eye(topics, topics + 1, dtype=np.float32)
    grades = (topic[None, :] == np.arange(topics)[:, None]) & right[None, :]
    labels = Labels(grades.astype(np.float32), np.zeros(grades.shape, bool))
    m = point(creators, sought, labels, range(topics - 1))
    last = topics - 1

    def found(seen: np.ndarray) -> int:
        return int(grades[last][np.argsort(-(seen @ sought[last]))[: each // 2]].sum())

    assert found(unit(creators - m)) > found(creators) + 4


def test_who_is_not_judged_teaches_nothing() -> None:
    luck = np.random.default_rng(1)
    creators, sought = unit(luck.normal(size=(30, 3))), unit(luck.normal(size=(2, 3)))
    grades = np.zeros((2, 30), np.float32)
    grades[:, :3] = 1.0
    left_out = np.zeros((2, 30), bool)
    left_out[:, 20:] = True
    without = Labels(grades[:, :20], left_out[:, :20])
    assert point(creators, sought, Labels(grades, left_out), [0, 1]) == pytest.approx(
        point(creators[:20], sought, without, [0, 1]), abs=1e-4
    )


def test_a_niche_with_few_creators_is_learned_on_all_the_same() -> None:
    creators = np.array([[1, 0], [0, 1], [0, 0]], np.float32)
    labels = Labels(np.array([[1, 0, 0]], np.float32), np.zeros((1, 3), bool))
    m = point(creators, np.array([[0.8, 0.6]], np.float32), labels, [0], among=np.array([[True, True, False]]))
    assert np.isfinite(m).all()
    assert m.any()
