"""Followers jumped: a step between two looks that is far out of the creator's own growth and beyond the rounding.

    g = least log change that both roundings allow, less the creator's median growth per day × days
    s = √days · √(0.001² + 0.01/f + (1.4826 · median |daily growth − median|)²)        t = g/s

over the steps of the last 90 days before (at least 7). Steps are heavy-tailed, so t is held against Student's t with 4
degrees of freedom: a step must be some twenty of the creator's usual days. 0.01/f is the chance of single followers,
where up to 1 % of them come and go in a day. Each step is tested once, in the
run that first sees it. `size` is the log change with the ends that rounding allows.

A press article, a viral post or a raid does this as well as bought followers: it says look here, and not why.
Source for spikes by robust spread: the practice of growth checks (docs/monitoring.md); the floor is our judgement.
"""

from __future__ import annotations

import polars as pl

from microscout.monitoring.base import DAY, TESTS, Period, tested
from microscout.monitoring.rounding import bounds, least_change

KIND = "growth"
_LEAST_STEPS = 7
_PAST = 90 * DAY
_FLOOR = 0.001
_TURNOVER = 0.01


def steps(looks: pl.DataFrame) -> pl.DataFrame:
    """One row a step between consecutive looks: ``days``, ``least`` (log change for certain), ``low`` and ``high``."""
    known = looks.filter(pl.col("followers") > 0).sort("creator_id", "captured_at")
    small, large = bounds(pl.col("followers"), pl.col("platform"))
    told = known.with_columns(small=small, large=large)
    told = told.with_columns(
        pl.col("small", "large", "followers", "captured_at", "counts_from")
        .shift(1)
        .over("creator_id")
        .name.suffix("_before")
    )
    same = pl.col("counts_from") == pl.col("counts_from_before")  # another source counts otherwise
    after, before = (pl.col("small"), pl.col("large")), (pl.col("small_before"), pl.col("large_before"))
    return told.filter(same).with_columns(
        days=(pl.col("captured_at") - pl.col("captured_at_before")) / DAY,
        least=least_change(before, after),
        low=(after[0] / before[1]).log(),
        high=(after[1] / before[0]).log(),
    )


def tests(looks: pl.DataFrame, period: Period) -> pl.DataFrame:
    """A test (TESTS) for each creator whose newest look is new: the largest of the new steps."""
    taken = steps(looks).filter(pl.col("captured_at").is_between(period.last - _PAST, period.now))
    rate = (pl.col("followers") / pl.col("followers_before")).log() / pl.col("days")
    past = pl.col("captured_at") <= period.last
    usual = taken.filter(past).group_by("creator_id").agg(middle=rate.median(), steps=pl.len())
    spread = taken.filter(past).join(usual, on="creator_id").group_by("creator_id")
    usual = usual.join(spread.agg(mad=1.4826 * (rate - pl.col("middle")).abs().median()), on="creator_id")
    new = taken.filter(~past).join(usual.filter(pl.col("steps") >= _LEAST_STEPS), on="creator_id")
    if not new.height:
        return pl.DataFrame(schema=TESTS)
    return tested(_judged(new), KIND)


def _judged(new: pl.DataFrame) -> pl.DataFrame:
    usual = pl.col("middle") * pl.col("days")
    beyond = pl.when(pl.col("least") == 0).then(0.0).otherwise(pl.col("least") - usual)
    noise = (_FLOOR**2 + _TURNOVER / pl.col("followers_before") + pl.col("mad") ** 2).sqrt() * pl.col("days").sqrt()
    rated = new.with_columns(t=(beyond / noise).abs(), many=pl.len().over("creator_id"))
    return (
        rated.sort("t", "captured_at", descending=True)
        .unique("creator_id", keep="first", maintain_order=True)
        .select(
            "creator_id",
            "low",
            "high",
            at=pl.col("captured_at"),
            size=(pl.col("followers") / pl.col("followers_before")).log(),
            p=(_heavy_tail(pl.col("t")) * pl.col("many")).clip(upper_bound=1.0),
            n=pl.col("many").cast(pl.Int64),
            n_before=pl.col("steps").cast(pl.Int64),
            since=pl.col("captured_at_before"),
            was=pl.col("followers_before").cast(pl.Float64),
            now=pl.col("followers").cast(pl.Float64),
        )
    )


def _heavy_tail(t: pl.Expr) -> pl.Expr:
    """The two-sided tail of Student's t with 4 degrees of freedom, exact also where it is tiny."""
    s = t / (t**2 + 4).sqrt()
    u = 4 / (t**2 + 4) / (1 + s)  # 1 − s
    return u**2 * (3 - u) / 2
