"""Engagement changed: do a creator's newest posts do better or worse than the creator's own earlier ones?

Units are posts, numbers their residuals from the platform's line, net of the platform's level (``readings``,
``level``), held to 2.5 sd from the creator's median so that one viral post decides nothing. The newest 8, 16, 32 and
64 posts are compared with all before them (at least 12, and half as many; of a year at most):

    δ = mean(new) − mean(before)     s² = (ν₀σ² + Σ(y − mean)²)/(ν₀ + n − 2)
    z = δ/√(s² (1/k + 1/m) + ω²), t as normal

σ² is the line's variance within creators with ν₀ = 8 (moderated, so that six lucky posts do not pass for certainty),
and ω = 0.08 is how much anybody's level wanders with nothing going on (our judgement): however many posts, 8 % is no
news.

p is no p of one look. Such windows slide: daily looks see mostly the same posts again. What a run may newly find is a
*crossing*, and for a window of k posts the chance that z crosses a height with one more post is (Siegmund, "Sequential
Analysis", 1985, ch. 10.2)

    2 z φ(z) ν(z √(2/k)) / k        ν(x) ≈ exp(−0.583 x)

so p = that, times 4 windows, times the posts to be expected in a run; never more than the plain p.
`size` is δ shrunk, δ·B with B = τ²/(τ² + se²), τ = 0.35 (how much creators' levels move; our judgement), as a log.
"""

from __future__ import annotations

import math

import polars as pl

from microscout.monitoring.base import DAY, TESTS, Period, as_normal, fresh_since, tails, tested
from microscout.scoring.base import Z90

KIND = "engagement"
WINDOWS = (8, 16, 32, 64)
_LEAST_BEFORE = 12
_SETTLING_DAYS = 14
_PRIOR = 8.0
_HELD = 2.5
_SPREAD = 0.35
_WANDER = 0.08
_YEAR = 365 * DAY


def tests(net: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The tests (TESTS) of the creators of whom a new post has been read in `period`; `net`: readings net of levels."""
    ours = net.filter((pl.col("read_at") <= period.now) & (pl.col("created_at") >= period.now - _YEAR))
    ours = fresh_since(ours, told, KIND, _SETTLING_DAYS)
    news = pl.col("read_at").max().over("creator_id") > period.last
    held = _held(ours.filter(news)).sort("created_at", "post_id", descending=True)
    held = held.with_columns(age=pl.int_range(pl.len()).over("creator_id"))
    per_window = [_compared(held, window, period) for window in WINDOWS]
    best = pl.concat(per_window).sort("p", "n").unique("creator_id", keep="first", maintain_order=True)
    return tested(best, KIND) if best.height else pl.DataFrame(schema=TESTS)


def _held(posts: pl.DataFrame) -> pl.DataFrame:
    middle = pl.col("residual").median().over("creator_id")
    reach = _HELD * pl.col("within").sqrt()
    return posts.with_columns(pl.col("residual").clip(middle - reach, middle + reach))


def _compared(held: pl.DataFrame, window: int, period: Period) -> pl.DataFrame:
    new, y = pl.col("age") < window, pl.col("residual")
    sums = held.group_by("creator_id").agg(
        n=new.sum(),
        n_before=(~new).sum(),
        now=y.filter(new).mean(),
        was=y.filter(~new).mean(),
        squares=y.filter(new).var().fill_null(0.0) * (new.sum() - 1)
        + y.filter(~new).var().fill_null(0.0) * ((~new).sum() - 1),
        within=pl.col("within").first(),
        at=pl.col("created_at").filter(new).min(),
        first=pl.col("created_at").min(),
        posts=pl.col("post_id").filter(new),
    )
    enough = (pl.col("n") == window) & (pl.col("n_before") >= max(_LEAST_BEFORE, window // 2))
    return _judged(sums.filter(enough).with_columns(since=pl.col("at")), window, period)


def _judged(sums: pl.DataFrame, window: int, period: Period) -> pl.DataFrame:
    freedom = _PRIOR + pl.col("n") + pl.col("n_before") - 2
    spread = ((_PRIOR * pl.col("within") + pl.col("squares")) / freedom).sqrt()
    rated = sums.with_columns(
        error=(spread**2 * (1 / pl.col("n") + 1 / pl.col("n_before")) + _WANDER**2).sqrt(),
        delta=pl.col("now") - pl.col("was"),
        freedom=freedom,
        expected=(pl.col("n") + pl.col("n_before")) / ((period.now - pl.col("first")) / DAY).clip(1) * period.days,
    ).with_columns(z=as_normal(pl.col("delta") / pl.col("error"), pl.col("freedom")))
    shrink = _SPREAD**2 / (_SPREAD**2 + pl.col("error") ** 2)
    ends = Z90 * shrink.sqrt() * pl.col("error")
    size = shrink * pl.col("delta")
    plain = tails(rated["z"]) * rated["expected"].clip(upper_bound=1.0)
    return rated.with_columns(
        size=size,
        low=size - ends,
        high=size + ends,
        p=(pl.min_horizontal(plain, _crossing(window) * pl.col("expected")) * len(WINDOWS)).clip(upper_bound=1.0),
    )


def _crossing(window: int) -> pl.Expr:
    """The chance that z crosses its present height with one more post, from 1 sd on; 1 below."""
    z = pl.col("z").abs()
    density = (-(z**2) / 2).exp() / math.sqrt(2 * math.pi)
    rate = 2 * z * density * (-0.583 * z * math.sqrt(2 / window)).exp() / window
    return pl.when(z > 1).then(rate).otherwise(1.0)
