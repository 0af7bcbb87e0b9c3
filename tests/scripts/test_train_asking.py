"""Learning by coordinates: the minimum that calculus gives, and what is kept."""

from __future__ import annotations

import math

import pytest

import train_asking


def test_the_fit_stands_where_the_slope_is_zero() -> None:
    examples = [{"a": 1.0}, {"a": 1.0}, {"a": 1.0}, {}, {}, {}]
    wanted = [True, True, False, True, False, False]
    weights, bias = train_asking.fit(examples, wanted)
    chances = [1 / (1 + math.exp(-bias - weights["a"] * each.get("a", 0.0))) for each in examples]
    errors = [chance - want for chance, want in zip(chances, wanted, strict=True)]
    assert sum(errors) == pytest.approx(0, abs=0.01)
    assert sum(errors[:3]) + weights["a"] / train_asking.STRENGTH == pytest.approx(0, abs=0.01)
    assert weights["a"] > 0


def test_only_what_enough_people_say_under_enough_videos_is_kept() -> None:
    rows = [
        {"video_id": f"v{number % 4}", "label": "ask" if number % 2 else "other", "text": text}
        for number in range(16)
        for text in ["how does it tick" if number % 2 else f"lovely w{number}"]
    ]
    weights, _ = train_asking.learn(rows, without=["tick"])
    assert "w3" not in weights
    assert "how" not in weights, "only two of the four videos have it"
    assert "lovely" not in weights
    rows = [{**row, "video_id": f"v{number // 2 % 4}"} for number, row in enumerate(rows)]
    weights, _ = train_asking.learn(rows, without=["tick"])
    assert weights["how"] > 0 > weights["lovely"]
    assert not [name for name in weights if "tick" in name.split()]
