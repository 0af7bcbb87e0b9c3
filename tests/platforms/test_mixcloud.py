"""Mixcloud, clause by clause over its fixtures."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from fakes.crowd import Crowd
from fakes.mixcloud import answer
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Post, Profile, Skip
from microscout.platforms.mixcloud import USER, Mixcloud
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import frozen_clock
from platforms._fifty import asked_of, client, led

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mixcloud"
TILDA = Profile(platform="mixcloud", stable_id="tildaticks", handle="TildaTicks", captured_at=1)


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(Mixcloud(), Replay(FIXTURES))


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(Mixcloud(), FIXTURES)


def test_names_come_first_then_cloudcasts(heard: Told) -> None:
    assert [each.handle for each in heard.candidates] == ["TildaTicks", "oskar_lume", "gustavgone", "mira-lume"]
    assert heard.candidates[3].found_by == ("cloudcast matches “vintage watches”",)


def test_a_profile(heard: Told) -> None:
    tilda, zero, bare = heard.profiles
    assert (tilda.followers, tilda.following, tilda.post_count, tilda.location) == (4210, 12, 81, "Lund, Sweden")
    assert (zero.followers, zero.bio, zero.location) == (0, None, None), "a told zero stays a zero"
    assert (bare.followers, bare.following, bare.post_count) == (None,) * 3


def test_who_is_gone_is_skipped(heard: Told) -> None:
    assert [(each.handle, each.reason) for each in heard.skipped] == [("gustavgone", "not there, or not any more")]


def test_cloudcasts(heard: Told) -> None:
    show, hidden, new = heard.posts["mixcloud:tildaticks"]
    assert (show.views, show.likes, show.comments, show.reposts) == (812, 41, 2, 6)
    assert (show.text, show.kind) == ("Escapement Hour\n\n#Jazz", "cloudcast")
    assert (hidden.views, hidden.likes, hidden.comments, hidden.reposts) == (None,) * 4
    assert (new.views, new.likes, new.comments, new.reposts) == (0,) * 4
    assert heard.posts["mixcloud:oskar_lume"] == []


def test_counts_that_the_creator_hides_are_unknown() -> None:
    raw = {"key": "/a/x/", "name": "x", "user": {"username": "a"}, "play_count": 0, "hidden_stats": True}
    parse = Mixcloud().reads["/{user}/{cloudcast}/"][1]
    assert parse is not None
    post = parse(raw, "", 1)
    assert isinstance(post, Post)
    assert post.views is None


def test_comments(heard: Told) -> None:
    said, answer = heard.comments["/TildaTicks/escapement-hour/"]
    assert (said.author, said.text, said.by_creator, said.likes) == ("oskar_lume", "Lovely set", False, None)
    assert answer.by_creator


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("not_found", Missing),
        ("slow_down_403", QuotaSpent),
        ("slow_down_body", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("forbidden", Refused),
        ("bad_request", PayloadError),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("unavailable", Unreachable),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error):
        asked_of(Mixcloud(), FIXTURES / "faults" / f"{name}.json")


@pytest.mark.parametrize("status", [403, 429])
def test_how_long_to_wait_stands_in_the_answer(status: int) -> None:
    async def asked() -> tuple[str, float]:
        clock = frozen_clock()
        async with Client(Mixcloud().api, seam=Replay(exchanges), clock=clock) as asks:
            return (await asks.get(USER, user="tilda"))["username"], clock.monotonic()

    error = {"type": "RateLimitException", "message": "Please wait.", "retry_after": 30}
    exchanges = [
        Exchange("/tilda/", status, body=json.dumps({"error": error}).encode()),
        Exchange("/tilda/", body=b'{"username": "tilda"}'),
    ]
    assert asyncio.run(asked()) == ("tilda", 30)


def test_strange_cloudcasts() -> None:
    async def asked(name: str) -> list[Any]:
        async with client(Mixcloud(), Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])) as asks:
            return await Mixcloud().posts(asks, TILDA, 10)

    assert [post.post_id for post in asyncio.run(asked("wrong_types"))] == ["/TildaTicks/good/"]
    with pytest.raises(PayloadError):
        asyncio.run(asked("all_strange"))


def test_a_handle_that_is_no_name_is_not_asked_for() -> None:
    async def asked() -> list[Profile | Skip]:
        async with client(Mixcloud(), Replay([])) as asks:
            wanted = [Candidate(platform="mixcloud", handle="tilda/../x")]
            return [each async for each in Mixcloud().profiles(asks, wanted)]

    assert [each.reason for each in asyncio.run(asked()) if isinstance(each, Skip)] == ["not a Mixcloud name"]


def test_fifty_creators_cost_101_calls() -> None:
    read = led(Mixcloud(), crowd := Crowd(answer))
    assert [len(posts) for posts in read.values()] == [10] * 50
    assert len(crowd.asked) == 101
