"""Short links: only shorteners are asked, for headers alone, and what they name is never asked."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.client import Clock, follow
from microscout.client.short import _is_outside


class Shorteners:
    """Hosts that answer by table (host and path: status, location); whatever else is asked is an error."""

    def __init__(self, table: dict[str, tuple[int, str]], places: dict[str, list[str]] | None = None) -> None:
        self.table, self.places = table, places or {}
        self.asked: list[str] = []
        self.slept: list[float] = []
        self.cookies: list[str] = []
        self.told: dict[str, str | None] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.scheme == "https"
        page = f"{request.url.host}{request.url.path}"
        self.asked.append(f"{request.method} {page}")
        self.cookies.append(request.headers.get("cookie", ""))
        status, location = self.table.get(page, (404, ""))
        if status == 405 and request.method == "GET":
            status = 301
        headers = {"set-cookie": "who=you"} | ({"location": location} if location else {})
        return httpx.Response(status, headers=headers, stream=Unread())

    def follow(self, *addresses: str) -> list[str]:
        now = [0.0]

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            now[0] += seconds

        async def lookup(host: str) -> list[str]:
            return self.places.get(host, ["93.184.216.34", "2606:2800:220:1::1"])

        clock = Clock(now=lambda: now[0], monotonic=lambda: now[0], sleep=sleep, luck=lambda: 0.5)
        short = {"bit.ly", "t.co", "is.gd"}.__contains__
        seam = httpx.MockTransport(self)
        return asyncio.run(follow(addresses, short, self.told.__setitem__, seam=seam, clock=clock, lookup=lookup))


class Unread(httpx.AsyncByteStream):
    """A body that nobody may read."""

    async def __aiter__(self):  # type: ignore[no-untyped-def]
        raise AssertionError("the body was read")
        yield b""


def test_the_address_behind_is_told_and_not_asked() -> None:
    there = Shorteners({"bit.ly/AbC": (301, "https://ada.example/shop?utm=1#top")})
    assert there.follow("https://bit.ly/AbC") == []
    assert there.told == {"https://bit.ly/AbC": "https://ada.example/shop?utm=1"}
    assert there.asked == ["HEAD bit.ly/AbC"]


def test_from_shortener_to_shortener_at_a_polite_pace_and_without_cookies() -> None:
    table = {"t.co/1": (301, "http://bit.ly/2"), "bit.ly/2": (302, "/3"), "bit.ly/3": (307, "https://ada.example/")}
    there = Shorteners(table)
    there.follow("https://t.co/1")
    assert there.told == {"https://t.co/1": "https://ada.example/"}
    assert there.slept == [1.0], "a second between two questions to bit.ly"
    assert there.cookies == ["", "", ""]


def test_where_head_is_not_understood_the_body_is_still_not_read() -> None:
    there = Shorteners({"is.gd/x": (405, "https://ada.example/")})
    there.follow("https://is.gd/x")
    assert there.asked == ["HEAD is.gd/x", "GET is.gd/x"]
    assert there.told == {"https://is.gd/x": "https://ada.example/"}


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (404, ""),
        (410, ""),
        (200, ""),
        (301, ""),
        (301, "http://localhost:8080/"),
        (301, "https://192.168.1.1/admin"),
        (301, "https://printer.local/"),
        (301, "javascript:alert(1)"),
        (301, "file:///etc/passwd"),
        (301, "https://bit.ly/x"),
        (301, "https://[::1]/"),
        (301, "https://ada.example/" + "x" * 600),
        (301, "https://ada.example/\x1b[31m"),
        (301, "https://ada.example/a b"),
    ],
)
def test_what_leads_to_no_public_page_leads_nowhere(status: int, location: str) -> None:
    there = Shorteners({"bit.ly/x": (status, location)})
    assert there.follow("https://bit.ly/x") == []
    assert there.told == {"https://bit.ly/x": None}
    assert all(each.endswith("bit.ly/x") for each in there.asked)


def test_an_address_that_is_none_is_no_fault_of_the_shortener() -> None:
    there = Shorteners({"bit.ly/x": (301, "https://["), "bit.ly/y": (301, "https://ada.example/")})
    assert there.follow("https://bit.ly/x", "https://bit.ly/y") == []
    assert there.told == {"https://bit.ly/x": None, "https://bit.ly/y": "https://ada.example/"}


def test_nobody_but_shorteners_is_asked() -> None:
    there = Shorteners({})
    there.follow("https://ada.example/", "https://localhost/", "https://[")
    assert there.asked == []


@pytest.mark.parametrize(
    "place", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"]
)
def test_a_name_that_leads_into_a_private_network_is_not_asked(place: str) -> None:
    there = Shorteners({}, {"bit.ly": ["93.184.216.34", place]})
    said = there.follow("https://bit.ly/x", "https://bit.ly/y")
    assert said == ["bit.ly has an address inside a private network here; it was not asked"]
    assert there.told == {}
    assert there.asked == []


def test_a_shortener_that_has_had_enough_is_left_alone_and_asked_again_another_day() -> None:
    there = Shorteners({"bit.ly/1": (429, ""), "t.co/1": (301, "https://ada.example/")})
    said = there.follow("https://bit.ly/1", "https://bit.ly/2", "https://t.co/1")
    assert said == ["bit.ly does not say where its links lead (HTTP 429)"]
    assert there.told == {"https://t.co/1": "https://ada.example/"}
    assert there.asked == ["HEAD bit.ly/1", "HEAD t.co/1"]


def test_hidden_private_addresses_are_seen() -> None:
    inside = ("64:ff9b::a00:1", "2002:0a00:0001::", "100.64.0.1", "0.0.0.0", "224.0.0.1", "fd00::1")
    assert not any(_is_outside(each) for each in inside)
    assert all(_is_outside(each) for each in ("1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"))


@given(st.text(max_size=40))
def test_whatever_a_shortener_answers_nothing_breaks(location: str) -> None:
    try:
        location.encode("latin-1")
    except UnicodeError:
        return
    there = Shorteners({"bit.ly/x": (301, location.replace("\n", "").replace("\r", "").replace("\0", ""))})
    there.follow("https://bit.ly/x")
    assert set(there.told) <= {"https://bit.ly/x"}
