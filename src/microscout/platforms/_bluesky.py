"""What is read of Bluesky's answers: the pure parsers. Shapes are those of the lexicons ``app.bsky.*``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from microscout.models import Candidate, Comment, Follower, Post, Profile
from microscout.platforms._shape import addresses, earliest, shaped

_KINDS = {"images": "image", "video": "video", "external": "link", "record": "quote", "recordWithMedia": "quote"}


@shaped("a starter pack")
def pack(raw: Any) -> tuple[str, str]:
    """Name of the pack, and the list that holds its members."""
    name, members = raw["record"]["name"], raw["record"]["list"]
    if not (isinstance(name, str) and isinstance(members, str)):
        raise TypeError
    return name, members


@shaped("a search result")
def candidate(raw: Any, found_by: str, at: str = "", lists: tuple[str, ...] = ()) -> Candidate:
    """The creator who stands there, or at `at`; `lists`: the packs that hold the creator."""
    actor = raw[at] if at else raw
    return Candidate(
        platform="bluesky", handle=_handle(actor), stable_id=actor["did"], found_by=(found_by,), lists=lists
    )


@shaped("a profile")
def profile(raw: Any, now: int) -> Profile:
    """The profile; who asks not to be shown to people who are not signed in is withheld."""
    bio = raw.get("description")
    hidden = any(label["val"] == "!no-unauthenticated" and not label.get("neg") for label in raw.get("labels") or ())
    return Profile(
        platform="bluesky",
        stable_id=raw["did"],
        handle=_handle(raw),
        captured_at=now,
        name=raw.get("displayName") or None,
        bio=bio or None,
        url=f"https://bsky.app/profile/{_handle(raw)}",
        followers=raw.get("followersCount"),
        following=raw.get("followsCount"),
        post_count=raw.get("postsCount"),
        links=addresses(bio),
        created_at=earliest(raw.get("createdAt")),
        withheld=("asked not to be shown to people who are not signed in",) if hidden else (),
    )


@shaped("a follower")
def did(raw: Any) -> str:
    """The id of somebody who follows."""
    if not isinstance(raw["did"], str):
        raise TypeError
    return raw["did"]


@shaped("a follower")
def follower(raw: Any) -> Follower:
    """What a profile tells of somebody who follows."""
    return Follower(
        created_at=earliest(raw.get("createdAt")),
        posts=raw.get("postsCount"),
        avatar=bool(raw.get("avatar")),
        bio=bool(raw.get("description")),
    )


@shaped("a post")
def feed_post(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """A post of `creator_id` (None: whoever); None where the feed shows a repost, a pin or somebody else's."""
    author = f"bluesky:{raw['post']['author']['did']}"
    return None if raw.get("reason") or creator_id not in (None, author) else post(raw["post"], author, now)


@shaped("a post")
def post(raw: Any, creator_id: str, now: int) -> Post:
    """The post, as told anywhere; there are no views."""
    record = raw["record"]
    languages = record.get("langs") or (None,)
    embed = record.get("embed") or {}
    return Post(
        creator_id=creator_id,
        post_id=raw["uri"],
        captured_at=now,
        text=record.get("text", ""),
        created_at=earliest(record.get("createdAt"), raw.get("indexedAt")),
        url=f"https://bsky.app/profile/{_handle(raw['author'])}/post/{raw['uri'].rpartition('/')[2]}",
        language=languages[0],
        kind=_KINDS.get(embed.get("$type", "").rpartition(".")[2], "text"),
        likes=raw.get("likeCount"),
        comments=raw.get("replyCount"),
        reposts=raw.get("repostCount"),
        quotes=raw.get("quoteCount"),
        links=tuple(dict.fromkeys(_links(record))),
    )


@shaped("a comment")
def comment(raw: Any, post: Post) -> Comment:
    """A reply somewhere below `post`."""
    author, record = raw["author"], raw["record"]
    parent = (record.get("reply") or {"parent": {"uri": None}})["parent"]["uri"]
    return Comment(
        creator_id=post.creator_id,
        post_id=post.post_id,
        comment_id=raw["uri"],
        author=_handle(author),
        by_creator=f"bluesky:{author['did']}" == post.creator_id,
        parent=None if parent == post.post_id else parent,
        text=record.get("text", ""),
        created_at=earliest(record.get("createdAt"), raw.get("indexedAt")),
        likes=raw.get("likeCount"),
    )


def _handle(actor: Any) -> str:
    """The handle; the id where the domain no longer points back: Bluesky then says ``handle.invalid`` for all."""
    handle, did = actor["handle"], actor["did"]
    if not (isinstance(handle, str) and isinstance(did, str)):
        raise TypeError
    return did if handle == "handle.invalid" else handle


def _links(record: Any) -> Iterator[str]:
    for facet in record.get("facets") or ():
        yield from (feature["uri"] for feature in facet["features"] if "uri" in feature)
    embed = record.get("embed") or {}
    if external := embed.get("external") or (embed.get("media") or {}).get("external"):
        yield external["uri"]


@shaped("a thread")
def told(node: Any, now: int) -> list[Post | Comment] | None:
    """A recorded thread: the post, and the comments under it; None where the post is deleted or blocked."""
    if node.get("notFound") or node.get("blocked"):
        return None
    first = post(node["post"], f"bluesky:{node['post']['author']['did']}", now)
    return [first, *(comment(each, first) for each in _below(node))]


@shaped("a thread")
def thread(answer: Any) -> list[Any]:
    """All posts below the first, thread by thread; deleted and blocked ones, told as such, are left out."""
    return list(_below(answer["thread"]))


def _below(node: Any) -> Iterator[Any]:
    for reply in node.get("replies") or ():
        if "post" in reply:
            yield reply["post"]
            yield from _below(reply)
