"""X, clause by clause over its fixtures."""

import json
from typing import Any

import pytest

from fakes.crowd import fifty
from fakes.x import X as FakeX
from fakes.x import respelt
from few import FIXTURES, fault, profiled
from microscout.client.replay import Replay
from microscout.errors import MicroscoutError, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Post, Profile, Skip
from microscout.platforms import _x
from microscout.platforms.x import POST_FIELDS, X
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import NOW

TILDA = "x:2200000001"


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(X(creators=("gone_gustav", "much-too-long-a-name")), Replay(FIXTURES / "x"))


def test_the_contract() -> None:
    check_platform(X(creators=("gone_gustav",)), FIXTURES / "x")


def test_who_posts_on_the_niche_is_asked_for_once(heard: Told) -> None:
    assert [each.found_by[0] for each in heard.candidates] == ["named by you"] * 2 + [
        "posts match “vintage watches”"
    ] * 6
    assert heard.candidates[2].key == heard.candidates[4].key


def test_nothing_found_is_no_error() -> None:
    heard = told(X(), Replay(FIXTURES / "x"), "sundials of the moon")
    assert (heard.candidates, heard.notes) == ([], {})


def test_a_profile(heard: Told) -> None:
    tilda = heard.profiles[0]
    assert (tilda.handle, tilda.followers, tilda.following, tilda.post_count) == ("tilda_ticks", 5120, 280, 3011)
    assert tilda.links == ("https://tilda-ticks.example/", "https://shop.tilda-ticks.example/")
    assert tilda.location == "Leeds"


def test_what_is_not_told_is_unknown(heard: Told) -> None:
    bare = heard.profiles[2]
    assert (bare.followers, bare.following, bare.post_count, bare.bio, bare.created_at) == (None,) * 5
    assert heard.posts[bare.creator_id] == [], "an answer without data is no posts"


def test_who_is_gone_or_hidden_is_skipped_with_the_reason(heard: Told) -> None:
    assert {skip.handle: skip.reason.split(",")[0] for skip in heard.skipped} == {
        "2200000003": "not there",
        "gone_gustav": "not there",
        "shy_ticks": "shows posts to followers only",
        "much-too-long-a-name": "not an X username",
    }


def test_posts(heard: Told) -> None:
    first, old, quote, unsaid = heard.posts[TILDA][:4]
    assert (first.likes, first.comments, first.reposts, first.quotes, first.views) == (41, 3, 2, 1, 2101)
    assert first.links == ("https://tilda-ticks.example/log",)
    assert old.views is None, "before December 2022 nobody counted"
    assert quote.kind == "quote"
    assert (first.language, unsaid.language) == ("en", None)


def test_reposts_are_neither_asked_for_nor_read(heard: Told) -> None:
    assert not any(post.text.startswith("RT") for post in heard.posts[TILDA])
    replay = Replay(FIXTURES / "x")
    told(X(), replay)
    feeds = [request for request in replay.asked if request.url.path.endswith("/tweets")]
    assert {request.url.params["exclude"] for request in feeds} == {"retweets,replies"}


def test_counts_that_are_not_told_are_unknown(heard: Told) -> None:
    (bare,) = heard.posts["x:2200000002"]
    assert (bare.likes, bare.comments, bare.reposts, bare.quotes, bare.views) == (None,) * 5


def read(**raw: Any) -> Post:
    told = _x.post({"id": "1", "text": "x", **raw}, None, "tilda", NOW)
    assert told is not None
    return told


def test_a_long_post_is_read_in_full() -> None:
    long = {"text": "a long text", "entities": {"urls": [{"expanded_url": "https://long.example/"}]}}
    assert (read(note_tweet=long).text, read(note_tweet=long).links) == ("a long text", ("https://long.example/",))
    assert "note_tweet" in POST_FIELDS


@pytest.mark.parametrize(
    ("created", "counts", "views"),
    [
        ("2026-11-20T08:00:00.000Z", {"impression_count": 0, "like_count": 0}, 0),
        ("2026-11-20T08:00:00.000Z", {"impression_count": 0, "reply_count": 1}, None),
        ("2019-12-31T19:26:16.000Z", {"impression_count": 0, "like_count": 0}, None),
        (None, {"impression_count": 0}, None),
        (None, {"impression_count": 7}, 7),
        ("2026-11-20T08:00:00.000Z", {"like_count": 0}, None),
    ],
)
def test_views_are_zero_only_where_somebody_counted(created: str | None, counts: Any, views: int | None) -> None:
    assert read(created_at=created, public_metrics=counts).views == views


def raws(name: str) -> list[Any]:
    return list(json.loads((FIXTURES / "x" / f"{name}.json").read_text("utf-8"))["body"]["data"])


def test_both_spellings_of_x_are_read_as_one() -> None:
    posts, profiles = raws("20_posts_tilda"), raws("10_profiles")
    assert respelt(posts) != posts
    assert [_x.post(raw, None, "i", NOW) for raw in respelt(posts)] == [_x.post(raw, None, "i", NOW) for raw in posts]
    assert [_x.profile(raw, NOW) for raw in respelt(profiles)] == [_x.profile(raw, NOW) for raw in profiles]


def test_paid_partnerships_are_read_where_told() -> None:
    assert [read(paid_partnership=told).paid for told in (True, False, None, "yes")] == [True, False, None, None]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("unauthorized", Refused),
        ("no_credits", QuotaSpent),
        ("not_enrolled", Refused),
        ("forbidden", Refused),
        ("cap", QuotaSpent),
        ("bad_request", PayloadError),
        ("server_error", Unreachable),
        ("slow_down", QuotaSpent),
        ("slow_down_epoch", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("slow_down_date", QuotaSpent),
        ("empty_answer", PayloadError),
        ("no_list", PayloadError),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
    ],
)
def test_what_x_answers_means(name: str, error: type[MicroscoutError]) -> None:
    with pytest.raises(error) as raised:
        profiled(X(), "2200000001", fault("x", name), stable_id="2200000001")
    assert type(raised.value) is error


def test_who_is_suspended_is_skipped_though_the_answer_is_good() -> None:
    (answer,) = profiled(X(), "2200000001", fault("x", "suspended"), stable_id="2200000001")
    assert isinstance(answer, Skip)
    assert answer.gone


def test_a_strange_profile_is_skipped_and_the_others_stay() -> None:
    answers = profiled(X(), "2200000001", fault("x", "wrong_types"), stable_id="2200000001")
    assert [type(each) for each in answers] == [Skip]
    assert answers[0].reason == "a profile is not as documented: followers"


def test_fifty_creators_with_ten_posts_each_cost_three_dollars() -> None:
    fake = FakeX()
    named = X(creators=[f"maker_{n}" for n in range(100, 150)])
    told, snapshots, served = fifty(named, lambda r: {"meta": {}} if "search" in r.url.path else fake.answer(r))
    assert told.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert told.units["USD"] == pytest.approx(3.00)
    assert len(served.asked) == 1 + 1 + 50
    assert isinstance(snapshots[0].profile, Profile)
