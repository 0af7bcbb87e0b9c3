"""Did the platform change? A panel of its creators: do they all reach more, or fewer, than they themselves did?

For each creator with at least 2 posts read in the window and 5 in the 56 days before it, from the logs of views (of
engagements, where a platform tells no views):

    Δ_c = mean(newest) − mean(before)      w_c = 1/(τ² + σ²(1/n + 1/m))      Δ = Σ w Δ_c / Σ w
    SE = √(Σ w² (Δ_c − Δ)²) / Σ w · √(C/(C − 1))       z = (|Δ| − log 1.08)/SE

each Δ_c held to 3 sd from the panel's median, σ² the panel's own variance within creators, τ = 0.2, C creators (at
least 15). Windows of 7, 14 and 28 days. A shift is on where p(z) ≤ 0.1 · days since the last run/365/3 (so a platform
alarms falsely once in ten years) and more creators go its way than chance allows (sign test, 5 %). Less than
8 % is weather. The median with 1.2533 σ/√n and 70 % of the same sign, the rule that is usual, stands beside it in the
figures: at σ = .5 only 67 % of creators show the sign of a true 20 % cut, so it would find fewer than half of them.

It is dated by the best cut of the panel's daily means into levels (``segments``), and told once: a shift is new if it
begins after the last one that was told for the platform, and both ways are tested anew from there.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

import polars as pl

from microscout.monitoring import segments
from microscout.monitoring.base import DAY, RIPE_DAYS, Period, tail
from microscout.monitoring.breaks import Break, explaining
from microscout.scoring.base import Z90

WINDOWS = (7, 14, 28)
MIN_PANEL = 15
_PER_YEAR = 0.1
_SPREAD = 0.2
_WEATHER = math.log(1.08)
_PAST_DAYS = 56
_LEAST_NEW, _LEAST_BEFORE = 2, 5


@dataclass(frozen=True)
class Shift:
    """How a platform's panel stands: `size` (log) with its 90 % interval and p, over the newest `window` days.

    `on`: beyond chance; `since`: when it began; `same`: the share of the `creators` that went its way; `explained`: the
    registered break that it coincides with.
    """

    platform: str
    size: float
    low: float
    high: float
    p: float
    window: int
    creators: int
    same: float
    since: int
    on: bool
    explained: Break | None


def shifts(read: pl.DataFrame, period: Period, told: dict[str, int] | None = None) -> list[Shift]:
    """How each platform with a large enough panel stands, from readings; `told`: when its last told shift began."""
    found = []
    for (platform,), posts in read.filter(pl.col("reach").is_not_null()).group_by("platform", maintain_order=True):
        name = str(platform)
        ours = posts.filter(pl.col("created_at") >= (told or {}).get(name, 0))
        each = [one for window in WINDOWS if (one := _over(name, ours, period, window))]
        if each:
            found.append(min(each, key=lambda one: (not one.on, one.p)))
    return sorted(found, key=lambda one: one.platform)


def panel(posts: pl.DataFrame, period: Period, window: int) -> pl.DataFrame:
    """One row a creator: ``delta``, ``weight``, and the numbers of posts ``n`` and ``m`` it rests on."""
    end = period.now - RIPE_DAYS * DAY
    begin = end - window * DAY
    ours = posts.filter(
        pl.col("created_at").is_between(begin - _PAST_DAYS * DAY, end) & (pl.col("read_at") <= period.now)
    )
    new, y = pl.col("created_at") > begin, pl.col("reach")
    each = ours.group_by("creator_id").agg(
        n=new.sum(),
        m=(~new).sum(),
        delta=y.filter(new).mean() - y.filter(~new).mean(),
        variance=y.filter(~new).var(),
    )
    each = each.filter((pl.col("n") >= _LEAST_NEW) & (pl.col("m") >= _LEAST_BEFORE))
    within = (pl.col("variance") * (pl.col("m") - 1)).sum() / (pl.col("m") - 1).sum()
    weight = 1 / (_SPREAD**2 + within * (1 / pl.col("n") + 1 / pl.col("m")))
    middle, reach = pl.col("delta").median(), 3 / pl.col("weight").sqrt()
    weighed = each.with_columns(weight=weight)
    return weighed.with_columns(delta=pl.col("delta").clip(middle - reach, middle + reach)).sort("creator_id")


def _over(platform: str, posts: pl.DataFrame, period: Period, window: int) -> Shift | None:
    each = panel(posts, period, window)
    if each.height < MIN_PANEL:
        return None
    weight, delta = each["weight"], each["delta"]
    total = float(weight.sum())
    size = float((weight * delta).sum()) / total
    off = float(((weight * (delta - size)) ** 2).sum()) * each.height / (each.height - 1)
    error = math.sqrt(off) / total
    p = tail(max(0.0, abs(size) - _WEATHER) / error) if error > 0 else float(abs(size) <= _WEATHER)
    same = float(((delta * size) > 0).sum()) / each.height
    on = p <= _PER_YEAR * period.days / 365 / len(WINDOWS) and same > 0.5 + 1.645 * 0.5 / math.sqrt(each.height)
    since = _dated(posts, period, window) if on else period.now - (window + RIPE_DAYS) * DAY
    ends = Z90 * error
    explained = explaining(platform, since, size) if on else None
    return Shift(platform, size, size - ends, size + ends, p, window, each.height, same, since, on, explained)


def _dated(posts: pl.DataFrame, period: Period, window: int) -> int:
    """When the newest level of the panel began: the last cut of its daily means, else the begin of the window."""
    daily = daily_means(posts, period)
    if daily.height < 4:
        return period.now - (window + RIPE_DAYS) * DAY
    noise = statistics.median((daily["mean"].diff() ** 2 * daily["n"]).drop_nulls())  # of one post, twice
    cuts = segments.changes(daily["mean"].to_list(), daily["n"].to_list(), 3 * noise * math.log(daily.height))
    return int(daily["day"][cuts[-1]] * DAY) if cuts else period.now - (window + RIPE_DAYS) * DAY


def daily_means(posts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """By ``day``: the mean over the panel's posts of their reach less their creator's own, and ``n`` posts."""
    recent = posts.filter(pl.col("created_at").is_between(period.now - 120 * DAY, period.now))
    centred = recent.with_columns(off=pl.col("reach") - pl.col("reach").mean().over("creator_id"))
    days = centred.group_by(day=pl.col("created_at") // DAY).agg(mean=pl.col("off").mean(), n=pl.len())
    return days.sort("day")


def fallback(owned_channels: pl.DataFrame, platform: str) -> pl.DataFrame:
    """Who of `platform` can be reached without it: ``creator_id``, ``owned_channels`` (not empty), most first.

    `owned_channels` holds creator_id, platform and owned_channels (a list: newsletter, podcast, own site, ...).
    """
    there = owned_channels.filter(pl.col("platform") == platform)
    some = there.filter(pl.col("owned_channels").list.len() > 0)
    return some.sort(pl.col("owned_channels").list.len(), "creator_id", descending=[True, False])
