"""Apple's directory of fifty shows, and the host of each feed."""

from __future__ import annotations

from typing import Any

import httpx

from fakes.feed import feed


def answer(request: httpx.Request) -> Any:
    """The shows, or a feed."""
    if request.url.host != "itunes.apple.com":
        return feed(request.url.host)
    shows = ((number, f"https://host-{number}.example/feed") for number in range(50))
    return {"results": [{"kind": "podcast", "collectionId": n, "feedUrl": address} for n, address in shows]}
