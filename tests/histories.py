"""Histories for tests, made in one line each: looks, posts and what was told before."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from builders import DAY, NOW
from microscout.frames import LOOKS, MISSED, READ_POSTS, THREADS, TOLD, from_rows
from microscout.monitoring import History, Period
from microscout.scoring.lines import line_of

TODAY = Period(last=NOW - DAY, now=NOW)
NOTHING = from_rows([], TOLD)


def looks(followers: Sequence[int | None], creator: str = "bluesky:ada", **facts: Any) -> pl.DataFrame:
    """A look a day, the last one at NOW."""
    platform = creator.partition(":")[0]
    told = {"handle": "ada", "following": None, "post_count": None, "counts_from": "platform"} | facts
    rows = [
        (creator, platform, NOW - (len(followers) - 1 - i) * DAY, told["handle"], count, *list(told.values())[1:])
        for i, count in enumerate(followers)
    ]
    return from_rows(rows, LOOKS)


def post(age_days: float, creator: str = "bluesky:ada", /, **facts: Any) -> tuple[Any, ...]:
    """A row of POSTS of that age, read three days after it was made where that is past."""
    at = NOW - int(age_days * DAY)
    read = at + 3 * DAY if at + 3 * DAY <= NOW else None
    told = {
        "creator_id": creator,
        "platform": creator.partition(":")[0],
        "post_id": f"p{age_days:g}",
        "created_at": at,
        "kind": None,
        "is_repost": False,
        "paid": None,
        "read_at": read,
        "likes": None if read is None else 5,
        "comments": None if read is None else 0,
        "reposts": None if read is None else 0,
        "quotes": None if read is None else 0,
        "views": None,
    }
    return tuple((told | facts).values())


def posts(rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows of :func:`post` as a frame."""
    return from_rows(rows, READ_POSTS)


def answered(
    seed: int,
    level: Callable[[float], float],
    *,
    days: int = 200,
    creator: str = "bluesky:ada",
    followers: int = 20_000,
    sd: float = 0.6,
    a_day: int = 1,
) -> list[tuple[Any, ...]]:
    """Posts of `days` days whose log rate lies `level(age)` off the line, with noise `sd`; alike for one seed."""
    dice, line = random.Random(seed), line_of(creator.partition(":")[0])
    base = line.a + line.b * math.log10(followers) + 3.0  # well above the line, so that counts are no matter
    ages = [day + part / a_day + 0.01 for day in range(days) for part in range(a_day)]
    return [
        post(age, creator, likes=round(followers * math.exp(base + level(age) + dice.gauss(0, sd)))) for age in ages
    ]


def history(made: pl.DataFrame, rows: Sequence[tuple[Any, ...]] = (), **more: Any) -> History:
    """A history of these looks and posts."""
    return History(made, posts(rows), **more)


def threads(*rows: tuple[str, int, bool]) -> pl.DataFrame:
    """Rows of THREADS."""
    return from_rows(rows, THREADS)


def missed(*rows: tuple[str, int]) -> pl.DataFrame:
    """Rows of MISSED."""
    return from_rows(rows, MISSED)


def told(kind: str, at: int, found_at: int, creator: str = "bluesky:ada") -> pl.DataFrame:
    """One change that was told before."""
    return from_rows([(creator, kind, at, found_at, None, "")], TOLD)
