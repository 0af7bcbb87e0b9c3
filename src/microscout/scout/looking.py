"""All that is known of one creator, and who is one person on several platforms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from microscout import identity
from microscout.errors import UsageError
from microscout.models import Niche
from microscout.scout import explaining, portraits
from microscout.scout.company import listened
from microscout.scout.desk import Desk
from microscout.shortlist import Criteria
from microscout.store import observations, people, runs
from microscout.tipping import Tipping, tipping


@dataclass(frozen=True)
class Story:
    """All that is known of one creator, for one niche."""

    row: dict[str, Any]
    matches: list[dict[str, Any]]
    observed: int
    also: list[identity.Tie]
    listened: list[dict[str, Any]]
    tipping: Tipping


def show(desk: Desk, creator: str, niche: Niche | None = None, *, preset: str | None = None) -> Story:
    """All that is known of `creator` (handle, @handle, platform:handle or id) for `niche` (None: the last one)."""
    creator_id = desk.creator(creator)
    niche = niche or last_niche(desk)
    held = observations.frames(desk.store, creator_ids=[creator_id])
    if held.creators.is_empty():
        raise UsageError(
            f"Of {creator_id} only the id is held: its platform lets nobody keep more for so long.",
            hint="`microscout rescore` asks for it again.",
        )
    matches = explaining.matches(desk, held, niche)
    wishes = _last_wishes(desk)
    judged = portraits.wished(held, desk.scored(held, niche, desk.weights(preset)), wishes)
    judged = judged.join(explaining.summed(matches), on="creator_id", how="left")
    row = portraits.portrayed(desk, judged, brands=wishes.competitors).to_dicts()[0]
    observed = observations.moments(desk.store, creator_id)
    read = desk.annotated(held.posts).to_dicts()
    turned = tipping(read, row["platform"], observations.sizes(desk.store, creator_id))
    return Story(row, matches.to_dicts(), observed, also(desk, creator_id), listened(desk, creator_id), turned)


def also(desk: Desk, creator_id: str) -> list[identity.Tie]:
    """Where else the same person is, as far as the store knows, and by what sign."""
    decided, rows = people.decided(desk.store), observations.creators(desk.store).to_dicts()
    handles = {row["creator_id"]: row["handle"] for row in rows}
    found = identity.person(identity.ties(rows, decided), creator_id, decided)
    return [replace(tie, handle=handles.get(tie.other if tie.one == creator_id else tie.one, "")) for tie in found]


def decide(desk: Desk, one: str, other: str, *, same: bool | None) -> tuple[str, str]:
    """Keep that two creators are one person, or are not; None takes that back. Returns their ids."""
    two = identity.pair(desk.creator(one), desk.creator(other))
    if two[0] == two[1]:
        raise UsageError(f"{one} and {other} are the same creator already.")
    people.decide(desk.store, *two, same, int(desk.now()))
    return two


def _last_wishes(desk: Desk) -> Criteria:
    """Where, which words and which brands the last search asked for."""
    last = runs.last(desk.store)
    asked = last.asked["criteria"] if last else {}
    must, never, brands = (tuple(asked.get(name, ())) for name in ("must", "never", "competitors"))
    return Criteria(near=asked.get("near", ""), must=must, never=never, competitors=brands)


def last_niche(desk: Desk) -> Niche:
    """The niche of the last search."""
    last = runs.last(desk.store)
    if last is None:
        raise UsageError("There was no search yet.", hint='Name the niche: --niche "vintage watches".')
    return Niche.recorded(last.asked["niche"])
