"""Twitch, clause by clause over its fixtures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from fakes.crowd import fifty
from fakes.twitch import answer
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Profile, Skip
from microscout.platforms.twitch import STREAMS, Twitch
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "twitch"
TOKEN = Exchange.read(FIXTURES / "00_token.json")
KEYS = {"client_key": SecretStr("CLIENT"), "client_secret": SecretStr("SECRET")}
HERE = Twitch()


def client(replay: Replay) -> Client:
    return Client(HERE.api, credentials=KEYS, seam=replay, clock=frozen_clock())


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(Twitch(), Replay(FIXTURES))


def profile(heard: Told, number: str) -> Profile:
    return next(each for each in heard.profiles if each.stable_id == number)


@pytest.mark.slow
def test_contract() -> None:
    check_platform(Twitch(), FIXTURES)


def test_streams_come_first_then_clips_then_names(heard: Told) -> None:
    assert [(each.stable_id, each.found_by[0]) for each in heard.candidates] == [
        ("11", "streams in the category Watchmaking"),
        ("12", "streams in the category Watchmaking"),
        ("12", "streams in the category Watchmaking"),
        ("13", "streams in the category Watchmaking"),
        ("14", "clipped in Watchmaking"),
        ("15", "channel matches “vintage watches”"),
    ]


def test_a_profile(heard: Told) -> None:
    tilda = profile(heard, "11")
    assert (tilda.handle, tilda.name, tilda.followers) == ("tilda_ticks", "Tilda_Ticks", 4210)
    assert (tilda.languages, tilda.links) == (("en",), ("https://tilda-ticks.example",))
    assert (tilda.url, tilda.created_at) == ("https://www.twitch.tv/tilda_ticks", 1_614_834_367)


def test_unknown_is_none_and_zero_is_zero(heard: Told) -> None:
    hidden = profile(heard, "12")
    assert (hidden.followers, hidden.bio, hidden.languages, hidden.post_count) == (None, None, (), None)
    assert profile(heard, "14").followers == 0
    assert heard.posts["twitch:12"][0].views is None
    assert heard.posts["twitch:11"][2].views == 0


def test_who_is_absent_from_a_batch_is_skipped(heard: Told) -> None:
    assert [(each.handle, each.reason) for each in heard.skipped] == [("gone_gears", "not there, or not any more")]


def test_recordings(heard: Told) -> None:
    new, cut, old = heard.posts["twitch:11"]
    assert (new.post_id, new.kind, new.views, new.likes, new.comments) == ("v3", "archive", 812, None, None)
    assert (new.paid, cut.paid, old.paid) == (True, None, None), "branded content is told of the newest stream only"
    assert (cut.kind, cut.links) == ("highlight", ("https://oil.example/tilda",))
    assert new.created_at == 1_795_168_800


def test_who_has_no_recordings_has_clips(heard: Told) -> None:
    assert [(post.post_id, post.kind, post.views) for post in heard.posts["twitch:14"]] == [("Cb", "clip", 55)]
    assert heard.posts["twitch:15"] == []


def test_secrets_are_in_headers_and_bodies_only() -> None:
    async def asked() -> None:
        async with client(replay) as here:
            await HERE.probe(here)

    replay = Replay(FIXTURES)
    asyncio.run(asked())
    sign_in, call = replay.asked
    assert sign_in.content == b"grant_type=client_credentials&client_id=CLIENT&client_secret=SECRET"
    assert (call.headers["client-id"], call.headers["authorization"]) == ("CLIENT", "Bearer not-a-real-token")
    assert not any("CLIENT" in str(request.url) or "SECRET" in str(request.url) for request in replay.asked)


def test_fifty_creators_cost_a_hundred_and_four_calls() -> None:
    told, snapshots, crowd = fifty(HERE, answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    calls = [request for request in crowd.asked if request.url.host == "api.twitch.tv"]
    assert (len(calls), len(crowd.asked)) == (104, 105), "and the sign-in"


def test_a_name_that_is_none_does_not_fail_the_batch() -> None:
    async def read() -> list[Profile | Skip]:
        wanted = [Candidate(platform="twitch", handle=handle) for handle in ("tilda_ticks", "not-a-name")]
        async with client(Replay(FIXTURES)) as here:
            return [each async for each in Twitch().profiles(here, wanted)]

    answers = asyncio.run(read())
    assert next(each.reason for each in answers if isinstance(each, Skip)) == "not a Twitch name"
    assert "tilda_ticks" in [each.handle for each in answers if isinstance(each, Profile)]


def test_a_token_that_ran_out_is_renewed_once() -> None:
    async def asked() -> str:
        async with client(replay) as here:
            return await HERE.probe(here)

    over = Exchange.read(FIXTURES / "faults" / "bad_token.json")
    replay = Replay(
        FIXTURES, fault=lambda number, _, url: Exchange(url, 401, over.headers, over.body) if number == 2 else None
    )
    assert "answers" in asyncio.run(asked())
    assert [request.url.host for request in replay.asked] == ["id.twitch.tv", "api.twitch.tv"] * 2


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bad_token", Refused),
        ("no_client", Refused),
        ("no_scope", Refused),
        ("not_numeric", PayloadError),
        ("not_found", Missing),
        ("broken_server", Unreachable),
        ("slow_down_epoch", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("empty_answer", PayloadError),
        ("sign_in_refused", Refused),
    ],
)
def test_what_twitch_answers_means(name: str, error: type[MicroscoutError]) -> None:
    async def asked() -> object:
        async with client(replay) as here:
            return await here.get(STREAMS)

    recorded = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    replay = Replay([recorded] if recorded.method == "POST" else [TOKEN, recorded])
    with pytest.raises(error):
        asyncio.run(asked())


@pytest.mark.parametrize("name", ["wrong_types", "missing_fields"])
def test_strange_streams_are_noted(name: str) -> None:
    strange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    category = Exchange.read(FIXTURES / "01_categories.json")
    heard = told(Twitch(), Replay([TOKEN, category, strange], otherwise=404))
    assert heard.candidates == []
    assert "not as documented" in next(iter(heard.notes))


def test_the_limit_of_a_minute_is_kept_by_the_pace() -> None:
    pace = HERE.api.pace
    assert pace.burst + 60 * pace.per_second <= 800
