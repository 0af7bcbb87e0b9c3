"""The form in which creators are exchanged: one record a creator, as JSON Lines, CSV or Parquet carry it.

A record is a mapping (``docs/import.md`` shows one of each kind)::

    {"id": "...", "platform": "...", "handle": "...", "name": ..., "bio": ..., "url": ..., "followers": ...,
     "following": ..., "post_count": ..., "location": ..., "languages": [...], "links": [...], "lists": [...],
     "created_at": ..., "captured_at": ...,
     "posts": [{"id": "...", "text": "...", "created_at": ..., "language": ..., "url": ..., "kind": ..., "likes": ...,
                "comments": ..., "reposts": ..., "quotes": ..., "views": ..., "paid": ...,
                "discussion": [{"id": "...", "parent": ..., "author": "...", "by_creator": ..., "text": "...",
                                "created_at": ..., "likes": ...}]}]}

Needed are ``platform`` and ``id`` or ``handle``. Null, absent and empty text are unknown. Other keys are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from microscout.models import Comment, Post, Profile, Snapshot

_PROFILE = [
    "name",
    "bio",
    "url",
    "followers",
    "following",
    "post_count",
    "location",
    "languages",
    "links",
    "verified",
    "lists",
    "created_at",
]  # as in Profile
_POST = [
    "text",
    "created_at",
    "url",
    "language",
    "kind",
    "likes",
    "comments",
    "reposts",
    "quotes",
    "views",
    "paid",
    "links",
]
_COMMENT = ["parent", "text", "created_at", "likes"]
KEYS = frozenset([*_PROFILE, "id", "platform", "handle", "captured_at", "posts"])
"""The keys of a record that are read."""


def snapshot(record: Mapping[str, Any], captured_at: int) -> Snapshot:
    """The snapshot in `record`; `captured_at` (epoch seconds) where the record does not say when it was taken.

    ValueError says in one sentence what is wrong with the record.
    """
    try:
        return _snapshot(record, captured_at)
    except ValidationError as error:
        first = error.errors()[0]
        said = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{'.'.join(str(step) for step in first['loc'])}: {said}") from None


def _snapshot(record: Mapping[str, Any], captured_at: int) -> Snapshot:
    stable_id = _text(record.get("id")) or _text(record.get("handle")).removeprefix("@")
    platform = _text(record.get("platform"))
    if not stable_id or not platform:
        raise ValueError(f"there is no {'platform' if stable_id else 'id and no handle'}")
    profile = Profile(
        platform=platform.lower(),
        stable_id=stable_id,
        handle=_text(record.get("handle")) or stable_id,
        captured_at=_known(record.get("captured_at")) or captured_at,
        counts_from="file",
        **_given(record, _PROFILE),
    )
    if record.get("posts") is None:
        return Snapshot(profile=profile)
    raw = _mappings(record, "posts")
    posts = tuple(_post(each, profile, number) for number, each in enumerate(raw, 1))
    comments = tuple(
        _comment(said, post, number)
        for post, each in zip(posts, raw, strict=True)
        for number, said in enumerate(_mappings(each, "discussion"), 1)
    )
    told = any(each.get("discussion") is not None for each in raw)
    return Snapshot(profile=profile, posts=posts, comments=comments if told else None)


def _mappings(record: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = record.get(key) or []
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise ValueError(f"{key}: not a list of objects")
    return found


def _post(record: Mapping[str, Any], profile: Profile, number: int) -> Post:
    return Post(
        creator_id=profile.creator_id,
        post_id=_text(record.get("id")) or f"post-{number}",
        captured_at=profile.captured_at,
        **_given(record, _POST),
    )


def _comment(record: Mapping[str, Any], post: Post, number: int) -> Comment:
    return Comment(
        creator_id=post.creator_id,
        post_id=post.post_id,
        comment_id=_text(record.get("id")) or f"{post.post_id}-{number}",
        author=_text(record.get("author")) or "(unknown)",
        by_creator=bool(record.get("by_creator")),
        **_given(record, _COMMENT),
    )


def _given(record: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    """What the record says of `keys`; an unknown text is left to the model's own default."""
    found = {key: _known(record.get(key)) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _known(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()
