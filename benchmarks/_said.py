"""What the drift test says of posts that people really wrote, by its windows: how often it speaks, and what it finds.

Deals among a creator's older days know nothing of an event that fills two posts in a row and is over. Real posts do:
where a window is told much oftener than its part of the budget allows, it tells of events and not of other topics (or
people really go elsewhere that often: nobody has labelled them, so this is a warning about windows and no false rate).

What it finds: on a creator's last eight days another one speaks. Who is drawn may speak of the same things, and either
may speak of everything, so all of them cannot be found.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

import _oracle
from _collection import load
from microscout.monitoring import Period, budget, drift
from microscout.monitoring.base import DAY
from microscout.relevance.joined import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Days = tuple[NDArray[np.int64], NDArray[np.float64]]

WINDOWS: tuple[tuple[int, ...], ...] = ((2,), (3,), (4,), (8,), drift.WINDOWS)
_BEFORE, _LEAST, _AFTER = 10, 32, 8
_YEAR = 366


def report(folder: Path, most: int = 300) -> None:
    """The alarms a creator-year of daily looks, and the share of changes found, for windows at drift's part of it."""
    posts = load(folder).held.posts.filter(pl.col("text").str.len_chars() > 0).sort("creator_id", "created_at")
    day = (pl.col("created_at") // DAY).n_unique().over("creator_id")
    posts = posts.with_columns(day=pl.col("created_at") // DAY).filter(day >= _LEAST)
    rare = budget.PER_CREATOR_YEAR * budget.SHARES["drift"] / 365
    known = [_days(own) for own in posts.partition_by("creator_id", maintain_order=True)[:most]]
    years = sum(float(days[-1] - days[_BEFORE]) / 365 for days, _ in known)
    others = [known[(7 * i + 3) % len(known)] for i in range(len(known))]
    changed = [_followed_by(own, other) for own, other in zip(known, others, strict=True)]
    allowed = f"allowed {rare * 365:.3f} alarms a creator-year"
    print(f"{len(known)} creators, {years:.0f} creator-years of real posts; {allowed}")
    for windows in WINDOWS:
        told = sum(_oracle.alarms(_looks(each, windows), -rare) for each in known)
        found = sum(any(value >= -rare for value in _looks(each, windows, _AFTER)[1]) for each in changed)
        print(
            f"  the newest {windows} days with a post: {told} alarms, {told / years:.3f} a creator-year; "
            f"another who speaks on {_AFTER} days is told in {found} of {len(changed)}"
        )


def _days(own: pl.DataFrame) -> Days:
    return drift.by_day(own["day"].to_numpy(), texts().embed(own["text"].to_list()).astype(float))


def _followed_by(own: Days, other: Days) -> Days:
    """`own` with what `other` said on the last days of it."""
    days, units = own
    return days, np.vstack([units[:-_AFTER], other[1][-_AFTER:]])


def _looks(own: Days, windows: tuple[int, ...], latest: int | None = None) -> _oracle.Path:
    """Each day with a post (of the `latest`), and −p of a look on it: the rarer, the higher."""
    days, units = own
    seen, rare = list[int](), list[float]()
    for last in range(0 if latest is None else len(days) - latest, len(days)):
        today = int(days[last])
        year = slice(int(np.searchsorted(days, today - _YEAR)), last + 1)
        daily = Period((today - 1) * DAY, today * DAY)
        if found := drift.judged(days[year], units[year], daily, 0, windows):
            seen.append(today)
            rare.append(-found[0])
    return seen, rare
