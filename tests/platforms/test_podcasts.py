"""Podcasts, clause by clause over their fixtures; and the reader of feeds, which must bear everything."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fakes.crowd import fifty
from fakes.podcasts import answer
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Niche, Profile, Skip
from microscout.platforms import _feed
from microscout.platforms.podcasts import SEARCH, Podcasts
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "podcasts"
TILDA = FIXTURES / "10_feed_tilda.json"


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(Podcasts(), Replay(FIXTURES))


def profile(heard: Told, number: str) -> Profile:
    return next(each for each in heard.profiles if each.stable_id == number)


def test_contract() -> None:
    check_platform(Podcasts(), FIXTURES)


def test_stores_are_merged(heard: Told) -> None:
    assert [each.handle for each in heard.candidates] == ["7001", "7002", "7003", "7004", "7005", "7006", "7007"]


def test_a_profile_is_what_the_feed_says(heard: Told) -> None:
    tilda = profile(heard, "7001")
    assert (tilda.name, tilda.languages, tilda.post_count) == ("Tilda Ticks", ("en",), 61)
    assert tilda.bio == "Tilda Example — Restoring vintage watches. Shop"
    assert tilda.links == (
        "https://pods.tilda-ticks.example/feed.xml",
        "https://tilda-ticks.example",
        "https://tilda-ticks.example/support",
        "https://tilda-ticks.example/shop",
        "mailto:tilda@tilda-ticks.example",
    )


def test_nobody_counts_followers_or_likes(heard: Told) -> None:
    assert {(each.followers, each.following) for each in heard.profiles} == {(None, None)}
    posts = [post for posts in heard.posts.values() for post in posts]
    assert {(post.likes, post.comments, post.views, post.reposts) for post in posts} == {(None,) * 4}
    assert profile(heard, "7002").post_count is None


def test_who_asks_not_to_be_listed_is_withheld(heard: Told) -> None:
    assert profile(heard, "7004").withheld == ("asks directories not to list the show",)


def test_who_is_left_out_and_why(heard: Told) -> None:
    assert {each.handle: each.reason for each in heard.skipped} == {
        "7003": "the show has no public feed: it is at Apple's only",
        "7005": "not there, or not any more",
        "7006": "127.0.0.1:8080 is not a public host name",
        "7007": "the feed declares entities or names other files, as no honest feed does",
    }


def test_episodes_are_newest_first_and_each_once(heard: Told) -> None:
    new, old, undated = heard.posts["podcasts:7001"]
    assert (new.post_id, new.kind, new.created_at) == ("ep-61", "audio", 1_795_150_800)
    assert new.text == "Serial 61 & friends\n\nSponsored by Oil & Co"
    assert new.links == ("https://oil.example/tilda",)
    assert (old.post_id, old.created_at) == ("ep-60", 1_793_854_800)
    assert (undated.kind, undated.created_at) == ("video", None)


def test_fifty_shows_cost_fifty_one_calls() -> None:
    told, snapshots, crowd = fifty(Podcasts(), answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(crowd.asked) == 51


def test_a_question_in_the_address_of_a_feed_is_asked() -> None:
    replay = Replay(FIXTURES)
    told(Podcasts(), replay)
    assert "https://oskar.example/show?format=rss&lang=de" in {str(request.url) for request in replay.asked}


def test_a_show_by_its_number_and_one_that_is_not_there() -> None:
    async def read() -> list[Profile | Skip]:
        wanted = [Candidate(platform="podcasts", handle=handle) for handle in ("7001", "404", "tilda")]
        async with Client(Podcasts().api, seam=Replay(FIXTURES), clock=frozen_clock()) as client:
            return [each async for each in Podcasts().profiles(client, wanted)]

    found, gone, odd = asyncio.run(read())
    assert isinstance(found, Profile)
    assert isinstance(gone, Skip)
    assert isinstance(odd, Skip)
    assert (found.name, gone.reason) == ("Tilda Ticks", "not there, or not any more")
    assert odd.reason == "not the number of a show at Apple"


def test_after_a_refusal_no_further_store_is_asked() -> None:
    async def search() -> tuple[int, list[str]]:
        async with Client(Podcasts().api, seam=replay, clock=frozen_clock()) as client:
            found = [each async for each in Podcasts().search(client, Niche.of("a", "b"), 50)]
            return len(found), list(client.notes)

    replay = Replay([Exchange.read(FIXTURES / "faults" / "asked_too_often.json")])
    assert asyncio.run(search()) == (0, ["the host answers no more: asked too often, or not open to programs"])
    assert len(replay.asked) == 1


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("asked_too_often", Refused),
        ("bad_question", PayloadError),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("unavailable", Unreachable),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("empty_answer", PayloadError),
    ],
)
def test_what_apple_answers_means(name: str, error: type[MicroscoutError]) -> None:
    async def asked() -> object:
        async with Client(Podcasts().api, seam=replay, clock=frozen_clock()) as client:
            return await client.get(SEARCH)

    replay = Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])
    with pytest.raises(error):
        asyncio.run(asked())


@pytest.mark.parametrize("name", ["wrong_types", "missing_fields"])
def test_strange_shows_are_noted(name: str) -> None:
    heard = told(Podcasts(stores=("us",)), Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")]))
    assert heard.candidates == []
    assert sum(heard.notes.values()) == 1


@pytest.mark.parametrize("name", ["entity_bomb", "outside_entity", "cut_feed", "deep_feed", "web_page"])
def test_hostile_and_broken_feeds_are_refused(name: str) -> None:
    with pytest.raises(PayloadError):
        _feed.read(Exchange.read(FIXTURES / "faults" / f"{name}.json").body)


def test_at_every_cut_a_feed_is_whole_or_refused() -> None:
    body = Exchange.read(TILDA).body
    for end in range(0, len(body) - 6, 7):
        with pytest.raises(PayloadError):
            _feed.read(body[:end])


def test_no_more_entries_than_the_limit_are_kept() -> None:
    items = "".join(f"<item><guid>{number}</guid></item>" for number in range(6_000))
    assert len(_feed.read(f"<rss><channel>{items}</channel></rss>".encode()).entries) == 5_000


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("Fri, 20 Nov 2026 05:00:00 GMT", 1_795_150_800),
        ("20 Nov 2026 06:00 +0100", 1_795_150_800),
        ("2026-11-20T05:00:00Z", 1_795_150_800),
        ("Fri, 20 Nov 2026 05:00:00 +0000", 1_795_150_800),
        ("Fri, 20 Nov 2026 05:00:00 -0000", 1_795_150_800),
        ("Fri, 31 Feb 2026 05:00:00 GMT", None),
        ("Thu, 01 Jan 0001 00:00:00 +0000", None),
        ("Thu, 01 Jan 1950 00:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(written: str | None, seconds: int | None) -> None:
    assert _feed.moment(written) == seconds


@pytest.mark.parametrize(
    "address",
    ["https://127.0.0.1/rss", "http://localhost/x", "https://a:b@c.example/x", "file:///etc/passwd", "https://["],
)
def test_no_private_place_is_asked(address: str) -> None:
    with pytest.raises(PayloadError):
        _feed.call(address)


@pytest.mark.parametrize("stores", ["us", (), ("usa",)])
def test_stores_are_a_list_of_countries(stores: object) -> None:
    with pytest.raises(ValueError, match="stores"):
        Podcasts(stores=stores)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "space", ["http://www.itunes.com/dtds/podcast-1.0.dtd", "http://www.itunes.com/DTDs/PodCast-1.0.dtd"]
)
def test_apples_name_space_is_written_with_large_and_small_letters(space: str) -> None:
    owner = "<itunes:owner><itunes:email>mira@ticks.example</itunes:email></itunes:owner>"
    said = f"<title>Ticks</title><itunes:author>Mira</itunes:author>{owner}<itunes:block>Yes</itunes:block>"
    feed = _feed.read(f'<rss version="2.0" xmlns:itunes="{space}"><channel>{said}</channel></rss>'.encode())
    assert (feed.author, feed.email, feed.blocked) == ("Mira", "mira@ticks.example", True)
