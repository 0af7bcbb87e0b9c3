"""Mixcloud, with fifty names for any words."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """Names, a profile, or the shows of one."""
    path = request.url.path
    if path == "/search/":
        return {"data": [{"username": f"c{number}"} for number in range(50)]}
    whose = path.split("/")[1]
    if not path.endswith("/cloudcasts/"):
        return {"username": whose}
    return {"data": [{"key": f"/{whose}/{n}/", "name": "x", "user": {"username": whose}} for n in range(10)]}
