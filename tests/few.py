"""What the tests of platforms with few clauses share: questions over one answer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fakes.crowd import keys
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.models import Candidate, Profile, Skip
from microscout.platforms.base import Platform
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[1] / "fixtures"


def profiled(platform: Platform, handle: str, *exchanges: Exchange, stable_id: str | None = None) -> list[Any]:
    """What ``profiles`` says of `handle` over `exchanges`; raises what it raises."""

    async def read() -> list[Profile | Skip]:
        wanted = [Candidate(platform=platform.name, handle=handle, stable_id=stable_id)]
        async with Client(
            platform.api, credentials=keys(platform), seam=Replay(exchanges), clock=frozen_clock()
        ) as client:
            return [each async for each in platform.profiles(client, wanted)]

    return asyncio.run(read())


def fault(platform: str, name: str) -> Exchange:
    """A recorded error answer."""
    return Exchange.read(FIXTURES / platform / "faults" / f"{name}.json")
