"""The only event loop: from a niche to snapshots, all platforms at once.

The funnel, cheapest first: a search turns up candidates; profiles are asked for in batches; who asked not to be listed
or has another size than wanted drops out; posts are fetched for the most promising survivors only. Each snapshot is
handed over (``Memory.arrived``) the moment it is whole, so a run that is cut off loses nothing that had come.

What goes wrong is a value: a creator that cannot be read is a :class:`Skip`, a platform that fails a sentence in its
:class:`Harvest`. Only an error of the store and the founder's own interrupt end the whole.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import SecretStr, ValidationError

from microscout.client import Client, Clock, Kept, Ledger
from microscout.errors import DropPlatform, MicroscoutError, SkipCreator, Stop, Unreachable
from microscout.models import Candidate, Niche, Post, Profile, Skip, Snapshot, skip
from microscout.platforms import Platform
from microscout.platforms.base import Together

_WORKERS = 8  # requests under way side by side; the platform's pace decides how fast they go


@dataclass(frozen=True)
class Limits:
    """How wide and deep a collection goes, and which sizes are wanted (None: open)."""

    candidates: int = 100
    creators: int = 60
    posts: int = 20
    min_followers: int | None = None
    max_followers: int | None = None


@dataclass
class Harvest:
    """What came of one platform: ids of the collected creators, who was skipped, the funnel's stages, the cost."""

    platform: str
    creator_ids: list[str] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    failure: MicroscoutError | None = None


class Memory(Protocol):
    """What a collection asks of whoever keeps things: the store, wired up by the scout."""

    def recalled(self, platform: str) -> list[Candidate] | None:
        """The candidates of a search that is still fresh."""
        ...

    def found(self, platform: str, candidates: Sequence[Candidate]) -> None:
        """Keep candidates, or what has become known of them since."""
        ...

    def searched(self, platform: str) -> None:
        """Note that the search on `platform` came to its end."""
        ...

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        """Those of `names`, handles or stable ids, whose creators asked to be forgotten."""
        ...

    def fresh(self, platform: str) -> set[str]:
        """Ids of the creators who need not be asked for again."""
        ...

    def arrived(self, snapshot: Snapshot) -> None:
        """Keep a snapshot."""
        ...


Promise = Callable[[Sequence[Profile]], Mapping[str, float]]
"""How promising profiles look before their posts are known, by creator id: larger is better."""

Progress = Callable[[str, str, int, int | None], None]
"""Called with platform, stage, how many are done, how many there are (None: not known yet)."""


@dataclass(frozen=True)
class Gate:
    """How to reach one platform: the platform, its keys and ledger, and the seams that tests use."""

    platform: Platform
    credentials: Mapping[str, SecretStr] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    patience: float = 60.0
    seam: Any = None
    clock: Clock | None = None
    kept: Kept | None = None


def harvest(
    gates: Sequence[Gate], niche: Niche, limits: Limits, memory: Memory, promise: Promise, progress: Progress
) -> list[Harvest]:
    """Collect creators for `niche` from every gate; one :class:`Harvest` each, in the same order."""

    async def every() -> list[Harvest]:
        works = [_Collection(gate, niche, limits, memory, promise, progress) for gate in gates]
        return list(await asyncio.gather(*(work.harvest() for work in works)))

    return asyncio.run(every())


def probe(gate: Gate) -> str:
    """What came back from the cheapest real call to the gate's platform; raises what the call raises."""

    async def asked() -> str:
        async with _client(gate) as client:
            return await gate.platform.probe(client)

    return asyncio.run(asked())


def _client(gate: Gate) -> Client:
    return Client(
        gate.platform.api,
        credentials=gate.credentials,
        ledger=gate.ledger,
        seam=gate.seam,
        clock=gate.clock,
        patience=gate.patience,
        kept=gate.kept,
    )


class _Collection:
    """One platform's way through the funnel."""

    def __init__(
        self, gate: Gate, niche: Niche, limits: Limits, memory: Memory, promise: Promise, progress: Progress
    ) -> None:
        self._gate = gate
        self._platform = gate.platform
        self._name = gate.platform.name
        self._niche = niche
        self._limits = limits
        self._memory = memory
        self._promise = promise
        self._progress = progress
        self._told = Harvest(self._name)
        self._client = _client(gate)

    async def harvest(self) -> Harvest:
        async with self._client:
            try:
                survivors = await self._survivors(await self._candidates())
                await self._posts(survivors)
            except DropPlatform as error:
                self._told.failure = error
        self._told.notes = dict(self._client.notes)
        self._told.units = {
            quota.name or quota.unit: self._gate.ledger.spent.get((self._name, quota.name), 0)
            for quota in self._platform.api.quotas
        }
        return self._told

    # -- who might it be ----------------------------------------------------------------------------------------

    async def _candidates(self) -> list[Candidate]:
        remembered = self._memory.recalled(self._name)
        found = {each.key: each for each in remembered or ()}
        if remembered is None:
            async for candidate in self._search():
                found[candidate.key] = _merged(found.get(candidate.key), candidate)
                self._progress(self._name, "candidates", len(found), None)
            if not found and not self._client.answered and (failure := self._client.first_failure):
                raise failure if isinstance(failure, DropPlatform) else Unreachable(failure.message, hint=failure.hint)
            self._memory.found(self._name, list(found.values()))
            if not self._client.cut_short:  # else the rest is still to be found, when the limit is open again
                self._memory.searched(self._name)
        self._told.stages["candidates"] = len(found)
        gone = self._memory.forgotten(self._name, [name for each in found.values() for name in _names(each)])
        return [each for each in found.values() if not self._forgotten(gone, _names(each))]

    async def _search(self) -> AsyncIterator[Candidate]:
        """The platform's search; an answer out of shape ends it, and what came before stands."""
        try:
            async for candidate in self._platform.search(self._client, self._niche, self._limits.candidates):
                yield candidate
        except (SkipCreator, ValidationError) as error:
            self._client.note(error if isinstance(error, SkipCreator) else SkipCreator(_reason(error)))

    # -- profiles, consent, size --------------------------------------------------------------------------------

    async def _survivors(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, Profile]]:
        profiled = [(each, each.profile) for each in candidates if each.settled and each.profile is not None]
        unknown = [each for each in candidates if not each.settled]
        size = max(1, self._platform.facts.batch)

        async def ask(batch: Sequence[Candidate]) -> None:
            profiled.extend(await self._profiled(batch))
            self._progress(self._name, "profiles", len(profiled), len(candidates))

        await _side_by_side(ask, [unknown[start : start + size] for start in range(0, len(unknown), size)])
        gone = self._memory.forgotten(
            self._name, [name for _, each in profiled for name in (each.handle, each.stable_id)]
        )
        known = [pair for pair in profiled if not self._forgotten(gone, (pair[1].handle, pair[1].stable_id))]
        willing = [pair for pair in known if not self._withheld(pair[1])]
        fitting = [pair for pair in willing if self._fits(pair[1])]
        self._told.stages |= {"may be listed": len(willing), "of the right size": len(fitting)}
        return fitting

    async def _profiled(self, batch: Sequence[Candidate]) -> list[tuple[Candidate, Profile]]:
        """Profiles of `batch`, kept with the candidates so that no rerun asks for them again."""
        by_key = {each.key: each for each in batch}
        settled: list[tuple[Candidate, Profile]] = []
        try:
            async for profile in self._platform.profiles(self._client, batch):
                if isinstance(profile, Skip):
                    self._told.skipped.append(profile)
                    continue
                candidate = by_key.get(profile.handle.casefold()) or by_key.get(profile.stable_id.casefold())
                candidate = candidate or Candidate(platform=self._name, handle=profile.handle)
                profile = profile.model_copy(update={"lists": tuple(dict.fromkeys(profile.lists + candidate.lists))})
                settled.append((candidate.model_copy(update={"profile": profile, "settled": True}), profile))
        except (SkipCreator, ValidationError) as error:
            got = {candidate.key for candidate, _ in settled}
            for candidate in batch:
                if candidate.key not in got:
                    self._skip(candidate.handle, _reason(error))
        self._memory.found(self._name, [candidate for candidate, profile in settled if not profile.withheld])
        return settled

    def _forgotten(self, gone: set[str], names: Sequence[str]) -> bool:
        """Whether any of the creator's `names` is among the forgotten; the skip does not say who."""
        if gone.isdisjoint(names):
            return False
        self._skip("(a creator)", "asked to be forgotten")
        return True

    def _withheld(self, profile: Profile) -> bool:
        for wish in profile.withheld[:1]:
            self._skip(profile.handle, wish)
        return bool(profile.withheld)

    def _fits(self, profile: Profile) -> bool:
        """Whether the creator's size is wanted; an unknown size is not held against anybody."""
        followers, low, high = profile.followers, self._limits.min_followers, self._limits.max_followers
        if followers is None or (low or 0) <= followers <= (high if high is not None else followers):
            return True
        self._skip(profile.handle, f"{'fewer' if followers < (low or 0) else 'more'} followers than asked for")
        return False

    # -- posts, for the most promising only ---------------------------------------------------------------------

    async def _posts(self, survivors: Sequence[tuple[Candidate, Profile]]) -> None:
        promise = self._promise([profile for _, profile in survivors])

        def order(pair: tuple[Candidate, Profile]) -> tuple[bool, float, int]:
            candidate, profile = pair
            return bool(profile.lists), promise.get(profile.creator_id, 0.0), len(candidate.found_by)

        chosen = [profile for _, profile in sorted(survivors, key=order, reverse=True)[: self._limits.creators]]
        fresh = self._memory.fresh(self._name)
        self._told.creator_ids.extend(each.creator_id for each in chosen if each.creator_id in fresh)
        done = len(self._told.creator_ids)
        self._progress(self._name, "creators", done, len(chosen))

        async def read(batch: Sequence[Profile]) -> None:
            nonlocal done
            await self._read(batch)
            done += len(batch)
            self._progress(self._name, "creators", done, len(chosen))

        size = max(1, self._platform.facts.posts_batch)
        missing = [profile for profile in chosen if profile.creator_id not in fresh]
        try:
            await _side_by_side(read, [missing[start : start + size] for start in range(0, len(missing), size)])
        finally:
            self._told.stages["posts read"] = len(self._told.creator_ids)

    async def _read(self, batch: Sequence[Profile]) -> None:
        """The posts of `batch`, kept creator by creator; who is not told of is skipped with the reason."""
        waiting = {profile.creator_id: profile for profile in batch}
        try:
            async for told in self._posts_of(batch):
                if isinstance(told, Skip):
                    self._told.skipped.append(told)
                    waiting = {i: p for i, p in waiting.items() if p.handle != told.handle}
                    continue
                creator_id, posts = told
                known = None if posts is None else tuple(posts)
                self._memory.arrived(Snapshot(profile=waiting.pop(creator_id), posts=known))
                self._told.creator_ids.append(creator_id)
        except (SkipCreator, ValidationError) as error:
            for profile in waiting.values():
                self._skip(profile.handle, _reason(error))

    async def _posts_of(self, batch: Sequence[Profile]) -> AsyncIterator[tuple[str, list[Post] | None] | Skip]:
        if isinstance(self._platform, Together):
            async for told in self._platform.posts_of(self._client, batch, self._limits.posts):
                yield told
            return
        for profile in batch:
            yield profile.creator_id, await self._platform.posts(self._client, profile, self._limits.posts)

    def _skip(self, handle: str, reason: str) -> None:
        self._told.skipped.append(skip(self._name, handle, reason))


async def _side_by_side(work: Callable[[Any], Awaitable[None]], parts: Iterable[Any]) -> None:
    """Do `work` on all `parts`, a few at once, in their order. The first error ends it all, and is raised."""
    queue = iter(parts)

    async def worker() -> None:
        for part in queue:
            await work(part)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(_WORKERS):
                group.create_task(worker())
    except ExceptionGroup as errors:
        raise _first(errors) from None


def reasons(skipped: Iterable[Skip]) -> dict[str, int]:
    """How many were skipped for each reason, the most frequent first."""
    return dict(Counter(each.reason for each in skipped).most_common())


def _merged(known: Candidate | None, new: Candidate) -> Candidate:
    """One candidate out of two that are the same creator: all the evidence of both."""
    if known is None:
        return new
    return known.model_copy(
        update={
            "found_by": tuple(dict.fromkeys(known.found_by + new.found_by)),
            "lists": tuple(dict.fromkeys(known.lists + new.lists)),
            "profile": known.profile or new.profile,
            "stable_id": known.stable_id or new.stable_id,
        }
    )


def _names(candidate: Candidate) -> list[str]:
    """All that the creator may be remembered by: handle and stable id."""
    profile = candidate.profile
    known = (candidate.key, candidate.stable_id, profile and profile.stable_id)
    return [name for name in known if name]


def _reason(error: SkipCreator | ValidationError) -> str:
    if isinstance(error, SkipCreator):
        return error.message
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg'].removeprefix('Value error, ')}"


def _first(errors: ExceptionGroup[Exception]) -> Exception:
    """The error that decides: one that ends the command, if there is any among those that came at once."""
    return next((error for error in errors.exceptions if isinstance(error, Stop)), errors.exceptions[0])
