"""Instagram, clause by clause over its fixtures."""

import asyncio
import json
from dataclasses import replace

import pytest

from fakes.crowd import fifty, keys
from fakes.instagram import MAKERS, OWN, answer
from few import FIXTURES, fault, profiled
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Profile, Skip
from microscout.platforms.instagram import Instagram
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import frozen_clock

NAMED = Instagram(own_id=OWN, creators=("tilda.ticks", "bare_bo", "new.nora", "private_pia"))


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay(FIXTURES / "instagram")


@pytest.fixture(scope="module")
def heard(replay: Replay) -> Told:
    return told(NAMED, replay)


def test_the_contract() -> None:
    check_platform(NAMED, FIXTURES / "instagram")


def test_creators_are_named_in_the_settings_or_the_niche(replay: Replay) -> None:
    heard = told(Instagram(own_id=OWN, creators=["@tilda.ticks"]), replay, "@new.nora")
    assert [each.handle for each in heard.candidates] == ["tilda.ticks", "new.nora"]
    assert heard.candidates[0].found_by == ("named by you",)


def test_where_nobody_is_named_it_says_how(replay: Replay) -> None:
    with pytest.raises(Refused, match="cannot be searched by words"):
        told(Instagram(own_id=OWN), replay)


def test_without_the_own_id_nothing_is_asked() -> None:
    with pytest.raises(Refused, match="id of your own professional profile"):
        profiled(Instagram(), "tilda.ticks")


def test_a_profile(heard: Told) -> None:
    tilda = heard.profiles[0]
    assert (tilda.followers, tilda.following, tilda.post_count) == (8240, 310, 412)
    assert tilda.links == ("https://tilda-ticks.example/shop",)
    assert tilda.url == "https://www.instagram.com/tilda.ticks/"


def test_what_is_not_told_is_unknown_and_a_true_zero_is_zero(heard: Told) -> None:
    bare, nora = heard.profiles[1:]
    assert (bare.followers, bare.following, bare.post_count, bare.name, bare.bio) == (None,) * 5
    assert (nora.followers, nora.post_count, nora.bio) == (0, 0, None)
    assert heard.posts[nora.creator_id] == []


def test_no_list_of_posts_is_not_no_posts(heard: Told) -> None:
    assert heard.profiles[1].creator_id not in heard.posts
    assert [(skip.handle, skip.reason) for skip in heard.skipped][-1] == ("bare_bo", "PayloadError")


def test_posts(heard: Told) -> None:
    reel, hidden, silent, several = heard.posts["instagram:17841400000000101"][:4]
    assert (reel.kind, reel.views, reel.likes, reel.comments) == ("reel", 5310, 120, 4)
    assert reel.created_at == 1_795_339_800
    assert (hidden.likes, hidden.comments, hidden.views) == (None, 5, None)
    assert silent.text == ""
    assert several.kind == "images"


def test_a_username_that_is_none_is_never_asked_for() -> None:
    (answer,) = profiled(NAMED, "a){id}")
    assert isinstance(answer, Skip)


def test_the_token_is_in_a_header_and_nowhere_else() -> None:
    replay = Replay(FIXTURES / "instagram")
    told(NAMED, replay)
    for request in replay.asked:
        assert request.headers["authorization"] == "Bearer not-a-real-key"
        assert "not-a-real-key" not in str(request.url)
    assert len(replay.asked) == 4, "posts come with the profile"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("gone", Missing),
        ("app_limit", QuotaSpent),
        ("app_limit_403", QuotaSpent),
        ("user_limit", QuotaSpent),
        ("page_limit", QuotaSpent),
        ("custom_limit", QuotaSpent),
        ("business_limit", QuotaSpent),
        ("slow_down", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("empty_answer", PayloadError),
        ("hiccup_unknown", Unreachable),
        ("token_over", Refused),
        ("token_over_400", Refused),
        ("no_permission", Refused),
        ("permission_missing", Refused),
        ("own_id_wrong", Refused),
        ("unknown_field", PayloadError),
        ("hiccup", Unreachable),
        ("server_error", Unreachable),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
        ("wrong_types", PayloadError),
    ],
)
def test_what_instagram_answers_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error) as raised:
        profiled(NAMED, "tilda.ticks", fault("instagram", name))
    assert type(raised.value) is error


def test_10_is_no_part_of_110() -> None:
    with pytest.raises(Missing, match="not a professional"):
        profiled(NAMED, "tilda.ticks", fault("instagram", "gone"))


@pytest.mark.parametrize(
    ("name", "said"), [("used_up", "opens again in 37 min"), ("used_up_by_app", "asks us to stop for now")]
)
def test_a_header_that_says_used_up_ends_the_asking(name: str, said: str) -> None:
    async def twice() -> None:
        replay = Replay([fault("instagram", name)])
        async with Client(NAMED.api, credentials=keys(NAMED), seam=replay, clock=frozen_clock()) as client:
            await NAMED._told(client, "tilda.ticks")
            with pytest.raises(QuotaSpent, match=said):
                await NAMED._told(client, "tilda.ticks")
        assert len(replay.asked) == 1

    asyncio.run(twice())


def test_a_refusal_tells_when_calls_are_let_through_again() -> None:
    usage = '{"1":[{"type":"instagram","call_count":101,"total_time":9,"estimated_time_to_regain_access":12}]}'
    refused = fault("instagram", "business_limit")
    headers = {**refused.headers, "x-business-use-case-usage": usage}
    with pytest.raises(QuotaSpent, match="opens again in 12 min"):
        profiled(NAMED, "tilda.ticks", replace(refused, headers=headers))


def test_an_answer_need_not_repeat_the_username() -> None:
    told = {"business_discovery": {"id": "2", "followers_count": 7}, "id": OWN}
    (profile,) = profiled(NAMED, "Tilda.Ticks", Exchange(f"/v26.0/{OWN}", body=json.dumps(told).encode()))
    assert (profile.handle, profile.followers, profile.post_count) == ("Tilda.Ticks", 7, None)


def test_fifty_creators_with_ten_posts_each_are_fifty_calls() -> None:
    told, snapshots, served = fifty(Instagram(own_id=OWN, creators=MAKERS), answer)
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(served.asked) == 50
    assert isinstance(snapshots[0].profile, Profile)
