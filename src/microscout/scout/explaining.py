"""Which posts and words put a creator where the creator is: the engine's matches, with their words."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.scout.desk import Desk
from microscout.shortlist import Shortlist
from microscout.store import observations

_BY_TABLES = ("default", "static", "semantic")
"""The engines whose vectors we can part into words; of another's we would tell a story."""
_MOST, _WORDED, _WORDS, _ON_TOPIC = 500, 5, 5, 0.5
_EXCERPT = 140


def matches(desk: Desk, held: Frames, niche: Niche) -> pl.DataFrame:
    """The posts on `niche` of the creators in `held`, the closest first, with text, day, address and words.

    The words of the first few of each creator, where the default engine names none: those that add most to what the
    post means.
    """
    read = desk.read(niche)
    posts = held.posts.select("creator_id", "post_id", "text", "created_at", "url")
    found = desk.engine.matches(held, read).join(posts, on=["creator_id", "post_id"], how="left")
    silent = (pl.int_range(pl.len()).over("creator_id") < _WORDED) & (pl.col("words").list.len() == 0)
    if desk.engine.name not in _BY_TABLES or not found.select(silent.any()).item():
        return found
    from microscout.relevance import contributions  # as heavy as an engine

    worded = contributions.worded(found.filter(silent)["text"].to_list(), read)
    told = found.filter(silent).select("creator_id", "post_id", worded=pl.Series(worded, dtype=pl.List(pl.String)))
    joined = found.join(told, on=["creator_id", "post_id"], how="left", maintain_order="left")
    return joined.with_columns(words=pl.coalesce("worded", "words")).drop("worded")


def summed(found: pl.DataFrame) -> pl.DataFrame:
    """By creator: ``niche_words``, those of the most posts on the niche, and ``niche_best_post``, address or text."""
    on_niche = found.filter(pl.col("topicality") >= _ON_TOPIC)
    words = (
        on_niche.explode("words")
        .drop_nulls("words")
        .group_by("creator_id", "words")
        .len()
        .sort("len", "words", descending=[True, False])
        .group_by("creator_id", maintain_order=True)
        .agg(niche_words=pl.col("words").head(_WORDS))
    )
    best = on_niche.group_by("creator_id", maintain_order=True).agg(
        niche_best_post=pl.coalesce(pl.col("url"), pl.col("text").str.slice(0, _EXCERPT)).first()
    )
    return best.join(words, on="creator_id", how="left")


def explained(desk: Desk, chosen: Shortlist, niche: Niche, held: Frames | None = None) -> Shortlist:
    """`chosen` with the columns of :func:`summed` for its first 500 creators: nobody reads on word by word."""
    ids = chosen.ids[:_MOST]
    read = held or observations.frames(desk.store, creator_ids=ids)
    told = summed(matches(desk, read, niche))
    return replace(chosen, frame=chosen.frame.join(told, on="creator_id", how="left", maintain_order="left"))
