"""From scored creators to the best of those whom the founder wants: filters and order.

The order is by ``fit_low``, the careful end of the fit: whom we know well passes whom we merely hope of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from microscout.relevance import speaking

_WITHIN = "within {0.within_km:.0f} km of {0.near}"
_RED_LINES = "crossed no red line"
_SIZE = "of the right size"
_SPEAK = "speak of the niche"


@dataclass(frozen=True)
class Criteria:
    """What the founder wants; None and empty mean: no matter. Unknown sizes pass, unknown rates and places do not.

    `near`, `must` and `never` need the columns of ``portrait.place.near`` and ``portrait.wishes.measured``.
    """

    min_followers: int | None = None
    max_followers: int | None = None
    min_engagement: float | None = None
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    near: str = ""
    within_km: float = 50.0
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    active_days: float | None = None
    limit: int = 20


@dataclass(frozen=True)
class Shortlist:
    """The chosen creators, best first, with all their columns and ``rank``; and what each filter let through.

    `notes`: what else is to be told about the filters, in sentences.
    """

    frame: pl.DataFrame
    stages: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        """The creators' ids, best first."""
        return self.frame["creator_id"].to_list()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One dict a creator, best first."""
        return self.frame.to_dicts()


def choose(scored: pl.DataFrame, criteria: Criteria, *, anybody: bool = False) -> Shortlist:
    """The best of `scored` (see ``microscout.scoring.score``) that meet `criteria`.

    Only who speaks of the niche (``relevance/base.py`` says who does), unless `anybody` is wanted.
    """
    stages: dict[str, int] = {}
    notes: list[str] = []
    left = scored
    for name, condition in _filters(criteria, anybody=anybody):
        notes += _aside(name, left, criteria)
        left = left.filter(condition)
        stages[name] = left.height
    ordered = left.sort("fit_low", "fit", "creator_id", descending=[True, True, False], nulls_last=True)
    best = ordered.head(criteria.limit).with_row_index("rank", 1)
    return Shortlist(best, stages, notes)


def _filters(criteria: Criteria, *, anybody: bool) -> list[tuple[str, pl.Expr]]:
    size = pl.col("followers")
    found = [("known well enough", pl.col("fit").is_not_null())]
    if not anybody:
        found.insert(0, (_SPEAK, speaking()))
    low, high = criteria.min_followers, criteria.max_followers
    if low is not None or high is not None:
        within = pl.lit(True) if low is None else size >= low
        within = within if high is None else within & (size <= high)
        found.append((_SIZE, size.is_null() | within))
    if criteria.min_engagement is not None:
        found.append(("engaging enough", pl.col("er") >= criteria.min_engagement))
    if criteria.languages:
        wanted = [each.partition("-")[0] for each in criteria.languages]
        found.append(("in the language", pl.any_horizontal([pl.col("spoken").list.contains(each) for each in wanted])))
    if criteria.places:
        where = pl.concat_str([pl.col("location").fill_null(""), pl.col("bio").fill_null("")], separator=" ")
        words = [each.casefold() for each in criteria.places]
        found.append(("from the place", where.str.to_lowercase().str.contains_any(words)))
    if criteria.near:
        found.append((_WITHIN.format(criteria), pl.col("place_km") <= criteria.within_km))
    if criteria.must:
        found.append(("have every must", pl.col("musts_missing").list.len() == 0))
    if criteria.never:
        found.append((_RED_LINES, pl.col("red_lines").list.len() == 0))
    if criteria.active_days is not None:
        found.append(("active lately", pl.col("last_post_days") <= criteria.active_days))
    return found


def _aside(name: str, left: pl.DataFrame, criteria: Criteria) -> list[str]:
    """What more is to be told of a filter over those `left` before it: of whom nothing is known for it, who crossed."""
    if name == _SPEAK:
        unread = left.filter(pl.col("bio").is_null() & (pl.col("judged").fill_null(0) == 0)).height
        said = "left out of whom neither bio nor posts are known: nobody can say what they speak of."
        return [f"{unread} {said}"] * bool(unread)
    if name == _SIZE:
        unknown = left["followers"].null_count()
        return [f"{unknown} without a number of followers kept: their size is unknown."] * bool(unknown)
    if criteria.near and name == _WITHIN.format(criteria):
        unknown = left["place_km"].null_count()
        return [f"{unknown} say no town that we know, so nobody can say how far they are; left out."] if unknown else []
    if name == _RED_LINES:
        crossed = left.select(pl.col("red_lines").explode(empty_as_null=False).struct.field("words"))["words"]
        counted = crossed.value_counts(sort=True).sort("count", "words", descending=[True, False])
        each = ", ".join(f"{words} {n}" for words, n in counted.iter_rows())
        number = left.filter(pl.col("red_lines").list.len() > 0).height
        return [f"{number} crossed a red line ({each})."] if number else []
    return []
