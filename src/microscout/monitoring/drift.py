"""Niche drift: have a creator's newest posts moved away, in meaning, from the older ones?

Each post comes with a vector of its meaning. Units are days with a post (posts of one day hang together): unit vectors
v_d. With a newest window of k days against m before, the statistic is how far the two centroids lie apart,

    D = ‖mean(new) − mean(before)‖²

and its p by permutation: the share of the ways to deal the days into k and m that lie as far apart, over random deals,
(1 + as far)/(1 + deals). Deals go on until 10 lay as far or 100,000 are dealt (Besag & Clifford, Biometrika 78, 1991),
so that a clear case gets an exact small p and a dull one costs little. Windows of 5 and 15 days (hence times 2), at
least 10 days before, 60 at most; times the days with a post to be expected in a run, at most 1. `size` is 1 − cos of
the centroids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from microscout.monitoring.base import DAY, TESTS, Period, fresh_since, tested

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KIND = "drift"
_WINDOWS = (5, 15)
_LEAST_BEFORE, _MOST_BEFORE = 10, 60
_ENOUGH, _MOST_DEALS = 10, 100_000
_SETTLING_DAYS = 14
_AT_ONCE = 500

Meaning = Callable[[pl.DataFrame], pl.DataFrame]
"""From posts (creator_id, post_id) to those of them that have words, with their ``vector`` (an array)."""


def tests(posts: pl.DataFrame, meaning: Meaning, told: pl.DataFrame, period: Period, *, seed: int) -> pl.DataFrame:
    """The tests (TESTS) of who posted since the last run and has days enough."""
    own = posts.filter(~pl.col("is_repost") & (pl.col("created_at") <= period.now))
    own = fresh_since(own, told, KIND, _SETTLING_DAYS)
    back = (pl.col("created_at") // DAY).rank("dense", descending=True).over("creator_id")
    own = own.filter(pl.col("created_at").max().over("creator_id") > period.last - DAY)
    own = own.filter(back <= _MOST_BEFORE + max(_WINDOWS))
    days = (pl.col("created_at") // DAY).n_unique().over("creator_id")
    own = own.filter(days >= _LEAST_BEFORE + min(_WINDOWS)).sort("creator_id", "created_at", "post_id")
    rows = [row for part in _parts(own) for row in _rows(part, meaning, period, seed)]
    return tested(pl.DataFrame(rows), KIND) if rows else pl.DataFrame(schema=TESTS)


def _parts(own: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The posts of some creators at a time: the vectors of all at once would fill the memory."""
    ids = own["creator_id"].unique().sort()
    for start in range(0, len(ids), _AT_ONCE):
        yield own.filter(pl.col("creator_id").is_in(ids[start : start + _AT_ONCE].to_list()))


def _rows(own: pl.DataFrame, meaning: Meaning, period: Period, seed: int) -> list[dict[str, Any]]:
    vectors = meaning(own.select("creator_id", "post_id"))
    meant = own.join(vectors, on=["creator_id", "post_id"], maintain_order="left")
    groups = meant.group_by("creator_id", maintain_order=True)
    return [row for (name,), group in groups if (row := _tested(str(name), group, period, seed))]


def _tested(creator_id: str, group: pl.DataFrame, period: Period, seed: int) -> dict[str, Any] | None:
    import numpy as np

    dates = group["created_at"].to_numpy() // DAY
    days, starts = np.unique(dates, return_index=True)
    if len(days) < _LEAST_BEFORE + min(_WINDOWS):
        return None
    vectors = _units(np.array(group["vector"].to_list(), dtype=float))
    units = _units(np.add.reduceat(vectors, starts, axis=0))
    expected = min(1.0, len(days) / max(1.0, float(days[-1] - days[0])) * period.days)
    found = [(deal(units, k, seed) * expected * len(_WINDOWS), k) for k in _WINDOWS if len(days) - k >= _LEAST_BEFORE]
    p, k = min(found)
    new = group.filter(pl.col("created_at") // DAY >= int(days[-k]))
    return {
        "creator_id": creator_id,
        "at": int(days[-k]) * DAY,
        "since": int(days[-k]) * DAY,
        "size": apart(units, k),
        "p": min(1.0, p),
        "n": k,
        "n_before": len(days) - k,
        "posts": new["post_id"].to_list(),
    }


def _units(vectors: Floats) -> Floats:
    import numpy as np

    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.where(length > 0, length, 1.0)
    return scaled


def apart(units: Floats, k: int) -> float:
    """1 − cos of the centroids of the last `k` rows and of those before."""
    import numpy as np

    new, before = units[-k:].mean(axis=0), units[:-k].mean(axis=0)
    lengths = float(np.linalg.norm(new) * np.linalg.norm(before))
    return 1.0 - float(new @ before) / lengths if lengths > 0 else 1.0


def deal(units: Floats, k: int, seed: int) -> float:
    """The permutation p of the last `k` rows of `units` against those before; the same for the same seed."""
    import numpy as np

    n = len(units)
    centred = units - units.mean(axis=0)  # then D is proportional to |sum of the k|²
    gram = centred @ centred.T
    seen = float(gram[-k:, -k:].sum()) * (1 - 1e-9)
    random = np.random.default_rng(seed)
    far, dealt, batch = 0, 0, 200
    while far < _ENOUGH and dealt < _MOST_DEALS:
        chosen = np.argpartition(random.random((batch, n)), k, axis=1)[:, :k]
        mask = np.zeros((batch, n))
        np.put_along_axis(mask, chosen, 1.0, axis=1)
        far += int((((mask @ gram) * mask).sum(axis=1) >= seen).sum())
        dealt += batch
        batch = min(8 * batch, 10_000)
    return (1 + far) / (1 + dealt)
