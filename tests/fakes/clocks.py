"""An API of clocks, and questions to it over recorded answers. Nobody waits: time is a number."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

from microscout.client import Api, Call, Client, Cursor, Pace
from microscout.client.replay import Exchange, Replay
from microscout.testing.contract import frozen_clock

HOST = "https://clocks.example"
API = Api(name="clocks", base_url=HOST, pace=Pace(per_second=1000, burst=1000, at_once=8))
THING = Call("/thing")
LIST = Call("/list", "things", Cursor())
SECRET = "s3cret-never-to-be-seen"
HTTP_NOW = "Tue, 24 Nov 2026 06:00:00 GMT"


def said(body: Any, status: int = 200, url: str = "/thing", **headers: str) -> Exchange:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(url, status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)


def fails(how: Any, url: str = "/thing") -> Exchange:
    return Exchange(url, fails=how)


def run(
    talk: Callable[[Client], Coroutine[Any, Any, Any]], seam: Any, api: Api = API, **given: Any
) -> tuple[Any, float]:
    """What `talk` gets from a client, and how many seconds it would have waited."""
    clock = given.pop("clock", None) or frozen_clock()
    seam = seam if hasattr(seam, "handle_async_request") else Replay(seam)

    async def whole() -> Any:
        async with Client(api, seam=seam, clock=clock, **given) as client:
            return await talk(client)

    start = clock.monotonic()
    return asyncio.run(whole()), clock.monotonic() - start


def get(client: Client) -> Coroutine[Any, Any, Any]:
    return client.get(THING)


async def listed(client: Client, call: Call = LIST, limit: int = 100, **more: Any) -> list[Any]:
    return [item async for item in client.items(call, limit=limit, **more)]
