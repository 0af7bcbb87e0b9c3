"""Several judgements as one: the weighted mean of the known ones, and how much is known.

    value = Σ w·value / Σ w over the known,   coverage = Σ w known / Σ w

The ends are the same sums over the ends of all, where one that is unknown can be anywhere: 0.05 to 0.95. (The sum of
ends is wider than a joint interval would be, and never so narrow that the value itself lies outside.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

import narwhals as nw

from microscout.scoring.base import Judgement


def coverage(weights: Mapping[str, float]) -> nw.Expr:
    """The share of the weight that is known."""
    return _sum(_known(name) * weight for name, weight in weights.items()) / sum(weights.values())


def joint(weights: Mapping[str, float]) -> Judgement:
    """The mean of the scores named in `weights`, with its ends."""
    total = _sum(nw.col(f"{name}_score").fill_null(0.0) * weight for name, weight in weights.items())
    value = total / _sum(_known(name) * weight for name, weight in weights.items())
    low, high = _mean_of_ends(weights, "low", 0.05), _mean_of_ends(weights, "high", 0.95)
    return Judgement(value, nw.min_horizontal(value, low), nw.max_horizontal(value, high))


def _mean_of_ends(weights: Mapping[str, float], end: str, unknown: float) -> nw.Expr:
    total = _sum(nw.col(f"{name}_{end}").fill_null(unknown) * weight for name, weight in weights.items())
    return total / sum(weights.values())


def _known(name: str) -> nw.Expr:
    return (~nw.col(f"{name}_score").is_null()).cast(nw.Float64)


def _sum(terms: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(lambda so_far, term: so_far + term, terms)
