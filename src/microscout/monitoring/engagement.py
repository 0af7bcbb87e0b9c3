"""Engagement changed: do a creator's newest posts do better or worse than the creator's own earlier ones?

Units are posts, numbers their residuals from the platform's line, net of the platform's level (``readings``,
``level``), held to 2.5 sd from the creator's median so that one viral post decides nothing. Over a level that wanders
by itself, matched filters (``ramp``) look for a change of five shapes, each δ with its standard error:

    over 21 days, then held for 7, 14 or 28      at once, 14 or 56 days ago

where at least 12 posts stand before it and the change rests on 4 posts' worth or more. The variance σ² of a post is

    σ² = (ν₀ s₀² + f s²)/(ν₀ + f)        s² = Σ (y_{i+1} − y_i)²/(2(n − 1)),  f = ⅔(n − 1)

from differences of neighbours (von Neumann, Ann. Math. Stat. 12, 1941: a change of level hardly enters it), moderated
with ν₀ = 12 by s₀², the median over those creators of the list on the platform who have 20 posts (the line's variance
where fewer than 10 have), so that six lucky posts do not pass for certainty. z = δ/se, t as normal.

p is no p of one look. Daily looks see mostly the same posts again, and what a run may newly find is a *crossing*. The
chance that z crosses a height b with one more post, where that post renews a part r/E of the filter (E posts' worth, r
= ½ for a ramp, 1 for a step), is (Siegmund, "Sequential Analysis", 1985, ch. 10.2)

    b φ(b) ν(b √(2 r/E)) r/E        ν(x) ≈ exp(−0.583 x)

to one side; never more than the plain tail. p = that, times the posts to be expected in a run, over the weight of the
shape (ramps .35, .35, .1, steps .1, .1) and of the way (.9 for a fall, .1 for a rise: it is falls that cost a founder
money), times .45, since the five shapes are not five chances: on noise just as the model says, p of 1e-4 to 1e-2 came
.45 times as often as the sum says (at 3, 7 and 16 posts a week, 228 creator-years, much the same at each).

`size` is δ shrunk, δ·B with B = τ²/(τ² + se²), τ = 0.35 (how much creators' levels move; our judgement), as a log.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from microscout.monitoring.base import DAY, RIPE_DAYS, TESTS, Period, fresh_since, normal, stretches, tail, tested
from microscout.monitoring.ramp import Fitted, Shape, fitted
from microscout.scoring.base import Z90

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KIND = "engagement"
SHAPES = (Shape(21, 7, 0.35), Shape(21, 14, 0.35), Shape(21, 28, 0.1), Shape(0, 14, 0.1), Shape(0, 56, 0.1))
FALLS = 0.9
_ALIKE = 0.45
_LEAST_BEFORE, _LEAST_NEW = 12, 4.0
_SETTLING_DAYS = 14
_PRIOR = 12.0
_POOLED_POSTS, _POOLED_CREATORS = 20, 10
_HELD = 2.5
_SPREAD = 0.35
_YEAR = 365 * DAY


class Posts(NamedTuple):
    """One creator's posts that have been read, in order, with the moderated variance of one and its freedom."""

    created: NDArray[np.int64]
    values: NDArray[np.float64]
    ids: NDArray[np.str_]
    variance: float
    freedom: float


def tests(net: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The tests (TESTS) of the creators of whom a new post has been read in `period`; `net`: readings net of levels."""
    ours = net.filter((pl.col("read_at") <= period.now) & (pl.col("created_at") >= period.now - _YEAR))
    ours = _usual(fresh_since(ours, told, KIND, _SETTLING_DAYS).sort("creator_id", "created_at", "post_id"))
    news = pl.col("read_at").max().over("creator_id") > period.last
    enough = pl.len().over("creator_id") >= _LEAST_BEFORE + _LEAST_NEW
    held = _moderated(_held(ours.filter(news & enough)))
    columns = ("created_at", "residual", "post_id", "variance", "freedom")
    created, values, ids, variance, freedom = (held[name].to_numpy() for name in columns)
    own = {
        name: Posts(created[rows], values[rows], ids[rows], float(variance[rows][0]), float(freedom[rows][0]))
        for name, rows in stretches(held["creator_id"])
    }
    found = ((name, _tested(posts, period)) for name, posts in own.items())
    rows = [{"creator_id": name} | row for name, row in found if row]
    return tested(pl.DataFrame(rows), KIND) if rows else pl.DataFrame(schema=TESTS)


def _noise() -> pl.Expr:
    return (pl.col("residual").diff() ** 2).mean().over("creator_id") / 2


def _usual(posts: pl.DataFrame) -> pl.DataFrame:
    """`posts` with ``usual``: what variance is usual on the platform, the median of those followed where they do."""
    each = (
        posts.with_columns(noise=_noise()).group_by("creator_id", "platform").agg(pl.col("noise").first(), n=pl.len())
    )
    known = (
        each.filter(pl.col("n") >= _POOLED_POSTS)
        .group_by("platform")
        .agg(usual=pl.col("noise").median(), known=pl.len())
    )
    enough = known.filter(pl.col("known") >= _POOLED_CREATORS).drop("known")
    return posts.join(enough, on="platform", how="left").with_columns(pl.col("usual").fill_null(pl.col("within")))


def _moderated(posts: pl.DataFrame) -> pl.DataFrame:
    """`posts`, in order, with each creator's ``variance`` of a post and its ``freedom``."""
    free = (pl.len().over("creator_id") - 1) * 2 / 3
    return posts.with_columns(
        variance=(_PRIOR * pl.col("usual") + free * _noise().fill_null(0.0)) / (_PRIOR + free), freedom=_PRIOR + free
    )


def _held(posts: pl.DataFrame) -> pl.DataFrame:
    middle = pl.col("residual").median().over("creator_id")
    reach = _HELD * pl.col("variance").sqrt()
    return _moderated(posts).with_columns(pl.col("residual").clip(middle - reach, middle + reach))


def _tested(posts: Posts, period: Period) -> dict[str, Any] | None:
    age = (period.now - RIPE_DAYS * DAY - posts.created) / DAY
    expected = len(age) / max(1.0, float(age[0])) * period.days
    fits = [
        (p(each, posts.freedom, expected), i, each)
        for i, each in enumerate(fitted(age, posts.values, posts.variance, SHAPES))
        if each.many >= _LEAST_NEW and int((each.shape.at(age) == 0).sum()) >= _LEAST_BEFORE
    ]
    if not fits:
        return None
    found, _, best = min(fits, key=lambda each: each[:2])
    new = best.shape.at(age) > 0
    first = int(posts.created[new][0])
    resting = {"n": int(new.sum()), "n_before": int((~new).sum()), "at": first, "since": first}
    return {"p": found, "posts": posts.ids[new].tolist()} | resting | _sized(best)


def p(fit: Fitted, freedom: float, expected: float) -> float:
    """The chance that a run of so many `expected` posts newly shows as much as `fit`; see the module's text."""
    z = normal(fit.delta / fit.error, freedom)
    plain = tail(z) / 2
    part = min(0.5, fit.shape.renewed / fit.many)
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    crossing = abs(z) * density * math.exp(-0.583 * abs(z) * math.sqrt(2 * part)) * part if abs(z) > 1 else 1.0
    way = FALLS if z < 0 else 1 - FALLS
    return min(1.0, _ALIKE * min(plain * min(1.0, expected), crossing * expected) / (fit.shape.weight * way))


def _sized(fit: Fitted) -> dict[str, float]:
    shrink = _SPREAD**2 / (_SPREAD**2 + fit.error**2)
    size, ends = shrink * fit.delta, Z90 * math.sqrt(shrink) * fit.error
    return {"size": size, "low": size - ends, "high": size + ends}
