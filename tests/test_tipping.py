"""The tipping point, on simulated creators of whom the truth is known."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from microscout.scoring.lines import line_of
from microscout.tipping import Tipping, chance_of_rise, size_at, tipping

DAY = 86_400
NOW = 1_795_500_000
LINE = line_of("youtube")


def creator(luck: random.Random, shares: tuple[float, float], fall: float = 0.0, n: int = 60) -> list[dict[str, Any]]:
    """`n` posts, one every three days; in the newer half the log rate is lower by `fall`."""
    made = []
    level = luck.gauss(0, math.sqrt(LINE.between))
    for number in range(n):
        newer = number >= n // 2
        rate = LINE.a + LINE.b * 4 + level - fall * newer + luck.gauss(0, math.sqrt(LINE.within))
        made.append(
            {
                "post_id": f"p{number:03d}", "created_at": NOW - 3 * (n - number + 3) * DAY, "captured_at": NOW,
                "is_repost": False, "kind": None, "views": 100_000, "likes": round(100_000 * math.exp(rate)),
                "comments": 0, "disclosed": luck.random() < shares[newer],
            }
        )  # fmt: skip
    luck.shuffle(made)
    return made


def verdicts(shares: tuple[float, float], fall: float, times: int = 100) -> list[Tipping]:
    luck = random.Random(11)
    return [tipping(creator(luck, shares, fall), "youtube", [(NOW, 10_000)]) for _ in range(times)]


def share_of(found: list[Tipping], verdict: str) -> float:
    return sum(each.verdict == verdict for each in found) / len(found)


def test_a_planted_turn_is_found() -> None:
    assert share_of(verdicts((0.05, 0.45), fall=1.0), "commercialising") > 0.8


@pytest.mark.parametrize(("shares", "fall"), [((0.1, 0.1), 0.0), ((0.05, 0.35), 0.0), ((0.1, 0.1), 1.0)])
def test_where_nothing_or_only_one_thing_changes_nobody_is_called_commercialising(
    shares: tuple[float, float], fall: float
) -> None:
    limit = 0.02 if shares[0] == shares[1] else 0.06
    found = verdicts(shares, fall)
    assert share_of(found, "commercialising") <= limit
    # a third of 30 posts may still be half of all: then nothing is said
    assert share_of(found, "genuine") > (0.7 if shares[1] < 0.3 else 0.4)


def test_a_billboard_is_called_one() -> None:
    found = verdicts((0.9, 0.9), 0.0, times=20)
    assert share_of(found, "mostly advertising") > 0.9


def test_the_verdict_names_dates_and_posts() -> None:
    found = next(each for each in verdicts((0.02, 0.45), 1.2) if each.verdict == "commercialising")
    assert found.older is not None
    assert found.newer is not None
    assert found.older.until < found.newer.since
    assert found.older.read == found.newer.read == 30
    assert 1 <= len(found.posts) <= 5
    assert list(found.posts) == sorted(found.posts)
    assert found.rose is not None
    assert found.rose >= 0.9


def test_too_little_is_said_to_be_too_little() -> None:
    luck = random.Random(1)
    assert tipping([], "youtube").verdict == "not enough data"
    assert tipping(creator(luck, (0.0, 1.0), n=12), "youtube", [(NOW, 10_000)]).verdict == "not enough data"
    assert tipping(creator(luck, (0.1, 0.1)), "youtube").verdict == "not enough data", "no size, no line, no engagement"
    unread = [each | {"disclosed": None} for each in creator(luck, (0.1, 0.9))]
    assert tipping(unread, "youtube", [(NOW, 10_000)]).verdict == "not enough data"


def test_the_chance_of_a_rise_by_hand() -> None:
    assert chance_of_rise((3, 20), (3, 20), least=0.0) == pytest.approx(0.5, abs=0.02)
    assert chance_of_rise((0, 30), (25, 30)) > 0.999
    assert chance_of_rise((25, 30), (0, 30)) < 0.001


def test_followers_between_two_sightings_go_by_their_logs() -> None:
    sizes = [(0, 1_000), (100, 4_000)]
    assert size_at(sizes, 50) == pytest.approx(2_000)
    assert size_at(sizes, -5) == 1_000
    assert size_at(sizes, 500) == 4_000
    assert size_at([], 5) is None


def test_growth_alone_is_no_fall() -> None:
    """Ten times the followers and the same likes: on Bluesky's line, that is what is usual less a little."""
    posts = [
        {
            "post_id": f"p{n:03d}", "created_at": NOW - 3 * (60 - n + 3) * DAY, "captured_at": NOW, "is_repost": False,
            "kind": None, "likes": 40, "comments": 2, "reposts": 3, "quotes": 0, "disclosed": False,
        }
        for n in range(60)
    ]  # fmt: skip
    steady = tipping(posts, "bluesky", [(NOW - 190 * DAY, 1_000), (NOW, 1_000)])
    assert steady.fell is not None
    assert steady.fell < 0.6
