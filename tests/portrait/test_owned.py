"""Owned channels: what the creator put there, what it is, and what nobody followed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowing import known
from microscout.portrait import owned


def kinds(found: dict[str, Any], column: str = "owned") -> list[tuple[str, str]]:
    return [(one["kind"], one["name"]) for one in found[column]]


def test_the_worked_example() -> None:
    links = ("https://adamakes.co.uk/shop", "https://linktr.ee/adamakes", "https://instagram.com/adamakes")
    found = owned.told(known(handle="adamakes", links=links))
    assert kinds(found) == [("shop", "adamakes.co.uk")]
    assert kinds(found, "elsewhere") == [("profile", "Instagram")]
    assert kinds(found, "not_followed") == [("link page", "Linktree")]


@pytest.mark.parametrize(
    ("link", "kind", "name"),
    [
        ("https://ada.substack.com/p/1", "newsletter", "Substack"),
        ("https://gumroad.com/ada", "shop", "Gumroad"),
        ("https://discord.gg/x1", "community", "Discord"),
        ("https://podcasts.apple.com/gb/podcast/id1", "podcast", "Apple Podcasts"),
        ("https://ko-fi.com/ada", "support", "Ko-fi"),
        ("https://ada.github.io", "site", "GitHub Pages"),
        ("https://www.shop.ada.co.uk/newsletter/", "newsletter", "ada.co.uk"),
        ("http://ada.example", "site", "ada.example"),
    ],
)
def test_the_host_or_the_path_says_what_it_is(link: str, kind: str, name: str) -> None:
    assert kinds(owned.told(known(links=(link,)))) == [(kind, name)]


@pytest.mark.parametrize(
    "link",
    [
        "https://substack.com",
        "https://wikipedia.org/x",
        "https://[",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "",
        "x",
    ],
)
def test_what_is_nobodys_is_no_channel(link: str) -> None:
    assert owned.told(known(links=(link,))) == {"owned": [], "elsewhere": [], "not_followed": []}


def test_bare_names_in_the_bio_count_and_file_names_do_not() -> None:
    found = owned.told(known(bio="shop: ada.co.uk/shop, code in main.rs v2.0, mail me@ada.co.uk, e.g. this"))
    assert [(one["address"], one["source"]) for one in found["owned"]] == [("https://ada.co.uk/shop", "bio")]


def test_what_the_platform_checked_is_told_first_and_once() -> None:
    link = "https://ada.example"
    found = owned.told(known(links=(link, link + "/"), verified=(link,), bio=link))
    assert [one["source"] for one in found["owned"]] == ["checked by sample"]


def test_the_profile_itself_is_no_other_place() -> None:
    assert (
        owned.told(known(url="https://bsky.app/profile/ada", links=("https://bsky.app/profile/ada/",)))["elsewhere"]
        == []
    )


def test_links_in_posts_count_twice_told_and_named_like_the_creator() -> None:
    own, others = ("https://adamakes.substack.com/",), ("https://somebody.substack.com",)
    found = owned.told(known({"links": own}, {"links": own}, {"links": others}, {"links": others}, handle="adamakes"))
    assert [one["source"] for one in found["owned"]] == ["in 2 of 4 posts, named like the creator"]
    assert owned.told(known({"links": own}, {"links": others}, handle="adamakes"))["owned"] == []
    assert owned.told(known({"links": own, "is_repost": True}, {"links": own}, handle="adamakes"))["owned"] == []


def test_channels_come_in_the_order_of_their_worth() -> None:
    links = ("https://ada.example", "https://etsy.com/shop/ada", "https://ada.substack.com")
    assert [kind for kind, _ in kinds(owned.told(known(links=links)))] == ["newsletter", "shop", "site"]


@given(st.lists(st.text(max_size=40) | st.text(max_size=20).map("https://".__add__), max_size=4), st.text(max_size=80))
def test_no_text_can_break_it(links: list[str], bio: str) -> None:
    found = owned.told(known({"text": bio, "links": links}, {"text": bio, "links": links}, bio=bio, links=links))
    assert all(one["address"].lower().startswith(("http://", "https://")) for part in found.values() for one in part)
