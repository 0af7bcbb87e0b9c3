"""Voices: one row for each person who comments under a creator's posts; and the creator's own share of comments."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from microscout.frames import Frames

_TOP = 10
_LEAST = 5  # comments that must be known before the creator's own share is taken off
_DIRECT = ("bluesky", "mastodon")  # their comment counts hold direct answers to the post only
SUBSTANCES = ("specific", "generic", "emoji only", "mention only", "spam")
"""What a comment may say, as a column ``substance`` tells."""


def voices(held: Frames) -> nw.LazyFrame[pl.LazyFrame]:
    """``creator_id``, ``platform``, ``author``, ``comments``, ``posts`` (under how many), ``top`` (one of the ten
    loudest).

    And ``read`` (how many comments were read) with how many of them are each of SUBSTANCES (``emoji_only``, …); null
    where nobody read them (needs a column ``substance``).
    """
    creators = nw.from_native(held.creators.lazy()).select("creator_id", "platform")
    there = "substance" in held.comments.columns
    said = nw.col("substance") if there else nw.lit(None, nw.String)
    others = nw.from_native(held.comments.lazy()).filter(~nw.col("by_creator")).with_columns(said.alias("substance"))
    read = [(nw.col("substance") == name).cast(nw.Int64).alias(_column(name)) for name in SUBSTANCES]
    every = (
        others.with_columns(*read, (~nw.col("substance").is_null()).cast(nw.Int64).alias("read"))
        .group_by("creator_id", "author")
        .agg(
            nw.len().cast(nw.Int64).alias("comments"),
            nw.col("post_id").n_unique().cast(nw.Int64).alias("posts"),
            *(nw.col(name).sum() for name in ("read", *map(_column, SUBSTANCES))),
        )
        .join(creators, on="creator_id", how="inner")
    )
    loudest = nw.col("comments").rank("ordinal", descending=True).over("creator_id")
    return every.with_columns((loudest <= _TOP).alias("top"))


def own_share(held: Frames) -> nw.LazyFrame[pl.LazyFrame]:
    """``creator_id``, ``own_share``: of the comments that a post's count holds, the share that is the creator's own.

    Estimated from all comments that are known, at least 5; nobody has a row of whom fewer are.
    """
    creators = nw.from_native(held.creators.lazy()).select("creator_id", "platform")
    every = nw.from_native(held.comments.lazy()).join(creators, on="creator_id", how="inner")
    counted = ~nw.col("platform").is_in(_DIRECT) | nw.col("parent").is_null()
    return (
        every.filter(counted)
        .group_by("creator_id")
        .agg(nw.col("by_creator").mean().alias("own_share"), nw.len().alias("comments_known"))
        .filter(nw.col("comments_known") >= _LEAST)
        .select("creator_id", "own_share")
    )


def _column(substance: str) -> str:
    return substance.replace(" ", "_")
