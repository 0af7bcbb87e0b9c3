"""Looking again at creators who are known: profiles in batches, then what they post, a few hundred at a time.

Who is gone, asks not to be listed any more, or whose handle is somebody else's now, is a fact and handed over as one.
Where a platform counts known posts anew more cheaply than it reads them (``Recounted``), a creator whose number of
posts is the same as before, and who was read whole lately, is only counted.

Nothing is kept here for later: what arrives goes to the keeper at once, so memory stays flat however many there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from microscout.collect.aside import WORKERS, side_by_side
from microscout.collect.base import Gate, Harvest, Progress
from microscout.collect.reader import Reader
from microscout.errors import DropPlatform, TimeUp
from microscout.models import Candidate, Post, Profile, Snapshot
from microscout.platforms.base import Recounted

_AT_ONCE = 400
Part = TypeVar("Part")


@dataclass(frozen=True)
class Stale:
    """A creator to look at again. `countable`: read whole lately, so that counting may do if `post_count` holds."""

    creator_id: str
    candidate: Candidate
    post_count: int | None = None
    countable: bool = False


class Keeper(Protocol):
    """What a refresh asks of whoever keeps things."""

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        """Those of `names`, handles or stable ids, whose creators asked to be forgotten."""
        ...

    def posts(self, creator_ids: Sequence[str]) -> list[Post]:
        """The posts that are known of these creators."""
        ...

    def arrived(self, snapshot: Snapshot, *, counted: bool) -> None:
        """Keep a snapshot; `counted`: its posts are old ones, counted anew."""
        ...

    def absent(self, creator_id: str, why: str) -> None:
        """Keep that a creator is not to be had: ``gone``, ``withheld`` or ``moved``."""
        ...

    def skipped(self, creator_id: str) -> None:
        """Keep that a creator could not be read this time."""
        ...


def refresh(
    parties: Sequence[tuple[Gate, Sequence[Stale]]], posts: int, keeper: Keeper, seconds: float, progress: Progress
) -> list[Harvest]:
    """Look again at the creators of every party, each in its order, `seconds` at most; a :class:`Harvest` each."""

    async def every() -> list[Harvest]:
        works = [_Refresher(gate, stale, posts, keeper, progress) for gate, stale in parties]
        return list(await asyncio.gather(*(work.go(seconds) for work in works)))

    return asyncio.run(every())


class _Refresher:
    """One platform's creators, looked at again."""

    def __init__(self, gate: Gate, stale: Sequence[Stale], posts: int, keeper: Keeper, progress: Progress) -> None:
        self._gate = gate
        self._platform = gate.platform
        self._name = gate.platform.name
        self._stale = stale
        self._keeper = keeper
        self._progress = progress
        self._reader = Reader(gate, posts, self._arrived)
        self._settled: set[str] = set()
        self._done = 0

    async def go(self, seconds: float) -> Harvest:
        async with self._reader.client:
            try:
                async with asyncio.timeout(seconds):
                    for some in _parts(self._stale, _AT_ONCE):
                        await self._look({each.creator_id: each for each in some})
                        self._progress(self._name, "creators", self._done, len(self._stale))
            except DropPlatform as error:
                self._reader.told.failure = error
            except TimeoutError:
                self._reader.told.failure = TimeUp(f"{self._name}: the time that was allowed is over")
        return self._reader.close()

    async def _look(self, some: dict[str, Stale]) -> None:
        self._settled = set()
        skips = len(self._reader.told.skipped)
        profiles = await self._profiles(some)
        gone = {each.handle.casefold() for each in self._reader.told.skipped[skips:] if each.gone}
        for stale in some.values():
            if stale.candidate.key in gone:
                self._absent(stale.creator_id, "gone")
        counted = [each for each in profiles if self._countable(some.get(each.creator_id), each)]
        await self._count(counted)
        size = max(1, self._platform.facts.posts_batch)
        rest = _parts([each for each in profiles if each not in counted], size)
        await side_by_side(self._reader.read, rest, self._workers(size))
        for creator_id in set(some) - self._settled:
            self._keeper.skipped(creator_id)
        self._done += len(some)

    def _workers(self, size: int) -> int:
        """How many groups of `size` creators to read at once: one, where what is left of the first limit is little.

        Else the last units are spent on a little of everybody, and nobody arrives.
        """
        gate, now = self._gate, self._reader.client.now()
        left = [gate.ledger.left(self._name, quota, now) for quota in gate.platform.api.quotas[:1]]
        few = any(units is not None and 0 < units < 2 * WORKERS * (size + 1) for units in left)
        return 1 if few else WORKERS

    async def _profiles(self, some: dict[str, Stale]) -> list[Profile]:
        """The profiles of those who are there, are who they were, and may be listed."""
        found: list[tuple[Candidate, Profile]] = []

        async def ask(batch: Sequence[Candidate]) -> None:
            found.extend(await self._reader.profiled(batch))

        wanted = [each.candidate for each in some.values()]
        await side_by_side(ask, _parts(wanted, max(1, self._platform.facts.batch)))
        names = [name for _, each in found for name in (each.handle, each.stable_id)]
        forgotten = self._keeper.forgotten(self._name, names)
        kept = [each for each in found if not {each[1].handle, each[1].stable_id} & forgotten]
        return [profile for candidate, profile in kept if self._same(some, candidate, profile)]

    def _same(self, some: dict[str, Stale], candidate: Candidate, profile: Profile) -> bool:
        """Whether this is the creator who was asked for and may be listed; what else it is, is kept.

        Who is known by handle alone (from a founder's list) is whoever has that handle, and gets an id now.
        """
        asked = f"{self._name}:{candidate.stable_id}"
        if profile.creator_id not in some and candidate.stable_id != candidate.handle:
            if asked in some:
                self._absent(asked, "moved")
            return False
        if self._reader.withheld(profile):
            self._absent(asked if asked in some else profile.creator_id, "withheld")
            return False
        return True

    def _countable(self, stale: Stale | None, profile: Profile) -> bool:
        if stale is None or not stale.countable or not isinstance(self._platform, Recounted):
            return False
        return profile.post_count is not None and profile.post_count == stale.post_count

    async def _count(self, profiles: Sequence[Profile]) -> None:
        """Count the known posts of `profiles` anew, all at once."""
        if not profiles or not isinstance(self._platform, Recounted):
            return
        known = self._keeper.posts([each.creator_id for each in profiles])
        counted: dict[str, list[Post]] = {each.creator_id: [] for each in profiles}
        anew: AsyncIterator[Post] = self._platform.recounted(self._reader.client, known)
        async for post in anew:
            counted[post.creator_id].append(post)
        for profile in profiles:
            posts = tuple(counted[profile.creator_id])
            self._keep(Snapshot(profile=profile, posts=posts), counted=True)
            self._reader.told.creator_ids.append(profile.creator_id)

    def _arrived(self, snapshot: Snapshot) -> None:
        self._keep(snapshot, counted=False)

    def _keep(self, snapshot: Snapshot, *, counted: bool) -> None:
        self._settled.add(snapshot.creator_id)
        self._keeper.arrived(snapshot, counted=counted)

    def _absent(self, creator_id: str, why: str) -> None:
        self._settled.add(creator_id)
        self._keeper.absent(creator_id, why)


def _parts(whole: Sequence[Part], size: int) -> Iterator[Sequence[Part]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))
