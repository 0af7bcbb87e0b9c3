"""Signals: what is unusual is told with its numbers and its innocent explanation; what is usual is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import DAY, NOW
from knowing import known
from microscout.frames import LOOKS
from microscout.models import Newcomers
from microscout.monitoring import growth
from microscout.portrait import Known, signals
from microscout.portrait.circles import Circle

DAILY = (1_000, 1_010, 1_020, 1_030, 1_040, 1_050, 1_500)


def steps(*sizes: int | None, platform: str = "sample") -> list[dict[str, Any]]:
    """The steps between daily looks at `sizes`."""
    seen = [
        (f"{platform}:ada", platform, NOW + n * DAY, "ada", size, None, None, "platform")
        for n, size in enumerate(sizes)
    ]
    found: list[dict[str, Any]] = growth.steps(pl.DataFrame(seen, schema=LOOKS, orient="row")).to_dicts()
    return found


def told(
    *posts: dict[str, Any], walked: Any = (), scored: dict[str, Any] | None = None, **facts: Any
) -> dict[str, str]:
    about = known(*posts, scored=scored, **facts)
    found = signals.told(Known(about.row, about.posts, walked))["signals"]
    assert all(one["innocent"] for one in found)
    return {one["signal"]: one["seen"] for one in found}


def test_the_worked_example() -> None:
    (found,) = signals.sudden(steps(*DAILY))
    assert (found["followers_before"], found["followers"]) == (1_050, 1_500)
    assert told(walked=steps(*DAILY))["growth"].startswith("followers rose from 1,050 to 1,500 by 2026-11-30 (+43 %)")


def test_steady_and_small_changes_are_no_steps() -> None:
    assert signals.sudden(steps(*(int(1_000 * 1.1**n) for n in range(12)))) == []
    assert signals.sudden(steps(*[1_000] * 6, 1_040)) == []


def test_nothing_is_read_below_the_rounding() -> None:
    assert signals.sudden(steps(*[1_000] * 6, 1_050))
    assert signals.sudden(steps(*[1_000] * 6, 1_050, platform="youtube")) == [], "1,000 may have been 1,009"


def test_too_few_looks_are_told() -> None:
    with pytest.raises(signals.TooLittle, match="needs 7 looks at the followers, there are 6"):
        signals.sudden(steps(*DAILY[:6], None))
    unchecked = signals.told(known())["signals_unchecked"]
    assert any(each.startswith("growth: needs 7") for each in unchecked)


def counted(likes: int, comments: int, **facts: Any) -> dict[str, Any]:
    return {"likes": likes, "comments": comments, "reposts": 0} | facts


def test_a_ratio_far_off_the_usual() -> None:
    assert "likes/comments" not in told(*[counted(50, 5)] * 5)
    assert "0.1 likes for each comment, usually 10 (n = 5 posts)" in told(*[counted(5, 50)] * 5)["likes/comments"]
    assert "likes/comments" not in told(*[counted(5, 50)] * 4), "four posts are too few"
    assert "likes/comments" not in told(*[counted(5, 50)] * 5, platform="bluesky"), "nobody knows what is usual there"


def test_engagement_that_is_too_even() -> None:
    even = [counted(100 + n % 2, 10) for n in range(10)]
    assert "usually 1.8 (n = 10)" in told(*even, followers=5_000)["evenness"]
    assert "evenness" not in told(*even[:9], followers=5_000)
    assert "evenness" not in told(*(counted(100 * (n + 1), 10) for n in range(10)), followers=5_000)


@pytest.mark.parametrize(
    ("following", "followers", "seen"),
    [(1_501, 9_000, True), (1_500, 9_000, False), (900, 400, True), (499, 1, False), (2_000, None, True)],
)
def test_the_shape_of_following(following: int, followers: int | None, seen: bool) -> None:
    assert ("following" in told(following=following, followers=followers)) is seen


def test_no_label_is_a_verdict() -> None:
    every = told(*[counted(5, 50)] * 10, walked=steps(*DAILY), following=9_000, followers=10)
    assert {"growth", "likes/comments", "evenness", "following"} <= set(every)
    assert "fake" not in " ".join(every.values()).lower()


def test_ten_people_who_write_most_of_it() -> None:
    seen = told(scored={"top_voices_share": 0.7, "comments_n": 60})
    assert seen["few voices"] == "ten people wrote 70 % of 60 comments"
    assert "few voices" not in told(scored={"top_voices_share": 0.7, "comments_n": 49})
    assert "few voices" not in told(scored={"top_voices_share": 0.5, "comments_n": 60})


@given(st.lists(st.none() | st.integers(0, 2**53), max_size=12), st.sampled_from(["youtube", "sample"]))
def test_no_history_can_break_it(sizes: list[int | None], platform: str) -> None:
    found = told(walked=steps(*sizes, platform=platform), platform=platform, following=2**53, followers=2**53)
    assert "following" in found


def followed(sampled: int, told: int, empty: int) -> dict[str, Any]:
    looked = Newcomers(creator_id="sample:ada", captured_at=NOW, sampled=sampled, told=told, empty=empty)
    return signals.told(replace(known(), newcomers=looked))


def test_many_new_and_empty_followers_are_told_with_their_interval() -> None:
    # Beta(1 + 31, 9 + 69): middle 90 % from 0.2222 to 0.3640
    (one,) = (each for each in followed(100, 100, 31)["signals"] if each["signal"] == "new followers")
    assert one["seen"] == "31 of the 100 newest followers are new and empty (22–36 %)"
    assert "nobody chooses who follows" in one["innocent"]


def test_a_few_are_counted_and_not_told_as_a_signal() -> None:
    found = followed(100, 98, 9)
    assert not [each for each in found["signals"] if each["signal"] == "new followers"]
    assert (found["new_empty_followers"], found["new_empty_followers_n"]) == (9, 98)
    assert 0.04 < found["new_empty_followers_low"] < 0.1 < found["new_empty_followers_high"] < 0.16


@pytest.mark.parametrize(("sampled", "told", "why"), [(0, 0, "does not show them"), (40, 29, "there are 29")])
def test_where_too_little_is_told_nothing_is_said(sampled: int, told: int, why: str) -> None:
    found = followed(sampled, told, told)
    assert any(each.startswith("new followers: ") and why in each for each in found["signals_unchecked"])


def test_who_did_not_ask_is_told_how() -> None:
    unchecked = signals.told(known())["signals_unchecked"]
    assert any("--check-followers" in each for each in unchecked)


def test_a_circle_is_told_with_chance_and_an_innocent_explanation() -> None:
    around = Circle(creators=20, voices=30, together=8, expected=0.195, others=("bo", "cy"))
    found = signals.told(replace(known(), circle=around))["signals"]
    (one,) = (each for each in found if each["signal"] == "circle")
    assert one["seen"] == (
        "8 of 30 voices are heard under @bo and @cy as well, 0.2 expected by chance (comments of 20 creators)"
    )
    assert "friends" in one["innocent"]


def test_too_few_voices_make_no_circle() -> None:
    unchecked = signals.told(replace(known(), circle=Circle(creators=3, voices=7)))["signals_unchecked"]
    assert any(
        each.startswith("circle: needs 5 creators on the platform with comments, there are 3") for each in unchecked
    )
    assert not [
        each for each in signals.told(replace(known(), circle=Circle(20, 30)))["signals_unchecked"] if "circle" in each
    ]
