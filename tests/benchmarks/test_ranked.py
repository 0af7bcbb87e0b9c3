"""The benchmark's measures, worked by hand."""

from __future__ import annotations

import pytest

from _ranked import judged, p_value


def test_measures_by_hand() -> None:
    # gains after the unjudged u is dropped: 0, 2, 1; DCG = 2/log2(3) + 1/2 = 1.761860; ideal 2 + 1/log2(3) = 2.630930
    told = judged(["x", "u", "a", "b"], {"a": 2, "b": 1}, {"u"})
    assert told["ndcg@10"] == pytest.approx(0.669672, abs=1e-6)
    assert told["p@10"] == pytest.approx(0.2)
    assert told["map"] == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert told["recall@100"] == 1


def test_chance_explains_no_difference_and_not_a_steady_one() -> None:
    assert p_value([0.5] * 10, [0.5] * 10, times=100) == 1
    # all of 2^12 signs: two of them reach the sum of twelve equal differences
    assert p_value([0.6] * 12, [0.5] * 12, times=5_000) < 0.01
