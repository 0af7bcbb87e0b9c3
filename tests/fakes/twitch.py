"""Twitch, with fifty streams in one category."""

from __future__ import annotations

from typing import Any

import httpx

_IDS = [str(number) for number in range(100, 150)]


def answer(request: httpx.Request) -> Any:
    """A session, the category and who streams in it; profiles, followers, recordings."""
    asked = request.url.params
    match request.url.path.removeprefix("/helix/"):
        case "search/categories":
            data: list[dict[str, Any]] = [{"id": "9", "name": "Watchmaking"}]
        case "streams":
            data = [{"user_id": i, "user_login": f"bench_{i}"} for i in _IDS]
        case "users":
            data = [{"id": i, "login": f"bench_{i}"} for i in asked.get_list("id")]
        case "channels":
            data = [{"broadcaster_id": i} for i in asked.get_list("broadcaster_id")]
        case "channels/followers":
            return {"total": 7, "data": [], "pagination": {}}
        case "videos":
            data = [_video(asked["user_id"], n) for n in range(10)]
        case _:
            return {"access_token": "not-a-real-token", "expires_in": 5_000_000, "token_type": "bearer"}
    return {"data": data, "pagination": {}}


def _video(whose: str, n: int) -> dict[str, Any]:
    return {"id": f"{whose}-{n}", "user_id": whose, "created_at": "2026-11-20T10:00:00Z", "view_count": n}
