"""Podcast Index, clause by clause over its fixtures."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from fakes.crowd import fifty
from fakes.podcastindex import answer, episodes, shows
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Profile, Skip
from microscout.platforms.podcastindex import EPISODES, SEARCH, PodcastIndex
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import NOW, frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "podcastindex"
KEYS = {"api_key": SecretStr("KEY"), "api_secret": SecretStr("SECRET")}
HERE = PodcastIndex()


def client(replay: Replay) -> Client:
    return Client(HERE.api, credentials=KEYS, seam=replay, clock=frozen_clock())


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(HERE, Replay(FIXTURES))


def test_contract() -> None:
    check_platform(HERE, FIXTURES)


def test_dead_shows_are_no_candidates(heard: Told) -> None:
    assert [each.handle for each in heard.candidates] == ["501", "502", "504"]


def test_a_profile(heard: Told) -> None:
    tilda, hidden, silent = heard.profiles
    assert (tilda.name, tilda.bio, tilda.post_count) == ("Tilda Ticks", "Author 501 — All about vintage watches", 3)
    assert tilda.links == (
        "https://pods.example/501.xml",
        "https://show-501.example",
        "https://show-501.example/support",
    )
    assert (hidden.post_count, hidden.languages, hidden.followers) == (None, (), None)
    assert silent.post_count == 0


def test_episodes_of_several_shows_come_together(heard: Told) -> None:
    assert {key: [post.post_id for post in posts] for key, posts in heard.posts.items()} == {
        "podcastindex:501": ["13", "12", "11"],
        "podcastindex:502": ["22"],
        "podcastindex:504": [],
    }
    new, _, undated = heard.posts["podcastindex:501"]
    assert (new.text, new.links, new.kind) == ("Episode 13\n\nWith oil", ("https://oil.example",), "audio")
    assert (new.created_at, undated.created_at, new.views, new.likes) == (1_795_100_013, None, None, None)


def test_each_call_is_stamped_and_no_secret_is_in_an_address() -> None:
    async def asked() -> None:
        async with client(replay) as here:
            await HERE.probe(here)

    replay = Replay(FIXTURES)
    asyncio.run(asked())
    (request,) = replay.asked
    expected = hashlib.sha1(f"KEYSECRET{NOW}".encode()).hexdigest()
    assert (request.headers["x-auth-key"], request.headers["x-auth-date"]) == ("KEY", str(NOW))
    assert request.headers["authorization"] == expected
    assert "KEY" not in str(request.url)
    assert "SECRET" not in str(request.headers)


def test_without_a_key_it_says_what_is_missing() -> None:
    async def asked() -> None:
        async with Client(HERE.api, seam=Replay([]), clock=frozen_clock()) as here:
            await HERE.probe(here)

    with pytest.raises(Refused, match="api_key and api_secret"):
        asyncio.run(asked())


def test_fifty_shows_cost_two_calls() -> None:
    told, snapshots, crowd = fifty(HERE, answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(crowd.asked) == 2


def exchange(path: str, body: Any) -> Exchange:
    return Exchange(path, body=json.dumps(body).encode())


def test_who_is_crowded_out_by_a_busy_show_is_asked_for_alone() -> None:
    alone = [exchange(f"{EPISODES.path}?id={number}", episodes(number)) for number in (1, 2)]
    busy = exchange(EPISODES.path, episodes(0, each=1000))
    replay = Replay([exchange(SEARCH.path, shows(3)), busy, *alone])
    heard = told(HERE, replay)
    assert [len(heard.posts[f"podcastindex:{number}"]) for number in range(3)] == [10, 10, 10]
    assert len(replay.asked) == 4


def test_a_show_by_its_number_and_one_that_is_not_there() -> None:
    async def read() -> list[Profile | Skip]:
        wanted = [Candidate(platform="podcastindex", handle=handle) for handle in ("501", "999", "tilda")]
        async with client(Replay(FIXTURES)) as here:
            return [each async for each in HERE.profiles(here, wanted)]

    found, gone, odd = asyncio.run(read())
    assert isinstance(found, Profile)
    assert isinstance(gone, Skip)
    assert isinstance(odd, Skip)
    assert (gone.reason, odd.reason) == ("not there, or not any more", "not the number of a show at Podcast Index")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("bad_key", Refused),
        ("bad_question", PayloadError),
        ("not_found", Missing),
        ("false_under_200", PayloadError),
        ("broken_server", Unreachable),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("empty_answer", PayloadError),
    ],
)
def test_what_podcast_index_answers_means(name: str, error: type[MicroscoutError]) -> None:
    async def asked() -> object:
        async with client(replay) as here:
            return [raw async for raw in here.items(SEARCH, limit=5)]

    replay = Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])
    with pytest.raises(error):
        asyncio.run(asked())


@pytest.mark.parametrize("name", ["wrong_types", "missing_fields"])
def test_strange_shows_are_noted(name: str) -> None:
    heard = told(HERE, Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")], otherwise=404))
    assert heard.candidates == []
    assert sum(heard.notes.values()) == 1
