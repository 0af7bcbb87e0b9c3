"""YouTube, clause by clause over its fixtures, which are held against Google's own discovery document."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from fakes.youtube import selected
from microscout.client import Call, Client, Ledger
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
    Missing,
    PayloadError,
    QuotaSpent,
    Refused,
    SkipCreator,
    Unreachable,
)
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip
from microscout.platforms import _youtube, _youtube_counts, _youtube_videos
from microscout.platforms.base import Billed, Discussed, Together, Work
from microscout.platforms.youtube import CHANNELS, UPLOADS, YouTube
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import frozen_clock
from platforms import _youtube_schema as google

FIXTURES = Path(__file__).parents[2] / "fixtures" / "youtube"
HERE = YouTube()
KEY = "not-a-real-key"


def channel(name: str) -> str:
    return "UC" + f"{name}-invented-channel-000000000"[:22]


def ask(replay: Replay, **known: Any) -> Client:
    return Client(HERE.api, credentials={"api_key": SecretStr(KEY)}, seam=replay, clock=frozen_clock(), **known)


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(HERE, Replay(FIXTURES))


def profile(heard: Told, name: str) -> Profile:
    return next(each for each in heard.profiles if each.stable_id == channel(name))


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(HERE, FIXTURES)
    assert isinstance(HERE, Together)
    assert isinstance(HERE, Billed)
    assert isinstance(HERE, Discussed)


class Zeroed(YouTube):
    """YouTube, with a zero for each count of likes that is not told."""

    async def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        async for each in super().posts_of(client, profiles, limit):
            if isinstance(each, Skip):
                yield each
            else:
                yield each[0], [post.model_copy(update={"likes": post.likes or 0}) for post in each[1]]


def test_the_contract_sees_a_made_up_zero_though_counts_are_texts() -> None:
    with pytest.raises(AssertionError, match=r"Post\.likes is None"):
        check_platform(Zeroed(), FIXTURES)


# -- the oracle -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.json")), ids=lambda file: file.stem)
def test_the_fixtures_are_as_google_says(file: Path) -> None:
    exchange = json.loads(file.read_text("utf-8"))
    if exchange["status"] == 200 and file.stem != "02_search_videos":  # there a snippet is missing, which it allows
        assert google.complaints(exchange["body"]) == []


def test_the_oracle_sees_what_is_wrong() -> None:
    body = json.loads((FIXTURES / "10_channels.json").read_text("utf-8"))["body"]
    body["items"][0]["statistics"]["videoCount"] = 212
    body["items"][1]["snippet"]["invented"] = "x"
    body["items"][2]["snippet"]["publishedAt"] = "yesterday"
    assert [complaint.partition(":")[0] for complaint in google.complaints(body)] == [
        "$.items[0].statistics.videoCount",
        "$.items[1].snippet",
        "$.items[2].snippet.publishedAt",
    ]


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("search", "youtube#searchListResponse"),
        ("channels", "youtube#channelListResponse"),
        ("playlistItems", "youtube#playlistItemListResponse"),
        ("videos", "youtube#videoListResponse"),
        ("commentThreads", "youtube#commentThreadListResponse"),
    ],
)
def test_google_has_every_field_that_is_asked_for(method: str, kind: str) -> None:
    selector = _youtube.ASKED[method]["fields"]
    assert google.unknown_fields(selector, kind) == []
    assert google.unknown_fields(f"{selector},items/invented", kind) == ["items/invented"]


def test_nothing_is_read_that_is_not_asked_for(heard: Told) -> None:
    """With answers cut down to the ``fields=`` that were asked for, the same is read of them."""
    exchanges = [Exchange.read(file) for file in sorted(FIXTURES.glob("*.json"))]
    asked = _youtube.ASKED | {"videos:batchGetStats": _youtube_counts.ASKED[_youtube_counts.STATS]}
    methods = [urlsplit(each.url).path.rpartition("/")[2] for each in exchanges]
    cut = [
        replace(each, body=json.dumps(selected(json.loads(each.body), selector["fields"])).encode())
        if each.status == 200
        else each
        for each, selector in zip(exchanges, (asked[method] for method in methods), strict=True)
    ]
    partial = told(HERE, Replay(cut))
    assert partial == heard


# -- what is read ---------------------------------------------------------------------------------------------------


def test_a_profile(heard: Told) -> None:
    tilda = profile(heard, "tilda")
    assert (tilda.handle, tilda.name, tilda.followers, tilda.post_count) == (
        "tilda-ticks.example",
        "Tilda Ticks & Tocks",
        42_100,
        212,
    )
    assert tilda.bio is not None
    assert tilda.bio.endswith("\n\nKeywords: vintage watches, seiko, repair, case polishing")
    assert tilda.url == "https://www.youtube.com/@tilda-ticks.example"
    assert tilda.links == ("https://tilda-ticks.example/shop",)
    assert (tilda.location, tilda.languages, tilda.creator_id) == ("SE", ("en",), f"youtube:{channel('tilda')}")


def test_hidden_and_absent_subscribers_are_unknown(heard: Told) -> None:
    assert profile(heard, "mira").followers is None, "the 0 beside hiddenSubscriberCount says nothing"
    assert profile(heard, "bo").followers == 0
    vera = profile(heard, "vera")
    assert (vera.followers, vera.post_count, vera.bio, vera.location, vera.languages) == (None, None, None, None, ())
    assert (vera.handle, vera.url) == (channel("vera"), f"https://www.youtube.com/channel/{channel('vera')}")


def test_who_is_gone_or_strange_is_skipped(heard: Told) -> None:
    reasons = {skip.handle: skip.reason for skip in heard.skipped}
    assert reasons[channel("gone")] == "not there, or not any more"
    assert "followers" in reasons[channel("odd")]
    assert reasons["pendulum.example"] == "the channel's videos are not public"


def test_how_each_was_found(heard: Told) -> None:
    by = {(each.handle, each.found_by) for each in heard.candidates}
    assert (channel("tilda"), ("channel matches “vintage watches”",)) in by
    assert (channel("tilda"), ("video matches “vintage watches”",)) in by
    assert (channel("vera"), ("video matches “vintage watches”",)) in by


def test_no_public_videos_is_no_error(heard: Told) -> None:
    assert heard.posts[f"youtube:{channel('bo')}"] == []
    assert heard.posts[f"youtube:{channel('mira')}"] == []


def test_only_public_videos_in_the_order_of_the_list(heard: Told) -> None:
    numbers = [int(post.post_id[-2:]) for post in heard.posts[f"youtube:{channel('tilda')}"]]
    assert numbers == [1, 3, 4, 6, 7, 8, 9, 10, 11], "2 and 5 are not public, 12 is only announced"


@pytest.mark.parametrize(
    ("number", "likes", "comments", "views"),
    [
        (1, 2345, 210, 51234),
        (7, None, 14, 8100),
        (8, 410, None, 8000),
        (9, None, None, None),
        (10, 0, 0, 12),
    ],
)
def test_counts(heard: Told, number: int, likes: int | None, comments: int | None, views: int | None) -> None:
    post = next(p for p in heard.posts[f"youtube:{channel('tilda')}"] if p.post_id == f"tilda0000{number:02d}")
    assert (post.likes, post.comments, post.views) == (likes, comments, views)


def test_a_video(heard: Told) -> None:
    post = heard.posts[f"youtube:{channel('tilda')}"][0]
    assert post.text.startswith("A 1963 chronograph & its box\n\nThe whole story")
    assert (post.url, post.language, post.paid) == ("https://www.youtube.com/watch?v=tilda000001", "en-GB", True)
    assert post.links == ("https://tilda-ticks.example/1963",)


@pytest.mark.parametrize(
    ("duration", "title", "kind"),
    [
        ("PT1S", "", "short"),
        ("PT1M", "", "short"),
        ("PT1M1S", "", "video"),
        ("PT1M1S", "so #shorts", "short"),
        ("PT3M", "#Short", "short"),
        ("PT3M", "#shortstory", "video"),
        ("PT3M1S", "#shorts", "video"),
        ("PT60M", "", "video"),
        ("PT1H", "#shorts", "video"),
        ("P1DT1S", "", "video"),
        ("P0D", "#shorts", "video"),
        ("", "#shorts", "video"),
        ("soon", "#shorts", "video"),
    ],
)
def test_shorts_are_told_apart(duration: str, title: str, kind: str) -> None:
    raw = {"id": "v", "snippet": {"channelId": "UC", "title": title}, "contentDetails": {"duration": duration}}
    post = _youtube.post(raw, None, 1)
    assert post is not None
    assert post.kind == kind


def test_comments(heard: Told) -> None:
    asked, answer, gone = heard.comments["tilda000001"]
    assert (asked.author, asked.likes, asked.parent, asked.by_creator) == ("juno-asks.example", 12, None, False)
    assert (answer.parent, answer.by_creator) == ("Ugx1", True)
    assert (gone.text, gone.likes) == ("Lovely", 0)
    assert heard.comments["tilda000003"] == [], "comments that are switched off are no error"


def test_comments_of_a_whole_channel_cost_one_unit(heard: Told) -> None:
    async def asked() -> list[Comment]:
        async with ask(replay) as client:
            return [each async for each in HERE.comments_of(client, profile(heard, "tilda"), 100)]

    replay = Replay(FIXTURES)
    said = asyncio.run(asked())
    assert [comment.post_id for comment in said] == ["tilda000006", "tilda000001"], (
        "what stands on the page is left out"
    )
    assert len(replay.asked) == 1


@pytest.mark.parametrize("name", ["nobody", "nobodyold"])
def test_an_answer_may_lack_its_list(name: str) -> None:
    async def asked() -> list[Profile | Skip]:
        async with ask(Replay(FIXTURES)) as client:
            wanted = [Candidate(platform="youtube", handle=channel(name))]
            return [each async for each in HERE.profiles(client, wanted)]

    assert [each.reason for each in asyncio.run(asked()) if isinstance(each, Skip)] == ["not there, or not any more"]


def test_who_is_known_by_handle_only_is_asked_by_handle() -> None:
    async def asked() -> list[Profile | Skip]:
        async with ask(Replay(FIXTURES)) as client:
            wanted = [Candidate(platform="youtube", handle="@tilda-ticks.example")]
            return [each async for each in HERE.profiles(client, wanted)]

    (found,) = asyncio.run(asked())
    assert isinstance(found, Profile)
    assert found.stable_id == channel("tilda")


# -- what a refusal means -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "error", "words", "questions"),
    [
        ("quota_exceeded", QuotaSpent, "midnight in California", 1),
        ("daily_limit_exceeded", QuotaSpent, "midnight in California", 1),
        ("searches_spent_429", QuotaSpent, "midnight in California", 1),
        ("slow_down_403", QuotaSpent, "to stop for now", 4),
        ("slow_down_user_403", QuotaSpent, "to stop for now", 4),
        ("slow_down_bare", QuotaSpent, "to stop for now", 4),
        ("slow_down_seconds", QuotaSpent, "opens again in 60 min", 1),
        ("slow_down_date", QuotaSpent, "opens again in 60 min", 1),
        ("bad_key", Refused, "API_KEY", 1),
        ("bad_key_details_only", Refused, "API_KEY", 1),
        ("bad_key_old", Refused, "API_KEY", 1),
        ("expired_key", Refused, "API_KEY", 1),
        ("auth_error", Refused, "API_KEY", 1),
        ("not_enabled", Refused, "switched", 1),
        ("key_blocked", Refused, "restricted", 1),
        ("key_elsewhere", Refused, "restricted", 1),
        ("referer_blocked", Refused, "restricted", 1),
        ("key_suspended", Refused, "suspended", 1),
        ("no_key", Refused, "API_KEY", 1),
        ("playlist_not_found", Missing, "no public videos", 1),
        ("playlist_not_accessible", SkipCreator, "not public", 1),
        ("playlist_forbidden", SkipCreator, "not public", 1),
        ("forbidden", SkipCreator, "not public", 1),
        ("channel_not_found", Missing, "not there", 1),
        ("video_not_found", Missing, "not there", 1),
        ("comments_disabled", Missing, "switched off", 1),
        ("processing_failure", Unreachable, "failed", 4),
        ("invalid_page_token", PayloadError, "did not accept", 1),
        ("invalid_search_filter", PayloadError, "did not accept", 1),
        ("missing_parameter", PayloadError, "did not accept", 1),
        ("incompatible_parameters", PayloadError, "did not accept", 1),
        ("unknown_part", PayloadError, "did not accept", 1),
        ("channel_forbidden", SkipCreator, "not public", 1),
        ("channel_suspended", Missing, "closed", 1),
        ("thread_not_found", Missing, "not there", 1),
        ("slow_down_details_only", QuotaSpent, "to stop for now", 4),
        ("backend_error", Unreachable, "500", 4),
        ("unavailable", Unreachable, "503", 4),
        ("plain_sentence", PayloadError, "400", 1),
        ("web_page", PayloadError, "web page", 1),
        ("broken_json", PayloadError, "broken JSON", 1),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError], words: str, questions: int) -> None:
    async def asked() -> object:
        async with ask(replay) as client:
            return await client.get(call)

    exchange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    call = Call(urlsplit(exchange.url).path, quota="units", signed=True)
    replay = Replay([exchange])
    with pytest.raises(error, match=words):
        asyncio.run(asked())
    assert len(replay.asked) == questions


def test_every_fault_is_tried() -> None:
    tried = test_what_an_answer_means.pytestmark[0].args[1]  # type: ignore[attr-defined]
    tested = {each[0] for each in tried} | {"all_strange", "wrong_types", "missing_fields"}
    assert {file.stem for file in (FIXTURES / "faults").glob("*.json")} == tested


@pytest.mark.parametrize(
    ("name", "profiles", "skips"), [("wrong_types", 0, 2), ("missing_fields", 1, 2), ("all_strange", 0, 5)]
)
def test_a_strange_channel_is_skipped_and_nothing_is_made_up(name: str, profiles: int, skips: int) -> None:
    async def asked() -> list[Profile | Skip]:
        async with ask(Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])) as client:
            wanted = [Candidate(platform="youtube", handle=channel(each)) for each in ("tilda", "mira")]
            return [each async for each in HERE.profiles(client, wanted)]

    found = asyncio.run(asked())
    assert sum(isinstance(each, Profile) for each in found) == profiles
    assert all(each.followers is None for each in found if isinstance(each, Profile))
    assert sum(isinstance(each, Skip) for each in found) == skips


def test_a_spent_purse_is_not_asked_again_and_the_others_are() -> None:
    def fault(number: int, method: str, url: str) -> Exchange | None:
        spent = Exchange.read(FIXTURES / "faults" / "searches_spent_429.json")
        return spent if "/search" in url and number > 1 else None

    heard = told(HERE, replay := Replay(FIXTURES, fault=fault))
    assert len([each for each in replay.asked if "/search" in str(each.url)]) == 2
    assert profile(heard, "tilda").followers == 42_100
    assert any("midnight" in note for note in heard.notes)


# -- what it costs --------------------------------------------------------------------------------------------------


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
