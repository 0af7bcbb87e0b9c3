"""Threads: one row for each top-level comment that is not the creator's own, and whether the creator answered.

A thread *counts* where its post was 3 to 60 days old and itself at least 2 days when the comments were asked for: the
creator needs time to answer, and a young thread that is answered already would flatter who answers fast. Of what has no
date it is not known whether it counts, so it does not. The platform must tell which comment answers which
(``priors.json``).
"""

from __future__ import annotations

import narwhals as nw
import polars as pl

from microscout.frames import Frames
from microscout.scoring.base import DAY
from microscout.scoring.priors import tells_threads

_POST_DAYS = (3, 60)
_THREAD_DAYS = 2
_KEYS = ["creator_id", "comment_id"]


def threads(held: Frames) -> nw.LazyFrame[pl.LazyFrame]:
    """``creator_id``, ``platform``, ``post_id``, ``comment_id``, ``author``, ``created_at``, and null where unknown:

    ``counts``, ``answered`` (of those that count), ``answer_seconds``, ``question`` (needs a column ``asking``),
    ``first_answer`` (whether it is one of the answered threads of its author that is counted for the author).
    """
    comments = nw.from_native(held.comments.lazy())
    asked = nw.col("asking") == "question" if "asking" in held.comments.columns else nw.lit(None, nw.Boolean)
    top = comments.filter(nw.col("parent").is_null() & ~nw.col("by_creator")).with_columns(asked.alias("question"))
    every = (
        top.select(*_KEYS, "post_id", "author", "created_at", "question")
        .join(_whose(held), on="creator_id", how="inner")
        .join(_posted(held), on=["creator_id", "post_id"], how="left")
        .join(_answers(comments), on=_KEYS, how="left")
    )
    post_age, age = nw.col("moment") - nw.col("posted_at"), nw.col("moment") - nw.col("created_at")
    ripe = (post_age >= _POST_DAYS[0] * DAY) & (post_age <= _POST_DAYS[1] * DAY) & (age >= _THREAD_DAYS * DAY)
    answered = ~nw.col("answers").is_null()
    seconds = nw.col("answer_at") - nw.col("created_at")
    judged = every.with_columns((ripe & tells_threads()).fill_null(False).alias("counts")).with_columns(
        nw.when(nw.col("counts")).then(answered).alias("answered"),
        nw.when(nw.col("counts") & (seconds >= 0)).then(seconds).alias("answer_seconds"),
    )
    one = nw.when(nw.col("answered")).then(nw.col("comment_id")).min().over("creator_id", "author")
    return judged.with_columns((nw.col("answered") & (nw.col("comment_id") == one)).alias("first_answer"))


def _whose(held: Frames) -> nw.LazyFrame[pl.LazyFrame]:
    """The creators, with the moment from which ages are counted: no later than either look."""
    creators = nw.from_native(held.creators.lazy())
    moment = nw.min_horizontal("captured_at", "comments_at")
    return creators.select("creator_id", "platform", moment.alias("moment"))


def _posted(held: Frames) -> nw.LazyFrame[pl.LazyFrame]:
    return nw.from_native(held.posts.lazy()).select("creator_id", "post_id", nw.col("created_at").alias("posted_at"))


def _answers(comments: nw.LazyFrame[pl.LazyFrame]) -> nw.LazyFrame[pl.LazyFrame]:
    """The creator's own answers by thread: how many, and when the first came."""
    own = comments.filter(nw.col("by_creator") & ~nw.col("parent").is_null())
    return (
        own.select("creator_id", nw.col("parent").alias("comment_id"), "created_at")
        .group_by(_KEYS)
        .agg(nw.len().alias("answers"), nw.col("created_at").min().alias("answer_at"))
    )
