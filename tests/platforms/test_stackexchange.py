"""Stack Exchange, clause by clause over its fixtures."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.crowd import fifty
from fakes.stackexchange import answer, post
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Comment, Profile
from microscout.platforms.base import Billed, Discussed, Together, Work
from microscout.platforms.stackexchange import USERS, StackExchange
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import NOW, frozen_clock
from platforms._fifty import asked_of, client

FIXTURES = Path(__file__).parents[2] / "fixtures" / "stackexchange"
TILDA = "stackexchange:stackoverflow/71"


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(StackExchange(), Replay(FIXTURES))


def test_the_contract() -> None:
    check_platform(StackExchange(), FIXTURES)
    assert isinstance(StackExchange(), Together)
    assert isinstance(StackExchange(), Billed)


def test_a_profile(heard: Told) -> None:
    tilda, _, bare = heard.profiles
    assert (tilda.creator_id, tilda.handle, tilda.name) == (TILDA, "stackoverflow/71", "Tilda & Ticks")
    assert (tilda.location, tilda.links) == ("Lund, Skåne", ("https://tilda-ticks.example",))
    assert (tilda.followers, tilda.following, tilda.post_count) == (None,) * 3, "reputation is no follower count"
    assert (bare.url, bare.created_at) == (None, None)


def test_who_has_no_profile_any_more_is_no_candidate(heard: Told) -> None:
    assert [each.handle for each in heard.candidates] == [f"stackoverflow/{number}" for number in (71, 72, 73, 74)]
    assert heard.candidates[0].found_by == ("answers under [vintage-watches]",)
    assert [(each.handle, each.reason) for each in heard.skipped] == [
        ("stackoverflow/74", "not there, or not any more")
    ]


def test_posts(heard: Told) -> None:
    answer, question, zero = heard.posts[TILDA]
    assert (answer.likes, answer.comments, answer.views, answer.kind) == (5, None, None, "answer")
    assert (answer.text, answer.links) == ("Answer 501: see this", ("https://tilda-ticks.example/501",))
    assert (question.likes, question.kind) == (None, "question"), "votes down outweigh: that is no count of likes"
    assert zero.likes == 0
    hidden = heard.posts["stackexchange:stackoverflow/72"][0]
    assert (hidden.likes, hidden.text) == (None, "")
    assert heard.posts["stackexchange:stackoverflow/73"] == []


def test_comments(heard: Told) -> None:
    asked, answer, gone = heard.comments["501"]
    assert (asked.text, asked.likes, asked.by_creator) == ("Which motor?", 2, False)
    assert (answer.by_creator, gone.author) == (True, "user75")


def test_backoff_is_waited_for() -> None:
    async def asked() -> float:
        clock = frozen_clock()
        body = b'{"items": [], "has_more": false, "backoff": 10}'
        async with Client(StackExchange().api, seam=Replay([Exchange("/2.3/users/1", body=body)]), clock=clock) as asks:
            await asks.get(USERS, ids="1")
            await asks.get(USERS, ids="1")
        return clock.now() - NOW

    assert asyncio.run(asked()) == 10


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("throttled", QuotaSpent),
        ("bad_parameter", PayloadError),
        ("no_method", Missing),
        ("internal", Unreachable),
        ("unavailable_for_now", Unreachable),
        ("key_required", PayloadError),
        ("access_denied", Refused),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("unavailable", Unreachable),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error):
        asked_of(StackExchange(), FIXTURES / "faults" / f"{name}.json")


@pytest.mark.parametrize("name", ["all_strange", "no_items"])
def test_posts_of_nothing_but_strange_ones_are_not_called_empty(name: str) -> None:
    async def asked() -> object:
        strange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
        replay = Replay([Exchange("/2.3/users/71/posts", body=strange.body)])
        async with client(StackExchange(), replay) as asks:
            known = Profile(platform="stackexchange", stable_id="stackoverflow/71", handle="x", captured_at=1)
            return await StackExchange().posts(asks, known, 10)

    with pytest.raises(PayloadError):
        asyncio.run(asked())


@pytest.mark.parametrize("read", [True, False])
def test_comments_under_all_posts_of_a_creator_cost_one_call(heard: Told, read: bool) -> None:
    async def asked() -> list[Comment]:
        platform = StackExchange()
        async with client(platform, replay) as asks:
            if read:
                await platform.posts(asks, heard.profiles[0], 10)
            return [each async for each in platform.comments_of(asks, heard.profiles[0], 100)]

    said = Exchange("/2.3/posts/501%3B502%3B503/comments", body=Exchange.read(FIXTURES / "30_comments.json").body)
    replay = Replay([*Replay(FIXTURES).exchanges, said])
    question, answer, gone = asyncio.run(asked())
    assert (question.creator_id, question.post_id, question.author, question.likes) == (TILDA, "501", "Oskar", 2)
    assert (answer.by_creator, question.by_creator, gone.by_creator) == (True, False, False)
    assert len(replay.asked) == 2, "one to know the posts, where they were not read already"
    assert isinstance(StackExchange(), Discussed)
    assert StackExchange().bill(Work(discussed=12))[""] - StackExchange().bill(Work())[""] == 24


def test_fifty_creators_cost_eight_calls() -> None:
    _, snapshots, crowd = fifty(StackExchange(), answer)
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(crowd.asked) == 8, "a tag names 30: two tags, one call for profiles, five for posts"
    assert StackExchange().bill(Work(candidates=50))[""] >= 8


def test_who_posts_less_than_the_others_is_asked_alone() -> None:
    def loud(request: httpx.Request) -> Any:
        path = request.url.path
        if ";" in path and path.endswith("/posts"):
            return {"items": [post(n + 1, 0) for n in range(100)], "has_more": True}
        return answer(request)

    _, snapshots, crowd = fifty(StackExchange(), loud)
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50, "no silence is made of another's noise"
    assert len(crowd.asked) == 8 + 49
    assert StackExchange().bill(Work(candidates=50))[""] >= 8 + 49
