"""Contact: published addresses only, each with where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowing import known
from microscout.portrait import contact


def told(bio: str = "", *links: str, platform: str = "sample") -> tuple[str | None, str | None]:
    found = contact.told(known(bio=bio, links=links, platform=platform))
    return found["email"], found["email_source"]


def test_the_worked_example() -> None:
    bio = "Say hi: @ada@mastodon.social · collabs: ada (at) adamakes (dot) co (dot) uk"
    assert told(bio) == ("ada@adamakes.co.uk", "bio, written as “ada (at) adamakes (dot) co (dot) uk”")


@pytest.mark.parametrize(
    ("bio", "address"),
    [
        ("✉ mail@slowshine.example", "mail@slowshine.example"),
        ("Mail: Ada.B+x@ADA.co.uk.", "Ada.B+x@ada.co.uk"),
        ("ada[at]ada.de", "ada@ada.de"),
        ("mail: ada at ada dot com", "ada@ada.com"),
        ("hi@ada.com, for business: work@ada.com", "work@ada.com"),
    ],
)
def test_what_is_published_is_read(bio: str, address: str) -> None:
    assert told(bio)[0] == address


@pytest.mark.parametrize(
    "bio",
    [
        "@ada@mastodon.social",
        "ada@fosstodon.org",
        "meet me at cafe dot com",
        "mail me at cafe dot com",
        "ada at ada dot com",
        "ada@localhost",
        "ada@ada.notasuffix",
        "a..b@@c.com",
        "x" * 9_000 + "@",
    ],
)
def test_what_only_looks_alike_is_not(bio: str) -> None:
    assert told(bio) == (None, None)


def test_links_and_feeds_are_told_apart() -> None:
    assert told("", "mailto:hi@ada.example?subject=%0d%0aBcc:x") == ("hi@ada.example", "profile link (mailto:)")
    assert told("", "mailto:hi@ada.example", platform="rss") == ("hi@ada.example", "feed")
    assert told("", "mailto:=cmd|x@ada.example", "https://ada.example") == (None, None)


def test_posts_are_not_read() -> None:
    assert contact.told(known({"text": "ask tom@tom.example"}))["email"] is None


@given(st.text(max_size=100), st.text(alphabet="a@. ([dot])", max_size=60))
def test_no_text_can_break_it(any_text: str, alike: str) -> None:
    for text in (any_text, alike):
        address, source = told(text, f"mailto:{text}")
        assert (address is None) == (source is None)
        assert address is None or (
            address[0].isalnum() and address.count("@") == 1 and not set(address) & set(" \n\t,;<>")
        )
