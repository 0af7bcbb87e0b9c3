"""Addresses: whose a host can be, and which addresses stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout import links


@pytest.mark.parametrize(
    ("host", "own", "domain"),
    [
        ("shop.ada.co.uk", True, "ada.co.uk"),
        ("ada.github.io", True, "ada.github.io"),
        ("github.io", False, ""),
        ("m.youtube.com", False, "youtube.com"),
        ("ada.substack.com", True, "substack.com"),
        ("substack.com", False, "substack.com"),
        ("co.uk", True, ""),
        ("localhost", False, ""),
        ("shop.xn--bcher-kva.com", True, "xn--bcher-kva.com"),
        ("ada.xn--p1acf", True, "ada.xn--p1acf"),
        ("xn--p1acf", False, ""),
        ("xn--.com", True, "xn--.com"),
    ],
)
def test_whose_a_host_can_be(host: str, own: bool, domain: str) -> None:
    assert (links.is_own(host), links.domain(host)) == (own, domain)


def test_the_longest_shared_name_counts() -> None:
    found = [links.known(host) for host in ("podcasts.apple.com", "apple.com")]
    assert [one and one.kind for one in found] == ["podcast", "nobody's"]
    assert links.known("notapple.com") is None


def test_addresses_are_found_in_texts() -> None:
    text = (
        "see (ada.co.uk/shop), https://x.substack.com. v2.0 main.rs e.g. node.js foo@bar.com @a.bsky.social www.abc.de!"
    )
    assert links.written_in(text) == ["https://ada.co.uk/shop", "https://x.substack.com", "https://www.abc.de"]


@given(st.text(max_size=60))
def test_a_page_is_one_however_it_is_written(text: str) -> None:
    assert links.page(f"https://www.ada.example/{'a' * 3}/?{text}") in ("ada.example/aaa", "")
    assert links.page(text) == links.page(text.strip())
    assert all(each.startswith("http") for each in map(str.lower, links.written_in(text)))
