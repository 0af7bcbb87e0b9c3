"""Activity: is the creator still there, and how often?

    value = 2^(−days since the last post / 30) · (1 − e^(−posts per week / 0.7))

The first factor halves every 30 days of silence; the second is 0.76 at one post a week and close to 1 from three on:
for trust, showing up every week matters and flooding does not. Both constants are our own judgement, not measured.
Posts per week come from the gaps between the known posts, (n − 1) / span, so that a fetch that was cut off at the
newest twenty does not look like a slow creator; the span counts as a day at least, since six posts within minutes are
six of a day and not ten thousand a week. Age is taken at the moment of the snapshot, not of today.
"""

from __future__ import annotations

import math

import narwhals as nw

from microscout.scoring.base import DAY, Columns, Judgement

_HALF_LIFE_DAYS = 30.0
_WEEKLY = 0.7


class Activity:
    """See the module's text."""

    name = "activity"
    question = "Is the creator still there, and how often?"

    def per_post(self) -> Columns:
        """Only the creator's own posts count."""
        return {"activity_at": nw.when(~nw.col("is_repost")).then(nw.col("created_at"))}

    def per_creator(self) -> Columns:
        """First and last known post, and their number."""
        return {
            "activity_n": nw.col("activity_at").count(),
            "activity_first": nw.col("activity_at").min(),
            "activity_last": nw.col("activity_at").max(),
        }

    def metrics(self) -> Columns:
        """``last_post_at`` (epoch seconds), ``last_post_days`` at the snapshot, ``posts_per_week`` with its n."""
        span = nw.col("activity_last") - nw.col("activity_first")
        weeks = nw.when(span > 0).then(nw.max_horizontal(span, nw.lit(DAY))) / (7.0 * DAY)
        silence = (nw.col("captured_at") - nw.col("activity_last")) / DAY
        return {
            "last_post_at": nw.col("activity_last"),
            "last_post_days": nw.when(silence > 0).then(silence).otherwise(silence * 0.0),
            "posts_per_week": (nw.col("activity_n") - 1) / weeks,
            "posts_n": nw.col("activity_n").fill_null(0).cast(nw.Int64),
        }

    def judgement(self) -> Judgement:
        """Still there, times often enough."""
        there = (-math.log(2) / _HALF_LIFE_DAYS * nw.col("last_post_days")).exp()
        often = 1.0 - (-1.0 / _WEEKLY * nw.col("posts_per_week")).exp()
        return Judgement.certain(there * often)
