"""What the tests of platforms with few clauses share: questions over one answer, and 50 creators counted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.collect import Gate, Harvest, Limits, harvest
from microscout.models import Candidate, Niche, Profile, Skip, Snapshot
from microscout.platforms.base import Platform
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[1] / "fixtures"


def keys(platform: Platform) -> dict[str, SecretStr]:
    """A key of each name that the platform knows."""
    return {name: SecretStr("not-a-real-key") for name in platform.facts.credentials}


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


@dataclass
class Served:
    """An httpx transport that answers by a function of the request, and keeps the requests."""

    answer: Callable[[httpx.Request], Any]
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`."""
        self.asked.append(request)
        return httpx.Response(200, json=self.answer(request), request=request)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Served:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


@dataclass
class Kept:
    """A memory that remembers nothing from before."""

    snapshots: list[Snapshot] = field(default_factory=list)

    def recalled(self, platform: str) -> list[Candidate] | None:
        return None

    def found(self, platform: str, candidates: object) -> None:
        return None

    def searched(self, platform: str) -> None:
        return None

    def forgotten(self, platform: str, names: object) -> set[str]:
        return set()

    def fresh(self, platform: str) -> set[str]:
        return set()

    def arrived(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)


def fifty(platform: Platform, answer: Callable[[httpx.Request], Any]) -> tuple[Harvest, list[Snapshot], Served]:
    """A collection of 50 creators with 10 posts each, against `answer`."""
    served, memory = Served(answer), Kept()
    gate = Gate(platform=platform, credentials=keys(platform), seam=served, clock=frozen_clock())
    limits = Limits(candidates=50, creators=50, posts=10)
    (told,) = harvest([gate], Niche.of("vintage watches"), limits, memory, lambda _: {}, lambda *_: None)
    return told, memory.snapshots, served
