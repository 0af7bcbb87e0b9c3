"""YouTube's line is about long videos: Shorts do not count towards engagement there, and everywhere else they do."""

from __future__ import annotations

from typing import Any

import pytest

from builders import DAY, NOW
from microscout import frames, scoring
from microscout.models import Niche, Post, Profile, Snapshot
from microscout.relevance import Lexical
from microscout.scoring import lines
from microscout.scoring.engagement import Engagement

VIDEO = {"kind": "video", "likes": 20, "comments": 5}
SHORT = {"kind": "short", "likes": 200, "comments": 50}


def scored(platform: str, *posts: dict[str, Any]) -> dict[str, Any]:
    """What engagement says of a creator with these posts."""
    whose = Profile(platform=platform, stable_id="ada", handle="ada", captured_at=NOW, followers=10_000)
    told = {"creator_id": whose.creator_id, "captured_at": NOW, "created_at": NOW - 30 * DAY, "views": 1_000}
    made = tuple(Post(**told | {"post_id": str(number)} | post) for number, post in enumerate(posts))
    held = frames.of([Snapshot(profile=whose, posts=made)])
    measured = Lexical().measure(held, Niche.of("watches"))
    only = {"engagement": Engagement()}
    row = scoring.score(held, measured, {"engagement": 1.0}, min_coverage=0.0, scores=only).to_dicts()[0]
    return {name: value for name, value in row.items() if name.startswith(("er", "engagement"))}


def test_shorts_do_not_count_on_youtube() -> None:
    assert scored("youtube", VIDEO, VIDEO, SHORT) == scored("youtube", VIDEO, VIDEO)
    both = scored("youtube", VIDEO, SHORT)
    assert (both["er_n"], both["er"]) == (1, pytest.approx(0.025))


def test_nothing_but_shorts_is_unknown_and_not_zero() -> None:
    only = scored("youtube", SHORT, SHORT)
    assert (only["er"], only["er_n"], only["engagement_score"]) == (None, 0, None)


def test_a_post_of_unknown_kind_counts() -> None:
    assert scored("youtube", VIDEO | {"kind": None}, SHORT)["er_n"] == 1


@pytest.mark.parametrize("platform", ["bluesky", "mastodon", "somewhere"])
def test_elsewhere_every_kind_counts(platform: str) -> None:
    told = {"likes": 10, "comments": 2, "reposts": 0, "quotes": 0}
    assert scored(platform, told | {"kind": "short"}, told | {"kind": "video"})["er_n"] == 2


def test_only_youtube_leaves_out_anything() -> None:
    assert {line.platform: line.leaves_out for line in lines.lines() if line.leaves_out} == {"youtube": ("short",)}
