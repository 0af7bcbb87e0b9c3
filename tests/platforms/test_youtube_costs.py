"""What YouTube costs in its own units, and that a bill is never exceeded."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from microscout.client import Ledger
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    QuotaSpent,
)
from microscout.models import Niche, Post, Profile, Skip
from microscout.platforms import _youtube, _youtube_videos
from microscout.platforms.base import Work
from microscout.platforms.youtube import CHANNELS, UPLOADS
from platforms._youtube_fixtures import FIXTURES, HERE, KEY, ask, channel


class Crowd:
    """An httpx transport with fifty invented creators of ten videos each, that counts what it is asked."""

    def __init__(self, creators: int = 50) -> None:
        self.exchanges: list[Exchange] = []
        self.asked: list[str] = []
        self.channels = [channel(f"c{number:03d}") for number in range(creators)]

    async def handle_async_request(self, request: Any) -> Any:
        url = urlsplit(str(request.url))
        question = dict(parse_qsl(url.query))
        method = url.path.rpartition("/")[2]
        self.asked.append(method)
        assert KEY not in str(request.url)
        assert request.headers["X-Goog-Api-Key"] == KEY
        items = getattr(self, f"_{method}")(question)
        body = {"kind": f"youtube#{method}ListResponse", "items": items}
        return await Replay([Exchange(str(request.url), body=json.dumps(body).encode())]).handle_async_request(request)

    async def aclose(self) -> None:
        pass

    async def __aenter__(self) -> Crowd:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    def _search(self, question: dict[str, str]) -> list[Any]:
        return [{"id": {"channelId": each}} for each in self.channels[: int(question["maxResults"])]]

    def _channels(self, question: dict[str, str]) -> list[Any]:
        return [{"id": each, "snippet": {}} for each in question["id"].split(",")]

    def _playlistItems(self, question: dict[str, str]) -> list[Any]:
        assert int(question["maxResults"]) == 50
        whose = question["playlistId"][2:7]
        dated = {"videoPublishedAt": "2026-10-01T00:00:00Z"}
        return [{"contentDetails": {"videoId": f"{whose}{number:06d}"} | dated} for number in range(50)]

    def _videos(self, question: dict[str, str]) -> list[Any]:
        assert len(question["id"].split(",")) <= 50
        return [
            {"id": each, "snippet": {"channelId": channel(each[:4])}, "statistics": {"viewCount": "7"}}
            for each in reversed(question["id"].split(","))
        ]


def led(crowd: Crowd, posts: int = 10, ledger: Ledger | None = None) -> tuple[dict[str, list[Post]], Ledger]:
    ledger = ledger or Ledger()

    async def asked() -> dict[str, list[Post]]:
        read: dict[str, list[Post]] = {}
        async with ask(crowd, ledger=ledger) as client:  # type: ignore[arg-type]
            found = [each async for each in HERE.search(client, Niche.of("watches"), 50)]
            profiles = [each async for each in HERE.profiles(client, found) if isinstance(each, Profile)]
            try:
                for start in range(0, len(profiles), HERE.facts.posts_batch):
                    some = profiles[start : start + HERE.facts.posts_batch]
                    async for each in HERE.posts_of(client, some, posts):
                        assert not isinstance(each, Skip)
                        read.update([each])
            except QuotaSpent:
                pass
        return read

    return asyncio.run(asked()), ledger


def test_fifty_creators_cost_one_search_and_61_units() -> None:
    read, ledger = led(crowd := Crowd())
    assert {len(posts) for posts in read.values()} == {10}
    assert len(read) == 50
    assert ledger.spent == {("youtube", "searches"): 1, ("youtube", "units"): 61}
    assert {each: crowd.asked.count(each) for each in crowd.asked} == {
        "search": 1,
        "channels": 1,
        "playlistItems": 50,
        "videos": 10,
    }
    bill = HERE.bill(Work(candidates=50))
    assert bill["searches"] >= 1
    assert 61 <= bill["units"] <= 64


@pytest.mark.parametrize("posts", [1, 7, 20, 50])
def test_the_bill_is_never_exceeded(posts: int) -> None:
    _, ledger = led(Crowd(), posts)
    bill = HERE.bill(Work(candidates=50, posts=posts))
    assert all(ledger.spent["youtube", purse] <= bill[purse] for purse in ("searches", "units"))
    assert ledger.spent["youtube", "units"] <= bill["units"] <= ledger.spent["youtube", "units"] + 3


def test_a_purse_that_runs_empty_keeps_what_was_paid_for() -> None:
    read, ledger = led(Crowd(), ledger=Ledger(before={("youtube", "units"): 10_000 - 31}))
    assert ledger.spent["youtube", "units"] == 31
    assert len(read) == 25, "5 creators for every 6 units, after the one for the profiles"


def test_a_call_for_videos_that_fails_costs_only_its_own_creators() -> None:
    crowd = Crowd()

    async def asked() -> list[Any]:
        async with ask(Replay([], fault=fault)) as client:
            profiles = [
                Profile(platform="youtube", stable_id=each, handle=each, captured_at=1) for each in crowd.channels
            ]
            return [each async for each in HERE.posts_of(client, profiles[:12], 10)]

    def fault(number: int, method: str, url: str) -> Exchange:
        question = dict(parse_qsl(urlsplit(url).query))
        if UPLOADS.path in url:
            return Exchange(url, body=json.dumps({"kind": "k", "items": crowd._playlistItems(question)}).encode())
        broken = number in (6, 7)  # the first call for videos, after five lists, and the same without declarations
        return Exchange(url, body=b"{" if broken else json.dumps({"items": crowd._videos(question)}).encode())

    answers = asyncio.run(asked())
    assert sum(isinstance(each, Skip) and "broken JSON" in each.reason for each in answers) == 5
    assert sum(len(each[1]) for each in answers if not isinstance(each, Skip)) == 70


DECLARED = [
    {"id": "unknown", "paidProductPlacementDetails": {}},
    {"id": "organic", "paidProductPlacementDetails": {"hasPaidProductPlacement": False}},
    {"id": "paid", "paidProductPlacementDetails": {"hasPaidProductPlacement": True}},
    {"id": "partner", "brandPartner": {"channelId": "UC-a-brand", "channelHandle": "@a-brand"}},
]


@pytest.mark.parametrize("refused", [None, (403, "forbidden"), (400, "unknownPart"), (403, "insufficientPermissions")])
def test_what_is_declared_as_paid_is_told_or_the_videos_come_without(refused: tuple[int, str] | None) -> None:
    def answer(number: int, method: str, url: str) -> Exchange:
        question = dict(parse_qsl(urlsplit(url).query))
        assert question["prettyPrint"] == "false"
        whole = "brandPartner" in question["part"]
        assert whole == ("brandPartner" in question["fields"])
        if whole and refused:
            said = {"code": refused[0], "message": "No.", "errors": [{"reason": refused[1], "message": "No."}]}
            return Exchange(url, refused[0], body=json.dumps({"error": said}).encode())
        shown = [(each if whole else {"id": each["id"]}) | {"snippet": {"channelId": "UCx"}} for each in DECLARED]
        return Exchange(url, body=json.dumps({"items": shown}).encode())

    async def asked() -> tuple[list[dict[str, Any]], dict[str, int]]:
        async with ask(replay) as client:
            return [await _youtube_videos.told(client, ["a"]) for _ in range(3)], client.notes

    replay = Replay([], fault=answer)
    (first, *more), notes = asyncio.run(asked())
    assert more == [first, first]
    posts = [_youtube.post(raw, "youtube:UCx", 1) for raw in first.values()]
    assert [post and post.paid for post in posts] == ([None] * 4 if refused else [None, False, True, True])
    assert len(replay.asked) == (4 if refused else 3), "a refusal costs one call"
    assert any("declared as paid" in note for note in notes) == bool(refused)


def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    class Shelf:
        def __init__(self) -> None:
            self.held: dict[str, tuple[str, bytes]] = {}

        def get(self, key: str) -> tuple[str, bytes] | None:
            return self.held.get(key)

        def put(self, key: str, etag: str, body: bytes) -> None:
            self.held[key] = (etag, body)

    shelf = Shelf()

    async def asked(replay: Replay) -> list[Any]:
        async with ask(replay, kept=shelf) as client:
            return [each async for each in client.items(CHANNELS, limit=50, id=channel("tilda"))]

    first = asyncio.run(asked(Replay(FIXTURES)))
    again = Replay([Exchange(CHANNELS.path, 304)])
    assert asyncio.run(asked(again)) == first
    assert again.asked[0].headers["If-None-Match"] == '"e-header"'


def test_the_probe_costs_a_unit() -> None:
    async def asked() -> str:
        async with ask(replay) as client:
            return await HERE.probe(client)

    replay = Replay([Exchange(CHANNELS.path, body=b'{"kind": "youtube#channelListResponse", "items": [{"id": "x"}]}')])
    assert "accepts the key: 1 channel" in asyncio.run(asked())
    assert len(replay.asked) == 1
