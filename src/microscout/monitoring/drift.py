"""Niche drift: are a creator's newest posts about something that the older ones never were about?

Each post comes with a vector of its meaning. Units are days with a post (posts of one day hang together): unit vectors
x. A newest window of k days is held against the m days before it that the last run knew of (so that a monthly run does
not hold a month of another topic against itself) by how much of it lies where the older days do not,

    T = s'(X'X + λI)⁻¹ s     s the sum of the new days, X the older days, λ = 1

(a ridge Mahalanobis length about the origin: directions that the older days know well count little, so that another
mix of a creator's usual subjects is no news, and a subject of its own that the new days share counts most).

Its p is by deals among the older days: k of them at random are held against the others in the same way, so the null
is the creator's own variety and holds no new day. With H = X(X'X + λI)⁻¹X' all others' T of a deal I is

    T_I = 1'(I − H_II)⁻¹H_II 1

(longer, if anything, than that of new days, since k fewer days are known to it: we err on the quiet side). p is the
share of deals that lie as far, (1 + as far)/(1 + deals), of 50, 250 or 1,000 deals, until 10 do (Besag & Clifford,
Biometrika 78, 1991); beyond that it is read off an exponential tail above their 95 % point (Knijnenburg et al.,
Bioinformatics 25, 2009, without their shape: tails of such lengths are exponential or lighter).

But days that follow each other hang together: an event fills four posts and is over. So T is first divided by how many
times longer, in the median (which a change that is some days old does not move), runs of k older days in a row are than
deals of them, where they are longer: on posts that people really wrote, four alarms of ten go (docs/decisions/0017).

And of 2 or 3 days, however unlikely, T has to be twice the median deal's, else nothing is told: people are about
something else twice or thrice in a row all the time, and little of that is another topic (docs/decisions/0017).

Windows of 2, 3, 4 and 8 days, hence times 4, at least 10 days before and twice the window, 60 at most; times the days
with a post to be expected in a run, at most 1. `size` is 1 − cos of the centroids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from microscout.monitoring.base import DAY, TESTS, Period, fresh_since, stretches, tested

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

KIND = "drift"
WINDOWS = (2, 3, 4, 8)
_LEAST_BEFORE, _MOST_BEFORE = 10, 60
_RIDGE = 1.0
_ENOUGH, _DEALS, _TAIL = 10, (50, 250, 1_000), 0.05
_FEW, _TWICE = 3, 2.0
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
    own = own.filter(back <= _MOST_BEFORE + max(WINDOWS))
    days = (pl.col("created_at") // DAY).n_unique().over("creator_id")
    own = own.filter(days >= _LEAST_BEFORE + min(WINDOWS)).sort("creator_id", "created_at", "post_id")
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
    if meant.is_empty():
        return []
    dates, ids = (meant["created_at"] // DAY).to_numpy(), meant["post_id"].to_numpy()
    known = _units(meant["vector"].to_numpy().astype(float))
    found = (
        (name, _tested(dates[at], known[at], ids[at], period, seed)) for name, at in stretches(meant["creator_id"])
    )
    return [{"creator_id": name} | row for name, row in found if row]


def _tested(
    dates: NDArray[np.int64], vectors: Floats, ids: NDArray[np.str_], period: Period, seed: int
) -> dict[str, Any] | None:
    days, units = by_day(dates, vectors)
    found = judged(days, units, period, seed)
    if found is None:
        return None
    p, k, rows = found
    since = int(days[-k])
    return {
        "at": since * DAY,
        "since": since * DAY,
        "size": apart(rows, k),
        "p": p,
        "n": k,
        "n_before": len(rows) - k,
        "posts": ids[dates >= since].tolist(),
    }


def by_day(dates: NDArray[np.int64], vectors: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The days (in order, as `dates` are) with a post, and the unit vector of each."""
    import numpy as np

    days, starts = np.unique(dates, return_index=True)
    return days, _units(np.add.reduceat(vectors, starts, axis=0))


def judged(
    days: NDArray[np.int64], units: Floats, period: Period, seed: int, windows: Sequence[int] = WINDOWS
) -> tuple[float, int, Floats] | None:
    """The p of a run over `windows`, the window that it rests on, and the rows that were compared; see :func:`deal`."""
    known = int((days <= period.last // DAY).sum())
    tried = {k: rows for k in windows if (rows := _held_against(units, k, known)) is not None}
    if not tried:
        return None
    expected = min(1.0, len(days) / max(1.0, float(days[-1] - days[0])) * period.days)
    p, k = min((deal(rows, k, seed) * expected * len(windows), k) for k, rows in tried.items())
    return min(1.0, p), k, tried[k]


def _held_against(units: Floats, k: int, known: int) -> Floats | None:
    """The last `k` rows after those before that were among the first `known`, if there are enough of them."""
    import numpy as np

    least = max(_LEAST_BEFORE, 2 * k)
    before = min(len(units) - k, max(known, least))
    if before < least:
        return None
    return np.vstack([units[max(0, before - _MOST_BEFORE) : before], units[-k:]])


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
    """The p of the last `k` rows of `units` against those before, 1 where few are not far; the same for a seed."""
    import numpy as np

    m = len(units) - k
    gram = units @ units.T
    inner = np.linalg.inv(gram[:m, :m] + _RIDGE * np.eye(m))
    across = gram[m:, :m]
    seen = float((gram[m:, m:] - across @ inner @ across.T).sum()) / _RIDGE * (1 - 1e-9)
    hat = gram[:m, :m] @ inner
    for many in _DEALS:
        dealt = _dealt(hat, _deals(m, k, many, seed))
        if many == _DEALS[1]:  # who does not stand out from the first deals would do so less
            seen /= _clumped(hat, k, dealt)
            if k <= _FEW and seen < _TWICE * np.median(dealt):
                return 1.0
        if (far := int((dealt >= seen).sum())) >= _ENOUGH:
            return (1 + far) / (1 + many)
    return beyond(dealt, seen)


def _clumped(hat: Floats, k: int, dealt: Floats) -> float:
    """How many times longer than the `dealt` T are those of `k` days in a row, in the median; at least 1."""
    import numpy as np

    runs = _dealt(hat, np.arange(len(hat) - k + 1)[:, None] + np.arange(k))
    return max(1.0, float(np.median(runs) / np.median(dealt)))


def _dealt(hat: Floats, deals: NDArray[np.int64]) -> Floats:
    """T of each deal (a row of `deals`) against all days that it leaves."""
    import numpy as np

    k = deals.shape[1]
    own = np.eye(k) - hat[deals[:, :, None], deals[:, None, :]]
    lengths: Floats = np.linalg.solve(own, np.ones((len(deals), k, 1))).sum(axis=(1, 2)) - k
    return lengths


def beyond(dealt: Floats, seen: float) -> float:
    """The chance of `seen` or more, off an exponential tail above the 95 % point of `dealt`."""
    import numpy as np

    top = int(_TAIL * len(dealt))
    ordered = np.sort(dealt)
    start = float(ordered[-top - 1])
    return _TAIL * float(np.exp(-(seen - start) / (ordered[-top:].mean() - start)))


@lru_cache(maxsize=512)
def _deals(n: int, k: int, many: int, seed: int) -> NDArray[np.int64]:
    """`many` deals of k of n, a row each."""
    import numpy as np

    return np.argpartition(np.random.default_rng(seed).random((many, n)), k, axis=1)[:, :k]
