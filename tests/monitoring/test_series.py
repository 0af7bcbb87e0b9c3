from __future__ import annotations

import math

import polars as pl
import pytest

from builders import DAY, NOW
from histories import history, looks, post, threads
from microscout.monitoring.series import SERIES, series


def told(frame: pl.DataFrame, what: str) -> list[dict[str, object]]:
    return frame.filter(pl.col("what") == what).to_dicts()


def test_followers_with_the_ends_that_rounding_leaves_open() -> None:
    first, second = told(series(history(looks([12_300, 12_400], "youtube:ada"))), "followers")
    assert (first["value"], first["low"], first["high"]) == (12_300, 12_300, 12_399)
    assert second["since"] == NOW


def test_stretches_of_28_days_are_counted_back_from_the_last_look() -> None:
    rows = [post(age) for age in (1, 2, 20, 30)]
    newest, oldest = told(series(history(looks([10_000] * 2), rows)), "posts_per_week")[::-1]
    assert (newest["n"], newest["value"], newest["until"]) == (3, pytest.approx(3 * 7 / 28), NOW)
    assert (oldest["n"], oldest["value"]) == (1, pytest.approx(1 * 7 / 2))  # known for two days only


def test_engagement_is_shrunk_towards_the_line() -> None:
    (row,) = told(series(history(looks([10_000] * 2), [post(10, likes=10)])), "engagement_pct")
    residual = math.log(10.5 / 10_001) - (-2.6 - 0.76 * 4)
    assert row["value"] == pytest.approx(100 * (math.exp(0.75 / 1.75 * residual) - 1))
    assert row["n"] == 1


def test_shares_with_n_and_interval() -> None:
    asked = threads(*(("bluesky:ada", NOW - day * DAY, day < 3) for day in range(1, 11)))
    rows = [post(day, paid=day == 5) for day in range(4, 8)] + [post(9)]
    frame = series(history(looks([10_000] * 2), rows, threads=asked))
    (replies,) = told(frame, "reply_share")
    assert (replies["value"], replies["n"]) == (pytest.approx(0.2), 10)
    (paid,) = told(frame, "paid_share")
    assert (paid["value"], paid["n"]) == (0.25, 4)


def test_nothing_known_is_an_empty_frame_of_the_same_form() -> None:
    frame = series(history(looks([None])))
    assert frame.schema == SERIES
    assert frame.is_empty()
