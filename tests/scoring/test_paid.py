"""Paid work: worked examples by hand, and what must hold for any creator."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import post, snapshot
from microscout import frames, scoring
from microscout.frames import Frames
from microscout.reading import annotated
from microscout.scoring.beta import interval
from microscout.scoring.paid import Paid

DAY = 86_400
NOW = 1_795_500_000


def held(*texts: str, likes: tuple[int, ...] = (), platform: str = "bluesky") -> Frames:
    """A creator with one post a day, the newest ten days old."""
    counts = likes or (9,) * len(texts)
    several = tuple(
        post(
            n,
            creator_id=f"{platform}:ada",
            text=text,
            likes=counts[n],
            comments=0,
            reposts=0,
            quotes=0,
            created_at=NOW - (10 + len(texts) - n) * DAY,
            captured_at=NOW,
        )
        for n, text in enumerate(texts)
    )
    return frames.of([snapshot("ada", several, platform=platform, followers=5_000, captured_at=NOW)])


def read(framed: Frames) -> dict[str, Any]:
    measured = framed.creators.select(
        "creator_id", closeness=0.5, on_topic=pl.lit(1, pl.Int64), judged=pl.lit(1, pl.Int64)
    )
    with_ads = Frames(framed.creators, annotated(framed.posts), framed.comments)
    return scoring.score(with_ads, measured, {"paid": 1.0}, min_coverage=0.0, scores={"paid": Paid()}).to_dicts()[0]


def test_three_of_forty_by_hand() -> None:
    row = read(held(*["#ad at @quill"] * 3, *["a dial"] * 37))
    assert (row["ad_posts"], row["ad_posts_n"], row["ad_signs"], row["ad_brands"]) == (3, 40, 3, 1)
    assert row["ad_share"] == pytest.approx(0.075)
    low, mean, high = interval(3, 40, (1.0, 4.0))
    assert (row["ad_share_low"], row["ad_share_high"]) == (pytest.approx(low), pytest.approx(high))
    assert (low, high) == (pytest.approx(0.0317, abs=0.002), pytest.approx(0.1669, abs=0.003)), "Beta(4, 41)"
    value = 1 - (0.5 + 0.5 / 3) * (1.6 * mean - 1.28 * mean**2)
    assert row["paid_score"] == pytest.approx(value)
    assert row["paid_low"] <= row["paid_score"] <= row["paid_high"]


def test_the_trend_is_newer_minus_older() -> None:
    row = read(held(*["a dial"] * 10, *["#ad"] * 5, *["a dial"] * 5))
    assert row["ad_trend"] == pytest.approx(6 / 15 - 1 / 15)
    assert row["ad_trend_low"] > 0
    assert read(held(*["a dial"] * 20))["ad_trend"] == pytest.approx(0)


def test_paid_against_organic_by_hand() -> None:
    row = read(held("#ad", "#ad", *["a dial"] * 8, likes=(9, 9, *(19,) * 8)))
    assert row["paid_vs_organic"] == pytest.approx(9.5 / 19.5, rel=1e-3)
    factor = math.exp(1.6448536 * math.sqrt(1 / 2 + 1 / 8))  # σ² is 1 on Bluesky
    assert row["paid_vs_organic_high"] == pytest.approx(9.5 / 19.5 * factor, rel=1e-3)
    assert row["paid_vs_organic_low"] < 1 < row["paid_vs_organic_high"], "inconclusive"
    assert read(held("#ad", *["a dial"] * 8))["paid_vs_organic"] is None, "one post is no evidence"


def test_the_factor_of_five_against_twenty_five() -> None:
    assert math.exp(1.96 * 0.8 * math.sqrt(1 / 5 + 1 / 25)) == pytest.approx(2.16, abs=0.01), "field.md, section 0.6"


def test_the_judgement_bends_back_and_consistency_flattens_it() -> None:
    few, half, all_of_them = (read(held(*["#ad"] * k, *["a dial"] * (100 - k)))["paid_score"] for k in (2, 65, 100))
    assert few > all_of_them > half
    one_brand = read(held(*["#ad @quill"] * 60, *["a dial"] * 40))["paid_score"]
    many = read(held(*[f"#ad @quill{n}" for n in range(60)], *["a dial"] * 40))["paid_score"]
    assert one_brand > many


def test_what_is_not_known_is_null() -> None:
    few = read(held(*["#ad"] * 4))
    assert few["paid_score"] is None
    assert few["ad_share"] == 1
    assert read(held(*[""] * 9))["ad_share"] is None
    framed = held(*["#ad"] * 9)
    measured = framed.creators.select(
        "creator_id", closeness=0.5, on_topic=pl.lit(1, pl.Int64), judged=pl.lit(1, pl.Int64)
    )
    unread = scoring.score(framed, measured, {"paid": 1.0}, min_coverage=0.0, scores={"paid": Paid()}).to_dicts()[0]
    assert (unread["paid_score"], unread["ad_share"], unread["paid_vs_organic"]) == (None, None, None)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(
    st.lists(st.sampled_from(["#ad", "a dial", "", "use code ADA10", "#ad @quill"]), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
)
def test_the_order_of_posts_and_a_post_without_words_change_nothing(texts: list[str], luck: Any) -> None:
    framed = held(*texts)
    row = read(framed)
    order = list(range(len(texts)))
    luck.shuffle(order)
    turned = read(Frames(framed.creators, framed.posts[order], framed.comments))
    quiet = read(
        Frames(
            framed.creators,
            framed.posts.filter(pl.col("text") != "").vstack(framed.posts.filter(pl.col("text") == "").head(1)),
            framed.comments,
        )
    )
    for name in ("paid_score", "paid_low", "paid_high", "ad_share", "ad_brands", "ad_posts_n"):
        assert turned[name] == pytest.approx(row[name])
        assert quiet[name] == pytest.approx(row[name])
    ends = [row["paid_low"], row["paid_score"], row["paid_high"]]
    assert ends == [None] * 3 or 0 <= ends[0] <= ends[1] <= ends[2] <= 1


def test_what_was_seen_lies_within_the_interval_of_who_advertises_most_of_the_time() -> None:
    row = read(held(*["#ad at @quill"] * 13, *["a dial"] * 7))
    assert row["ad_share_low"] < 13 / 20 < row["ad_share_high"]
