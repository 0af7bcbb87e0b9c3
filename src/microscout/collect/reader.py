"""Asking one platform about creators who are known by name: profiles in batches, then posts, creator by creator.

The search's funnel and the refreshing of known creators both read through this. Each snapshot is handed over the
moment it is whole; who cannot be read is skipped with the reason.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from pydantic import ValidationError

from microscout.collect.aside import no_further_than
from microscout.collect.base import Gate, Harvest, client_of, reason, spent
from microscout.errors import SkipCreator
from microscout.models import Candidate, Post, Profile, Skip, Snapshot, skip
from microscout.platforms.base import Together


class Reader:
    """Reads one platform through its gate. `told` is added to; `posts`: how many of each; `arrived` keeps snapshots."""

    def __init__(self, gate: Gate, posts: int, arrived: Callable[[Snapshot], None]) -> None:
        self.told = Harvest(gate.platform.name)
        self.client = client_of(gate)
        self._gate = gate
        self._platform = gate.platform
        self._posts = posts
        self._arrived = arrived

    async def profiled(self, batch: Sequence[Candidate]) -> list[tuple[Candidate, Profile]]:
        """The profiles of `batch`, each with the candidate whom it answers."""
        asked = {each.key: each for each in batch} | {each.stable_id: each for each in batch if each.stable_id}
        settled: list[tuple[Candidate, Profile]] = []
        try:
            async for profile in self._profiles(batch):
                if isinstance(profile, Skip):
                    self.told.skipped.append(profile)
                    continue
                candidate = asked.get(profile.stable_id) or asked.get(profile.handle.casefold())
                candidate = candidate or asked.get(profile.stable_id.casefold())
                candidate = candidate or Candidate(platform=self._platform.name, handle=profile.handle)
                profile = profile.model_copy(update={"lists": tuple(dict.fromkeys(profile.lists + candidate.lists))})
                settled.append((candidate.model_copy(update={"profile": profile, "settled": True}), profile))
        except (SkipCreator, ValidationError) as error:
            got = {candidate.key for candidate, _ in settled}
            for candidate in batch:
                if candidate.key not in got:
                    self.skip(candidate.handle, error)
        return settled

    def withheld(self, profile: Profile) -> bool:
        """Whether the creator asks not to be listed; the first wish is the reason for the skip."""
        for wish in profile.withheld[:1]:
            self.skip(profile.handle, wish)
        return bool(profile.withheld)

    async def read(self, batch: Sequence[Profile]) -> None:
        """The posts of `batch`, kept creator by creator; who is not told of is skipped with the reason."""
        waiting = {profile.creator_id: profile for profile in batch}
        try:
            async for told in self._posts_of(batch):
                if isinstance(told, Skip):
                    self.told.skipped.append(told)
                    waiting = {i: p for i, p in waiting.items() if p.handle != told.handle}
                    continue
                creator_id, posts = told
                self.keep(waiting.pop(creator_id), posts)
        except (SkipCreator, ValidationError) as error:
            for profile in waiting.values():
                self.skip(profile.handle, error)

    def keep(self, profile: Profile, posts: Sequence[Post] | None) -> None:
        """Hand a whole snapshot over."""
        self._arrived(Snapshot(profile=profile, posts=None if posts is None else tuple(posts)))
        self.told.creator_ids.append(profile.creator_id)

    def skip(self, handle: str, why: SkipCreator | ValidationError | str) -> None:
        """Leave somebody out."""
        said = reason(why) if isinstance(why, ValidationError) else why
        self.told.skipped.append(skip(self._platform.name, handle, said))

    def close(self) -> Harvest:
        """What came of it, with what it cost."""
        self.told.notes = dict(self.client.notes)
        self.told.units = spent(self._gate)
        return self.told

    async def _profiles(self, batch: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        with no_further_than(self._platform.name):
            async for told in self._platform.profiles(self.client, batch):
                yield told

    async def _posts_of(self, batch: Sequence[Profile]) -> AsyncIterator[tuple[str, list[Post] | None] | Skip]:
        with no_further_than(self._platform.name):
            if isinstance(self._platform, Together):
                async for told in self._platform.posts_of(self.client, batch, self._posts):
                    yield told
                return
            for profile in batch:
                yield profile.creator_id, await self._platform.posts(self.client, profile, self._posts)
