"""Stack Exchange, where fifty people post in turns."""

from __future__ import annotations

from typing import Any

import httpx

BEST = 30  # a tag names no more answerers


def answer(request: httpx.Request) -> Any:
    """Who answers under a tag; the profiles or the posts of all whom one asks for."""
    path, asked = request.url.path, request.url.params
    if path.startswith("/2.3/tags"):
        first = 0 if "vintage" in path else BEST
        best = range(first, min(first + BEST, 50))
        return {"items": [{"user": {"user_id": n, "user_type": "registered"}} for n in best], "has_more": False}
    ids = [int(each) for each in path.split("/")[3].split(";")]
    if not path.endswith("/posts"):
        return {"items": [{"user_id": each} for each in ids], "has_more": False}
    first = (int(asked.get("page", 1)) - 1) * 100
    size = int(asked["pagesize"])
    return {"items": [post(n + 1, ids[n % len(ids)]) for n in range(first, first + size)], "has_more": True}


def post(number: int, whose: int) -> dict[str, Any]:
    return {"post_id": number, "post_type": "answer", "owner": {"user_id": whose}, "score": 1}
