from __future__ import annotations

import math
import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import DAY, NOW
from histories import NOTHING, TODAY, history, looks
from microscout.monitoring import Period, growth, look
from microscout.monitoring.rounding import unit


def shown(count: int) -> int:
    """As YouTube shows it: three significant figures, rounded down."""
    step: int = 10 ** max(0, len(str(count)) - 3)
    return count // step * step


@pytest.mark.parametrize(
    ("followers", "platform", "expected"),
    [
        (12_300, "youtube", 100),
        (999, "youtube", 1),
        (1_000, "youtube", 10),
        (1_230_000, "youtube", 10_000),
        (12_345, "bluesky", 1),
        (0, "youtube", 1),
    ],
)
def test_the_unit_that_a_platform_rounds_to(followers: int, platform: str, expected: int) -> None:
    told = pl.DataFrame({"followers": [followers], "platform": [platform]})
    assert told.select(unit(pl.col("followers"), pl.col("platform"))).item() == expected


def test_a_step_of_one_unit_may_be_a_single_subscriber() -> None:
    (step,) = growth.steps(looks([12_300, 12_400], "youtube:ada")).to_dicts()
    assert step["least"] == pytest.approx(math.log(12_400 / 12_399))
    assert step["low"] == pytest.approx(step["least"])
    assert step["high"] == pytest.approx(math.log(12_499 / 12_300))


@given(st.integers(1_000, 5_000_000), st.lists(st.integers(-3, 3), min_size=9, max_size=30))
def test_rounding_never_makes_a_change(start: int, steps: list[int]) -> None:
    counts = [start]
    for step in steps:
        counts.append(counts[-1] + step)  # three subscribers a day are nothing at this size
    found = growth.tests(looks([shown(each) for each in counts], "youtube:ada"), TODAY)
    assert found["p"].to_list() > [0.05]


def test_a_fifth_more_overnight_is_told_with_its_bounds() -> None:
    dice = random.Random(1)
    counts = [20_000 + 10 * day + dice.randint(-9, 9) for day in range(40)]
    counts.append(round(counts[-1] * 1.2))
    (change,) = look(history(looks(counts)), NOTHING, TODAY).changes
    assert change.kind == "growth"
    assert change.size == pytest.approx(math.log(1.2), abs=0.001)
    assert change.p is not None
    assert change.p < 1e-5
    assert "jumped by +20 %" in change.sentence
    assert "viral" in change.sentence


def test_a_step_is_tested_once_in_the_run_that_first_sees_it() -> None:
    counts = [20_000 + 7 * (day % 3) for day in range(40)] + [26_000] * 3
    runs = [Period(NOW - back * DAY - DAY, NOW - back * DAY) for back in (3, 2, 1, 0)]
    told = [[each.kind for each in look(history(looks(counts)), NOTHING, run).changes] for run in runs]
    assert told == [[], ["growth"], [], []]


def test_too_short_a_past_is_not_tested() -> None:
    assert growth.tests(looks([1_000] * 6 + [9_000]), TODAY).is_empty()


def test_counts_of_another_source_are_not_compared() -> None:
    frame = pl.concat([looks([20_000] * 30).head(29), looks([100], counts_from="local view")])
    assert growth.tests(frame, TODAY).is_empty()


@settings(max_examples=20)
@given(st.integers(1, 60))
def test_the_more_uneven_the_past_the_less_certain(swing: int) -> None:
    def p(swing: int) -> float:
        counts = [50_000 + swing * 50 * (day % 2) for day in range(30)] + [60_000]
        return float(growth.tests(looks(counts), TODAY)["p"].item())

    assert p(swing + 1) >= p(swing)
