"""From a niche to a ranked shortlist: what it may cost, the search, the cheapest call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

import polars as pl

from microscout import collect, costs, frames, hashtags, platforms, shortlist
from microscout.errors import NothingReached, UsageError
from microscout.memory import Memory
from microscout.models import Niche, Profile, Snapshot
from microscout.platforms.base import Work
from microscout.relevance import expansion
from microscout.scoring.lines import version as lines_version
from microscout.scoring.priors import version as priors_version
from microscout.scout import explaining, niches, portraits
from microscout.scout.deeper import Deeper, asked
from microscout.scout.desk import Desk
from microscout.shortlist import Criteria, Shortlist
from microscout.store import observations, runs

_CLOSELY = 1_000  # creators in the store who are all looked at closely; of more, the best of a first ranking are
_FEW_HUNDRED = 300
_NOTHING_ELSE = Deeper()
_PROGRESS: collect.Progress = lambda *_: None  # noqa: E731  (nobody watches)


@dataclass(frozen=True)
class Found:
    """What a search brings: the shortlist, what each platform went through, the posts that speak of the niche."""

    niche: Niche
    shortlist: Shortlist
    harvests: list[collect.Harvest] = field(default_factory=list)

    @property
    def partial(self) -> bool:
        """Whether a platform fell out on the way."""
        return any(each.failure is not None for each in self.harvests)


def check(
    desk: Desk, criteria: Criteria, *, platform_names: Sequence[str], preset: str | None = None, offline: bool = False
) -> None:
    """Find out before any text is read, which takes its time, that a search names what there is not."""
    desk.weights(preset)
    if criteria.near:
        portraits.spot(criteria.near)
    for name in () if offline else platform_names or desk.settings.platforms:
        desk.gate(name)


def bills(desk: Desk, names: Sequence[str], niche: Niche, deeper: Deeper = _NOTHING_ELSE) -> list[costs.Bill]:
    """What a search for `niche` may cost at most, for every limit of the platforms `names` that tell."""
    return _bills(desk, [desk.gate(name) for name in dict.fromkeys(names)], niche, deeper)


def _bills(desk: Desk, gates: Sequence[collect.Gate], niche: Niche, deeper: Deeper = _NOTHING_ELSE) -> list[costs.Bill]:
    asked, phrases = desk.settings, expansion.searched(niche).phrases
    work = Work(
        len(phrases),
        asked.candidates,
        asked.creators,
        asked.posts,
        discussed=min(asked.comments, asked.creators),
        threads=asked.comment_threads,
        gathered=deeper.followers_of,
        things=sum(len(hashtags.things(phrase)) for phrase in phrases),
    )
    return costs.bills([(gate.platform, gate.ledger) for gate in gates], work, desk.now())


def search(
    desk: Desk,
    niche: Niche,
    criteria: Criteria | None = None,
    *,
    platform_names: Sequence[str] = (),
    preset: str | None = None,
    offline: bool = False,
    deeper: Deeper = _NOTHING_ELSE,
    progress: collect.Progress = _PROGRESS,
) -> Found:
    """Find creators for `niche`, on the platforms (`offline`: in the store alone), and rank them.

    NothingReached where not one platform answered; what had arrived before stays in the store. `deeper`: what else is
    asked about those who are chosen; offline nothing.
    """
    criteria = criteria or Criteria(limit=desk.settings.limit)
    weights = desk.weights(preset)
    if criteria.near:
        portraits.spot(criteria.near)  # a place that nobody knows is told before anybody is asked
    now = int(desk.now())
    run = runs.begin(desk.store, _asked(desk, niche, criteria, weights, platform_names), now)
    harvests: list[collect.Harvest] = []
    stages: dict[str, int] = {}
    if offline:
        scored, stages = _held(desk, niche, weights, criteria, platform_names)
    else:
        names = platform_names or desk.settings.platforms
        harvests = _harvested(desk, niche, criteria, weights, names, progress)
        held = observations.frames(desk.store, creator_ids=[i for each in harvests for i in each.creator_ids])
        scored = portraits.wished(held, desk.scored(held, niche, weights, spoken=False), criteria)
    scored = scored.filter(~pl.col("creator_id").is_in(list(niche.like)))
    ask = partial(asked, desk, deeper, offline)
    chosen = portraits.chosen(desk, desk.spoken(scored, criteria), criteria, ask=ask)
    notes = [*chosen.notes, *niches.unread(desk, niche, chosen)]
    chosen = replace(chosen, stages=stages or chosen.stages, notes=notes)
    ranked = [(row["creator_id"], row["rank"], row["fit"], row["fit_low"]) for row in chosen.rows]
    runs.finish(desk.store, run, {"stages": chosen.stages}, ranked, int(desk.now()))
    return Found(niche, explaining.explained(desk, chosen, niche), harvests)


def _held(
    desk: Desk, niche: Niche, weights: Mapping[str, float], criteria: Criteria, names: Sequence[str]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Who is in the store with all scores; of many, the best of a first ranking, and what the filters let through."""
    for name in set(names) - observations.platforms(desk.store):
        platforms.make(name, {})  # nothing is held of it: if there is no such platform, this says so
    parts = observations.parts(desk.store, platforms=names)
    held, stages = next(parts), dict[str, int]()
    if not held.creators.height:
        of = f" of {', '.join(names)}" if names else ""
        raise UsageError(
            f"The store holds nobody{of} yet.",
            hint="Search without --offline, or take a list of yours in: microscout import FILE",
        )
    if held.creators.height > _CLOSELY:
        many = chain([held], parts)
        judged = ((part, desk.scored(part, niche, weights, spoken=False, closely=False)) for part in many)
        light = pl.concat([portraits.wished(part, rows, criteria) for part, rows in judged])
        told = desk.spoken(light, criteria) if criteria.languages else light
        first = shortlist.choose(told, replace(criteria, limit=max(_FEW_HUNDRED, 3 * criteria.limit)))
        ids = first.frame["creator_id"].to_list()
        stages = {**first.stages, "looked at closely": len(ids)}
        held = observations.frames(desk.store, creator_ids=ids)
    return portraits.wished(held, desk.scored(held, niche, weights, spoken=False), criteria), stages


def _harvested(
    desk: Desk,
    niche: Niche,
    criteria: Criteria,
    weights: Mapping[str, float],
    names: Sequence[str],
    progress: collect.Progress,
) -> list[collect.Harvest]:
    """Creators with their posts from each platform, then the comments of those who rank best so far."""
    limits = collect.Limits(
        candidates=desk.settings.candidates,
        creators=desk.settings.creators,
        posts=desk.settings.posts,
        comment_threads=desk.settings.comment_threads,
        comment_calls=desk.settings.comment_calls,
        min_followers=criteria.min_followers,
        max_followers=criteria.max_followers,
    )
    gates = [desk.gate(name) for name in dict.fromkeys(names)]
    costs.check_dollars(_bills(desk, gates, niche), desk.settings.max_usd)
    books = [gate.ledger for gate in gates]
    wanted = expansion.searched(niche)
    memory = Memory(desk.store, wanted, limits.candidates, desk.settings.fresh_hours, desk.now, books)
    try:
        harvests = collect.harvest(gates, wanted, limits, memory, _promise(desk, niche), progress)
        best = _best(desk, gates, harvests, niche, criteria, weights)
        collect.listen(list(zip(gates, harvests, strict=True)), best, limits, memory, progress)
    finally:
        memory.book()
    if harvests and all(each.failure is not None and not each.creator_ids for each in harvests):
        raise NothingReached(
            "; ".join(_failed(each) for each in harvests) + ".",
            hint="Rank what you already hold with --offline, or try --platform sample, which needs no network.",
        )
    return harvests


def _failed(each: collect.Harvest) -> str:
    said = str(each.failure)
    return said if each.platform in said else f"{each.platform}: {said}"


def _best(
    desk: Desk,
    gates: Sequence[collect.Gate],
    harvests: Sequence[collect.Harvest],
    niche: Niche,
    criteria: Criteria,
    weights: Mapping[str, float],
) -> dict[str, list[Snapshot]]:
    """The creators whose comments are worth asking for, by platform: the first by what is known without them."""
    telling = {gate.platform.name for gate in gates if gate.platform.facts.comment_texts}
    ids = [each for told in harvests if told.platform in telling for each in told.creator_ids]
    if not (desk.settings.comments and ids):
        return {}
    held = observations.frames(desk.store, creator_ids=ids)
    unheard = replace(held, comments=held.comments.clear())  # else who was heard would be another at each search
    scored = desk.scored(unheard, niche, weights, spoken=bool(criteria.languages), closely=False)
    scored = portraits.wished(unheard, scored, criteria)
    first = shortlist.choose(scored, replace(criteria, limit=desk.settings.comments))
    held = observations.frames(desk.store, creator_ids=first.frame["creator_id"].to_list())
    found: dict[str, list[Snapshot]] = {}
    for each in frames.snapshots(held):
        found.setdefault(each.profile.platform, []).append(each)
    return found


def _promise(desk: Desk, niche: Niche) -> collect.Promise:
    sought = desk.read(niche)

    def promise(profiles: Sequence[Profile]) -> dict[str, float]:
        measured = desk.engine.measure(frames.of(Snapshot(profile=each) for each in profiles), sought)
        return dict(measured.select("creator_id", "closeness").iter_rows())

    return promise


def _asked(
    desk: Desk, niche: Niche, criteria: Criteria, weights: Mapping[str, float], names: Sequence[str]
) -> dict[str, Any]:
    """What a run must remember to be computed again."""
    return {
        "niche": niche.model_dump(mode="json"),
        "criteria": {name: value for name, value in vars(criteria).items() if value not in (None, ())},
        "weights": dict(weights),
        "min_coverage": desk.settings.min_coverage,
        "platforms": list(names),
        "lines": lines_version(),
        "priors": priors_version(),
        "engine": [desk.engine.name, desk.engine.version],
    }
