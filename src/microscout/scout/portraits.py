"""From judged creators to a shortlist with a portrait of each of the chosen, who meet what the founder wishes."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from microscout import platforms, portrait, shortlist
from microscout.errors import UsageError
from microscout.frames import Frames
from microscout.monitoring import growth
from microscout.portrait import circles, gazetteer
from microscout.portrait.place import Place
from microscout.scout.desk import Desk
from microscout.shortlist import Criteria, Shortlist
from microscout.store import discussions, following, history, newcomers, observations

_AT_ONCE = 500  # creators whose posts are held in memory together

_AS_MUCH = 0.02  # of likeness: less is no difference in spelling
Ask = Callable[[pl.DataFrame], list[str]]


def wished(held: Frames, scored: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """`scored` (of the creators in `held`) with what the filters of `criteria` need to know of their texts."""
    if criteria.must or criteria.never:
        met = portrait.wishes.measured(held, criteria.must, criteria.never)
        scored = scored.join(met, on="creator_id", how="left")
    if criteria.near:
        scored = scored.join(portrait.place.near(held.creators, spot(criteria.near)), on="creator_id", how="left")
    return scored


def spot(name: str) -> Place:
    """The place on the map that the founder means. UsageError where there is none."""
    place = portrait.place.parsed(name)
    if place and place.point:
        return place
    if place:
        raise UsageError(f"{place.name} is too large to be near to.", hint='Name a town: --near "Leeds, UK".')
    near = _likest(gazetteer.folded(name.partition(",")[0]))
    meant = f" Did you mean {near}?" if near else ""
    raise UsageError(
        f"There is no place {name!r} with 15,000 people or more that we know.{meant}",
        hint="Name a larger town nearby, and widen --within.",
    )


def _likest(name: str) -> str | None:
    """The city whose name is written most like `name`; of several written as much alike, the largest."""
    near = difflib.get_close_matches(name, gazetteer.names(), n=9, cutoff=0.75)
    alike = {each: difflib.SequenceMatcher(None, each, name).ratio() for each in near}
    best = [gazetteer.cities(each)[0] for each in near if alike[each] > alike[near[0]] - _AS_MUCH]
    return max(best, key=lambda city: city.people).name if best else None


def chosen(
    desk: Desk,
    scored: pl.DataFrame,
    criteria: Criteria,
    *,
    as_of: int | None = None,
    ask: Ask | None = None,
    anybody: bool = False,
) -> Shortlist:
    """The best of `scored` that meet `criteria`, each with a portrait (from what was known at `as_of`).

    `ask`: what is asked about those who are chosen before they are portrayed; it says what to tell of that. `anybody`:
    whether or not they speak of the niche.
    """
    best = shortlist.choose(scored, criteria, anybody=anybody)
    taken = [f"{criteria.near} taken for {spot(criteria.near).told}."] if criteria.near else []
    taken += ask(best.frame) if ask else []
    frame = portrayed(desk, best.frame, brands=criteria.competitors, as_of=as_of)
    return replace(best, frame=frame, notes=[*taken, *best.notes])


def portrayed(
    desk: Desk, judged: pl.DataFrame, *, brands: Sequence[str] = (), as_of: int | None = None
) -> pl.DataFrame:
    """`judged` (rows of scored creators) with the columns of their portraits, in the same order.

    `brands`: competitors whom the founder asks about.
    """
    parts = [portrait.of(list(known(desk, some, brands=brands, as_of=as_of))) for some in judged.iter_slices(_AT_ONCE)]
    return judged.join(pl.concat([portrait.of([]), *parts]), on="creator_id", how="left", maintain_order="left")


def known(
    desk: Desk, judged: pl.DataFrame, *, brands: Sequence[str] = (), as_of: int | None = None
) -> Iterator[portrait.Known]:
    """All that portraits of the creators in `judged` are painted from."""
    ids = judged["creator_id"].to_list()
    moment = int(desk.now()) if as_of is None else as_of
    posts = _by_creator(desk.annotated(observations.frames(desk.store, creator_ids=ids, as_of=moment).posts))
    steps = _by_creator(growth.steps(history.looks(desk.store, ids, until=moment)))
    ends = following.ends(desk.store, ids, moment)
    gathered = newcomers.latest(desk.store, ids, moment)
    around = _circles(desk, judged, moment)
    for row in judged.iter_rows(named=True):
        yield portrait.Known(
            row=row,
            posts=posts[row["creator_id"]],
            steps=steps[row["creator_id"]],
            brands=tuple(brands),
            may_price=_may_price(desk, row["platform"]),
            followed=ends.get(row["creator_id"], {}),
            newcomers=gathered.get(row["creator_id"]),
            circle=around.get(row["creator_id"]),
        )


def _circles(desk: Desk, judged: pl.DataFrame, as_of: int) -> dict[str, circles.Circle]:
    """The circle of each creator in `judged` whose comments are known, other creators by their handles."""
    found: dict[str, circles.Circle] = {}
    if "comments_n" not in judged.columns:
        return found
    for (platform,), rows in judged.filter(pl.col("comments_n") > 0).group_by("platform"):
        ids = rows["creator_id"].to_list()
        heard = discussions.heard(desk.store, str(platform), ids, as_of=as_of)
        everybody = circles.degrees(heard, heard)
        found |= {each: circles.circle(each, heard, everybody) for each in ids}
    names = observations.handles_of(desk.store, {other for each in found.values() for other in each.others})
    return {
        who: replace(each, others=tuple(names.get(other, other) for other in each.others))
        for who, each in found.items()
    }


def _by_creator(frame: pl.DataFrame) -> defaultdict[str, list[dict[str, Any]]]:
    """The rows of `frame` by creator."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row["creator_id"]].append(row)
    return found


def _may_price(desk: Desk, platform: str) -> bool:
    """YouTube's terms let nobody project money from its data without the amendment that the settings quote."""
    return platform != "youtube" or bool(desk.settings.options.get(platform, {}).get(platforms.AMENDMENT))
