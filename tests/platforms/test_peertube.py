"""PeerTube, clause by clause over its fixtures."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from fakes.crowd import Crowd
from fakes.peertube import answer
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, SkipCreator, Unreachable
from microscout.models import Candidate, Profile, Skip
from microscout.platforms.peertube import PeerTube
from microscout.testing import Told, check_platform, told
from platforms._fifty import asked_of, client, led

FIXTURES = Path(__file__).parents[2] / "fixtures" / "peertube"
TILDA = Profile(platform="peertube", stable_id="tilda@tube.example", handle="Tilda@tube.example", captured_at=1)


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(PeerTube(), Replay(FIXTURES))


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(PeerTube(), FIXTURES)


def test_channels_come_first_then_makers_of_videos(heard: Told) -> None:
    assert [(each.handle, each.settled) for each in heard.candidates] == [
        ("Tilda@tube.example", True),
        ("oskar@watch.example", True),
        ("gustav@tube.example", True),
        ("mira@watch.example", False),
    ]
    seen = heard.candidates[0].profile
    assert seen is not None
    assert (seen.followers, seen.counts_from) == (4100, "local view"), "as the index saw it"


def test_a_profile(heard: Told) -> None:
    tilda, _, bare = heard.profiles
    assert (tilda.creator_id, tilda.followers, tilda.counts_from) == (
        "peertube:tilda@tube.example",
        4210,
        "home server",
    )
    assert (bare.followers, bare.following, bare.post_count, bare.name, bare.bio) == (None,) * 5


def test_who_is_gone_is_skipped(heard: Told) -> None:
    assert [(each.handle, each.reason) for each in heard.skipped] == [
        ("gustav@tube.example", "not there, or not any more")
    ]


def test_videos(heard: Told) -> None:
    winder, hidden, live = heard.posts["peertube:tilda@tube.example"]
    assert (winder.views, winder.likes, winder.comments, winder.language) == (812, 41, 3, "en")
    assert winder.text == "A winder\n\nAbout A winder"
    assert (hidden.views, hidden.likes, hidden.comments, hidden.language) == (None,) * 4
    assert (live.kind, live.views, live.likes) == ("live", 0, 0)
    assert heard.posts["peertube:oskar@watch.example"] == []


def test_comments(heard: Told) -> None:
    asked, answer = next(found for found in heard.comments.values() if found)
    assert (asked.author, asked.text, asked.likes) == ("pia@pallet.example", "Which motor?", None)
    assert (answer.text, answer.by_creator) == ("A stepper", True)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("not_found", Missing),
        ("bad_request", PayloadError),
        ("forbidden", Refused),
        ("unauthorized", Refused),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_epoch", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("unavailable", Unreachable),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error):
        asked_of(PeerTube(), FIXTURES / "faults" / f"{name}.json")


@pytest.mark.parametrize("name", ["slow_down_bare", "forbidden", "unavailable"])
def test_a_server_that_fails_costs_its_own_channels_only(name: str) -> None:
    fault = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    with pytest.raises(SkipCreator, match=r"tube\.example"):
        asyncio.run(_posts(fault))


def test_strange_videos() -> None:
    (good,) = asyncio.run(_posts(Exchange.read(FIXTURES / "faults" / "wrong_types.json")))
    assert good.views == 812
    with pytest.raises(PayloadError):
        asyncio.run(_posts(Exchange.read(FIXTURES / "faults" / "all_strange.json")))


async def _posts(exchange: Exchange) -> list[Any]:
    async with client(PeerTube(), Replay([exchange])) as asks:
        return await PeerTube().posts(asks, TILDA, 10)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "printer.local", "10.0.0.1:9000"])
def test_a_private_host_is_never_asked(host: str) -> None:
    async def asked() -> list[Profile | Skip]:
        async with client(PeerTube(), replay) as asks:
            wanted = [Candidate(platform="peertube", handle=f"tilda@{host}")]
            return [each async for each in PeerTube().profiles(asks, wanted)]

    replay = Replay([])
    assert [isinstance(each, Skip) for each in asyncio.run(asked())] == [True]
    assert replay.asked == []


def test_fifty_creators_cost_51_calls() -> None:
    read = led(PeerTube(), crowd := Crowd(answer))
    assert [len(posts) for posts in read.values()] == [10] * 50
    assert len(crowd.asked) == 51
