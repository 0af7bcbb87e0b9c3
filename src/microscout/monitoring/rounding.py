"""What a platform's rounding hides: the smallest change that two counts can stand for.

YouTube gives subscribers to three significant figures, rounded down (YouTube Help, "See your subscriber count"): 12,300
is anything from 12,300 to 12,399, and from 12,300 to 12,400 may be a single subscriber. So a step is read as the least
change that it allows, and a step of one unit of rounding is no news.
"""

from __future__ import annotations

import polars as pl

_FIGURES = {"youtube": 3}


def unit(followers: pl.Expr, platform: pl.Expr) -> pl.Expr:
    """The unit to which a count is rounded on its platform: 100 for YouTube's 12,300; 1 where counts are exact."""
    figures = platform.replace_strict(_FIGURES, default=None, return_dtype=pl.Int64)
    beyond = (followers.cast(pl.Float64).clip(1).log(10) + 1e-12).floor() + 1 - figures
    return pl.lit(10.0).pow(beyond.clip(0).fill_null(0))


def bounds(followers: pl.Expr, platform: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The smallest and the largest true count that the platform would show as `followers`."""
    return followers.cast(pl.Float64), followers + unit(followers, platform) - 1


def least_change(before: tuple[pl.Expr, pl.Expr], after: tuple[pl.Expr, pl.Expr]) -> pl.Expr:
    """The log change nearest to 0 that the bounds `before` and `after` allow."""
    up = (after[0].clip(1) / before[1].clip(1)).log()
    down = (after[1].clip(1) / before[0].clip(1)).log()
    return pl.when(up > 0).then(up).when(down < 0).then(down).otherwise(0.0)
