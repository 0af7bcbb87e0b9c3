"""How often the drift test speaks on posts that people really wrote, by its windows: what chance does not look like.

Deals among a creator's older days know nothing of an event that fills two posts in a row and is over. Real posts do:
where a window is told much oftener than its part of the budget allows, it tells of events and not of other topics (or
people really go elsewhere that often: nobody has labelled them, so this is a warning about windows and no false rate).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from _collection import load
from microscout.monitoring import budget, drift
from microscout.monitoring.base import DAY
from microscout.relevance.static import Static

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOWS: tuple[tuple[int, ...], ...] = ((2,), (3,), (4,), (6,), (8,), (4, 8))
_BEFORE, _MOST_BEFORE, _LEAST = 10, 60, 25
_YEAR, _QUIET_DAYS = 366, 60


def report(folder: Path, most: int = 150) -> None:
    """The alarms a creator-year of daily looks, for each window alone at drift's part of the budget."""
    posts = load(folder).held.posts.filter(pl.col("text").str.len_chars() > 0).sort("creator_id", "created_at")
    day = (pl.col("created_at") // DAY).n_unique().over("creator_id")
    posts = posts.with_columns(day=pl.col("created_at") // DAY).filter(day >= _LEAST)
    years, alarms = 0.0, dict.fromkeys(WINDOWS, 0)
    known = posts.partition_by("creator_id", maintain_order=True)[:most]
    for own in known:
        days, units = _days(own)
        years += float(days[-1] - days[_BEFORE]) / 365
        for windows in WINDOWS:
            alarms[windows] += _alarms(list(_looks(days, units, windows)))
    allowed = budget.PER_CREATOR_YEAR * budget.SHARES["drift"]
    print(
        f"{len(known)} creators, {years:.0f} creator-years of real posts; allowed {allowed:.3f} alarms a creator-year"
    )
    for windows, told in alarms.items():
        print(f"  the newest {windows} days with a post: {told} alarms, {told / years:.3f} a creator-year")


def _days(own: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    days, starts = np.unique(own["day"].to_numpy(), return_index=True)
    summed = np.add.reduceat(Static().embed(own["text"].to_list()).astype(float), starts, axis=0)
    return days, summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-12)


def _looks(
    days: NDArray[np.int64], units: NDArray[np.float64], windows: tuple[int, ...]
) -> Iterator[tuple[int, float]]:
    """Each day with a post, and the p of a look on it."""
    for last, today in enumerate(days):
        first = int(np.searchsorted(days, today - _YEAR))
        seen = last + 1 - first
        expected = min(1.0, seen / max(1.0, float(today - days[first])))
        judged = [
            drift.deal(units[max(first, last + 1 - _MOST_BEFORE - k) : last + 1], k, 0)
            for k in windows
            if seen - k >= max(_BEFORE, 2 * k)
        ]
        if judged:
            yield int(today), min(judged) * len(windows) * expected


def _alarms(looks: list[tuple[int, float]]) -> int:
    told, quiet_until = 0, 0
    for day, p in looks:
        if day >= quiet_until and p <= budget.PER_CREATOR_YEAR * budget.SHARES["drift"] / 365:
            told, quiet_until = told + 1, day + _QUIET_DAYS
    return told
