"""Mastodon, clause by clause over its fixtures."""

import asyncio
from pathlib import Path

import pytest

from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Profile, Skip
from microscout.platforms import _html
from microscout.platforms.mastodon import LOOKUP, Mastodon
from microscout.testing import Told, told
from microscout.testing.contract import frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mastodon"
HERE = Mastodon(instances=("ticktock.example",))


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(HERE, Replay(FIXTURES))


def profile(heard: Told, name: str) -> Profile:
    return next(each for each in heard.profiles if each.stable_id.startswith(f"{name}@"))


def test_a_profile_at_home(heard: Told) -> None:
    hanna = profile(heard, "hanna")
    assert (hanna.followers, hanna.counts_from, hanna.location) == (2310, "home server", "Uppsala")
    assert hanna.bio == "I mend #vintagewatches & clocks.\nMore: https://hanna-mends.example/notes/a-very-long-address"
    assert hanna.links == ("https://hanna-mends.example/notes/a-very-long-address", "https://shop.hanna-mends.example")
    assert hanna.consent == "discoverable: true (Mastodon)"
    assert hanna.creator_id == "mastodon:hanna@ticktock.example"


def test_a_remote_profile_is_asked_at_home(heard: Told) -> None:
    juno = profile(heard, "juno")
    assert (juno.followers, juno.counts_from) == (5400, "home server")
    assert [post.likes for post in heard.posts[juno.creator_id]] == [220]


def test_where_the_home_is_silent_the_local_view_is_marked_as_such(heard: Told) -> None:
    fern = profile(heard, "fern")
    assert (fern.followers, fern.counts_from) == (55, "local view")


def test_counts_of_posts_are_those_of_the_home_server_or_unknown(heard: Told) -> None:
    fern, hanna = (heard.posts[profile(heard, name).creator_id] for name in ("fern", "hanna"))
    assert fern
    assert {(post.likes, post.comments, post.reposts, post.quotes) for post in fern} == {(None,) * 4}
    assert any(post.likes for post in hanna)


def test_a_domain_that_lends_its_name(heard: Told) -> None:
    lender = profile(heard, "lender")
    assert (lender.stable_id, lender.handle, lender.followers) == (
        "lender@social.lender.example",
        "lender@lender.example",
        655,
    )


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("shy", "did not agree to be discoverable"),
        ("unsaid", "did not agree to be discoverable"),
        ("noindex", "asked not to be indexed"),
        ("tickbot", "a bot, by its own word"),
        ("mover", "moved to another server"),
        ("banned", "suspended by the server"),
        ("muted", "limited by the server"),
        ("circle", "a group, not one creator"),
        ("hanna", None),
        ("bare", None),
    ],
)
def test_who_may_be_listed(heard: Told, name: str, wish: str | None) -> None:
    assert profile(heard, name).withheld == ((wish,) if wish else ())


def test_what_is_not_told_is_unknown(heard: Told) -> None:
    bare = profile(heard, "bare")
    assert (bare.followers, bare.following, bare.post_count, bare.bio) == (None,) * 4


def test_only_own_public_posts_are_kept(heard: Told) -> None:
    long, hidden, thread = heard.posts["mastodon:hanna@ticktock.example"]
    assert long.text == "Long post\n\nOld steel, new oil https://hanna-mends.example/oil"
    assert (long.likes, long.reposts, long.comments, long.quotes) == (40, 7, 6, None)
    assert (hidden.likes, hidden.language) == (None, None)
    assert (thread.kind, thread.quotes) == ("image", 1)


def test_comments(heard: Told) -> None:
    first, answer = heard.comments["9001"]
    assert (first.author, first.text, first.parent) == ("juno@farbench.example", "@hanna Lovely", None)
    assert (answer.by_creator, answer.parent) == (True, "9101")


def test_the_directory_is_sieved_by_the_niche(heard: Told) -> None:
    listed = [each.handle for each in heard.candidates if each.found_by == ("directory of ticktock.example",)]
    assert listed == ["otto@ticktock.example"]


def test_the_limit_of_a_server_is_kept_by_the_pace() -> None:
    pace = HERE.api.pace
    assert pace.burst + 300 * pace.per_second <= 300


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("token_needed", Refused),
        ("token_needed_422", Refused),
        ("bad_token", Refused),
        ("record_not_found", Missing),
        ("gotosocial_not_found", Missing),
        ("no_such_address", Unreachable),
        ("empty_404", Unreachable),
        ("gone", Missing),
        ("no_programs", Refused),
        ("slow_down_iso", QuotaSpent),
        ("slow_down_bare", QuotaSpent),
        ("slow_down_seconds", QuotaSpent),
        ("unavailable", Unreachable),
        ("web_page", PayloadError),
        ("broken_json", PayloadError),
    ],
)
def test_what_a_server_answers_means(name: str, error: type[MicroscoutError]) -> None:
    async def asked() -> object:
        async with Client(HERE.api, seam=replay, clock=frozen_clock()) as client:
            return await client.get(LOOKUP)

    replay = Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])
    with pytest.raises(error):
        asyncio.run(asked())


@pytest.mark.parametrize("handle", ["eve@127.0.0.1", "eve@localhost", "eve@10.0.0.1:8080", "eve@router.local", "eve"])
def test_no_private_host_is_knocked_at(handle: str) -> None:
    async def read() -> list[Profile | Skip]:
        async with Client(HERE.api, seam=replay, clock=frozen_clock()) as client:
            wanted = [Candidate(platform="mastodon", handle=handle)]
            return [each async for each in HERE.profiles(client, wanted)]

    replay = Replay([])
    (answer,) = asyncio.run(read())
    assert isinstance(answer, Skip)
    assert "not a public host name" in answer.reason
    assert replay.asked == []


@pytest.mark.parametrize("instances", ["mastodon.social", (), ("",), ("https://",)])
def test_instances_are_a_list_of_servers(instances: object) -> None:
    with pytest.raises(ValueError, match="instances"):
        Mastodon(instances=instances)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("<ul><li>x</li><li>y</li></ul>", "x\n\ny"),
        ("<script>alert(1)</script>fine", "fine"),
        ("<p>unclosed <b>still", "unclosed still"),
        ("", ""),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert _html.text(html) == text


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_one_server_that_fails_does_not_drop_the_platform(status: int) -> None:
    def fault(number: int, method: str, url: str) -> Exchange | None:
        return Exchange(url, status) if url.startswith("https://farbench.example/api/v1/accounts/7/") else None

    heard = told(HERE, Replay(FIXTURES, fault=fault))
    assert "mastodon:juno@farbench.example" not in heard.posts
    assert len(heard.posts["mastodon:hanna@ticktock.example"]) == 3
    assert ("juno@farbench.example", "SkipCreator") in [(skip.handle, skip.reason) for skip in heard.skipped]


def test_followers_are_told_without_names(heard: Told) -> None:
    new, old, afar = heard.followers
    assert (new.posts, new.avatar, new.bio) == (0, False, False)
    assert (old.posts, old.avatar, old.bio) == (41, True, True)
    assert (afar.posts, afar.avatar) == (None, False), "what a remote follower posted is not known here"
