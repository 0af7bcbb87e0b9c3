"""The ends of a share's interval: against exact quantiles, in how many draws they hold the truth, how wide they are."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.scoring.base import Z90
from microscout.scoring.beta import interval, quantile
from microscout.scoring.paid import PRIOR


def exact(a: float, b: float, chance: float, steps: int = 20_000) -> float:
    """The quantile by adding the density up."""
    points = [(step + 0.5) / steps for step in range(steps)]
    weights = [math.exp((a - 1) * math.log(p) + (b - 1) * math.log1p(-p)) for p in points]
    left = chance * sum(weights)
    for point, weight in zip(points, weights, strict=True):
        left -= weight
        if left <= 0:
            return point
    return 1.0


@pytest.mark.parametrize(("k", "n"), [(0, 0), (0, 5), (1, 5), (5, 5), (0, 30), (3, 40), (20, 40), (40, 40), (0, 100)])
def test_the_ends_are_within_three_thousandths_of_the_exact_ones(k: int, n: int) -> None:
    low, mean, high = interval(k, n, PRIOR)
    a, b = k + PRIOR[0], n - k + PRIOR[1]
    assert low == pytest.approx(exact(a, b, 0.05), abs=0.003)
    assert high == pytest.approx(exact(a, b, 0.95), abs=0.003)
    assert mean == pytest.approx(a / (a + b))


def test_by_hand() -> None:
    assert quantile(1.0, 9.0, Z90) == pytest.approx(1 - 0.05 ** (1 / 9), abs=0.003), "Beta(1, b) has a closed form"
    assert quantile(3.0, 3.0, 0.0) == pytest.approx(0.5)


@pytest.mark.parametrize("n", [5, 10, 30])
def test_the_interval_holds_the_truth_in_nine_of_ten_draws(n: int) -> None:
    luck = random.Random(5)
    held = 0
    for _ in range(2_000):
        truth = luck.betavariate(*PRIOR)
        low, _, high = interval(sum(luck.random() < truth for _ in range(n)), n, PRIOR)
        held += low <= truth <= high
    assert 0.88 <= held / 2_000 <= 0.92


@given(st.integers(0, 200), st.integers(0, 200), st.integers(2, 5))
def test_more_of_the_same_evidence_never_widens(k: int, others: int, times: int) -> None:
    low, _, high = interval(k, k + others, PRIOR)
    again_low, _, again_high = interval(times * k, times * (k + others), PRIOR)
    sure = (k + others) > 0 and abs((k + PRIOR[0]) / (k + others + sum(PRIOR)) - k / (k + others)) < 0.02
    assert 0 <= low <= high <= 1
    if sure:  # else the evidence moves the share away from the prior, towards a half, where every share is less sure
        assert again_high - again_low <= high - low + 1e-6
