"""Podcast Index, with fifty shows for any words."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """The shows, or the episodes of all whom one asks for."""
    if ids := request.url.params.get("id"):
        return episodes(*map(int, ids.split(",")))
    return shows(50)


def shows(count: int) -> Any:
    feeds = [{"id": number, "title": f"Show {number}", "episodeCount": 80} for number in range(count)]
    return {"status": "true", "feeds": feeds}


def episodes(*of: int, each: int = 10) -> Any:
    items = [{"id": show * 10_000 + n, "feedId": show} for n in range(each) for show in of]
    return {"status": "true", "items": items}
