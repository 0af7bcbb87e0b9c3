"""Feeds as creators, clause by clause over their fixtures."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from fakes.crowd import fifty
from fakes.rss import FEEDS, answer
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import Refused
from microscout.models import Candidate, Niche, Profile, Skip
from microscout.platforms import _feed, make
from microscout.platforms.rss import Rss
from microscout.testing import Told, check_platform, told
from microscout.testing.__main__ import main
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rss"
LETTER = "https://ticking.example/feed"
HERE = Rss(
    feeds=(
        LETTER,
        "oskar-blog.example/atom.xml",
        "http://bread.example/?feed=rss2",
        "https://empty.example/vintage-watches.xml",
        "https://gone.example/feed",
        "https://shy.example/feed",
        "https://localhost/feed",
    )
)


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(HERE, Replay(FIXTURES))


def test_contract() -> None:
    check_platform(HERE, FIXTURES)


def test_only_feeds_that_speak_of_the_niche_are_candidates(heard: Told) -> None:
    assert [(each.handle, each.found_by[0]) for each in heard.candidates] == [
        ("ticking.example/feed", "the feed's title or description matches “vintage watches”"),
        ("oskar-blog.example/atom.xml", "an entry matches “vintage watches”"),
        ("empty.example/vintage-watches.xml", "the feed's title or description matches “vintage watches”"),
        ("shy.example/feed", "the feed's title or description matches “vintage watches”"),
    ]
    assert heard.notes == {"not there, or not any more": 1, "localhost is not a public host name": 1}


def test_a_profile_from_atom(heard: Told) -> None:
    oskar = next(each for each in heard.profiles if "oskar" in each.handle)
    assert (oskar.name, oskar.bio, oskar.languages) == ("Oskar & Söhne", "Oskar Example — Notizen", ("de",))
    assert (oskar.creator_id, oskar.url) == ("rss:oskar-blog.example/atom.xml", "https://oskar-blog.example/")
    assert (oskar.followers, oskar.following, oskar.post_count) == (None, None, None)


def test_entries_from_atom(heard: Told) -> None:
    two, one = heard.posts["rss:oskar-blog.example/atom.xml"]
    assert (two.text, two.url) == ("Zwei\n\nMy vintage watches", "https://oskar-blog.example/2")
    assert (two.created_at, two.likes, two.views) == (1_795_255_200, None, None), "published, not updated"
    assert one.text == "Eins\n\nErstes"


def test_an_empty_feed_has_no_posts_and_a_shy_one_is_withheld(heard: Told) -> None:
    assert heard.posts["rss:empty.example/vintage-watches.xml"] == []
    shy = next(each for each in heard.profiles if "shy" in each.handle)
    assert shy.withheld == ("asks directories not to be listed",)


def test_fifty_feeds_cost_fifty_calls() -> None:
    told, snapshots, crowd = fifty(Rss(feeds=FEEDS), answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(crowd.asked) == 50


def test_without_feeds_the_founder_is_told_so() -> None:
    async def search() -> list[Candidate]:
        async with Client(Rss().api, seam=Replay([]), clock=frozen_clock()) as client:
            return [each async for each in Rss().search(client, Niche.of("watches"), 5)]

    with pytest.raises(Refused, match="no feeds"):
        asyncio.run(search())


def test_feeds_from_the_environment_are_a_list() -> None:
    made = make("rss", {"feeds": "https://a.example/feed, https://b.example/feed"})
    assert made.feeds == ("https://a.example/feed", "https://b.example/feed")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("web_page", "a web page, not a feed"),
        ("broken_xml", "broken XML"),
        ("empty_answer", "empty"),
        ("json", "no feed"),
        ("entity_bomb", "declares entities"),
        ("outside_entity", "declares entities"),
        ("no_channel", "no channel"),
        ("other_xml", "no RSS or Atom"),
        ("strange_encoding", "no channel"),
        ("refused", "refused"),
        ("gone", "not any more"),
        ("broken_host", "503"),
        ("too_often", "stop for now"),
        ("too_often_date", "stop for now; it opens again in 10 min"),
        ("too_often_seconds", "stop for now; it opens again in 60 min"),
    ],
)
def test_one_feed_that_fails_is_skipped_with_the_reason(name: str, reason: str) -> None:
    async def read() -> list[Profile | Skip]:
        async with Client(HERE.api, seam=replay, clock=frozen_clock()) as client:
            return [each async for each in HERE.profiles(client, [Candidate(platform="rss", handle=LETTER)])]

    replay = Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])
    (answer,) = asyncio.run(read())
    assert isinstance(answer, Skip)
    assert reason in answer.reason


def test_recorded_feeds_are_replayed(capsys: pytest.CaptureFixture[str]) -> None:
    files = [FIXTURES / "01_newsletter.json", FIXTURES / "faults" / "entity_bomb.json"]
    assert main(["replay", "rss", *map(str, files)]) == 0
    feed, *entries, bomb = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert feed["parsed"]["fact"] == "Profile"
    assert [each["parsed"]["post_id"] for each in entries] == ["ep-61", "ep-60", "ep-60", "ep-0"]
    assert bomb["error"] == "PayloadError"


def test_endless_keys_and_texts_are_cut() -> None:
    item = f"<item><guid>{'g' * 9_000}</guid><description>{'x' * 900_000}</description></item>"
    (entry,) = _feed.read(f"<rss><channel>{item}</channel></rss>".encode()).entries
    assert (len(entry.key), len(entry.html)) == (32, 100_000)
    assert _feed.post(entry, "rss:a.example/feed", 1).post_id == entry.key


@pytest.mark.parametrize(
    "address", ["http://a.example/feed?of=https://b.example/", "a.example/feed?of=https://b.example/"]
)
def test_an_address_with_and_without_its_scheme_is_the_same_feed(address: str) -> None:
    call, base = _feed.call(address)
    assert (base, call.path) == ("https://a.example", "/feed?of=https://b.example/")
