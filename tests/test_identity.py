"""One person on several platforms: only what the person publishes counts, and the founder has the last word."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.identity import ties


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
    one, other = row("bluesky:1", BLUESKY, link, handle="brassandbezel"), row("mastodon:2", MASTODON, link)
    assert signs(one, other) == ["the same own domain, brassandbezel.substack.com"]


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
