"""The shelf of scores, and ``score``: all of them over the tidy frames.

One file a score; strangers' under the entry-point group ``microscout.scores``. The fit joins them (``joint.py``): the
weighted mean of the known scores, null below the least coverage. Rankings go by ``fit_low``, which counts a score of
which nothing is known at 0.05: whoever hides a number does not pass those who show it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, cast

import narwhals as nw
import polars as pl

from microscout.errors import ConfigError, meant
from microscout.frames import READINGS, Frames
from microscout.plugins import registry
from microscout.scoring.activity import Activity
from microscout.scoring.audience import Audience
from microscout.scoring.base import Judgement, Rounds, Score, over, parts_of, reads, rounds
from microscout.scoring.conversation import Conversation
from microscout.scoring.engagement import Engagement
from microscout.scoring.joint import coverage, joint
from microscout.scoring.niche import Niche
from microscout.scoring.paid import Paid
from microscout.scoring.presets import MIN_COVERAGE, PRESETS, of_the_fit, of_the_parts
from microscout.scoring.threads import threads
from microscout.scoring.tier import BOUNDS, band, tier
from microscout.scoring.trust import Trust
from microscout.scoring.voices import own_share, voices

BUILT_IN: dict[str, type[Any]] = {
    part.name: part for part in (Niche, Engagement, Activity, Conversation, Audience, Paid, Trust)
}

__all__ = ["BOUNDS", "BUILT_IN", "MIN_COVERAGE", "PRESETS", "Judgement", "Score", "cheap", "score", "shelf"]

_OF_THE_CREATOR = ("creator_id", "platform", "followers", "own_share")


def shelf() -> dict[str, Score]:
    """Every score by name."""
    return {name: part() for name, part in registry(BUILT_IN, "microscout.scores").items()}


def cheap(weights: Mapping[str, float]) -> tuple[dict[str, float], dict[str, Score]]:
    """The scores that need no more than posts as they came, with their `weights`; all, where none of them weighs."""
    every = shelf()
    plain = {name: part for name, part in every.items() if over(part) == "posts" and not parts_of(part)}
    light = {name: part for name, part in plain.items() if not reads(part)}
    weighed = {name: weight for name, weight in of_the_fit(weights).items() if name in light}
    return (weighed, light) if sum(weighed.values()) > 0 else (dict(weights), every)


def score(
    frames: Frames,
    measured: pl.DataFrame,
    weights: Mapping[str, float],
    *,
    min_coverage: float = MIN_COVERAGE,
    scores: Mapping[str, Score] | None = None,
) -> pl.DataFrame:
    """`frames.creators` with tier, band, metrics, judgements, ``coverage``, ``fit``, ``fit_low`` and ``fit_high``.

    `measured`: what a relevance engine says of the same creators. `weights`: by score name (``trust.NAME``: of a part
    of the score trust), ConfigError for an unknown one. Judgements are columns ``NAME_score``, ``NAME_low``,
    ``NAME_high``; all in [0, 1] or null.
    """
    known = shelf() if scores is None else dict(scores)
    wanted = _checked(weights, known)
    for name, part in known.items():
        if parts_of(part) and (own := of_the_parts(weights, name)):
            known[name] = _weighed(part, own)
    simple = [part for part in known.values() if not parts_of(part)]
    joint_ones = [part for part in known.values() if parts_of(part)]
    creators = nw.from_native(frames.creators.lazy().join(measured.lazy(), on="creator_id", how="left"))
    creators = creators.join(own_share(frames), on="creator_id", how="left")
    judged = _judged(_counted(creators, frames, simple), simple)
    absent = {each for part in joint_ones for each in parts_of(part)} - set(known)
    nothing = [nw.lit(None, nw.Float64).alias(f"{name}_{end}") for name in absent for end in ("score", "low", "high")]
    judged = _judged(judged.with_columns(nothing), joint_ones) if joint_ones else judged
    fitted = judged.with_columns(tier().alias("tier"), band().alias("band"), coverage(wanted).alias("coverage"))
    enough = (nw.col("coverage") >= min_coverage) & (nw.col("coverage") > 0)
    fit = joint(wanted)
    final = fitted.with_columns(
        nw.when(enough).then(expression).alias(name)
        for name, expression in (("fit", fit.value), ("fit_low", fit.low), ("fit_high", fit.high))
    )
    working = [name for part in known.values() for name in part.per_creator()]
    working += [name for part in known.values() for columns in rounds(part.metrics())[:-1] for name in columns]
    working += [f"{name}_{end}" for name in absent for end in ("score", "low", "high")]
    found: pl.DataFrame = final.to_native().drop(working).collect()
    return found


def _weighed(part: Score, weights: Mapping[str, float]) -> Score:
    """The score that is made of others, with `weights` for its parts."""
    return cast("Callable[[Mapping[str, float]], Score]", type(part))(weights)


def _checked(weights: Mapping[str, float], known: Mapping[str, Score]) -> dict[str, float]:
    """The weights of whole scores. ConfigError where one names no score, or they make no sense."""
    may_be = set(known) | {f"{name}.{each}" for name, part in known.items() for each in {*parts_of(part), *known}}
    if unknown := sorted(set(weights) - may_be):
        near = meant(unknown[0], may_be)
        raise ConfigError(f"There is no score {unknown[0]!r} to weigh.{near}", hint=f"Known: {', '.join(known)}.")
    whole = of_the_fit(weights)
    if not whole or min(weights.values()) < 0 or not sum(whole.values()) > 0:
        raise ConfigError("The weights are wrong: none may be below 0, and one at least must be above it.")
    return whole


def _counted(creators: Any, frames: Frames, every: Sequence[Score]) -> Any:
    """`creators` with every score's aggregates over the rows that it reads."""
    counted = creators
    unread = [part for part in every if reads(part)] if not set(READINGS) <= set(frames.posts.columns) else []
    rows: dict[str, Callable[[], Any]] = {
        "posts": lambda: _posts(frames, creators),
        "threads": lambda: threads(frames),
        "voices": lambda: voices(frames),
    }
    for name, made in rows.items():
        readers = [part for part in every if over(part) == name and part not in unread]
        if steps := _columns(part.per_creator() for part in readers):
            looked_at = _in_rounds(made(), [part.per_post() for part in readers])
            counted = counted.join(looked_at.group_by("creator_id").agg(steps), on="creator_id", how="left")
    missing = [name for part in unread for name in part.per_creator()]  # unknown, and at no cost
    return counted.with_columns(nw.lit(None, nw.Float64).alias(name) for name in missing)


def _posts(held: Frames, creators: Any) -> Any:
    """Posts with what is known of their creator. Texts stay behind: no score reads them here."""
    light = nw.from_native(held.posts.lazy().select(pl.exclude("text", "url", "links", "brands")))
    return light.join(creators.select(*_OF_THE_CREATOR), on="creator_id", how="inner")


def _judged(creators: Any, every: Sequence[Score]) -> Any:
    """`creators` with metrics and judgements."""
    measured = _in_rounds(creators, [part.metrics() for part in every])
    found = []
    for part in every:
        judgement = part.judgement()
        for end, expression in (("score", judgement.value), ("low", judgement.low), ("high", judgement.high)):
            found.append(expression.clip(0.0, 1.0).alias(f"{part.name}_{end}"))
    return measured.with_columns(found)


def _in_rounds(rows: Any, steps: Sequence[Rounds]) -> Any:
    """`rows` with the columns of `steps`: first those of every first round, then those of the second."""
    for columns in zip_longest(*map(rounds, steps), fillvalue={}):
        rows = rows.with_columns(_columns(columns))
    return rows


def _columns(parts: Iterable[Mapping[str, nw.Expr]]) -> list[nw.Expr]:
    return [expression.alias(name) for part in parts for name, expression in part.items()]
