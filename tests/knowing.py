"""What is known of one invented creator, for the tests of portraits."""

from __future__ import annotations

from typing import Any

from builders import post, profile
from microscout import frames
from microscout.models import Snapshot
from microscout.portrait import Known


def known(*posts: dict[str, Any], scored: dict[str, Any] | None = None, **facts: Any) -> Known:
    """A creator with `facts` of the profile, what was `scored`, and posts made of `posts`."""
    whose = profile(facts.pop("handle", "ada"), **facts)
    made = [post(n, **({"creator_id": whose.creator_id} | told)) for n, told in enumerate(posts, 1)]
    held = frames.of([Snapshot(profile=whose, posts=tuple(made))])
    return Known(held.creators.row(0, named=True) | (scored or {}), held.posts.to_dicts())
