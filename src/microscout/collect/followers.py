"""How many of a creator's newest followers are new and empty: for a few of the best, where such lists are public.

New and empty is who joined less than 90 days ago, has posted nothing, and shows neither picture nor words. Who says too
little to tell counts neither way. Followers never offered to be looked at: only the counts leave this file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from microscout.client import Client
from microscout.collect.aside import no_further_than
from microscout.collect.base import Gate, client_of, reason
from microscout.errors import DropPlatform, MicroscoutError, SkipCreator
from microscout.models import Follower, Newcomers, Profile
from microscout.platforms.base import Gathered

NEW_DAYS = 90
_DAY = 86_400


def gather(
    gates: Sequence[Gate], wanted: Mapping[str, Sequence[Profile]], told: Callable[[Newcomers], None]
) -> list[str]:
    """Look at the newest followers of `wanted` (profiles by platform) and hand over the counts, creator by creator.

    What comes back is what went wrong, in sentences. A creator who shows no followers is told with none sampled.
    """

    async def every() -> list[list[str]]:
        return await asyncio.gather(*(_of_one(gate, wanted.get(gate.platform.name, ()), told) for gate in gates))

    return [said for each in asyncio.run(every()) for said in each]


def counted(creator_id: str, followers: Sequence[Follower], now: int) -> Newcomers:
    """`followers` as counts; ages are taken at `now`, the moment of the creator's snapshot."""
    known = [is_empty(each, now) for each in followers]
    told = [each for each in known if each is not None]
    return Newcomers(creator_id=creator_id, captured_at=now, sampled=len(followers), told=len(told), empty=sum(told))


def is_empty(follower: Follower, now: int) -> bool | None:
    """Whether the follower is new and empty; None where that cannot be told. One thing that is there decides."""
    new = None if follower.created_at is None else now - follower.created_at < NEW_DAYS * _DAY
    posts = None if follower.posts is None else follower.posts == 0
    signs = (new, posts, _lacks(follower.avatar), _lacks(follower.bio))
    if False in signs:
        return False
    return None if None in signs else True


def _lacks(there: bool | None) -> bool | None:
    return None if there is None else not there


async def _of_one(gate: Gate, profiles: Sequence[Profile], told: Callable[[Newcomers], None]) -> list[str]:
    platform = gate.platform
    if not profiles or not isinstance(platform, Gathered):
        return []
    said: list[str] = []
    async with client_of(gate) as client:
        for profile in profiles:  # one after the other: they are few, and each is several calls
            try:
                with no_further_than(platform.name):
                    told(counted(profile.creator_id, await _asked(platform, client, profile), profile.captured_at))
            except (SkipCreator, ValidationError) as error:
                said.append(f"@{profile.handle}: followers: {reason(error)}")
            except DropPlatform as error:
                return [*said, _sentence(platform.name, error)]
    return said


async def _asked(platform: Gathered, client: Client, profile: Profile) -> list[Follower]:
    return [each async for each in platform.followers(client, profile)]


def _sentence(platform: str, error: MicroscoutError) -> str:
    return f"{platform}: followers: {error.message}"
