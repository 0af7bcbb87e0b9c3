"""The shelf of scores, and ``score``: all of them in one pass over the frames.

One file a score; strangers' under the entry-point group ``microscout.scores``. The formula that joins them:

    fit = Σ w·value / Σ w over the known scores,   coverage = Σ w known / Σ w,   fit is null below the least coverage

``fit_low`` and ``fit_high`` are the same sums over the ends of the scores' 90 % intervals, over all scores: one of
which nothing is known can be anywhere, so its ends are 0.05 and 0.95. Rankings go by ``fit_low``: whoever hides a
number does not pass those who show it. (The sum of ends is wider than a joint interval would be,
and never so narrow that the fit itself lies outside.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import narwhals as nw
import polars as pl

from microscout.errors import ConfigError
from microscout.frames import Frames
from microscout.plugins import registry
from microscout.scoring.activity import Activity
from microscout.scoring.base import Judgement, Score
from microscout.scoring.engagement import Engagement
from microscout.scoring.niche import Niche
from microscout.scoring.presets import MIN_COVERAGE, PRESETS
from microscout.scoring.tier import BOUNDS, band, tier

BUILT_IN: dict[str, type[Any]] = {part.name: part for part in (Niche, Engagement, Activity)}

__all__ = ["BOUNDS", "BUILT_IN", "MIN_COVERAGE", "PRESETS", "Judgement", "Score", "score", "shelf"]

_OF_THE_CREATOR = ("creator_id", "platform", "followers")


def shelf() -> dict[str, Score]:
    """Every score by name."""
    return {name: part() for name, part in registry(BUILT_IN, "microscout.scores").items()}


def score(
    frames: Frames,
    measured: pl.DataFrame,
    weights: Mapping[str, float],
    *,
    min_coverage: float = MIN_COVERAGE,
    scores: Mapping[str, Score] | None = None,
) -> pl.DataFrame:
    """`frames.creators` with tier, band, metrics, judgements, ``coverage``, ``fit``, ``fit_low`` and ``fit_high``.

    `measured`: what a relevance engine says of the same creators. `weights`: by score name, ConfigError for an unknown
    one. Judgements are columns ``NAME_score``, ``NAME_low``, ``NAME_high``; all in [0, 1] or null.
    """
    known = shelf() if scores is None else dict(scores)
    unknown = sorted(set(weights) - set(known))
    if unknown:
        raise ConfigError(f"There is no score {unknown[0]!r} to weigh.", hint=f"Known: {', '.join(known)}.")
    if not weights or min(weights.values()) < 0 or not sum(weights.values()) > 0:
        raise ConfigError("The weights are wrong: none may be below 0, and one at least must be above it.")
    every = list(known.values())
    creators = nw.from_native(frames.creators.lazy().join(measured.lazy(), on="creator_id", how="left"))
    joined = creators.join(_aggregated(creators, frames.posts, every), on="creator_id", how="left")
    wanted = joined.with_columns(_columns(part.metrics() for part in every))
    judged = wanted.with_columns(_judged(every)).with_columns(tier().alias("tier"), band().alias("band"))
    fitted = judged.with_columns(_coverage(weights).alias("coverage"))
    enough = (nw.col("coverage") >= min_coverage) & (nw.col("coverage") > 0)
    fit = _mean_of_known(weights)
    final = fitted.with_columns(
        nw.when(enough).then(expression).alias(name)
        for name, expression in (
            ("fit", fit),
            ("fit_low", nw.min_horizontal(fit, _mean_of_ends(weights, "low", 0.05))),
            ("fit_high", nw.max_horizontal(fit, _mean_of_ends(weights, "high", 0.95))),
        )
    )
    working = [f"^({'|'.join(part.name for part in every)})_(n|mean|median|from|to|silent_n|first|last)$"]
    return final.to_native().select(pl.exclude(*working)).collect()


def _aggregated(creators: Any, posts: pl.DataFrame, every: Sequence[Score]) -> Any:
    """One row a creator: every score's aggregates over the posts. Texts stay behind: no score reads them here."""
    light = nw.from_native(posts.lazy().select(pl.exclude("text", "url", "links")))
    of_posts = light.join(creators.select(*_OF_THE_CREATOR), on="creator_id", how="inner")
    return (
        of_posts.with_columns(_columns(part.per_post() for part in every))
        .group_by("creator_id")
        .agg(_columns(part.per_creator() for part in every))
    )


def _columns(parts: Iterable[Mapping[str, nw.Expr]]) -> list[nw.Expr]:
    return [expression.alias(name) for part in parts for name, expression in part.items()]


def _judged(every: Sequence[Score]) -> list[nw.Expr]:
    found = []
    for part in every:
        judgement = part.judgement()
        for end, expression in (("score", judgement.value), ("low", judgement.low), ("high", judgement.high)):
            found.append(expression.clip(0.0, 1.0).alias(f"{part.name}_{end}"))
    return found


def _coverage(weights: Mapping[str, float]) -> nw.Expr:
    return _sum(_known(name) * weight for name, weight in weights.items()) / sum(weights.values())


def _mean_of_known(weights: Mapping[str, float]) -> nw.Expr:
    total = _sum(nw.col(f"{name}_score").fill_null(0.0) * weight for name, weight in weights.items())
    return total / _sum(_known(name) * weight for name, weight in weights.items())


def _mean_of_ends(weights: Mapping[str, float], end: str, unknown: float) -> nw.Expr:
    total = _sum(nw.col(f"{name}_{end}").fill_null(unknown) * weight for name, weight in weights.items())
    return total / sum(weights.values())


def _known(name: str) -> nw.Expr:
    return (~nw.col(f"{name}_score").is_null()).cast(nw.Float64)


def _sum(terms: Iterable[nw.Expr]) -> nw.Expr:
    return reduce(lambda so_far, term: so_far + term, terms)
