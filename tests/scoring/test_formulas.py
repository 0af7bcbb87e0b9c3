"""Each formula, worked by hand: the comments show the sums."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from builders import DAY, NOW, post, snapshot
from microscout import frames, scoring
from microscout.errors import ConfigError
from microscout.models import Snapshot
from microscout.relevance.base import MEASURED
from microscout.scoring import lines


def scored(
    *held: Snapshot,
    measured: tuple[Any, ...] = (),
    weights: dict[str, float] | None = None,
    least: float = 0.6,
    only: str = "",
) -> Any:
    """The rows of `held` by every score, or by `only` one."""
    whole = [(*row, *(None,) * (len(MEASURED) - len(row))) for row in measured]
    told = pl.DataFrame(whole, schema=MEASURED, orient="row")
    weights = weights or ({only: 1.0} if only else scoring.PRESETS["default"])
    scores = {only: scoring.shelf()[only]} if only else None
    frame = scoring.score(frames.of(held), told, weights, min_coverage=least, scores=scores)
    return frame.sort("creator_id").to_dicts()


@pytest.fixture
def own_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A line of round numbers, whatever the package's own become."""
    line = {
        "platform": "*",
        "denominator": "followers",
        "parts": ["likes", "comments", "reposts"],
        "a": -2.0,
        "b": -0.69,
    }
    told = {"within": 0.36, "between": 0.25, "window_days": 180, "basis": "assumed", "source": "this test"}
    monkeypatch.setattr(lines, "_data", lambda: {"version": "test", "lines": [line | told]})
    lines.lines.cache_clear()
    yield
    lines.lines.cache_clear()


@pytest.mark.usefixtures("own_line")
def test_engagement_is_the_shrunk_residual_against_the_line() -> None:
    # the line: a = −2, b = −0.69, σ² = 0.36, τ² = 0.25, e = likes + comments + reposts, d = followers
    # 9999 followers: μ = −2 − 0.69·log10(9999) = −4.759970
    # two posts with e = 99 and e = 199: y = log(99.5/10000) = −4.610183, log(199.5/10000) = −3.914526; ȳ = −4.262354
    # B = 0.25/(0.25 + 0.36/2) = 0.581395; residual = B(ȳ − μ) = 0.581395·0.497616 = 0.289311
    # sd = √(B·0.18) = 0.323498; z = 0.289311/0.5 = 0.578623; 1/(1 + e^(−1.702·0.578623)) = 0.728054
    posts = (post(1, likes=90, comments=9, reposts=0), post(2, likes=190, comments=9, reposts=0))
    (row,) = scored(snapshot("ada", posts, followers=9_999), only="engagement")
    mean = (math.log(99.5 / 10_000) + math.log(199.5 / 10_000)) / 2
    assert mean == pytest.approx(-4.262354, abs=1e-6)
    assert row["er_residual"] == pytest.approx(0.289311, abs=2e-5)
    assert row["er_sd"] == pytest.approx(0.323498, abs=1e-6)
    assert row["engagement_score"] == pytest.approx(0.72805, abs=1e-4)
    assert row["er_vs_peers_pct"] == pytest.approx(100 * math.expm1(row["er_residual"]))
    assert row["engagement_low"] < row["engagement_score"] < row["engagement_high"]
    assert row["er"] == pytest.approx(149 / 9_999), "shown is the median of what happened"
    assert (row["er_n"], row["er_basis"]) == (2, "(likes+comments+reposts)/followers")
    assert (row["er_from"], row["er_to"]) == (NOW - 11 * DAY, NOW - 10 * DAY)


@pytest.mark.parametrize(
    "left_out",
    [
        {"created_at": NOW - 6 * DAY},
        {"created_at": NOW - 181 * DAY},
        {"created_at": NOW + DAY},
        {"created_at": None},
        {"likes": None},
        {"comments": None},
        {"is_repost": True},
    ],
)
def test_posts_that_say_nothing_of_engagement_are_left_out(left_out: dict[str, Any]) -> None:
    counts = {"likes": 90, "comments": 9, "reposts": 0}
    whole = snapshot("ada", (post(1, **counts),), followers=9_999)
    more = snapshot(
        "eve", (post(1, "eve", **counts), post(2, "eve", **(counts | {"likes": 5_000} | left_out))), followers=9_999
    )
    (ada, eve) = scored(whole, more, only="engagement")
    assert ada["engagement_score"] == eve["engagement_score"]
    assert eve["er_n"] == 1


def test_at_seven_days_a_post_is_mature() -> None:
    ripe = post(1, likes=1, comments=0, reposts=0, created_at=NOW - 7 * DAY)
    assert scored(snapshot("ada", (ripe,), followers=100), only="engagement")[0]["er_n"] == 1


def test_youtube_is_judged_by_views_and_others_by_the_common_line() -> None:
    video = post(1, creator_id="youtube:ada", likes=9, comments=1, views=1_000)
    other = post(1, creator_id="elsewhere:ada", likes=9, comments=1)
    rows = scored(
        snapshot("ada", (other,), platform="elsewhere", followers=100),
        snapshot("ada", (video,), platform="youtube", followers=100),
        only="engagement",
    )
    assert [row["er"] for row in rows] == [0.1, 0.01]
    assert [row["er_basis"] for row in rows] == ["(likes+comments)/followers", "(likes+comments)/views"]


def test_without_followers_there_is_a_rate_by_views_but_no_judgement() -> None:
    video = post(1, creator_id="youtube:ada", likes=9, comments=1, views=1_000)
    (row,) = scored(snapshot("ada", (video,), platform="youtube"), only="engagement")
    assert (row["er"], row["engagement_score"], row["er_residual"]) == (0.01, None, None)


def test_no_followers_and_no_views_are_no_denominator() -> None:
    posts = (post(1, likes=9, comments=1, reposts=0),)
    assert scored(snapshot("ada", posts, followers=0), only="engagement")[0]["er"] is None


def test_more_posts_with_the_same_mean_never_widen_the_interval() -> None:
    held = [
        snapshot(
            handle, tuple(post(n, handle, likes=50, comments=5, reposts=0) for n in range(number)), followers=9_999
        )
        for handle, number in (("a", 1), ("b", 2), ("c", 5), ("d", 20))
    ]
    widths = [(row["er_high"] / row["er_low"], row["er_sd"]) for row in scored(*held, only="engagement")]
    assert widths == sorted(widths, reverse=True)


def test_activity_is_recency_times_rhythm() -> None:
    # three posts 30, 37 and 44 days ago: 2 gaps in 2 weeks = 1 a week; 2^(−30/30)·(1 − e^(−1/0.7)) = 0.5·0.760349
    posts = tuple(post(each, created_at=NOW - days * DAY) for each, days in enumerate((30, 37, 44)))
    (row,) = scored(snapshot("ada", posts), only="activity")
    assert (row["posts_per_week"], row["last_post_days"], row["posts_n"]) == (pytest.approx(1), 30, 3)
    assert row["activity_score"] == pytest.approx(0.5 * 0.760349, abs=1e-6)
    assert row["activity_low"] == row["activity_high"] == row["activity_score"]


@pytest.mark.parametrize("times", [(), (5,), (5, 5), (None, None)])
def test_a_rhythm_needs_two_posts_at_different_moments(times: tuple[int | None, ...]) -> None:
    posts = tuple(post(n, created_at=None if d is None else NOW - d * DAY) for n, d in enumerate(times))
    (row,) = scored(snapshot("ada", posts), only="activity")
    assert (row["posts_per_week"], row["activity_score"]) == (None, None)


def test_six_posts_within_minutes_are_six_of_a_day() -> None:
    # 5 gaps in a day: 35 a week, and not 5 in five minutes: 10,080 a week
    posts = tuple(post(n, created_at=NOW - DAY - 60 * n) for n in range(6))
    assert scored(snapshot("ada", posts), only="activity")[0]["posts_per_week"] == pytest.approx(35)


def test_a_post_of_the_future_is_no_younger_than_now() -> None:
    posts = (post(1, created_at=NOW + DAY), post(2, created_at=NOW - 6 * DAY))
    (row,) = scored(snapshot("ada", posts), only="activity")
    assert row["last_post_days"] == 0
    assert row["activity_score"] == pytest.approx(0.760349, abs=1e-6)


def test_niche_is_closeness_times_the_root_of_the_shrunk_share() -> None:
    # 6 of 16 posts: share = 7.2/20 = 0.36, √ = 0.6; closeness 0.5: value 0.3
    # the middle 90 % of Beta(7.2, 12.8) is 0.1957 to 0.5409
    (row,) = scored(snapshot("ada"), measured=(("sample:ada", 0.5, 6, 16),), only="niche")
    assert row["niche_share"] == pytest.approx(0.36)
    assert row["niche_score"] == pytest.approx(0.3)
    assert row["niche_low"] == pytest.approx(0.5 * math.sqrt(row["niche_share_low"]))
    assert (row["niche_share_low"], row["niche_share_high"]) == pytest.approx((0.1957, 0.5409), abs=0.003)


def test_a_creator_whom_no_engine_has_read_has_no_niche_score() -> None:
    assert scored(snapshot("ada"), only="niche")[0]["niche_score"] is None


THREE = {"niche": 0.5, "engagement": 0.3, "activity": 0.2}


def test_fit_is_the_mean_of_what_is_known_and_its_careful_end_counts_the_rest() -> None:
    # niche 0.3 is known (weight 0.5), activity 0.760349 (0.2), engagement unknown (0.3); coverage 0.7
    # fit = (0.5·0.3 + 0.2·0.760349)/0.7 = 0.431528; low = 0.5·niche_low + 0.3·0.05 + 0.2·0.760349
    posts = tuple(post(each, created_at=NOW - days * DAY) for each, days in enumerate((0, 7, 14)))
    (row,) = scored(snapshot("ada", posts), measured=(("sample:ada", 0.5, 6, 16),), weights=THREE)
    assert row["coverage"] == pytest.approx(0.7)
    assert row["fit"] == pytest.approx(0.431528, abs=1e-6)
    assert row["fit_low"] == pytest.approx(0.5 * row["niche_low"] + 0.3 * 0.05 + 0.2 * 0.760349, abs=1e-6)
    assert row["fit_high"] == pytest.approx(0.5 * row["niche_high"] + 0.3 * 0.95 + 0.2 * 0.760349, abs=1e-6)


def test_below_the_least_coverage_there_is_no_fit() -> None:
    known = (("sample:ada", 0.5, 6, 16),)
    assert scored(snapshot("ada"), measured=known, weights=THREE)[0]["fit"] is None
    assert scored(snapshot("ada"), measured=known, weights=THREE, least=0.5)[0]["fit"] == pytest.approx(0.3)


def test_with_nothing_known_there_is_no_fit_even_where_none_is_asked_for() -> None:
    (row,) = scored(snapshot("ada"), least=0.0)
    assert (row["coverage"], row["fit"], row["fit_low"], row["fit_high"]) == (0.0, None, None, None)


def test_the_fit_lies_between_its_ends() -> None:
    (row,) = scored(snapshot("ada"), measured=(("sample:ada", 0.0, 0, 9),), least=0.0)
    assert row["fit_low"] <= row["fit"] <= row["fit_high"]


@pytest.mark.parametrize("weights", [{"nich": 1.0}, {"niche": 0.0}, {"niche": -1.0, "activity": 2.0}])
def test_weights_that_make_no_sense_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ConfigError):
        scored(snapshot("ada"), weights=weights)


@pytest.mark.parametrize("name", scoring.PRESETS)
def test_a_presets_weights_add_up_to_one_over_known_scores(name: str) -> None:
    weights = scoring.PRESETS[name]
    whole = {key: weight for key, weight in weights.items() if "." not in key}
    assert sum(whole.values()) == pytest.approx(1.0)
    assert set(whole) <= set(scoring.BUILT_IN)
    assert sum(weights.values()) - sum(whole.values()) == pytest.approx(1.0)
