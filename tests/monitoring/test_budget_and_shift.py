from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import chain, combinations, pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import DAY, NOW
from histories import TODAY, answered, history, looks
from microscout.models import to_epoch
from microscout.monitoring import Period, base, budget, fallback, readings, segments, shifts
from microscout.monitoring.base import TESTS, normal, tail
from microscout.monitoring.breaks import explaining, register


def of(*ps: float, kind: str = "growth") -> pl.DataFrame:
    return base.tested(pl.DataFrame({"creator_id": [f"c{i}" for i in range(len(ps))], "p": list(ps)}), kind)


def test_the_level_spends_a_tenth_of_an_alarm_per_creator_year_however_often_one_looks() -> None:
    day, week = Period(NOW - DAY, NOW), Period(NOW - 7 * DAY, NOW)
    assert budget.level(20, day) == pytest.approx(0.1 * 20 / 365)
    assert 7 * budget.level(20, day) == pytest.approx(budget.level(20, week))
    assert budget.level(100_000, week) == 0.1  # never a larger share of false discoveries than this


def test_the_procedure_by_hand() -> None:
    # 2 creators, 5 kinds: m = 10; a year since the last run: q = 0.1; weight of growth 0.05·5 = ¼
    year = Period(NOW - 365 * DAY, NOW)
    assert budget.discoveries(of(0.002, 0.0055), 2, year).height == 1  # ¼·0.1·1/10 = 0.0025, ¼·0.1·2/10 = 0.005
    assert budget.discoveries(of(0.0045, 0.00475), 2, year).height == 2  # the second lifts the first
    assert budget.discoveries(of(0.006, 0.006), 2, year).is_empty()


def test_what_is_true_of_others_never_makes_a_false_alarm_easier() -> None:
    # the part of growth is 0.05: p of a daily run is to be below 0.05·0.1/365 = 1.37e-5, whoever else is found
    day, clear = Period(NOW - DAY, NOW), [1e-12] * 20
    assert budget.discoveries(of(*clear, 1.3e-5), 500, day).height == 21
    assert budget.discoveries(of(*clear, 1.4e-5), 500, day).height == 20


@given(st.lists(st.floats(0, 1), max_size=30))
def test_more_evidence_never_finds_less(ps: list[float]) -> None:
    year = Period(NOW - 365 * DAY, NOW)
    before = budget.discoveries(of(*ps), 50, year).height if ps else 0
    assert budget.discoveries(of(*ps, 1e-9), 50, year).height >= before + 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_longer_list_never_finds_more(ps: list[float]) -> None:
    capped = Period(NOW - 36_500 * DAY, NOW)
    assert budget.discoveries(of(*ps), 100, capped).height <= budget.discoveries(of(*ps), 50, capped).height


def test_no_tests_no_discoveries() -> None:
    assert budget.discoveries(pl.DataFrame(schema=TESTS), 10, TODAY).is_empty()


def test_students_t_as_a_normal_deviate() -> None:
    # two-sided tails of t = 2.228 with 10 and of t = 4.587 with 10 degrees of freedom: 0.05 and 0.001
    first, second = normal(2.228, 10.0), normal(-4.587, 10.0)
    assert tail(first) == pytest.approx(0.05, rel=0.01)
    assert tail(second) == pytest.approx(0.001, rel=0.05)
    assert second < 0 < first


def crowd(size: int, cut: float, days_ago: int, seed: int = 0) -> pl.DataFrame:
    dice = random.Random(seed)
    rows, sizes = [], []
    for number in range(size):
        creator, sd = f"bluesky:c{number}", dice.uniform(0.5, 0.8)
        rows += answered(
            seed * 1_000 + number,
            lambda age: math.log(1 - cut) if age < days_ago else 0.0,
            creator=creator,
            sd=sd,
            days=100,
        )
        sizes.append(looks([20_000] * 3, creator))
    return readings(history(pl.concat(sizes), rows))


def test_a_cut_of_a_fifth_is_on_dated_and_sized() -> None:
    (found,) = shifts(crowd(50, 0.2, days_ago=17), Period(NOW - 7 * DAY, NOW))
    assert found.on
    assert found.low < math.log(0.8) < found.high
    assert abs(found.since - (NOW - 17 * DAY)) <= 3 * DAY
    assert found.same > 0.6
    assert found.explained is None


def test_calm_weather_is_no_shift() -> None:
    assert [found.on for seed in range(5) for found in shifts(crowd(30, 0.0, 0, seed), TODAY)] == [False] * 5


def test_a_small_panel_says_nothing() -> None:
    assert shifts(crowd(14, 0.5, 17), TODAY) == []


def test_what_was_told_is_not_on_again() -> None:
    read = crowd(50, 0.2, days_ago=40)
    week = Period(NOW - 7 * DAY, NOW)
    assert shifts(read, week)[0].on
    assert not any(found.on for found in shifts(read, week, {"bluesky": NOW - 40 * DAY}))


def test_a_registered_break_explains() -> None:
    day = to_epoch("2025-04-02")
    found = explaining("youtube", day, 0.4)
    assert found is not None
    assert "Shorts" in found.what
    assert explaining("youtube", day, -0.4) is None
    assert explaining("bluesky", day, 0.4) is None
    assert explaining("youtube", day + 40 * DAY, 0.4) is None
    assert all(each.source and each.since < each.until for each in register())


def test_either_way_explains_either_way() -> None:
    either = (replace(register()[0], direction=0),)
    assert explaining("youtube", either[0].since, -1.0, either) is either[0]


def test_who_can_be_reached_without_the_platform() -> None:
    owned = pl.DataFrame(
        {
            "creator_id": ["bluesky:a", "bluesky:b", "bluesky:c", "youtube:d"],
            "platform": ["bluesky", "bluesky", "bluesky", "youtube"],
            "owned_channels": [["newsletter"], [], ["newsletter", "podcast"], ["newsletter"]],
        }
    )
    assert fallback(owned, "bluesky")["creator_id"].to_list() == ["bluesky:c", "bluesky:a"]


def test_levels_by_hand() -> None:
    assert segments.changes([0, 0, 0, 5, 5, 5], [1] * 6, penalty=1.0) == [3]
    assert segments.changes([0, 0, 0, 5, 5, 5], [1] * 6, penalty=40.0) == []
    assert segments.changes([0, 0, 0, 5, 5, 5, 1, 1], [1] * 8, penalty=1.0) == [3, 6]
    assert segments.changes([], [], penalty=1.0) == []


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=9), st.floats(0.1, 20))
def test_the_cut_is_the_best_of_all(values: list[int], penalty: float) -> None:
    def price(cuts: tuple[int, ...]) -> float:
        ends = [0, *cuts, len(values)]
        parts = [values[a:b] for a, b in pairwise(ends)]
        return penalty * len(cuts) + sum(sum((y - sum(x) / len(x)) ** 2 for y in x) for x in parts)

    def allowed(cuts: tuple[int, ...]) -> bool:
        ends = [0, *cuts, len(values)]
        return not cuts or all(b - a >= 2 for a, b in pairwise(ends))

    inner = range(1, len(values))
    every = chain.from_iterable(combinations(inner, size) for size in range(len(values)))
    best = min(price(cuts) for cuts in every if allowed(cuts))
    assert price(tuple(segments.changes(values, [1.0] * len(values), penalty))) == pytest.approx(best)


def test_an_independent_library_cuts_alike() -> None:
    ruptures = pytest.importorskip("ruptures", reason="comes with the bench extra")
    import numpy as np

    dice = np.random.default_rng(2)
    values = np.concatenate([dice.normal(level, 0.3, 40) for level in (0, 1, 0.4)])
    theirs = ruptures.Pelt(model="l2", min_size=2, jump=1).fit(values).predict(pen=2.0)
    assert segments.changes(values.tolist(), [1.0] * len(values), 2.0) == theirs[:-1]
