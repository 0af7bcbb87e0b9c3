"""Price: percentiles by hand, stated sources, and nothing where the terms or the numbers allow nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW
from knowing import known
from microscout.portrait import Known, price

VIEWS = (800, 1_000, 1_200, 1_400, 1_600)


def told(
    *posts: dict[str, Any], may_price: bool = True, scored: dict[str, Any] | None = None, **facts: Any
) -> dict[str, Any]:
    about = known(*posts, scored=scored, **facts)
    return price.told(Known(about.row, about.posts, may_price=may_price))


def viewed(*views: int | None, **facts: Any) -> list[dict[str, Any]]:
    return [{"views": each, "kind": "video"} | facts for each in views]


def test_the_worked_example() -> None:
    judged = {"er": 0.05, "niche_posts_n": 4, "niche_on_topic": 3}
    found = told(*viewed(*VIEWS), platform="tiktok", scored=judged)
    assert (found["est_fee_low"], found["est_fee_high"]) == (5.0, 21.0)
    assert found["est_fee_basis"].startswith(
        "1,000–1,400 views (25–75 % of 5 posts) × 5–15 USD per 1,000 (wordontheblock.com"
    )
    assert found["est_fee_basis"].endswith("planning guess; ask for a quote")


def test_the_cost_of_an_engaged_follower() -> None:
    judged = {"er": 0.02, "niche_posts_n": 4, "niche_on_topic": 2}
    found = told(followers=10_000, scored=judged)  # reach 500 to 1,570; CPM 5 to 15
    assert (found["est_fee_low"], found["est_fee_high"]) == (2.5, pytest.approx(23.55))
    assert found["est_engaged_cost_low"] == pytest.approx(2.5 / 100)  # 10,000 · 2 % · 2/4
    assert "assumed" in found["est_fee_basis"]
    assert "a flat fee or a product is likelier" in found["est_fee_basis"]
    assert "flat fee" not in told(followers=20_000)["est_fee_basis"]
    nobody = told(followers=10_000, scored=judged | {"niche_on_topic": 0})
    assert nobody["est_engaged_cost_low"] is None


def test_views_of_the_platform_s_own_line() -> None:
    judged = {"er": 0.05, "niche_posts_n": 4, "niche_on_topic": 3}
    found = told(*viewed(*VIEWS), platform="youtube", scored=judged)
    assert found["est_engaged_cost_low"] == pytest.approx(1.0 * 8.4 / 45)
    assert found["est_engaged_cost_high"] == pytest.approx(1.4 * 30 / 45)


def test_shorts_are_priced_apart() -> None:
    found = told(*viewed(*VIEWS, kind="short"), *viewed(9, 9, 9), platform="youtube")
    assert (found["est_fee_low"], found["est_fee_high"]) == (pytest.approx(2.8), pytest.approx(1.4 * 5.6))


def test_what_is_unknown_says_why() -> None:
    assert "amendment" in told(*viewed(*VIEWS), platform="youtube", may_price=False)["est_fee_unknown"]
    for found in (told(), told(*viewed(1, 2, 3, 4), platform="youtube", followers=5)):
        assert found["est_fee_low"] is None
        assert found["est_fee_unknown"].startswith("neither")


def test_young_posts_reposts_and_hidden_views_do_not_count() -> None:
    young, repost = viewed(10**6, created_at=NOW - 86_400), viewed(10**6, is_repost=True)
    found = told(*viewed(*VIEWS, None), *young, *repost, platform="tiktok")
    assert "(25–75 % of 5 posts)" in found["est_fee_basis"]


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_percentiles_lie_within_and_in_order(numbers: list[float], one: float, other: float) -> None:
    low, high = price.percentile(numbers, min(one, other)), price.percentile(numbers, max(one, other))
    assert min(numbers) - 1e-6 <= low <= high + 1e-3
    assert high <= max(numbers) + 1e-6
    assert price.percentile(numbers[::-1], one) == price.percentile(numbers, one)


def test_every_price_has_a_source_and_a_date() -> None:
    for each in price._data()["cpm"]:
        assert each["source"]
        assert each["date"]
        assert 0 < each["low"] <= each["high"]
