"""A creator's history in numbers: one tidy frame for plots and files.

Followers stand at the moment of each look, with the ends that the platform's rounding leaves open. All else is by
stretches of 28 days, counted back from the last look, each with its n and a 90 % interval where it is a judgement:

* ``engagement_pct``: against the platform's line, 100·(e^θ − 1) with θ the shrunk mean of the ripe posts' residuals
* ``posts_per_week``: own posts, over the days of the stretch since the first known post
* ``reply_share``: threads by others that the creator answered, of those opened; Beta(½, ½) on top, normal interval
* ``paid_share``: paid posts, of those whose being paid is known; the same
"""

from __future__ import annotations

import polars as pl

from microscout.frames import schema
from microscout.monitoring.base import DAY, History
from microscout.monitoring.readings import readings
from microscout.monitoring.rounding import bounds
from microscout.scoring.base import Z90

STRETCH_DAYS = 28
_SPREAD = 0.75

SERIES = schema(
    creator_id=pl.String,
    what=pl.String,
    since=pl.Int64,
    until=pl.Int64,
    value=pl.Float64,
    low=pl.Float64,
    high=pl.Float64,
    n=pl.Int64,
)
FOLLOWERS, ENGAGEMENT, POSTING, REPLIES, PAID = (
    "followers",
    "engagement_pct",
    "posts_per_week",
    "reply_share",
    "paid_share",
)


def series(history: History) -> pl.DataFrame:
    """All series of all creators in `history` (SERIES), in order of time."""
    last = history.looks.group_by("creator_id").agg(last=pl.col("captured_at").max())
    own = history.posts.filter(~pl.col("is_repost") & pl.col("created_at").is_not_null())
    known = own.filter(pl.col("paid").is_not_null()).with_columns(yes=pl.col("paid"))
    parts = [
        _followers(history.looks),
        _engagement(_in_stretches(readings(history), "created_at", last)),
        _posting(_in_stretches(own, "created_at", last)),
        _shares(_in_stretches(history.threads.with_columns(yes=pl.col("answered")), "asked_at", last), REPLIES),
        _shares(_in_stretches(known, "created_at", last), PAID),
    ]
    told = pl.concat([part.select(pl.col(name).cast(dtype) for name, dtype in SERIES.items()) for part in parts])
    return told.sort("creator_id", "what", "since")


def _followers(looks: pl.DataFrame) -> pl.DataFrame:
    low, high = bounds(pl.col("followers"), pl.col("platform"))
    known = looks.filter(pl.col("followers").is_not_null())
    at = pl.col("captured_at")
    return known.select(
        "creator_id", what=pl.lit(FOLLOWERS), since=at, until=at, value="followers", low=low, high=high, n=pl.lit(1)
    )


def _in_stretches(rows: pl.DataFrame, at: str, last: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the stretch (0: the newest) that each falls into; later ones than the last look are left out."""
    dated = rows.join(last, on="creator_id").filter(pl.col(at) <= pl.col("last"))
    back = (pl.col("last") - pl.col(at)) // (STRETCH_DAYS * DAY)
    return dated.with_columns(until=pl.col("last") - back * STRETCH_DAYS * DAY).with_columns(
        since=pl.col("until") - STRETCH_DAYS * DAY
    )


def _engagement(read: pl.DataFrame) -> pl.DataFrame:
    each = read.group_by("creator_id", "since", "until").agg(
        n=pl.len(), mean=pl.col("residual").mean(), noise=pl.col("within").first() / pl.len()
    )
    shrink = _SPREAD / (_SPREAD + pl.col("noise"))
    middle, ends = shrink * pl.col("mean"), Z90 * (shrink * pl.col("noise")).sqrt()
    told = {"value": middle, "low": middle - ends, "high": middle + ends}
    return each.with_columns(
        pl.lit(ENGAGEMENT).alias("what"), *(((log.exp() - 1) * 100).alias(name) for name, log in told.items())
    )


def _posting(own: pl.DataFrame) -> pl.DataFrame:
    first = own.with_columns(first=pl.col("created_at").min().over("creator_id"))
    each = first.group_by("creator_id", "since", "until").agg(n=pl.len(), first=pl.col("first").first())
    known = (pl.col("until") - pl.max_horizontal("since", "first")) / DAY  # nobody knows what was before the first
    weekly = pl.col("n") * 7 / known.clip(1)
    return each.with_columns(what=pl.lit(POSTING), value=weekly, low=weekly, high=weekly)


def _shares(rows: pl.DataFrame, what: str) -> pl.DataFrame:
    each = rows.group_by("creator_id", "since", "until").agg(n=pl.len(), yes=pl.col("yes").sum())
    middle = (pl.col("yes") + 0.5) / (pl.col("n") + 1)
    ends = Z90 * (middle * (1 - middle) / (pl.col("n") + 2)).sqrt()
    return each.with_columns(
        what=pl.lit(what),
        value=pl.col("yes") / pl.col("n"),
        low=(middle - ends).clip(0, 1),
        high=(middle + ends).clip(0, 1),
    )
