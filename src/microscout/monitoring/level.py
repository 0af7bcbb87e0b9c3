"""The platform's own weather: how a week's posts do on a platform compared with the same creators' other weeks.

    y_ij = creator_i + week_j + noise        (fitted by turns: means of what is left, three rounds)

A week's level is shrunk by its noise, B = τ²/(τ² + s²/n), τ = 0.15 (our judgement), and counts where at least 20
creators are followed on the platform. Taken off each post, it leaves a creator's change *net of the platform's*: a
summer lull or a cut of everybody's reach is nobody's fault. Weeks are counted from 1970: each run sees the same ones.
"""

from __future__ import annotations

import polars as pl

from microscout.monitoring.base import DAY

MIN_CREATORS = 20
_SPREAD = 0.15
_ROUNDS = 3


def levels(read: pl.DataFrame, of: str = "residual") -> pl.DataFrame:
    """The level of each ``platform`` and ``week``, as ``level`` (log) with its ``n`` posts, from readings."""
    left = _counted(read).with_columns(left=pl.col(of), level=pl.lit(0.0))
    for _ in range(_ROUNDS):
        left = left.with_columns(left=pl.col("left") - pl.col("left").mean().over("creator_id"))
        step = pl.col("left").mean().over("platform", "week")
        left = left.with_columns(left=pl.col("left") - step, level=pl.col("level") + step)
    noise = pl.col("left").var().fill_null(1.0) / pl.len()
    shrunk = pl.col("level").first() * _SPREAD**2 / (_SPREAD**2 + noise)
    return left.group_by("platform", "week").agg(level=shrunk, n=pl.len())


def net(read: pl.DataFrame, of: str = "residual") -> pl.DataFrame:
    """The readings with the platform's level taken off the column `of`."""
    known = levels(read, of).select("platform", "week", "level")
    dated = read.with_columns(week=_week()).join(known, on=["platform", "week"], how="left")
    return dated.with_columns(pl.col(of) - pl.col("level").fill_null(0.0)).drop("week", "level")


def _counted(read: pl.DataFrame) -> pl.DataFrame:
    enough = pl.col("creator_id").n_unique().over("platform") >= MIN_CREATORS
    return read.with_columns(week=_week()).filter(enough)


def _week() -> pl.Expr:
    return pl.col("created_at") // (7 * DAY)
