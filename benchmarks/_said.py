"""How often the drift test speaks on posts that people really wrote, by its windows: what chance does not look like.

Deals among a creator's older days know nothing of an event that fills two posts in a row and is over. Real posts do:
where a window is told much oftener than its part of the budget allows, it tells of events and not of other topics (or
people really go elsewhere that often: nobody has labelled them, so this is a warning about windows and no false rate).
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
from microscout.relevance.static import Static

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOWS: tuple[tuple[int, ...], ...] = ((2,), (3,), (4,), (6,), (8,), drift.WINDOWS)
_BEFORE, _LEAST = 10, 25
_YEAR = 366


def report(folder: Path, most: int = 150) -> None:
    """The alarms a creator-year of daily looks, for each window alone at drift's part of the budget."""
    posts = load(folder).held.posts.filter(pl.col("text").str.len_chars() > 0).sort("creator_id", "created_at")
    day = (pl.col("created_at") // DAY).n_unique().over("creator_id")
    posts = posts.with_columns(day=pl.col("created_at") // DAY).filter(day >= _LEAST)
    allowed = budget.PER_CREATOR_YEAR * budget.SHARES["drift"]
    years, alarms = 0.0, dict.fromkeys(WINDOWS, 0)
    known = posts.partition_by("creator_id", maintain_order=True)[:most]
    for own in known:
        days, units = _days(own)
        years += float(days[-1] - days[_BEFORE]) / 365
        for windows in WINDOWS:
            alarms[windows] += _oracle.alarms(_looks(days, units, windows), -allowed / 365)
    print(
        f"{len(known)} creators, {years:.0f} creator-years of real posts; allowed {allowed:.3f} alarms a creator-year"
    )
    for windows, told in alarms.items():
        print(f"  the newest {windows} days with a post: {told} alarms, {told / years:.3f} a creator-year")


def _days(own: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    return drift.by_day(own["day"].to_numpy(), Static().embed(own["text"].to_list()).astype(float))


def _looks(days: NDArray[np.int64], units: NDArray[np.float64], windows: tuple[int, ...]) -> _oracle.Path:
    """Each day with a post, and −p of a look on it: the rarer, the higher."""
    seen, rare = list[int](), list[float]()
    for last, today in enumerate(days.tolist()):
        year = slice(int(np.searchsorted(days, today - _YEAR)), last + 1)
        daily = Period((today - 1) * DAY, today * DAY)
        if found := drift.judged(days[year], units[year], daily, 0, windows):
            seen.append(today)
            rare.append(-found[0])
    return seen, rare
