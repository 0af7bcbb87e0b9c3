"""Bluesky, clause by clause over its fixtures."""

import asyncio
from pathlib import Path

import pytest

from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Niche, Profile, Skip
from microscout.platforms.bluesky import FEED, Bluesky
from microscout.testing import Told, told
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "bluesky"
TILDA = "did:plc:tildaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(Bluesky(), Replay(FIXTURES))


def profile(heard: Told, name: str) -> Profile:
    return next(each for each in heard.profiles if name in each.stable_id)


def test_packs_come_first_then_bios_then_posts(heard: Told) -> None:
    why = [candidate.found_by[0] for candidate in heard.candidates]
    assert why[:3] == ["starter pack “Vintage watch people”"] * 3
    assert why[3:9] == ["bio or name matches “vintage watches”"] * 6
    assert why[9:] == ["posts match “vintage watches”"]
    assert heard.candidates[0].lists == ("Vintage watch people",)


def test_without_an_app_password_posts_are_not_searched() -> None:
    async def found() -> list[Candidate]:
        async with Client(Bluesky().api, seam=replay, clock=frozen_clock()) as client:
            return [each async for each in Bluesky().search(client, Niche.of("vintage watches"), 50)]

    replay = Replay(FIXTURES)
    assert len(asyncio.run(found())) == 9
    assert {request.url.host for request in replay.asked} == {"public.api.bsky.app"}


def test_a_profile(heard: Told) -> None:
    tilda = profile(heard, "tilda")
    assert (tilda.followers, tilda.following, tilda.post_count) == (4210, 310, 812)
    assert tilda.url == "https://bsky.app/profile/tilda-ticks.example"
    assert tilda.links == ("https://tilda-ticks.example/shop",)
    assert tilda.withheld == ()


def test_what_is_not_told_is_unknown(heard: Told) -> None:
    bare = profile(heard, "plc:bo")
    assert (bare.followers, bare.following, bare.post_count, bare.name, bare.bio) == (None,) * 5


def test_who_asked_not_to_be_shown_is_withheld(heard: Told) -> None:
    assert profile(heard, "ida").withheld == ("asked not to be shown to people who are not signed in",)


def test_who_is_absent_from_a_batch_is_skipped(heard: Told) -> None:
    assert [(skip.handle, skip.reason) for skip in heard.skipped] == [
        ("gustav-gone.test", "not there, or not any more")
    ]


def test_a_handle_that_points_nowhere_gives_way_to_the_id(heard: Told) -> None:
    vera = profile(heard, "vera")
    assert vera.handle == vera.stable_id


def test_posts(heard: Told) -> None:
    log, future, long = heard.posts[f"bluesky:{TILDA}"]
    assert (log.likes, log.reposts, log.quotes, log.comments, log.views) == (41, 6, 2, 3, None)
    assert log.links == ("https://tilda-ticks.example/log/61",)
    assert log.url == "https://bsky.app/profile/tilda-ticks.example/post/3tilda2a"
    assert future.created_at == 1_795_159_800, "a client's wrong clock is not believed: indexed on 2026-11-20"
    assert (long.language, long.kind, long.links) == ("de", "link", ("https://tilda-ticks.example/long",))


def test_hidden_counts_and_a_moment_before_time(heard: Told) -> None:
    hidden, picture = heard.posts["bluesky:did:plc:oskaraaaaaaaaaaaaaaaaaaa"]
    assert (hidden.likes, hidden.reposts, hidden.quotes, hidden.comments) == (None,) * 4
    assert (picture.kind, picture.language) == ("image", None)
    assert picture.created_at == 1_795_089_600


def test_reposts_pins_and_others_posts_are_left_out(heard: Told) -> None:
    assert [post.text for post in heard.posts["bluesky:did:plc:ritaaaaaaaaaaaaaaaaaaaaa"]] == [
        "My own vintage watch, for once"
    ]


def test_comments(heard: Told) -> None:
    first, answer, third = next(found for found in heard.comments.values() if found)
    assert (first.author, first.by_creator, first.parent) == ("pia-pallet.example", False, None)
    assert (answer.by_creator, answer.parent) == (True, first.comment_id)
    assert third.text == "Lovely"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unknown_creator", Missing),
        ("taken_down", Missing),
        ("deactivated", Missing),
        ("list_gone", Missing),
        ("post_gone", Missing),
        ("bad_handle", PayloadError),
        ("junk_cursor", Unreachable),
        ("upstream", Unreachable),
        ("search_refused", Refused),
        ("invalid_token", Refused),
        ("expired_token", Refused),
        ("sign_in_refused", Refused),
        ("slow_down_epoch", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_iso", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
    ],
)
def test_what_bluesky_answers_means(name: str, error: type[MicroscoutError]) -> None:
    recorded = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    with pytest.raises(error):
        asyncio.run(asked(Replay([Exchange(FEED.path, recorded.status, recorded.headers, recorded.body)])))


async def asked(replay: Replay) -> object:
    async with Client(Bluesky().api, seam=replay, clock=frozen_clock()) as client:
        return await client.get(FEED)


def test_strange_profiles_are_skipped_and_good_ones_kept() -> None:
    async def read() -> list[Profile | Skip]:
        wanted = [
            Candidate(platform="bluesky", handle=handle)
            for handle in ("mira-lume.test", "not a handle".replace(" ", "_"))
        ]
        async with Client(Bluesky().api, seam=replay, clock=frozen_clock()) as client:
            return [each async for each in Bluesky().profiles(client, wanted)]

    replay = Replay([Exchange.read(FIXTURES / "faults" / "wrong_types.json")])
    answers = asyncio.run(read())
    assert [each.handle for each in answers if isinstance(each, Profile)] == ["mira-lume.test"]
    reasons = [each.reason for each in answers if isinstance(each, Skip)]
    assert reasons[0] == "not a Bluesky handle"
    assert "a profile is not as documented: followers" in reasons


def test_a_feed_of_nothing_but_strange_posts_is_not_called_empty() -> None:
    async def read() -> object:
        async with Client(Bluesky().api, seam=replay, clock=frozen_clock()) as client:
            return await Bluesky().posts(
                client, Profile(platform="bluesky", stable_id=TILDA, handle="x.test", captured_at=1), 5
            )

    replay = Replay([Exchange.read(FIXTURES / "faults" / "all_strange.json")])
    with pytest.raises(PayloadError):
        asyncio.run(read())


def test_followers_are_told_without_names(heard: Told) -> None:
    new, old, pictured = heard.followers
    assert (new.posts, new.avatar, new.bio) == (0, False, False)
    assert (old.posts, old.avatar, old.bio) == (77, True, True)
    assert (pictured.posts, pictured.avatar, pictured.bio) == (0, True, False)
    assert new.created_at is not None
    assert "pim" not in repr(heard.followers)
