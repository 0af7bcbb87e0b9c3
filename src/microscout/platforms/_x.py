"""X's objects as facts. Pure.

X's own client library of July 2026 spells fields with ``post`` where the documents still say ``tweet``
(``repost_count``, ``referenced_posts``): either is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from microscout.errors import Missing, quoted
from microscout.models import Candidate, Post, Profile
from microscout.platforms._shape import earliest, shaped

_VIEWS_BEGAN = 1_671_062_400  # 15 December 2022: before, nobody counted


@shaped("a post found")
def author(raw: Any, found_by: str) -> Candidate:
    author = raw["author_id"]
    return Candidate(platform="x", handle=author, stable_id=author, found_by=(found_by,))


@shaped("a profile")
def profile(raw: Any, now: int) -> Profile:
    counts = raw.get("public_metrics") or {}
    return Profile(
        platform="x",
        stable_id=raw["id"],
        handle=raw["username"],
        captured_at=now,
        name=raw.get("name") or None,
        bio=raw.get("description") or None,
        url=f"https://x.com/{raw['username']}",
        followers=counts.get("followers_count"),
        following=counts.get("following_count"),
        post_count=counts.get("tweet_count", counts.get("post_count")),
        location=raw.get("location") or None,
        links=tuple(dict.fromkeys(_links(raw))),
        created_at=earliest(raw.get("created_at")),
    )


@shaped("a post")
def post(raw: Any, creator_id: str | None, handle: str, now: int) -> Post | None:
    """A post of `creator_id` (None: whoever); None where it is a repost or somebody else's."""
    references = {each["type"] for each in raw.get("referenced_tweets") or raw.get("referenced_posts") or ()}
    author = raw.get("author_id")
    whose = creator_id or f"x:{author or '?'}"
    if "retweeted" in references or (author is not None and f"x:{author}" != whose):
        return None
    counts = raw.get("public_metrics") or {}
    created = earliest(raw.get("created_at"))
    long = raw.get("note_tweet") or raw.get("note_post") or {}
    links = [each for part in (raw, long) for each in _expanded((part.get("entities") or {}).get("urls"))]
    return Post(
        creator_id=whose,
        post_id=raw["id"],
        captured_at=now,
        text=long.get("text") or raw.get("text") or "",
        created_at=created,
        url=f"https://x.com/{handle}/status/{raw['id']}",
        language=raw.get("lang") if raw.get("lang") not in ("und", "zxx", "qme") else None,
        kind="quote" if "quoted" in references else "text",
        likes=counts.get("like_count"),
        comments=counts.get("reply_count"),
        reposts=counts.get("retweet_count", counts.get("repost_count")),
        quotes=counts.get("quote_count"),
        views=counts.get("impression_count") if _counted(counts, created) else None,
        paid=raw["paid_partnership"] if isinstance(raw.get("paid_partnership"), bool) else None,
        links=tuple(dict.fromkeys(links)),
    )


def _counted(counts: Any, created: int | None) -> bool:
    """Whether views were counted: those of posts of before December 2022 are told as zero, reacted to or not."""
    reactions = ("like_count", "retweet_count", "repost_count", "reply_count", "quote_count")
    seen = any(counts.get(name) for name in reactions)
    return bool(counts.get("impression_count") or (not seen and created is not None and created >= _VIEWS_BEGAN))


_RECORDED_POSTS = (
    "/2/tweets/search/recent",
    "/2/users/{creator}/tweets",
    "/2/tweets/search/all",
    "/2/tweets/search/stream",
    "/2/tweets/sample/stream",
    "/2/tweets",
    "/2/tweets/{post}",
    "/2/tweets/{post}/quote_tweets",
    "/2/tweets/{post}/retweets",
    "/2/users/{creator}/mentions",
    "/2/users/{creator}/liked_tweets",
    "/2/users/{creator}/bookmarks",
    "/2/users/{creator}/timelines/reverse_chronological",
    "/2/lists/{list}/tweets",
    "/2/spaces/{space}/tweets",
)
_RECORDED_PROFILES = (
    "/2/users/by",
    "/2/users",
    "/2/users/search",
    "/2/users/{creator}",
    "/2/users/by/username/{name}",
    "/2/users/{creator}/followers",
    "/2/users/{creator}/following",
    "/2/users/{creator}/blocking",
    "/2/users/{creator}/muting",
    "/2/tweets/{post}/liking_users",
    "/2/tweets/{post}/retweeted_by",
    "/2/lists/{list}/members",
    "/2/lists/{list}/followers",
    "/2/spaces/{space}/buyers",
)


def _recorded_post(raw: Any, host: str, now: int) -> Post | None:
    return post(raw, None, "i", now)


def _recorded_profile(raw: Any, host: str, now: int) -> Profile:
    return profile(raw, now)


@shaped("what could not be told")
def _unread(raw: Any, host: str, now: int) -> None:
    """Raises what X says of one whom it could not tell of, beside the others."""
    raise Missing(f"x says: {quoted(raw.get('detail') or raw['title'])}")


def _links(raw: Any) -> Iterator[str]:
    entities = raw.get("entities") or {}
    for part in ("url", "description"):
        yield from _expanded((entities.get(part) or {}).get("urls"))


def _expanded(urls: Any) -> Iterator[str]:
    yield from (url["expanded_url"] for url in urls or () if url.get("expanded_url"))


def reads() -> dict[str, Any]:
    """Which parser reads which recorded answer; whom X could not tell of stands in ``errors`` beside the others."""
    found: dict[str, Any] = {}
    for paths, read in ((_RECORDED_POSTS, _recorded_post), (_RECORDED_PROFILES, _recorded_profile)):
        for path in paths:
            found |= {path: ("data", read), f"{path}#errors": ("errors", _unread), f"{path}#empty": ("meta", None)}
    return found
