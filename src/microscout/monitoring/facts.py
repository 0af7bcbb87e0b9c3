"""Facts that need no test: another tier or band, a new handle, an account that the platform no longer knows.

A tier or band is crossed when the followers lie beyond its bound whatever the rounding hides, and by 2 % (hysteresis:
who dances on the bound is told once). An account counts as gone when the platform did not know it at the last two
times of asking, at least 20 hours apart, and nothing of it was seen since. Where a platform knows less than half of all
its creators and five or more are new among the lost, that is news of the platform and not of them: the rescore says
how many it could not find, and nobody is called gone.
"""

from __future__ import annotations

import polars as pl

from microscout.monitoring.base import DAY, Period, tested
from microscout.monitoring.rounding import bounds
from microscout.scoring.tier import BOUNDS

TIER, HANDLE, GONE = "tier", "handle", "gone"
_MARGIN = 1.02
_APART = 20 * 3600
_MANY = 5
_EDGES = sorted({low for low, _ in BOUNDS.values() if low})


def crossings(looks: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Who came to another tier or band in `period`: ``was`` and ``now`` are the followers, ``size`` the bound."""
    known = looks.filter(pl.col("followers").is_not_null()).sort("creator_id", "captured_at")
    small, large = bounds(pl.col("followers"), pl.col("platform"))
    stands = [
        pl.when(small >= edge * _MARGIN).then(1).when(large < edge / _MARGIN).then(0).alias(f"over_{edge}")
        for edge in _EDGES
    ]
    stood = known.with_columns(stands)
    begun = pl.int_range(pl.len()).over("creator_id") == 0
    plain = [
        pl.coalesce(f"over_{edge}", pl.when(begun).then((pl.col("followers") >= edge).cast(pl.Int32)))
        for edge in _EDGES
    ]
    stood = stood.with_columns(plain)
    over = pl.col("^over_.*$")
    stood = stood.with_columns(over.forward_fill().over("creator_id"))  # between the margins: as it was
    moved = [
        stood.with_columns(
            edge=pl.lit(edge),
            before=pl.col(f"over_{edge}").shift(1).over("creator_id"),
            was=pl.col("followers").shift(1).over("creator_id"),
        ).filter(pl.col(f"over_{edge}") != pl.col("before"))
        for edge in _EDGES
    ]
    new = pl.concat(moved).filter(pl.col("captured_at").is_between(period.last + 1, period.now))
    last = new.sort("captured_at").unique(["creator_id", "edge"], keep="last", maintain_order=True)
    return tested(last.with_columns(at=pl.col("captured_at"), size=pl.col("edge"), now=pl.col("followers")), TIER)


def moves(looks: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Who has another handle than at the look before; rows of ``creator_id``, ``at``, ``handle``, ``handle_before``."""
    told = looks.sort("creator_id", "captured_at").with_columns(
        handle_before=pl.col("handle").shift(1).over("creator_id")
    )
    changed = pl.col("handle").str.to_lowercase() != pl.col("handle_before").str.to_lowercase()
    new = pl.col("captured_at").is_between(period.last + 1, period.now)
    return told.filter(changed & new).select("creator_id", "handle", "handle_before", at=pl.col("captured_at"))


def gone(missed: pl.DataFrame, looks: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Whom the platform knows no more, and it was not told yet; ``n`` is how often it said so."""
    seen = looks.group_by("creator_id").agg(seen=pl.col("captured_at").max(), platform=pl.col("platform").first())
    since = missed.filter(pl.col("at") <= period.now).join(seen, on="creator_id", how="left")
    since = since.filter(pl.col("at") > pl.col("seen").fill_null(0))
    counted = since.group_by("creator_id").agg(
        first=pl.col("at").min(), last=pl.col("at").max(), n=pl.len(), seen=pl.col("seen").first()
    )
    known = told.filter(pl.col("kind") == GONE).group_by("creator_id").agg(pl.col("found_at").max())
    lost = counted.join(known, on="creator_id", how="left")
    lost = lost.filter(pl.col("found_at").is_null() | (pl.col("found_at") < pl.col("seen").fill_null(0)))
    sure = lost.join(_doubtful(seen, lost), on="creator_id", how="anti")
    fresh = sure.filter(pl.col("last") - pl.col("first") >= _APART)
    days = (pl.col("last") - pl.col("first")) / DAY
    return tested(fresh.with_columns(at=pl.col("first"), since=pl.col("seen"), size=days), GONE)


def _doubtful(seen: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """The creators (of `seen`) whose platform does not know most of its own, these being the `lost`."""
    missing = pl.col("creator_id").is_in(lost["creator_id"].to_list())
    counts = seen.with_columns(lost=missing.sum().over("platform"), every=pl.len().over("platform"))
    return counts.filter((pl.col("lost") >= _MANY) & (2 * pl.col("lost") > pl.col("every")))
