"""What monitoring takes and gives: tidy frames of history in, changes out.

Four frames of what was seen of some creators, in any order of rows, as of a moment that is handed in:

``looks`` (LOOKS), ``posts`` (READ_POSTS: counts *as first read at the ripe age*), ``threads`` (THREADS) and ``missed``
(MISSED), whose columns stand in ``microscout.frames``.

Why one reading a post: every post is then compared with others of its own age, so that young posts, whose counts
still grow, cannot pass for a fading audience. A test has a *p*: the chance that one run newly shows as much although
nothing has changed. Facts (a handle has moved) have none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from microscout.frames import MISSED, THREADS, from_rows, schema

DAY = 86_400
RIPE_DAYS = 3
"""The age at which a post's counts are read; see ``ripe`` in the store."""
LATE_DAYS = 17
"""A post first seen when it was older than this has no reading: it is not comparable with those read in time."""

TESTS = schema(
    creator_id=pl.String,
    kind=pl.String,
    at=pl.Int64,
    size=pl.Float64,
    low=pl.Float64,
    high=pl.Float64,
    p=pl.Float64,
    n=pl.Int64,
    n_before=pl.Int64,
    since=pl.Int64,
    was=pl.Float64,
    now=pl.Float64,
    posts=pl.List(pl.String),
)
"""One row a test: `at` the change is dated, `size` with a 90 % interval, and what it rests on (`since` to the look)."""


@dataclass(frozen=True)
class History:
    """See the module's text."""

    looks: pl.DataFrame
    posts: pl.DataFrame
    threads: pl.DataFrame = field(default_factory=lambda: from_rows([], THREADS))
    missed: pl.DataFrame = field(default_factory=lambda: from_rows([], MISSED))


@dataclass(frozen=True)
class Period:
    """One run: it looks at what has come to be known after `last`, and it is `now` (epoch seconds)."""

    last: int
    now: int

    @property
    def days(self) -> float:
        """How long since the last run, at least an hour."""
        return max(self.now - self.last, 3600) / DAY


@dataclass(frozen=True)
class Change:
    """Something that has changed with a creator: `size` in the kind's own unit, `p` None for facts."""

    kind: str
    creator_id: str
    at: int
    size: float | None
    low: float | None
    high: float | None
    p: float | None
    sentence: str
    evidence: dict[str, Any]


def tail(z: float) -> float:
    """The chance that a standard normal is at least |z| away from 0, on either side."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal(t: float, freedom: float) -> float:
    """The standard normal deviate with the same tail as Student's `t` (Wallace, Ann. Math. Stat. 30, 1959: < 0.02)."""
    z = math.sqrt(freedom * math.log1p(t**2 / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return math.copysign(z, t)


def fresh_since(posts: pl.DataFrame, told: pl.DataFrame, kind: str, settling_days: int = 0) -> pl.DataFrame:
    """The `posts` made after the last told change of `kind`: what came after it is the next one's past."""
    known = told.filter(pl.col("kind") == kind).group_by("creator_id").agg(pl.col("found_at").max())
    after = pl.col("created_at") >= pl.col("found_at").fill_null(0) + settling_days * DAY
    settled = pl.col("found_at").is_null() | after
    return posts.join(known, on="creator_id", how="left").filter(settled).drop("found_at")


def stretches(ids: pl.Series) -> Iterator[tuple[str, slice]]:
    """Each id of a sorted column with the rows where it stands: cheaper than a frame for each."""
    begin = 0
    for run in ids.rle().to_list():
        yield run["value"], slice(begin, begin + run["len"])
        begin += run["len"]


def tested(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """`frame` in the form of TESTS; columns that it lacks are null."""
    named = frame.with_columns(pl.lit(kind).alias("kind"))
    lacking = [pl.lit(None, dtype).alias(name) for name, dtype in TESTS.items() if name not in named.columns]
    return named.with_columns(lacking).select(pl.col(name).cast(dtype) for name, dtype in TESTS.items())
