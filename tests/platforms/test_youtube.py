"""YouTube, clause by clause over its fixtures, which are held against Google's own discovery document."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fakes.partial import selected
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.models import Candidate, Comment, Post, Profile, Skip
from microscout.platforms import _youtube, _youtube_counts
from microscout.platforms.base import Billed, Discussed, Together
from microscout.platforms.youtube import YouTube
from microscout.testing import Told, check_platform, told
from platforms import _youtube_schema as google
from platforms._youtube_fixtures import FIXTURES, HERE, ask, channel, profile


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(HERE, Replay(FIXTURES))


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
