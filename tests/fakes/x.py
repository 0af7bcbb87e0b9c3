"""X as its documents describe it, with as many creators and posts as one asks for; counts what it bills."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import httpx

from fakes.crowd import Crowd

_NEW = {
    "tweet_count": "post_count",
    "retweet_count": "repost_count",
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "edit_history_tweet_ids": "edit_history_post_ids",
}
_PROFILE, _POST = 0.010, 0.005


class X(Crowd):
    """The transport. `billed`: dollars, by what they were for."""

    def __init__(self) -> None:
        super().__init__(self._answer)
        self.billed: defaultdict[str, float] = defaultdict(float)

    @property
    def dollars(self) -> float:
        """All that was billed."""
        return sum(self.billed.values())

    def _answer(self, request: httpx.Request) -> Any:
        assert request.headers["authorization"].startswith("Bearer ")
        asked, path = request.url.params, request.url.path
        if path in ("/2/users", "/2/users/by"):
            named = (asked.get("ids") or asked["usernames"].replace("maker_", "")).split(",")
            found = [
                {"id": one, "username": f"maker_{one}", "public_metrics": {"followers_count": 5_000}} for one in named
            ]
            self.billed["profiles"] += _PROFILE * len(found)
        else:
            searched = path.endswith("recent")
            whose = None if searched else path.split("/")[3]
            found = [_post(number, whose or f"{100 + number}") for number in range(int(asked["max_results"]))]
            self.billed["search" if searched else "posts"] += _POST * len(found)
        return {"data": found, "meta": {"result_count": len(found)}}


def _post(number: int, author: str) -> dict[str, Any]:
    return {
        "id": f"{1000 + number}",
        "author_id": author,
        "text": "vintage watches, again",
        "created_at": "2026-11-20T08:00:00.000Z",
        "public_metrics": {"like_count": 50 + number, "reply_count": 4},
    }


def respelt(value: Any) -> Any:
    """`value` with its fields named as X's own client library of July 2026 names them."""
    if isinstance(value, dict):
        return {_NEW.get(name, name): respelt(inner) for name, inner in value.items()}
    return [respelt(each) for each in value] if isinstance(value, list) else value
