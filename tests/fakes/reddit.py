"""Reddit, with five communities in which the same fifty post."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """A session, communities, posts found in one; a profile, or the posts of one."""
    path = request.url.path
    if path.endswith("access_token"):
        return {"access_token": "x"}
    if path == "/subreddits/search":
        return _listing([{"kind": "t5", "data": {"display_name": f"watches{n}"}} for n in range(5)])
    if path.endswith("/search"):
        return _listing([{"kind": "t3", "data": {"author": f"maker_{n}"}} for n in range(50)])
    name = path.split("/")[2]
    if path.endswith("about"):
        return {"kind": "t2", "data": {"id": name, "name": name}}
    posts = [{"id": f"{name}{n}", "title": "t", "permalink": "/r/x", "author": name} for n in range(20)]
    return _listing([{"kind": "t3", "data": post} for post in posts])


def _listing(children: list[Any]) -> Any:
    return {"kind": "Listing", "data": {"after": None, "children": children}}
