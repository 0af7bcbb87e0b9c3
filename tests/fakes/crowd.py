"""Fifty invented creators with ten posts each, collected from a platform's fake; every request is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from microscout.collect import Gate, Harvest, Limits, harvest
from microscout.models import Candidate, Niche, Snapshot
from microscout.platforms.base import Platform
from microscout.testing.contract import frozen_clock

Answer = Callable[[httpx.Request], Any]
"""From a request to the body of its answer: bytes as they are, all else as JSON."""


def keys(platform: Platform) -> dict[str, SecretStr]:
    """A key of each name that the platform knows."""
    return {name: SecretStr("not-a-real-key") for name in platform.facts.credentials}


@dataclass
class Crowd:
    """An httpx transport that answers by a function of the request, and keeps the requests."""

    answer: Answer
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`."""
        self.asked.append(request)
        body = self.answer(request)
        told: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        return httpx.Response(200, request=request, **told)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Crowd:
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


def fifty(platform: Platform, answer: Answer) -> tuple[Harvest, list[Snapshot], Crowd]:
    """A collection of 50 creators with 10 posts each, against `answer`."""
    crowd, memory = Crowd(answer), Kept()
    gate = Gate(platform=platform, credentials=keys(platform), seam=crowd, clock=frozen_clock())
    limits = Limits(candidates=50, creators=50, posts=10)
    (told,) = harvest([gate], Niche.of("vintage watches"), limits, memory, lambda _: {}, lambda *_: None)
    return told, memory.snapshots, crowd
