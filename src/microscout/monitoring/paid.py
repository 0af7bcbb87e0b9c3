"""Paid share up: are more of the newest posts paid work than of those before?

Fisher's exact test, one-sided: of k + m posts whose being paid or not is known, x are paid; the chance that the newest
k hold at least so many of them by luck,

    p = Σ_{i ≥ observed} C(x, i) C(k + m − x, k − i) / C(k + m, k)

for k = 10, 20 and 40 (hence times 3; at least 12 before, a year at most), and times the posts to be expected in a run
(at most 1), since only a new post can bring news. `size` is the difference of the two shares, each smoothed as Beta(½,
½), with a 90 % interval.
"""

from __future__ import annotations

from functools import cache
from math import comb

import polars as pl

from microscout.monitoring.base import DAY, TESTS, Period, fresh_since, tested
from microscout.scoring.base import Z90

KIND = "paid"
_WINDOWS = (10, 20, 40)
_LEAST_BEFORE = 12
_YEAR = 365 * DAY


def tests(posts: pl.DataFrame, told: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The tests (TESTS) of the creators who posted in `period` or since the last."""
    own = posts.filter(
        ~pl.col("is_repost")
        & pl.col("paid").is_not_null()
        & pl.col("created_at").is_between(period.now - _YEAR, period.now)
    )
    own = fresh_since(own, told, KIND).filter(pl.col("created_at").max().over("creator_id") > period.last - DAY)
    own = own.sort("created_at", "post_id", descending=True)
    own = own.with_columns(age=pl.int_range(pl.len()).over("creator_id"))
    each = pl.concat([_compared(own, window, period) for window in _WINDOWS])
    best = each.sort("p", "n").unique("creator_id", keep="first", maintain_order=True)
    return tested(best, KIND) if best.height else pl.DataFrame(schema=TESTS)


def _compared(own: pl.DataFrame, window: int, period: Period) -> pl.DataFrame:
    new = pl.col("age") < window
    counted = own.group_by("creator_id").agg(
        n=new.sum().cast(pl.Int64),
        n_before=(~new).sum().cast(pl.Int64),
        paid=(new & pl.col("paid")).sum(),
        paid_before=(~new & pl.col("paid")).sum(),
        at=pl.col("created_at").filter(new).min(),
        first=pl.col("created_at").min(),
        posts=pl.col("post_id").filter(new & pl.col("paid")),
    )
    enough = counted.filter((pl.col("n") == window) & (pl.col("n_before") >= _LEAST_BEFORE))
    columns = (enough[name].to_list() for name in ("paid", "n", "paid_before", "n_before"))
    plain = pl.Series("plain", [fisher(*each) for each in zip(*columns, strict=True)], pl.Float64)
    expected = (pl.col("n") + pl.col("n_before")) / ((period.now - pl.col("first")) / DAY).clip(1) * period.days
    return _sized(enough).with_columns(
        since=pl.col("at"),
        p=(plain * len(_WINDOWS) * expected.clip(upper_bound=1.0)).clip(upper_bound=1.0),
    )


def _sized(counted: pl.DataFrame) -> pl.DataFrame:
    def share(paid: str, n: str) -> tuple[pl.Expr, pl.Expr]:
        mean = (pl.col(paid) + 0.5) / (pl.col(n) + 1)
        return mean, mean * (1 - mean) / (pl.col(n) + 2)

    (now, noise), (was, noise_before) = share("paid", "n"), share("paid_before", "n_before")
    ends = Z90 * (noise + noise_before).sqrt()
    return counted.with_columns(
        was=pl.col("paid_before") / pl.col("n_before"),
        now=pl.col("paid") / pl.col("n"),
        size=now - was,
        low=now - was - ends,
        high=now - was + ends,
    )


@cache
def fisher(paid: int, n: int, paid_before: int, n_before: int) -> float:
    """The chance that at least `paid` of all paid posts fall among the newest `n` by luck."""
    total = paid + paid_before
    ways = sum(comb(total, i) * comb(n + n_before - total, n - i) for i in range(paid, min(total, n) + 1))
    return ways / comb(n + n_before, n)
