"""Facts for tests, made in one line each, and strategies that make any facts that the models allow."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from microscout.models import Comment, Post, Profile, Snapshot

NOW = 1_795_500_000  # 2026-11-24
DAY = 86_400


def profile(handle: str = "ada", /, **facts: Any) -> Profile:
    """A profile on the platform ``sample``, taken at NOW."""
    return Profile(**({"platform": "sample", "stable_id": handle, "handle": handle, "captured_at": NOW} | facts))


def post(number: int = 1, handle: str = "ada", /, **facts: Any) -> Post:
    """The post `number` of ``sample:handle``, ten days old and a day older for each number."""
    told = {
        "creator_id": f"sample:{handle}",
        "post_id": f"{handle}-{number}",
        "captured_at": NOW,
        "created_at": NOW - (9 + number) * DAY,
        "text": "a post",
    }
    return Post(**(told | facts))


def said(number: int = 1, handle: str = "ada", /, **facts: Any) -> Comment:
    """The comment `number` under the first post of ``sample:handle``, by somebody else, seven days old."""
    told = {
        "creator_id": f"sample:{handle}",
        "post_id": f"{handle}-1",
        "comment_id": f"c{number}",
        "author": f"fan{number}",
        "text": "a word",
        "created_at": NOW - 7 * DAY,
    }
    return Comment(**(told | facts))


def snapshot(handle: str = "ada", /, posts: tuple[Post, ...] | None = (), **facts: Any) -> Snapshot:
    """A snapshot of ``sample:handle``; `comments` where they are told."""
    comments = facts.pop("comments", None)
    return Snapshot(profile=profile(handle, **facts), posts=posts, comments=comments)


counts = st.none() | st.integers(0, 2**53)
moments = st.none() | st.integers(0, 253_402_300_799)
texts = st.none() | st.text(max_size=40)
names = st.text(st.characters(codec="utf-8", categories=("L", "N", "S", "P")), min_size=1, max_size=20)
handles = names.filter(lambda name: bool(name.removeprefix("@")))
lists = st.lists(st.text(max_size=8), max_size=3).map(tuple)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile."""
    numbers = {name: draw(counts) for name in ("followers", "following", "post_count")}
    told = {name: draw(texts) for name in ("name", "bio", "url", "location", "consent")}
    lot = {name: draw(lists) for name in ("languages", "links", "lists")}
    return Profile(
        platform=draw(st.sampled_from(["sample", "bluesky"])),
        stable_id=draw(names),
        handle=draw(handles),
        captured_at=draw(st.integers(0, NOW)),
        created_at=draw(moments),
        **numbers,
        **told,
        **lot,
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Any snapshot, with up to three posts and two comments under the first."""
    whose = draw(profiles())
    posts = tuple(
        Post(
            creator_id=whose.creator_id,
            post_id=f"p{number}",
            captured_at=whose.captured_at,
            text=draw(st.text(max_size=30)),
            created_at=draw(moments),
            language=draw(texts),
            paid=draw(st.none() | st.booleans()),
            is_repost=draw(st.booleans()),
            links=draw(lists),
            **{name: draw(counts) for name in ("likes", "comments", "reposts", "quotes", "views")},
        )
        for number in range(draw(st.integers(0, 3)))
    )
    comments = tuple(
        Comment(
            creator_id=whose.creator_id,
            post_id="p0",
            comment_id=f"c{number}",
            author=draw(names),
            by_creator=draw(st.booleans()),
            parent=draw(st.sampled_from([None, "c0"])) if number else None,
            text=draw(st.text(max_size=30)),
            created_at=draw(moments),
            likes=draw(counts),
        )
        for number in range(draw(st.integers(0, 2)))
        if posts
    )
    return Snapshot(profile=whose, posts=posts, comments=comments)
