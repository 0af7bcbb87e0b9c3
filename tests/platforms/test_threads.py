"""Threads, clause by clause over its fixtures."""

import asyncio
from typing import Any

import pytest

from fakes.crowd import fifty, keys
from fakes.threads import answer
from few import FIXTURES, fault, profiled
from microscout.client import Client, Ledger
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Post, Profile, Skip
from microscout.platforms.base import Billed, Work
from microscout.platforms.threads import LOOKUP, Threads
from microscout.testing import Told, check_platform, told
from microscout.testing.contract import NOW, frozen_clock

HERE = Threads()
TILDA = Profile(platform="threads", stable_id="tilda.ticks", handle="tilda.ticks", captured_at=NOW)


def ask(replay: Replay, **known: Any) -> Client:
    return Client(HERE.api, credentials=keys(HERE), seam=replay, clock=frozen_clock(), **known)


@pytest.fixture(scope="module")
def replay() -> Replay:
    return Replay(FIXTURES / "threads")


@pytest.fixture(scope="module")
def heard(replay: Replay) -> Told:
    return told(HERE, replay)


def profile(heard: Told, handle: str) -> Profile:
    return next(each for each in heard.profiles if each.handle == handle)


def test_the_contract() -> None:
    check_platform(HERE, FIXTURES / "threads")
    assert isinstance(HERE, Billed)


def test_it_says_what_it_cannot_tell_and_who_may_use_it() -> None:
    assert (HERE.facts.likes, HERE.facts.comments, HERE.facts.views, HERE.facts.comment_texts) == (False,) * 4
    assert HERE.facts.followers
    assert HERE.facts.access == "approval"
    assert HERE.api.needs_key
    assert "App Review" in HERE.facts.credentials["token"]


# -- who is found ---------------------------------------------------------------------------------------------------


def test_who_posts_about_the_niche_is_found_and_who_only_answers_is_not(heard: Told) -> None:
    assert list(dict.fromkeys(each.key for each in heard.candidates)) == [
        "tilda.ticks",
        "oskar_slow",
        "bare_bo",
        "gone.gustav",
        "quiet_quinn",
    ]
    assert {each.found_by for each in heard.candidates} == {("posts match “vintage watches”",)}
    assert heard.notes["a post found is not as documented: no username"] == 1


def test_creators_are_named_in_the_settings_or_the_niche() -> None:
    replay = Replay(FIXTURES / "threads")
    heard = told(Threads(creators=["@tilda.ticks"]), replay, "@oskar_slow")
    assert [(each.handle, each.found_by) for each in heard.candidates] == [
        ("tilda.ticks", ("named by you",)),
        ("oskar_slow", ("named by you",)),
    ]
    assert not any("keyword_search" in request.url.path for request in replay.asked), "names are not searched for"


def test_nothing_found_is_no_error(replay: Replay) -> None:
    assert told(HERE, replay, "slide rules").candidates == []


def test_who_may_not_search_still_sees_whom_they_named() -> None:
    refused = fault("threads", "no_permission")
    recorded = [Exchange.read(file) for file in sorted((FIXTURES / "threads").glob("1*.json"))]
    search = Exchange("/v1.0/keyword_search", refused.status, refused.headers, refused.body)
    posts = Exchange("/v1.0/profile_posts", 200, {"content-type": "application/json"}, b'{"data": []}')
    heard = told(Threads(creators=["tilda.ticks"]), Replay([*recorded, search, posts]))
    assert [each.handle for each in heard.profiles] == ["tilda.ticks"]
    assert any("lacks a permission" in note for note in heard.notes)


# -- what is read ---------------------------------------------------------------------------------------------------


def test_a_profile(heard: Told) -> None:
    tilda = profile(heard, "tilda.ticks")
    assert (tilda.creator_id, tilda.name, tilda.followers) == ("threads:tilda.ticks", "Tilda Ticks", 8240)
    assert tilda.url == "https://www.threads.com/@tilda.ticks"
    assert tilda.links == ("https://tilda-ticks.example/shop",)
    assert (tilda.following, tilda.post_count) == (None, None), "never told"


def test_what_is_not_told_is_unknown(heard: Told) -> None:
    bare, oskar, quiet = (profile(heard, handle) for handle in ("bare_bo", "oskar_slow", "quiet_quinn"))
    assert (bare.followers, bare.name, bare.bio, bare.links) == (None, None, None, ())
    assert (oskar.followers, oskar.name, oskar.bio) == (100, None, None)
    assert quiet.bio is None


def test_sums_over_a_week_are_not_taken_for_counts_of_a_post(heard: Told) -> None:
    for post in [post for posts in heard.posts.values() for post in posts]:
        assert (post.likes, post.comments, post.reposts, post.quotes, post.views) == (None,) * 5


def test_who_is_gone_is_skipped(heard: Told) -> None:
    assert [(skip.handle, skip.reason) for skip in heard.skipped] == [("a batch", "Missing")]


def test_only_the_creators_own_posts_newest_first_as_they_came(heard: Told) -> None:
    posts = heard.posts["threads:tilda.ticks"]
    assert [int(post.post_id[-2:]) for post in posts] == [1, 3, 4, 5, 7, 8, 9, 10, 11, 12], "2 is a repost, 6 Oskar's"
    assert [post.kind for post in posts[:8]] == ["text", "quote", "image", "text", "video", "images", "audio", None]
    assert heard.notes["a post is not as documented: no username"] == 1


def test_a_post(heard: Told) -> None:
    tagged, _, picture, linked = heard.posts["threads:tilda.ticks"][:4]
    assert tagged.text == "A balance wheel, at last\n\n#Vintage watches"
    assert tagged.created_at == 1_795_336_200
    assert tagged.url == "https://www.threads.com/@tilda.ticks/post/D00001"
    assert (picture.text, picture.url) == ("", None), "the address is left out where the platform flagged the post"
    assert linked.links == ("https://tilda-ticks.example/1963",)


def test_bare_posts_and_no_posts(heard: Told) -> None:
    (bare,) = heard.posts["threads:bare_bo"]
    assert (bare.text, bare.created_at, bare.url, bare.kind) == ("", None, None, None)
    assert heard.posts["threads:quiet_quinn"] == []


def test_a_moment_that_is_none_is_unknown(heard: Told) -> None:
    odd = next(post for post in heard.posts["threads:tilda.ticks"] if post.post_id.endswith("10"))
    assert odd.created_at is None


def test_a_username_that_is_none_is_never_asked_for() -> None:
    (answer,) = profiled(HERE, "tilda&fields=id")
    assert isinstance(answer, Skip)
    assert answer.reason == "not a Threads username"


def test_comments_are_not_told_and_not_asked_for() -> None:
    async def read() -> list[object]:
        post = Post(creator_id=TILDA.creator_id, post_id="1", captured_at=NOW)
        async with ask(recorded) as client:
            return [each async for each in HERE.comments(client, post, 20)]

    recorded = Replay([])
    assert asyncio.run(read()) == []
    assert recorded.asked == []


def test_the_token_is_in_a_header_and_nowhere_else() -> None:
    replay = Replay(FIXTURES / "threads")
    told(HERE, replay)
    for request in replay.asked:
        assert request.headers["authorization"] == "Bearer not-a-real-key"
        assert "not-a-real-key" not in str(request.url)


def test_probe_is_one_call() -> None:
    async def probed() -> str:
        async with ask(recorded) as client:
            return await HERE.probe(client)

    recorded = Replay([Exchange("/v1.0/profile_lookup?username=threads", body=b'{"username": "threads"}')])
    assert "@threads" in asyncio.run(probed())
    assert len(recorded.asked) == 1


def test_recorded_answers_can_be_replayed() -> None:
    assert {"/{version}/profile_lookup", "/{version}/profile_posts", "/{version}/keyword_search"} <= HERE.reads.keys()
    _, parse = HERE.reads["/{version}/profile_posts"]
    assert parse is not None
    read = parse({"id": "1", "username": "Oskar_Slow"}, "graph.threads.com", NOW)
    assert isinstance(read, Post)
    assert read.creator_id == "threads:oskar_slow"


# -- what a refusal means -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "error", "words", "questions"),
    [
        ("gone", Missing, "fewer than 100", 1),
        ("unsupported", Missing, "fewer than 100", 1),
        ("parameter", PayloadError, "did not accept", 1),
        ("unknown_field", Unreachable, "500", 4),
        ("token_over", Refused, "MICROSCOUT_THREADS_TOKEN", 1),
        ("token_over_400", Refused, "MICROSCOUT_THREADS_TOKEN", 1),
        ("no_permission", Refused, "threads_profile_discovery", 1),
        ("no_permission_403", Refused, "threads_profile_discovery", 1),
        ("permission_missing", Refused, "threads_profile_discovery", 1),
        ("app_limit", QuotaSpent, "used up for now", 1),
        ("user_limit", QuotaSpent, "used up for now", 1),
        ("page_limit", QuotaSpent, "used up for now", 1),
        ("custom_limit", QuotaSpent, "used up for now", 1),
        ("slow_down", QuotaSpent, "stop for now", 4),
        ("slow_down_seconds", QuotaSpent, "opens again in 10 min", 1),
        ("slow_down_date", QuotaSpent, "opens again in 10 min", 1),
        ("hiccup", Unreachable, "hiccup", 4),
        ("hiccup_unknown", Unreachable, "hiccup", 4),
        ("server_error", Unreachable, "503", 4),
        ("web_page", PayloadError, "web page", 1),
        ("empty_answer", PayloadError, "empty", 1),
        ("broken_json", PayloadError, "broken JSON", 1),
        ("empty_object", PayloadError, "no username", 1),
        ("wrong_types", PayloadError, "followers", 1),
        ("flag_for_a_count", PayloadError, "followers", 1),
    ],
)
def test_what_threads_answers_means(name: str, error: type[MicroscoutError], words: str, questions: int) -> None:
    async def read() -> object:
        async with ask(recorded) as client:
            return [each async for each in HERE.profiles(client, [wanted])]

    wanted = told(Threads(creators=["tilda.ticks"]), Replay(FIXTURES / "threads"), "@tilda.ticks").candidates[0]
    recorded = Replay([fault("threads", name)])
    with pytest.raises(error, match=words) as raised:
        asyncio.run(read())
    assert type(raised.value) is error
    assert len(recorded.asked) == questions


@pytest.mark.parametrize("name", ["all_strange", "no_list"])
def test_posts_of_which_none_can_be_read_are_not_called_none(name: str) -> None:
    async def read() -> object:
        async with ask(Replay([fault("threads", name)])) as client:
            return await HERE.posts(client, TILDA, 10)

    with pytest.raises(PayloadError):
        asyncio.run(read())


def test_a_header_that_says_used_up_ends_the_asking() -> None:
    async def twice() -> None:
        async with ask(recorded) as client:
            await client.get(LOOKUP, username="tilda.ticks")
            with pytest.raises(QuotaSpent):
                await client.get(LOOKUP, username="tilda.ticks")

    recorded = Replay([fault("threads", "used_up")])
    asyncio.run(twice())
    assert len(recorded.asked) == 1


def test_every_fault_is_tried() -> None:
    tried = test_what_threads_answers_means.pytestmark[0].args[1]  # type: ignore[attr-defined]
    tested = {each[0] for each in tried} | {"all_strange", "no_list", "used_up"}
    assert {file.stem for file in (FIXTURES / "threads" / "faults").glob("*.json")} == tested


# -- what it costs --------------------------------------------------------------------------------------------------


def test_fifty_creators_with_ten_posts_each_are_101_calls_as_billed() -> None:
    harvested, snapshots, served = fifty(HERE, answer)
    assert harvested.failure is None
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50
    assert len(served.asked) == 101
    assert harvested.units == HERE.bill(Work(candidates=50)) == {"lookups": 100, "searches": 1}


def test_creators_who_are_named_are_billed() -> None:
    assert Threads(creators=("a", "b")).bill(Work(phrases=2, candidates=500)) == {"lookups": 252, "searches": 2}


def test_what_is_left_of_a_day_is_kept_to() -> None:
    async def asked() -> None:
        ledger = Ledger(before={("threads", "lookups"): 999})
        async with ask(recorded, ledger=ledger) as client:
            await client.get(LOOKUP, username="tilda.ticks")
            with pytest.raises(QuotaSpent, match="1000"):
                await client.get(LOOKUP, username="tilda.ticks")

    recorded = Replay(FIXTURES / "threads")
    asyncio.run(asked())
    assert len(recorded.asked) == 1
