"""Who else do the same people listen to? Overlap between the voices heard under several creators' posts.

    overlap = |A ∩ B| / min(|A|, |B|)        Jaccard = |A ∩ B| / |A ∪ B|

over the voices A and B in the comments that are known, null where either has fewer than 10. It depends on the
company, so it is no score. Both are lower bounds: comments are samples, and two samples share fewer people than two
audiences do (hence the sizes beside each figure). Many of the same voices may mean one community, friends, or a pod
whose members comment for each other; nobody can tell which from the numbers.
"""

from __future__ import annotations

import polars as pl

LEAST = 10
"""The least number of voices under each for anything to be said of a pair."""


def pairs(comments: pl.DataFrame) -> pl.DataFrame:
    """Every two creators on one platform in `comments` (columns as ``frames.COMMENTS``), the closest first.

    ``one``, ``other``, ``shared``, ``voices_one``, ``voices_other``, ``overlap``, ``jaccard``.
    """
    heard = _voices(comments)
    sizes = heard.group_by("platform", "creator_id").len("voices")
    both = heard.join(heard, on=["platform", "author"], suffix="_other")
    shared = both.group_by("creator_id", "creator_id_other").len("shared")
    two = sizes.join(sizes, on="platform", suffix="_other").filter(pl.col("creator_id") < pl.col("creator_id_other"))
    known = two.join(shared, on=["creator_id", "creator_id_other"], how="left").with_columns(
        pl.col("shared").fill_null(0).cast(pl.Int64), pl.col("voices", "voices_other").cast(pl.Int64)
    )
    smaller = pl.min_horizontal("voices", "voices_other")
    enough = pl.when(smaller >= LEAST)
    return known.select(
        one="creator_id",
        other="creator_id_other",
        shared="shared",
        voices_one="voices",
        voices_other="voices_other",
        overlap=enough.then(pl.col("shared") / smaller),
        jaccard=enough.then(pl.col("shared") / (pl.col("voices") + pl.col("voices_other") - pl.col("shared"))),
    ).sort("overlap", "shared", "one", "other", descending=[True, True, False, False], nulls_last=True)


def recurring(comments: pl.DataFrame, creators: int = 3) -> pl.DataFrame:
    """``creator_id``, ``voices``, ``recurring``: how many of a creator's voices are heard under `creators` or more."""
    heard = _voices(comments)
    often = heard.with_columns(heard_under=pl.col("creator_id").n_unique().over("platform", "author"))
    return (
        often.group_by("creator_id")
        .agg(voices=pl.len().cast(pl.Int64), recurring=(pl.col("heard_under") >= creators).sum().cast(pl.Int64))
        .sort("creator_id")
    )


def _voices(comments: pl.DataFrame) -> pl.DataFrame:
    others = comments.filter(~pl.col("by_creator")).select("creator_id", "author").unique()
    return others.with_columns(platform=pl.col("creator_id").str.split(":").list.first())
