"""Counting known videos anew: from the purse made for it, or, where the key does not open it, as videos."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fakes.partial import selected
from fakes.youtube import KEY, YouTube, invented, running
from microscout.client import Client, Ledger
from microscout.client.replay import Exchange, Replay
from microscout.errors import Refused
from microscout.models import Post
from microscout.platforms import _youtube_counts as counts
from microscout.platforms import youtube
from microscout.platforms.base import Recounted, Work
from microscout.testing import told
from microscout.testing.contract import NOW
from platforms import _youtube_schema as google
from platforms._fifty import client

FIXTURES = Path(__file__).parents[2] / "fixtures" / "youtube"
STATS = Exchange.read(FIXTURES / "31_stats.json")


def known(*numbers: int, **facts: Any) -> list[Post]:
    told = {"creator_id": "youtube:UCtilda", "captured_at": 1, "likes": 1, "comments": 1, "views": 1} | facts
    return [Post(post_id=f"tilda0000{number:02d}", **told) for number in numbers]


def recounted(seam: Any, *batches: Sequence[Post], ledger: Ledger | None = None) -> tuple[list[Post], Client]:
    """All `batches` counted anew, side by side."""
    platform = youtube.YouTube()

    async def asked() -> tuple[list[Post], Client]:
        async with client(platform, seam, api_key=KEY) as asks:
            asks._ledger = ledger or asks._ledger

            async def one(posts: Sequence[Post]) -> list[Post]:
                return [each async for each in platform.recounted(asks, posts)]

            return [each for found in await asyncio.gather(*map(one, batches)) for each in found], asks

    return asyncio.run(asked())


class Wire:
    """The fake, without a network."""

    def __init__(self, fake: YouTube) -> None:
        self.fake = fake
        self.asked: list[str] = []

    async def handle_async_request(self, request: Any) -> Any:
        await asyncio.sleep(0)
        self.asked.append(request.url.path.rpartition("/")[2])
        question = dict(request.url.params)
        status, body = self.fake.answer(request.url.path, question, request.headers.get("x-goog-api-key"))
        sent = json.dumps(selected(body, question["fields"]) if status == 200 else body).encode()
        return await Replay([Exchange(str(request.url), status, body=sent)]).handle_async_request(request)

    async def aclose(self) -> None:
        pass

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass


def test_counts_are_new_and_all_else_stays() -> None:
    (one,), _ = recounted(Replay([STATS]), known(1, text="A 1963 chronograph", kind="video", language="en"))
    (before,) = known(1, text="A 1963 chronograph", kind="video", language="en")
    fresh = {"captured_at": NOW, "likes": 2500, "comments": 231, "views": 60_002, "created_at": one.created_at}
    assert one == before.model_copy(update=fresh)


def test_a_count_that_is_not_told_is_unknown_from_now_on() -> None:
    found, _ = recounted(Replay([STATS]), known(4, 7, 8, 9, 10))
    assert {each.post_id[-2:]: (each.views, each.likes, each.comments) for each in found} == {
        "04": (12_100, None, 9),
        "07": (8_200, None, 15),
        "08": (None, None, None),
        "09": (None, None, None),
        "10": (15, 0, 0),
    }


@pytest.mark.parametrize(("number", "text", "kind"), [(3, "", "short"), (6, "#shorts", "short"), (6, "", "video")])
def test_length_in_seconds_tells_the_kind_where_it_was_not_known(number: int, text: str, kind: str) -> None:
    (one,), _ = recounted(Replay([STATS]), known(number, text=text))
    assert one.kind == kind


def test_what_is_not_told_of_does_not_come() -> None:
    found, asks = recounted(Replay([STATS]), known(1, 11, 99))
    assert [each.post_id for each in found] == ["tilda000001"]
    assert asks.notes == {}


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"id": "tilda000001", "statistics": {"viewCount": "-3"}},
        {"id": "tilda000001", "statistics": {"likeCount": True}},
        {"id": "tilda000001", "statistics": ["7"]},
        {"id": "tilda000001", "contentDetails": {"duration": 65}},
    ],
)
def test_a_strange_item_makes_up_nothing(raw: Any) -> None:
    strange = replace(STATS, body=json.dumps({"kind": "k", "items": [raw]}).encode())
    other = Exchange(counts.COUNTS.path, body=b'{"kind": "k", "items": [{"id": "tilda000001"}]}')
    (one,), asks = recounted(Replay([strange, other]), known(1))
    assert (one.likes, one.comments, one.views) == (None, None, None)
    assert sum(asks.notes.values()) == 2, "the strange one, and that the counts come from elsewhere"


# -- purses ---------------------------------------------------------------------------------------------------------


def fake(**changed: Any) -> tuple[YouTube, list[Post]]:
    site = YouTube(invented(60, NOW), **changed)
    return site, [
        Post(creator_id=f"youtube:{whose['id']}", post_id=post["id"], captured_at=1, text=post["text"])
        for whose, post in site.videos.values()
    ][:500]


def right(found: Sequence[Post], site: YouTube) -> bool:
    told = {i: (p["likes"], p["comments"], p["views"]) for i, (_, p) in site.videos.items()}
    return all((each.likes, each.comments, each.views) == told[each.post_id] for each in found)


def test_500_videos_cost_10_calls_of_their_own_purse() -> None:
    site, posts = fake()
    ledger = Ledger()
    found, _ = recounted(Wire(site), posts, ledger=ledger)
    assert len(found) == 500
    assert right(found, site)
    assert site.spent == {"stats": 10}
    assert ledger.spent == {("youtube", "stats"): 10}
    assert youtube.YouTube().bill(Work(0, 0, 0, 0, recounted=500)) == {"searches": 0, "units": 10, "stats": 10}
    assert [complaint for body in site.bodies for complaint in google.complaints(body)] == []


def test_a_key_that_is_refused_there_costs_one_call_though_many_ask_at_once() -> None:
    site, posts = fake(stats_by_key=False)
    found, asks = recounted(Wire(site), posts[:250], posts[250:])
    assert len(found) == 500
    assert right(found, site)
    assert site.spent == {"stats": 1, "units": 10}
    assert [note for note in asks.notes if "read with videos instead" in note]
    assert list(asks.notes.values()) == [10], "what was counted in the other way is told"


@pytest.mark.parametrize("limit", [0, 4])
def test_an_empty_purse_is_left_for_the_common_one(limit: int) -> None:
    site, posts = fake(limits={"searches": 0, "units": 100, "stats": limit})
    found, _ = recounted(Wire(site), posts)
    assert len(found) == 500
    assert site.spent == {"stats": limit, "units": 10 - limit} if limit else {"units": 10}


def test_a_wrong_key_is_told() -> None:
    site, posts = fake(key="another")
    with pytest.raises(Refused, match="API_KEY"):
        recounted(Wire(site), posts)


@pytest.mark.parametrize("body", [b"{", b"<!doctype html>", b"[]", b'{"kind": "k", "items": 7}', b""])
def test_an_answer_out_of_shape_in_both_purses_leaves_the_old_counts(body: bytes) -> None:
    found, asks = recounted(Replay([replace(STATS, body=body), Exchange(counts.COUNTS.path, body=body)]), known(1))
    assert found == []
    assert sum(asks.notes.values()) == 2


# -- the oracle, and the whole way ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "kind"),
    [(counts.STATS, "youtube#batchGetStatsResponse"), (counts.COUNTS, "youtube#videoListResponse")],
    ids=["stats", "videos"],
)
def test_google_has_every_field_that_is_asked_for(call: Any, kind: str) -> None:
    assert google.unknown_fields(counts.ASKED[call]["fields"], kind) == []


def test_the_oracle_sees_the_other_form_of_a_video() -> None:
    body = json.loads(STATS.body)
    assert google.complaints(body) == []
    body["items"][0]["contentDetails"]["duration"] = "PT21M7S"
    body["items"][1]["snippet"] = {"publishedAt": "2026-10-27T10:00:00Z"}
    body["items"][2]["statistics"]["viewCount"] = 7
    assert [complaint.partition(":")[0] for complaint in google.complaints(body)] == [
        "$.items[0].contentDetails.duration",
        "$.items[1].snippet",
        "$.items[2].statistics.viewCount",
    ]


def test_the_contract_counts_anew() -> None:
    heard = told(youtube.YouTube(), Replay(FIXTURES))
    assert isinstance(youtube.YouTube(), Recounted)
    assert {post.post_id[-2:] for post in heard.recounted} == {"01", "03", "04", "06", "07", "08", "09", "10"}


def test_over_the_wire() -> None:
    site, posts = fake()
    with running(site):
        platform = youtube.YouTube(site=site.site)

        async def asked() -> list[Post]:
            async with client(platform, None, api_key=KEY) as asks:
                return [each async for each in platform.recounted(asks, posts[:120])]

        found = asyncio.run(asked())
    assert len(found) == 120
    assert right(found, site)
    assert site.spent == {"stats": 3}
