"""Signals: what is unusual is told with its numbers and its innocent explanation; what is usual is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import DAY, NOW
from knowing import known
from microscout.portrait import Known, signals

DAILY = (1_000, 1_010, 1_020, 1_030, 1_040, 1_050, 1_500)


def days(*sizes: int | None) -> list[tuple[int, int | None]]:
    return [(NOW + n * DAY, size) for n, size in enumerate(sizes)]


def told(
    *posts: dict[str, Any], history: Any = (), scored: dict[str, Any] | None = None, **facts: Any
) -> dict[str, str]:
    about = known(*posts, scored=scored, **facts)
    found = signals.told(Known(about.row, about.posts, history))["signals"]
    assert all(one["innocent"] for one in found)
    return {one["signal"]: one["seen"] for one in found}


def test_the_worked_example() -> None:
    assert signals.steps(days(*DAILY)) == [(NOW + 5 * DAY, 1_050, NOW + 6 * DAY, 1_500)]
    assert told(history=days(*DAILY))["growth"].startswith("followers rose from 1,050 to 1,500 by 2026-11-30 (+43 %)")


def test_steady_and_small_changes_are_no_steps() -> None:
    assert signals.steps(days(*(1_000 * 1.1**n // 1 for n in range(12)))) == []  # type: ignore[arg-type]
    assert signals.steps(days(20, 20, 20, 20, 20, 20, 22)) == []


def test_nothing_is_read_below_the_rounding() -> None:
    rounded = days(*[12_300] * 6, 12_500, 12_500)
    assert signals.steps(rounded, 0.01) == []
    assert signals.rounding(12_300, 0.01) == 100
    assert signals.rounding(950, 0.01) == 1
    assert signals.steps(days(1_200, 1_210, 1_200, 1_210, 1_200, 1_210, 1_400), 0.01) == [
        (NOW + 5 * DAY, 1_210, NOW + 6 * DAY, 1_400)
    ]


def test_too_few_snapshots_are_told() -> None:
    with pytest.raises(signals.TooLittle, match="needs 7 snapshots, there are 6"):
        signals.steps(days(*DAILY[:6], None))
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
    every = told(*[counted(5, 50)] * 10, history=days(*DAILY), following=9_000, followers=10)
    assert {"growth", "likes/comments", "evenness", "following"} <= set(every)
    assert "fake" not in " ".join(every.values()).lower()


@given(st.lists(st.tuples(st.integers(0, 10**9), st.none() | st.integers(0, 2**53)), max_size=12), st.booleans())
def test_no_history_can_break_it(history: list[tuple[int, int | None]], rounded: bool) -> None:
    found = told(history=history, platform="youtube" if rounded else "sample", following=2**53, followers=2**53)
    again = told(history=history[::-1], platform="youtube" if rounded else "sample", following=2**53, followers=2**53)
    if len({at for at, _ in history}) == len(history):
        assert found == again, "the order of the readings is irrelevant"
