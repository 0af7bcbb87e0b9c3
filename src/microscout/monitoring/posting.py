"""Went quiet, came back: a silence that is long for this creator, not long in general.

Units are days with a post (a burst of ten posts is one day). Of the gaps between them in the last year (at least 8),
those above the median have a mean excess θ over it, m gaps of them; the chance that a gap outlasts x is taken to be

    P(gap > x) = ½ (1 + (x − median)/(m θ))^(−m)

the predictive tail of an exponential whose mean is known from m gaps only (Pareto; so five known gaps promise little).
m counts as 20 at most, since people are burstier than an exponential: with all gaps counted, a p of 1e-5 came five
times as often as it should on simulated creators (``benchmarks/watch.py``), with 20 about as often.
θ is at least a third of the median and half a day. One silence is one chance, however often one looks at it; per run

    p = P(gap > x) · days since the last run / mean gap

Silence is counted to the last look at the creator and not to today, and is none where the platform's own count of posts
grew meanwhile (they posted, only we have not seen it). `size` is its length in days, against `was`, the
usual gap. Coming back is a fact, told of those only whose silence was told.
"""

from __future__ import annotations

import polars as pl

from microscout.frames import TOLD
from microscout.monitoring.base import DAY, TESTS, Period, tested

QUIET, BACK = "quiet", "back"
_LEAST_GAPS, _MOST_GAPS = 8, 20
_YEAR = 365 * DAY


def _days(posts: pl.DataFrame, now: int) -> pl.DataFrame:
    """The days with a post, in order, with the gap before each."""
    own = posts.filter(~pl.col("is_repost") & pl.col("created_at").is_between(now - _YEAR, now))
    days = own.select("creator_id", day=pl.col("created_at") // DAY).unique().sort("creator_id", "day")
    return days.with_columns(gap=pl.col("day").diff().over("creator_id"))


def tests(looks: pl.DataFrame, posts: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """A test (TESTS) of the silence of each creator who was looked at in `period` and whose silence was not told."""
    days = _days(posts, period.now)
    gap, middle = pl.col("gap"), pl.col("middle")
    days = days.with_columns(middle=gap.median().over("creator_id"))
    rhythm = days.group_by("creator_id").agg(
        last=pl.col("day").max(),
        first=pl.col("day").min(),
        gaps=gap.count(),
        middle=middle.first(),
        mean=gap.mean(),
        many=(gap >= middle).sum(),
        excess=(gap - middle).filter(gap >= middle).mean(),
    )
    seen = looks.group_by("creator_id").agg(seen=pl.col("captured_at").max()).filter(pl.col("seen") > period.last)
    known = rhythm.filter(pl.col("gaps") >= _LEAST_GAPS).join(seen, on="creator_id")
    silent = known.with_columns(silence=pl.col("seen") / DAY - pl.col("last") - 1)
    fresh = silent.join(_silences(told), on="creator_id", how="left").filter(
        pl.col("found_at").is_null() | (pl.col("last") * DAY > pl.col("found_at"))
    )
    fresh = fresh.join(_counted_on(looks, fresh), on="creator_id", how="anti")
    return tested(_judged(fresh, period), QUIET) if fresh.height else pl.DataFrame(schema=TESTS)


def _counted_on(looks: pl.DataFrame, silent: pl.DataFrame) -> pl.DataFrame:
    """Whose number of posts grew in the silence: they posted, only we have not seen it."""
    since = looks.join(silent.select("creator_id", "last"), on="creator_id")
    since = since.filter(pl.col("captured_at") >= (pl.col("last") + 1) * DAY)
    grew = since.group_by("creator_id").agg(grew=pl.col("post_count").max() > pl.col("post_count").min())
    return grew.filter("grew")


def _judged(silent: pl.DataFrame, period: Period) -> pl.DataFrame:
    theta = pl.max_horizontal(pl.col("excess"), pl.col("middle") / 3, pl.lit(0.5))
    counted = pl.col("many").clip(upper_bound=_MOST_GAPS).cast(pl.Float64)
    beyond = (pl.col("silence") - pl.col("middle")).clip(0) / (counted * theta)
    outlast = 0.5 * (1 + beyond) ** -counted
    looks = (period.days / pl.col("mean")).clip(upper_bound=1.0)
    return silent.with_columns(
        at=((pl.col("last") + 1) * DAY),
        since=pl.col("first") * DAY,
        size=pl.col("silence"),
        p=pl.when(pl.col("silence") > pl.col("middle")).then(outlast * looks).otherwise(1.0),
        n=pl.lit(1),
        n_before=pl.col("gaps"),
        was=pl.col("mean"),
        now=pl.col("silence"),
    )


def _silences(told: pl.DataFrame) -> pl.DataFrame:
    return told.filter(pl.col("kind") == QUIET).group_by("creator_id").agg(pl.col("found_at").max())


def returns(posts: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Facts (TESTS without p): who posted again after a silence that was told."""
    last = told.filter(pl.col("kind").is_in([QUIET, BACK])).sort("found_at").group_by("creator_id").last()
    silent = last.select(TOLD.names()).filter(pl.col("kind") == QUIET).drop("kind", "size", "told")
    days = _days(posts, period.now).with_columns(moment=pl.col("day") * DAY)
    again = days.join(silent, on="creator_id").filter(pl.col("moment") >= pl.col("at"))
    first = again.group_by("creator_id").agg(
        at=pl.col("moment").min(), size=pl.col("gap").sort_by("day").first(), n=pl.len(), since=pl.col("at").first()
    )
    return tested(first, BACK)
