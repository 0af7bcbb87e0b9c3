"""TikTok's Research API, clause by clause over its fixtures."""

import json

import pytest

from fakes.crowd import fifty
from fakes.tiktok import answer
from few import FIXTURES, fault, profiled
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.platforms.base import Work
from microscout.platforms.tiktok import TikTok, _post
from microscout.testing import Told, check_platform, told

TILDA = "tiktok:tilda.ticks"
SIGN_IN = Exchange.read(FIXTURES / "tiktok" / "00_sign_in.json")


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay(FIXTURES / "tiktok")


@pytest.fixture(scope="module")
def heard(replay: Replay) -> Told:
    return told(TikTok(), replay)


def test_the_contract() -> None:
    check_platform(TikTok(), FIXTURES / "tiktok")


def test_it_says_who_may_use_it() -> None:
    assert "non-profit" in TikTok.facts.about
    assert "a founder may not use it" in TikTok.facts.terms


def test_questions_are_bodies_and_secrets_never_in_an_address(replay: Replay, heard: Told) -> None:
    sign_in, search, *_ = replay.asked
    assert b"grant_type=client_credentials" in sign_in.content
    body = json.loads(search.content)
    assert body["query"] == {"and": [{"operation": "EQ", "field_name": "keyword", "field_values": ["vintage watches"]}]}
    assert (body["start_date"], body["end_date"]) == ("20261026", "20261124"), "30 days at most"
    assert dict(search.url.params) == {"fields": "username"}
    assert not any("not-a-real-key" in str(request.url) for request in replay.asked)


def test_profiles(heard: Told) -> None:
    tilda, bare, quiet = heard.profiles
    assert (tilda.followers, tilda.following, tilda.post_count) == (15200, 120, 140)
    assert tilda.links == ("https://tilda-ticks.example/",)
    assert (bare.followers, bare.following, bare.post_count, bare.bio) == (None,) * 4
    assert (quiet.followers, quiet.post_count) == (0, 0)
    assert [skip.reason for skip in heard.skipped] == ["Missing"]


def test_posts_are_the_creators_own_newest_first(heard: Told) -> None:
    posts = heard.posts[TILDA]
    assert [post.post_id[-2:] for post in posts] == [f"{n:02d}" for n in range(1, 11)]
    assert (posts[0].likes, posts[0].comments, posts[0].reposts, posts[0].views) == (311, 12, 4, 9101)
    assert (posts[2].likes, posts[2].comments, posts[2].reposts, posts[2].views) == (None,) * 4
    assert heard.posts["tiktok:quiet.quinn"] == []


def test_a_video_that_does_not_name_its_maker_is_whose_was_asked_for() -> None:
    asked, unasked = _post({"id": 7, "like_count": 3}, TILDA, 1), _post({"id": 7, "like_count": 3}, None, 1)
    assert asked is not None
    assert unasked is not None
    assert (asked.creator_id, asked.url, unasked.creator_id) == (TILDA, None, "tiktok:?")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("token", Refused),
        ("scope", Refused),
        ("forbidden", Refused),
        ("invalid", PayloadError),
        ("gone", Missing),
        ("daily", QuotaSpent),
        ("internal", Unreachable),
        ("error_under_200", Unreachable),
        ("daily_under_200", QuotaSpent),
        ("slow_down_under_200", QuotaSpent),
        ("token_under_200", Refused),
        ("unknown_under_200", PayloadError),
        ("slow_down", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("empty_answer", PayloadError),
        ("timeout", Unreachable),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("wrong_types", PayloadError),
    ],
)
def test_what_tiktok_answers_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error) as raised:
        profiled(TikTok(), "tilda.ticks", SIGN_IN, fault("tiktok", name))
    assert type(raised.value) is error


def test_fifty_creators_are_101_requests_as_billed() -> None:
    told, snapshots, _ = fifty(TikTok(), answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert told.units == TikTok().bill(Work(candidates=50)) == {"requests": 101}
