"""TikTok's Research API, with fifty makers for any words."""

from __future__ import annotations

import json
from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """A session, a profile, or videos: of any maker or of one."""
    if "oauth" in request.url.path:
        return {"access_token": "x"}
    body = json.loads(request.content)
    if "username" in body:
        return {"data": {"display_name": "x", "follower_count": 5000}, "error": {"code": "ok"}}
    (asked,) = body["query"]["and"]
    videos: list[dict[str, Any]]
    if asked["field_name"] == "keyword":
        videos = [{"username": f"maker{n}"} for n in range(50)]
    else:
        videos = [{"username": asked["field_values"][0], "id": n} for n in range(20)]
    return {"data": {"videos": videos, "has_more": False}, "error": {"code": "ok"}}
