"""When did a series change its level? The best cut into stretches of constant level, found exactly.

    minimise Σ over stretches [ Σ w (y − mean)² ] + penalty · number of changes

by dynamic programming over the last change (optimal partitioning: Jackson et al., IEEE Signal Processing Letters 12,
2005; what PELT computes with pruning, Killick, Fearnhead & Eckley, JASA 107, 2012). A few hundred points take
milliseconds, so the pruning is not needed; docs/decisions/0017 says why no library does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def changes(values: Sequence[float], weights: Sequence[float], penalty: float, shortest: int = 2) -> list[int]:
    """The indices at which a new level begins; no stretch is shorter than `shortest` values."""
    cost = _costs(values, weights)
    best, last = [-penalty], [0]
    for end in range(1, len(values) + 1):
        starts = [start for start in (0, *range(shortest, end - shortest + 1)) if end - start >= shortest]
        price, start = min(((best[s] + cost(s, end) + penalty, s) for s in starts), default=(float("inf"), 0))
        best.append(price)
        last.append(start)
    return _traced(last, len(values))


def _costs(values: Sequence[float], weights: Sequence[float]):  # type: ignore[no-untyped-def]
    """The weighted squares around its mean of any stretch, in constant time from running sums."""
    sums = [[0.0, *accumulate(w * y**power for w, y in zip(weights, values, strict=True))] for power in (0, 1, 2)]

    def cost(start: int, end: int) -> float:
        w, wy, wyy = (each[end] - each[start] for each in sums)
        return wyy - wy**2 / w if w > 0 else 0.0

    return cost


def _traced(last: list[int], end: int) -> list[int]:
    found: list[int] = []
    while end and (end := last[end]):
        found.append(end)
    return found[::-1]
