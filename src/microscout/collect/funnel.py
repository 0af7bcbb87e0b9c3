"""From a niche to snapshots on one platform: the funnel, cheapest first.

A search turns up candidates; profiles are asked for in batches; who asked not to be listed or has another size than
wanted drops out; posts are fetched for the most promising survivors only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from pydantic import ValidationError

from microscout.collect.aside import no_further_than, side_by_side
from microscout.collect.base import Gate, Harvest, Limits, Memory, Progress, Promise, reason
from microscout.collect.reader import Reader
from microscout.errors import DropPlatform, SkipCreator, Unreachable
from microscout.models import Candidate, Niche, Profile


class Funnel:
    """One platform's way through the funnel."""

    def __init__(
        self, gate: Gate, niche: Niche, limits: Limits, memory: Memory, promise: Promise, progress: Progress
    ) -> None:
        self._platform = gate.platform
        self._name = gate.platform.name
        self._niche = niche
        self._limits = limits
        self._memory = memory
        self._promise = promise
        self._progress = progress
        self._reader = Reader(gate, limits.posts, memory.arrived)
        self._client = self._reader.client
        self._told = self._reader.told

    async def harvest(self) -> Harvest:
        """Go all the way."""
        async with self._client:
            try:
                await self._posts(await self._survivors(await self._candidates()))
            except DropPlatform as error:
                self._told.failure = error
        return self._reader.close()

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
            if not self._client.cut_short and (found or self._client.first_failure is None):
                self._memory.searched(self._name)  # else the rest is still to be found, when all answer again
        self._told.stages["candidates"] = len(found)
        gone = self._memory.forgotten(self._name, [name for each in found.values() for name in _names(each)])
        return [each for each in found.values() if not self._forgotten(gone, _names(each))]

    async def _search(self) -> AsyncIterator[Candidate]:
        """The platform's search; an answer out of shape ends it, and what came before stands."""
        try:
            with no_further_than(self._name):
                async for candidate in self._platform.search(self._client, self._niche, self._limits.candidates):
                    yield candidate
        except (SkipCreator, ValidationError) as error:
            self._client.note(error if isinstance(error, SkipCreator) else SkipCreator(reason(error)))

    # -- profiles, consent, size --------------------------------------------------------------------------------

    async def _survivors(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, Profile]]:
        profiled = [(each, each.profile) for each in candidates if each.settled and each.profile is not None]
        unknown = [each for each in candidates if not each.settled]
        size = max(1, self._platform.facts.batch)

        async def ask(batch: Sequence[Candidate]) -> None:
            profiled.extend(await self._profiled(batch))
            self._progress(self._name, "profiles", len(profiled), len(candidates))

        await side_by_side(ask, [unknown[start : start + size] for start in range(0, len(unknown), size)])
        gone = self._memory.forgotten(
            self._name, [name for _, each in profiled for name in (each.handle, each.stable_id)]
        )
        known = [pair for pair in profiled if not self._forgotten(gone, (pair[1].handle, pair[1].stable_id))]
        willing = [pair for pair in known if not self._reader.withheld(pair[1])]
        fitting = [pair for pair in willing if self._fits(pair[1])]
        self._told.stages |= {"may be listed": len(willing), "of the right size": len(fitting)}
        return fitting

    async def _profiled(self, batch: Sequence[Candidate]) -> list[tuple[Candidate, Profile]]:
        """Profiles of `batch`, kept with the candidates so that no rerun asks for them again."""
        settled = await self._reader.profiled(batch)
        self._memory.found(self._name, [candidate for candidate, profile in settled if not profile.withheld])
        return settled

    def _forgotten(self, gone: set[str], names: Sequence[str]) -> bool:
        """Whether any of the creator's `names` is among the forgotten; the skip does not say who."""
        if gone.isdisjoint(names):
            return False
        self._reader.skip("(a creator)", "asked to be forgotten")
        return True

    def _fits(self, profile: Profile) -> bool:
        """Whether the creator's size is wanted; an unknown size is not held against anybody."""
        followers, low, high = profile.followers, self._limits.min_followers, self._limits.max_followers
        if followers is None or (low or 0) <= followers <= (high if high is not None else followers):
            return True
        self._reader.skip(profile.handle, f"{'fewer' if followers < (low or 0) else 'more'} followers than asked for")
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
            await self._reader.read(batch)
            done += len(batch)
            self._progress(self._name, "creators", done, len(chosen))

        size = max(1, self._platform.facts.posts_batch)
        missing = [profile for profile in chosen if profile.creator_id not in fresh]
        try:
            await side_by_side(read, [missing[start : start + size] for start in range(0, len(missing), size)])
        finally:
            self._told.stages["posts read"] = len(self._told.creator_ids)


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
