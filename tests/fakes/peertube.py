"""Sepia's index of fifty channels, and the seven servers where they are at home."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """The channels found, or the videos of one."""
    path = request.url.path
    if path.endswith("/search/video-channels"):
        named = ({"name": f"c{n}", "host": f"h{n % 7}.example", "followersCount": 2000} for n in range(50))
        return {"total": 50, "data": list(named)}
    whose = path.split("/")[4].partition("@")[0]
    channel = {"name": whose, "host": f"h{int(whose[1:]) % 7}.example"}
    return {"total": 90, "data": [{"uuid": f"{whose}-{n}", "name": "v", "channel": channel} for n in range(10)]}
