"""How many of the newest followers of the best are new and empty: asked only where the founder says so."""

from __future__ import annotations

import polars as pl

from microscout import collect, frames, platforms
from microscout.memory import Memory
from microscout.models import Newcomers, Niche, Profile
from microscout.platforms.base import Gathered
from microscout.scout.desk import Desk
from microscout.store import newcomers, observations


def gather(desk: Desk, chosen: pl.DataFrame, most: int) -> list[str]:
    """Look at the followers of the first `most` of `chosen` whose platform shows them, and keep the counts.

    Who was looked at within the hours in which knowledge is fresh is not asked again. What to tell, in sentences.
    """
    if chosen.is_empty():
        return []
    telling = [name for name in chosen["platform"].unique() if _tells(desk, name)]
    first = chosen.filter(pl.col("platform").is_in(telling)).head(most)["creator_id"].to_list()
    if not first:
        return ["No platform of those shown tells who follows whom: followers were not looked at."]
    now = int(desk.now())
    since = now - desk.settings.fresh_hours * 3600
    known = {who for who, each in newcomers.latest(desk.store, first).items() if each.captured_at >= since}
    waiting = observations.frames(desk.store, creator_ids=[each for each in first if each not in known])
    wanted: dict[str, list[Profile]] = {}
    for each in frames.snapshots(waiting):
        wanted.setdefault(each.profile.platform, []).append(each.profile)
    gates = [desk.gate(name) for name in wanted]
    memory = Memory(desk.store, Niche.of("followers"), 0, 0.0, desk.now, [gate.ledger for gate in gates])
    looked: list[Newcomers] = []

    def told(each: Newcomers) -> None:
        newcomers.add(desk.store, each.model_copy(update={"captured_at": now}))
        memory.book()
        looked.append(each)

    try:
        wrong = collect.gather(gates, wanted, told)
    finally:
        memory.book()
    hidden = sum(each.sampled == 0 for each in looked)
    said = [f"Followers looked at: those of {len(looked)} creators{f' ({hidden} show none)' if hidden else ''}."]
    return said + [f"{each}." for each in wrong[:5]]


def _tells(desk: Desk, name: str) -> bool:
    """Whether the platform `name` shows followers; one that the store knows from a file may be nobody's."""
    options = desk.settings.options.get(name, {})
    return name in platforms.shelf() and isinstance(platforms.make(name, options), Gathered)
