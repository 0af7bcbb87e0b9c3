"""What is read of the answers of Mastodon's interface: the pure parsers."""

from __future__ import annotations

from typing import Any

from microscout.models import Comment, Follower, Post, Profile
from microscout.platforms import _html
from microscout.platforms._servers import site
from microscout.platforms._shape import earliest, shaped

_UNLISTED: dict[str, str] = {
    "noindex": "asked not to be indexed",
    "suspended": "suspended by the server",
    "limited": "limited by the server",
    "bot": "a bot, by its own word",
    "group": "a group, not one creator",
    "moved": "moved to another server",
}
_PLACES = frozenset({"location", "place", "city", "based in", "ort", "wohnort", "lieu", "ubicación", "lugar", "luogo"})


@shaped("a profile")
def profile(raw: Any, host: str, now: int) -> Profile:
    """The profile as the server `host` sees it."""
    handle, stable_id, at_home = names(raw, host)
    agreed = raw.get("discoverable") is True
    lines = raw.get("fields") or ()
    fields = [((line["name"] or "").strip().casefold(), line["value"] or "") for line in lines]
    note = raw.get("note") or ""
    sees_all = _at_home(raw, host) and raw.get("hide_collections") is not True
    return Profile(
        platform="mastodon",
        stable_id=stable_id,
        handle=handle,
        captured_at=now,
        name=raw.get("display_name") or None,
        bio=_html.text(note) or None,
        url=raw.get("url"),
        followers=_told(raw, "followers_count", sees_all),
        following=_told(raw, "following_count", sees_all),
        post_count=_told(raw, "statuses_count", sees_all),
        counts_from="home server" if at_home else "local view",
        location=next((_html.text(value) for name, value in fields if name in _PLACES), None) or None,
        links=tuple(dict.fromkeys([*_html.links(note), *(link for _, value in fields for link in _html.links(value))])),
        verified=tuple(link for line in lines if line.get("verified_at") for link in _html.links(line["value"] or "")),
        created_at=earliest(raw.get("created_at")),
        consent="discoverable: true (Mastodon)" if agreed else None,
        withheld=(
            *(() if agreed else ("did not agree to be discoverable",)),
            *(why for flag, why in _UNLISTED.items() if raw.get(flag)),
        ),
    )


@shaped("a follower")
def follower(raw: Any, host: str) -> Follower:
    """What the server `host` tells of somebody who follows."""
    avatar, at_home = raw.get("avatar"), names(raw, host)[2]
    return Follower(
        created_at=earliest(raw.get("created_at")),
        posts=_told(raw, "statuses_count", at_home),
        avatar=not avatar.endswith("/missing.png") if isinstance(avatar, str) else None,
        bio=bool(_html.text(raw.get("note") or "")),
    )


@shaped("a post")
def post(raw: Any, creator_id: str, number: str, host: str, now: int) -> Post | None:
    """The public post of the creator whom `host` knows as `number`; None for all else that a list may hold."""
    own = raw["account"]["id"] == number and raw.get("in_reply_to_account_id") in (None, number)
    if not own or raw.get("reblog") is not None or raw["visibility"] != "public":
        return None
    card, media = raw.get("card") or {}, raw.get("media_attachments") or ()
    content, here = raw["content"] or "", _at_home(raw["account"], host)  # Pixelfed: null where there is no caption
    links = [*_html.links(content), *([card["url"]] if card.get("url") else [])]
    return Post(
        creator_id=creator_id,
        post_id=raw["id"],
        captured_at=now,
        text="\n\n".join(part for part in (raw.get("spoiler_text"), _html.text(content)) if part),
        created_at=earliest(raw.get("created_at")),
        url=raw.get("url") or raw.get("uri"),
        language=raw.get("language"),
        kind=media[0]["type"] if media else "link" if links else "text",
        likes=_told(raw, "favourites_count", here),
        comments=_told(raw, "replies_count", here),
        reposts=_told(raw, "reblogs_count", here),
        quotes=_told(raw, "quotes_count", here),
        links=tuple(dict.fromkeys(links)),
    )


@shaped("a post")
def seen(raw: Any, host: str, now: int) -> Post | None:
    """The post, whoever wrote it."""
    return post(raw, f"mastodon:{names(raw['account'], host)[1]}", raw["account"]["id"], host, now)


def uncounted(post: Post) -> Post:
    """`post` without its counts."""
    return post.model_copy(update=dict.fromkeys(("likes", "comments", "reposts", "quotes")))


@shaped("a comment")
def comment(raw: Any, post: Post | None, host: str) -> Comment | None:
    """A public comment under `post`; None for one that was not meant for everybody."""
    if raw["visibility"] != "public":
        return None
    handle, stable_id, _ = names(raw["account"], host)
    return Comment(
        creator_id=post.creator_id if post else "mastodon:?",
        post_id=post.post_id if post else "?",
        comment_id=raw["id"],
        author=handle,
        by_creator=bool(post and f"mastodon:{stable_id}" == post.creator_id),
        parent=None if post and raw.get("in_reply_to_id") == post.post_id else raw.get("in_reply_to_id"),
        text=_html.text(raw["content"] or ""),
        created_at=earliest(raw.get("created_at")),
        likes=_told(raw, "favourites_count", _at_home(raw["account"], host)),
    )


def names(raw: Any, host: str) -> tuple[str, str, bool]:
    """Handle, stable id, and whether `host` is the creator's home.

    The id is made with the host of the profile's address, not of the handle: a domain may lend its name to a
    server at another host, and only the address reads the same wherever one asks.
    """
    acct = raw["acct"]
    at_home = "@" not in acct or acct.lower().endswith(f"@{host}")
    handle = acct if "@" in acct else f"{acct}@{host}"
    home = site(raw.get("url") or "") or handle.rpartition("@")[2]
    return handle, f"{raw['username']}@{home}".lower(), at_home


def _at_home(account: Any, host: str) -> bool:
    """Whether `host` is the creator's home by the handle and by the address."""
    return names(account, host)[2] and site(account.get("url") or "") in ("", host)


def _told(raw: Any, count: str, sees_all: bool) -> Any:
    """A count. What a server sees from afar is a lower bound: zero is what it does not know, and so is less."""
    told = raw.get(count)
    below = isinstance(told, int) and told < 0  # counters that were decreased too often
    return None if below or (told == 0 and not sees_all) else told
