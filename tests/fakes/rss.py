"""Fifty newsletters, each at a host of its own."""

from __future__ import annotations

import httpx

from fakes.feed import feed

FEEDS = tuple(f"https://letter-{number}.example/feed" for number in range(50))


def answer(request: httpx.Request) -> bytes:
    """The feed of the host."""
    return feed(request.url.host)
