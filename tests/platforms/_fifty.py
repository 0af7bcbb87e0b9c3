"""Fifty invented creators with ten posts each, led as ``collect`` does; the calls are counted."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from fakes.crowd import Crowd
from microscout.client import Call, Client
from microscout.client.replay import Exchange, Replay
from microscout.models import Niche, Post, Profile, Skip
from microscout.platforms.base import Platform, Together
from microscout.testing.contract import frozen_clock


def client(platform: Platform, seam: Any, **credentials: str) -> Client:
    keys = {name: SecretStr(value) for name, value in credentials.items()}
    return Client(platform.api, credentials=keys, seam=seam, clock=frozen_clock())


def led(platform: Platform, crowd: Crowd, creators: int = 50, **credentials: str) -> dict[str, list[Post]]:
    """The posts of each creator, by creator id."""

    async def asked() -> dict[str, list[Post]]:
        read: dict[str, list[Post]] = {}
        async with client(platform, crowd, **credentials) as asks:
            found = {each.key: each async for each in platform.search(asks, Niche.of("watches"), creators)}
            known = [each.profile for each in found.values() if each.settled and each.profile]
            unknown = [each for each in found.values() if not each.settled]
            for start in range(0, len(unknown), platform.facts.batch):
                some = unknown[start : start + platform.facts.batch]
                known += [each async for each in platform.profiles(asks, some) if isinstance(each, Profile)]
            for start in range(0, len(known), platform.facts.posts_batch):
                batch: Sequence[Profile] = known[start : start + platform.facts.posts_batch]
                if isinstance(platform, Together):
                    async for told in platform.posts_of(asks, batch, 10):
                        assert not isinstance(told, Skip)
                        read.update([told])
                else:
                    read |= {each.creator_id: await platform.posts(asks, each, 10) or [] for each in batch}
        return read

    return asyncio.run(asked())


def asked_of(platform: Platform, file: Path) -> Replay:
    """Put the question of the fault in `file`; whatever it means is raised."""
    exchange = Exchange.read(file)

    async def asked() -> None:
        parts = urlsplit(exchange.url)
        base = platform.api.base_url
        path = parts.path.removeprefix(urlsplit(base).path)
        async with client(platform, replay) as asks:
            await asks.get(Call(path, method="POST" if exchange.method == "POST" else "GET"))

    replay = Replay([Exchange(urlsplit(exchange.url).path, exchange.status, exchange.headers, exchange.body)])
    asyncio.run(asked())
    return replay
