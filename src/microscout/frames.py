"""The one bridge from models to frames, and the frames' schemas.

Three tidy frames as of a moment: ``creators`` (one row each), ``posts`` and ``comments`` (one row each, with the
creator they belong to). Times are integer epoch seconds, because not every engine that can run our expressions
reads time columns alike. Unknown is null.

Beside them, the frames of history (LOOKS to TOLD), which the store tells and ``microscout.monitoring`` compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from microscout.models import Comment, Post, Profile, Snapshot

_TEXTS = pl.List(pl.String)


def schema(**columns: DataType | DataTypeClass) -> pl.Schema:
    """A frame's columns in order, by name and type."""
    return pl.Schema(columns)


CREATORS = schema(
    creator_id=pl.String,
    platform=pl.String,
    handle=pl.String,
    captured_at=pl.Int64,
    name=pl.String,
    bio=pl.String,
    url=pl.String,
    followers=pl.Int64,
    following=pl.Int64,
    post_count=pl.Int64,
    counts_from=pl.String,
    location=pl.String,
    languages=_TEXTS,
    links=_TEXTS,
    verified=_TEXTS,
    lists=_TEXTS,
    created_at=pl.Int64,
    consent=pl.String,
    comments_at=pl.Int64,
)
"""``comments_at``: when it was last asked what others say under the creator's posts; null: it never was."""

POSTS = schema(
    creator_id=pl.String,
    post_id=pl.String,
    captured_at=pl.Int64,
    text=pl.String,
    created_at=pl.Int64,
    url=pl.String,
    language=pl.String,
    kind=pl.String,
    likes=pl.Int64,
    comments=pl.Int64,
    reposts=pl.Int64,
    quotes=pl.Int64,
    views=pl.Int64,
    paid=pl.Boolean,
    is_repost=pl.Boolean,
    links=_TEXTS,
)

READINGS = schema(ad=pl.Boolean, disclosed=pl.Boolean, ad_sign=pl.String, brands=_TEXTS, new_brands=pl.Int64)
"""What ``microscout.reading`` adds to posts that it has read; posts without these columns have not been read."""

COMMENTS = schema(
    creator_id=pl.String,
    post_id=pl.String,
    comment_id=pl.String,
    author=pl.String,
    by_creator=pl.Boolean,
    parent=pl.String,
    text=pl.String,
    created_at=pl.Int64,
    likes=pl.Int64,
)

LOOKS = schema(
    creator_id=pl.String,
    platform=pl.String,
    captured_at=pl.Int64,
    handle=pl.String,
    followers=pl.Int64,
    following=pl.Int64,
    post_count=pl.Int64,
    counts_from=pl.String,
)
"""History: a row for each look at a creator's profile; handle and counts, as the platform tells them."""

READ_POSTS = schema(
    creator_id=pl.String,
    platform=pl.String,
    post_id=pl.String,
    created_at=pl.Int64,
    kind=pl.String,
    is_repost=pl.Boolean,
    paid=pl.Boolean,
    read_at=pl.Int64,
    likes=pl.Int64,
    comments=pl.Int64,
    reposts=pl.Int64,
    quotes=pl.Int64,
    views=pl.Int64,
)
"""History: a row for each post, with its counts as first read at the ripe age, ``read_at`` (null: not yet)."""

THREADS = schema(creator_id=pl.String, asked_at=pl.Int64, answered=pl.Boolean)
"""History: a row for each top-level comment by somebody else, and whether the creator answered."""

MISSED = schema(creator_id=pl.String, at=pl.Int64)
"""History: a row for each time that a platform said it does not know the creator."""

TOLD = schema(creator_id=pl.String, kind=pl.String, at=pl.Int64, found_at=pl.Int64, size=pl.Float64, told=pl.String)
"""History: changes that were found before; what was told once is not told again."""


@dataclass(frozen=True)
class Frames:
    """The frames of some creators as of a moment; the columns are those of CREATORS, POSTS and COMMENTS."""

    creators: pl.DataFrame
    posts: pl.DataFrame
    comments: pl.DataFrame


def of(snapshots: Iterable[Snapshot]) -> Frames:
    """The frames of `snapshots`."""
    held = list(snapshots)
    asked = [s.profile.captured_at if s.comments is not None else None for s in held]
    profiles = _frame((s.profile for s in held), pl.Schema(list(CREATORS.items())[:-1]))
    return Frames(
        creators=profiles.with_columns(pl.Series("comments_at", asked, CREATORS["comments_at"])),
        posts=_frame((post for s in held for post in s.posts or ()), POSTS),
        comments=_frame((comment for s in held for comment in s.comments or ()), COMMENTS),
    )


def snapshots(held: Frames) -> list[Snapshot]:
    """The creators in `held` with their posts as facts again; without comments."""
    posts: dict[str, list[Post]] = {}
    for row in held.posts.select(POSTS.names()).iter_rows(named=True):
        posts.setdefault(row["creator_id"], []).append(Post(**row))
    found = []
    for row in held.creators.select(CREATORS.names()).drop("comments_at").iter_rows(named=True):
        creator_id = row.pop("creator_id")
        stable_id = creator_id.removeprefix(f"{row['platform']}:")
        profile = Profile(stable_id=stable_id, **row)
        found.append(Snapshot(profile=profile, posts=tuple(posts.get(creator_id, ()))))
    return found


def from_rows(rows: Sequence[Sequence[Any]], schema: pl.Schema) -> pl.DataFrame:
    """A frame of `rows` whose columns stand in the order of `schema`."""
    return pl.DataFrame(rows, schema=schema, orient="row")


def _frame(facts: Iterable[Profile | Post | Comment], schema: pl.Schema) -> pl.DataFrame:
    rows = [tuple(getattr(fact, column) for column in schema) for fact in facts]
    return from_rows(rows, schema)
