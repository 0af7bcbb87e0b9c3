"""DEV, with fifty authors under any tag."""

from __future__ import annotations

from typing import Any

import httpx


def answer(request: httpx.Request) -> Any:
    """Articles: those of one author, or one of each."""
    if whose := request.url.params.get("username"):
        return [article(whose, number) for number in range(10)]
    return [article(f"c{number}", number) for number in range(50)]


def article(username: str, number: int) -> dict[str, Any]:
    return {"id": number, "title": "t", "user": {"username": username}}
