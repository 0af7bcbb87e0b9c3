"""Threads, with as many makers and posts as one asks for."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """A profile, posts found, or the posts of one."""
    asked = request.url.params
    if request.url.path.endswith("profile_lookup"):
        return {"username": asked["username"], "follower_count": 5000}
    if request.url.path.endswith("keyword_search"):
        return {"data": [{"id": str(n), "username": f"maker{n}"} for n in range(int(asked["limit"]))]}
    posts = [{"id": f"{asked['username']}-{n}", "username": asked["username"]} for n in range(int(asked["limit"]))]
    return {"data": posts, "paging": {"cursors": {"before": "b", "after": "a"}}}
