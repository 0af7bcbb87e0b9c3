"""One person on several platforms: only what the person publishes counts, and the founder has the last word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.identity import Tie, person, ties


def row(
    creator_id: str, url: str, *links: str, verified: tuple[str, ...] = (), handle: str = "brass"
) -> dict[str, Any]:
    platform = creator_id.partition(":")[0]
    told = {"creator_id": creator_id, "platform": platform, "handle": handle, "url": url}
    return told | {"links": [*links, *verified], "verified": list(verified)}


BLUESKY = "https://bsky.app/profile/brass.example"
MASTODON = "https://clock.example/@brass"


def signs(*rows: dict[str, Any], said: bool | None = None) -> list[str]:
    return [tie.sign for tie in ties(rows, {} if said is None else {("bluesky:1", "mastodon:2"): said})]


def test_a_verified_link_is_enough() -> None:
    one, other = row("bluesky:1", BLUESKY), row("mastodon:2", MASTODON, verified=(BLUESKY,))
    assert signs(one, other) == ["a link that mastodon has verified"]


def test_links_both_ways_are_enough_however_they_are_spelt() -> None:
    one = row("bluesky:1", BLUESKY, "http://www.clock.example/@Brass/")
    assert signs(one, row("mastodon:2", MASTODON, BLUESKY + "?x=1")) == ["links both ways"]


def test_a_link_one_way_is_a_claim_and_no_sign() -> None:
    assert signs(row("bluesky:1", BLUESKY), row("mastodon:2", MASTODON, BLUESKY)) == []


def test_the_same_domain_counts_if_it_goes_by_the_handle() -> None:
    one = row("bluesky:1", BLUESKY, "https://brassandbezel.example/letter", handle="brassandbezel.example")
    other = row("mastodon:2", MASTODON, "https://www.brassandbezel.example", handle="brassandbezel@clock.example")
    assert signs(one, other) == ["the same own domain, brassandbezel.example"]


@pytest.mark.parametrize(
    "link", ["https://www.youtube.com/@brass", "https://m.youtube.com/x", "https://brass.shop.example"]
)
def test_a_shared_platform_or_another_ones_domain_is_no_sign(link: str) -> None:
    one = row("bluesky:1", BLUESKY, link, handle="clockwork.example")
    assert signs(one, row("mastodon:2", MASTODON, link, handle="gears@clock.example")) == []


def test_a_domain_below_a_shared_one_is_a_name_of_its_own() -> None:
    link = "https://brassandbezel.substack.com"
    one = row("bluesky:1", BLUESKY, link, handle="brassandbezel")
    other = row("mastodon:2", MASTODON, link, handle="Brass_and_Bezel@clock.example")
    assert signs(one, other) == ["the same own domain, brassandbezel.substack.com"]


@pytest.mark.parametrize(
    "link",
    ["https://brassandbezel.example", "https://brassandbezel.substack.com/p/x", "https://brassandbezel.github.io"],
)
def test_who_links_to_a_star_is_a_fan(link: str) -> None:
    star = row("mastodon:2", MASTODON, link, handle="brassandbezel@clock.example")
    for handle in ("gears", "brassandbezelfan", "bezel"):
        assert signs(row("bluesky:1", BLUESKY, link, handle=handle), star) == []


def test_many_fans_do_not_hide_two_profiles_of_the_star() -> None:
    link = "https://brassandbezel.example"
    star = [row(f"{name}:1", f"https://{name}.example/b", link, handle="brassandbezel") for name in ("one", "two")]
    fans = [row(f"bluesky:{n}", f"https://bsky.app/profile/fan{n}", link, handle=f"fan{n}") for n in range(50)]
    assert [(tie.one, tie.other) for tie in ties([*star, *fans])] == [("one:1", "two:1")]


@pytest.mark.parametrize(
    "link",
    [
        "https://linktr.ee/brassandbezel",
        "https://substack.com/@brassandbezel",
        "https://github.io/brassandbezel",
        "https://co.uk",
        "https://ada.example",
    ],
)
def test_what_is_shared_or_too_short_is_nobodys_own(link: str) -> None:
    one = row("bluesky:1", BLUESKY, link, handle="brassandbezel")
    assert signs(one, row("mastodon:2", MASTODON, link, handle="brassandbezel@clock.example")) == []
    three = [
        row(f"{name}:1", f"https://{name}.example/a", "https://ada.example", handle="ada") for name in ("one", "two")
    ]
    assert ties(three) == [], "three letters are too many people's"


def test_a_shop_below_ones_domain_is_ones_own() -> None:
    one = row("bluesky:1", BLUESKY, "https://shop.brassandbezel.co.uk/x", handle="brassandbezel")
    other = row("mastodon:2", MASTODON, "https://www.brassandbezel.co.uk", handle="brass.and.bezel@clock.example")
    assert signs(one, other) == ["the same own domain, brassandbezel.co.uk"]


def test_a_verified_front_page_makes_a_domain_ones_own_and_a_verified_page_within_does_not() -> None:
    bluesky = row("bluesky:1", BLUESKY, handle="gears.example")
    assert signs(bluesky, row("mastodon:2", MASTODON, verified=("https://gears.example/",))) != []
    assert signs(bluesky, row("mastodon:2", MASTODON, verified=("https://gears.example/team/ada",))) == []


# -- feeds ----------------------------------------------------------------------------------------------------------

FEED = "brass.example/feed"


def test_a_feed_is_its_domains_own() -> None:
    feed = row(f"rss:{FEED}", "https://brass.example/", handle=FEED)
    verified = row("mastodon:2", MASTODON, verified=("https://brass.example/",))
    assert signs(feed, verified) == ["a link that mastodon has verified"]
    assert signs(feed, row("bluesky:1", BLUESKY, handle="brass.example")) == ["the same own domain, brass.example"]


def test_a_feed_that_claims_somebody_elses_page_gets_nothing_by_it() -> None:
    forged = row(
        "rss:evil.example/feed", "https://brass.example/", "https://brass.example/", handle="evil.example/feed"
    )
    for other in (
        row("mastodon:2", MASTODON, verified=("https://brass.example/",)),
        row("bluesky:1", BLUESKY, "https://brass.example/", handle="brass.example"),
    ):
        assert signs(forged, other) == []


def test_a_profile_that_claims_a_star_gets_nothing_by_it() -> None:
    star = row("mastodon:2", MASTODON, "https://brass.example", verified=("https://brass.example",))
    assert signs(row("bluesky:1", BLUESKY, MASTODON, "https://brass.example", handle="eve.example"), star) == []


# -- the same page in other words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("creator_id", "url", "link"),
    [
        ("x:1", "https://x.com/brass", "https://mobile.twitter.com/Brass?s=20"),
        ("threads:brass", "https://www.threads.com/@brass", "https://www.threads.net/@brass"),
        ("youtube:UCabc", "https://www.youtube.com/@brass", "https://m.youtube.com/channel/UCabc/about"),
        ("youtube:UCabc", "https://www.youtube.com/@brass", "youtube.com/@Brass/videos"),
        ("reddit:1", "https://www.reddit.com/user/brass", "https://old.reddit.com/u/brass/"),
        ("twitch:1", "https://www.twitch.tv/brass", "http://twitch.tv/brass/about"),
    ],
)
def test_a_profile_by_another_of_its_names(creator_id: str, url: str, link: str) -> None:
    link = link if "://" in link else f"https://{link}"
    assert signs(row(creator_id, url), row("mastodon:2", MASTODON, verified=(link,))) != []


def test_a_post_is_no_profile() -> None:
    post = "https://x.com/brass/status/1"
    assert signs(row("x:1", "https://x.com/brass"), row("mastodon:2", MASTODON, verified=(post,))) == []


# -- chains ---------------------------------------------------------------------------------------------------------


def test_who_is_tied_to_one_who_is_tied_to_another_is_the_same_person() -> None:
    chain = [Tie("bluesky:1", "mastodon:2", "a"), Tie("mastodon:2", "x:3", "b"), Tie("reddit:4", "x:3", "c")]
    assert [(tie.one, tie.other, tie.sign) for tie in person(chain, "bluesky:1")] == [
        ("bluesky:1", "mastodon:2", "a"),
        ("bluesky:1", "x:3", "b, through mastodon:2"),
        ("bluesky:1", "reddit:4", "c, through x:3"),
    ]
    assert [tie.other for tie in person(chain, "bluesky:1", {("bluesky:1", "x:3"): False})] == ["mastodon:2"]
    assert person(chain, "threads:9") == []


def test_a_chain_leads_to_nobody_on_ones_own_platform() -> None:
    around = [Tie("bluesky:1", "mastodon:2", "a"), Tie("bluesky:7", "mastodon:2", "b"), Tie("bluesky:7", "x:3", "c")]
    assert [tie.other for tie in person(around, "bluesky:1")] == ["mastodon:2"]


def test_the_founder_has_the_last_word() -> None:
    one, other = row("bluesky:1", BLUESKY), row("mastodon:2", MASTODON, verified=(BLUESKY,))
    assert signs(one, other, said=False) == []
    assert signs(one, row("mastodon:2", MASTODON), said=True) == ["said so by you"]


def test_two_creators_of_one_platform_are_never_taken_for_one() -> None:
    assert signs(row("mastodon:1", MASTODON, BLUESKY), row("mastodon:2", BLUESKY, MASTODON)) == []


ADDRESSES = st.text(max_size=30) | st.sampled_from(["https://[", "//", "https://a.example:x/", "http://[::1]/"])


@given(st.lists(ADDRESSES, max_size=4), ADDRESSES)
def test_no_address_can_break_it(links: list[str], url: str) -> None:
    found = ties([row("bluesky:1", url, *links), row("mastodon:2", url, *links)])
    assert all(tie.one < tie.other for tie in found)
