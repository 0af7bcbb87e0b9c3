from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import DAY, NOW
from histories import NOTHING, TODAY, answered, history, looks, post, told
from microscout.monitoring import Period, engagement, level, look, readings


def residuals(rows: list[tuple[object, ...]], followers: int = 20_000) -> pl.DataFrame:
    return readings(history(looks([followers] * 5), rows))


def p_of(rows: list[tuple[object, ...]]) -> float:
    return float(engagement.tests(residuals(rows), NOTHING, TODAY)["p"].item())


def test_a_reading_is_the_log_rate_less_the_line() -> None:
    (row,) = residuals([post(10, likes=10)], followers=10_000).to_dicts()
    line = -2.6 - 0.76 * 4
    assert row["residual"] == pytest.approx(math.log(10.5 / 10_001) - line)
    assert row["reach"] == pytest.approx(math.log(10.5))


def test_hidden_counts_reposts_and_unripe_posts_have_no_reading() -> None:
    rows = [post(10, likes=None), post(11, is_repost=True), post(1)]
    assert residuals(rows).is_empty()


def test_whose_audience_doubles_has_not_faded() -> None:
    one, twice = (residuals([post(10, likes=1_000)], followers=size)["residual"].item() for size in (10_000, 20_000))
    plain = math.log(1_000.5 / 20_001) - math.log(1_000.5 / 10_001)
    assert twice - one == pytest.approx(plain + 0.76 * math.log10(2), abs=1e-6)


def test_a_halving_is_found_with_its_interval() -> None:
    rows = answered(3, lambda age: math.log(0.5) if age < 40 else 0.0)
    (change,) = look(history(looks([20_000] * 60), rows), NOTHING, TODAY).changes
    assert change.kind == "engagement"
    assert change.low is not None
    assert change.high is not None
    assert change.low < math.log(0.5) < change.high < 0
    assert change.sentence.startswith("Engagement fell: our estimate is −49 %")
    assert change.evidence["n_before"] >= 12


def test_nothing_going_on_is_not_told() -> None:
    for seed in range(10):
        assert p_of(answered(seed, lambda age: 0.0)) > 1e-4


def test_what_was_told_is_not_told_again() -> None:
    rows = answered(3, lambda age: math.log(0.5) if age < 40 else 0.0)
    before = told("engagement", NOW - 40 * DAY, NOW - 10 * DAY)
    assert look(history(looks([20_000] * 60), rows), before, TODAY).changes == []


def test_without_a_new_reading_nothing_is_tested() -> None:
    rows = [row for row in answered(3, lambda age: 0.0) if row[3] < NOW - 10 * DAY]
    assert engagement.tests(residuals(rows), NOTHING, TODAY).is_empty()


@settings(max_examples=6)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_matter(dice: object) -> None:
    rows = answered(5, lambda age: 0.3 if age < 20 else 0.0, days=60)
    shuffled = list(rows)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (engagement.tests(residuals(each), NOTHING, TODAY) for each in (rows, shuffled))
    assert two.drop("posts").equals(one.drop("posts"), null_equal=True) or two["p"].item() == pytest.approx(
        one["p"].item()
    )


@settings(max_examples=6)
@given(st.floats(0.2, 0.7), st.integers(0, 50))
def test_more_noise_is_never_more_certain(sd: float, seed: int) -> None:
    def shift(age: float) -> float:
        return -0.8 if age < 30 else 0.0

    assert p_of(answered(seed, shift, sd=sd + 0.3)) >= p_of(answered(seed, shift, sd=sd)) * 0.99


def test_one_viral_post_decides_nothing() -> None:
    rows = answered(8, lambda age: 0.0)
    viral = answered(8, lambda age: 6.0 if 5 < age < 6 else 0.0)
    assert p_of(viral) > 1e-3
    assert p_of(rows) > 1e-3


def test_each_creators_change_is_net_of_the_platforms() -> None:
    crowd = [
        row
        for number in range(24)
        for row in answered(
            number, lambda age: math.log(0.5) if age < 30 else 0.0, creator=f"bluesky:c{number}", days=110
        )
    ]
    sizes = pl.concat([looks([20_000] * 5, f"bluesky:c{number}") for number in range(24)])
    read = readings(history(sizes, crowd))
    plain = engagement.tests(read, NOTHING, TODAY)
    net = engagement.tests(level.net(read), NOTHING, TODAY)
    assert (plain["p"] < 1e-3).sum() > 12
    assert (net["p"] < 1e-3).sum() == 0


def test_a_small_company_has_no_weather_of_its_own() -> None:
    read = residuals(answered(1, lambda age: 0.0))
    assert level.net(read)["residual"].to_list() == read["residual"].to_list()


def test_the_chance_of_a_crossing_grows_with_the_length_of_a_run() -> None:
    rows = answered(3, lambda age: -0.55 if age < 25 else 0.0)
    week = Period(NOW - 7 * DAY, NOW)
    read = readings(history(looks([20_000] * 5), rows))
    assert engagement.tests(read, NOTHING, week)["p"].item() > engagement.tests(read, NOTHING, TODAY)["p"].item()
