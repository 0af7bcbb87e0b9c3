"""An answer that has not changed is not sent again: asked after by its ETag, or by when it was last changed."""

from __future__ import annotations

import asyncio

import pytest

from microscout.client import Api, Call, Client, Pace
from microscout.client.replay import Exchange, Replay
from microscout.testing.contract import frozen_clock

API = Api(name="clocks", base_url="https://clocks.example", pace=Pace(per_second=1000, burst=1000))
FEED = Call("/feed", raw=True, cached=True)
DAY = "Tue, 24 Nov 2026 06:00:00 GMT"


class Shelf(dict[str, tuple[str, bytes]]):
    def put(self, key: str, etag: str, body: bytes) -> None:
        self[key] = (etag, body)


def asked(replay: Replay, shelf: Shelf) -> bytes:
    async def whole() -> bytes:
        async with Client(API, seam=replay, clock=frozen_clock(), kept=shelf) as client:
            return bytes(await client.get(FEED))

    return asyncio.run(whole())


@pytest.mark.parametrize(
    ("headers", "condition"),
    [
        ({"etag": '"tick"'}, {"if-none-match": '"tick"'}),
        ({"etag": 'W/"tick"', "last-modified": DAY}, {"if-none-match": 'W/"tick"'}),
        ({"last-modified": DAY}, {"if-modified-since": DAY}),
        ({}, {}),
    ],
)
def test_it_is_asked_after(headers: dict[str, str], condition: dict[str, str]) -> None:
    shelf = Shelf()
    assert asked(Replay([Exchange("/feed", headers=headers, body=b"tick")]), shelf) == b"tick"
    later = Replay([Exchange("/feed", 304) if condition else Exchange("/feed", body=b"tock")])
    assert asked(later, shelf) == (b"tick" if condition else b"tock")
    sent = later.asked[0].headers
    assert {name: sent[name] for name in ("if-none-match", "if-modified-since") if name in sent} == condition
