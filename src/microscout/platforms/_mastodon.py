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
    fields = [(line["name"].strip().casefold(), line["value"]) for line in raw.get("fields") or ()]
    note = raw.get("note") or ""
    here = at_home and site(raw.get("url") or "") in ("", host)
    sees_all = here and raw.get("hide_collections") is not True

    def told(count: str) -> Any:
        return raw.get(count) if sees_all else raw.get(count) or None  # else zero is what one does not know

    return Profile(
        platform="mastodon",
        stable_id=stable_id,
        handle=handle,
        captured_at=now,
        name=raw.get("display_name") or None,
        bio=_html.text(note) or None,
        url=raw.get("url"),
        followers=told("followers_count"),
        following=told("following_count"),
        post_count=told("statuses_count"),
        counts_from="home server" if at_home else "local view",
        location=next((_html.text(value) for name, value in fields if name in _PLACES), None) or None,
        links=tuple(dict.fromkeys([*_html.links(note), *(link for _, value in fields for link in _html.links(value))])),
        verified=tuple(
            link for line in raw.get("fields") or () if line.get("verified_at") for link in _html.links(line["value"])
        ),
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
    posts, avatar = raw.get("statuses_count"), raw.get("avatar")
    at_home = names(raw, host)[2]
    return Follower(
        created_at=earliest(raw.get("created_at")),
        posts=posts if at_home else posts or None,  # of somebody elsewhere, zero is what this server does not know
        avatar=not avatar.endswith("/missing.png") if isinstance(avatar, str) else None,
        bio=bool(_html.text(raw.get("note") or "")),
    )


@shaped("a post")
def post(raw: Any, creator_id: str, number: str, now: int) -> Post | None:
    """The public post of the creator whom the server knows as `number`; None for all else that a list may hold."""
    own = raw["account"]["id"] == number and raw.get("in_reply_to_account_id") in (None, number)
    if not own or raw.get("reblog") is not None or raw["visibility"] != "public":
        return None
    card, media = raw.get("card") or {}, raw.get("media_attachments") or ()
    links = [*_html.links(raw["content"]), *([card["url"]] if card.get("url") else [])]
    return Post(
        creator_id=creator_id,
        post_id=raw["id"],
        captured_at=now,
        text="\n\n".join(part for part in (raw.get("spoiler_text"), _html.text(raw["content"])) if part),
        created_at=earliest(raw.get("created_at")),
        url=raw.get("url") or raw.get("uri"),
        language=raw.get("language"),
        kind=media[0]["type"] if media else "link" if links else "text",
        likes=raw.get("favourites_count"),
        comments=raw.get("replies_count"),
        reposts=raw.get("reblogs_count"),
        quotes=raw.get("quotes_count"),
        links=tuple(dict.fromkeys(links)),
    )


@shaped("a post")
def seen(raw: Any, host: str, now: int) -> Post | None:
    """The post, whoever wrote it."""
    return post(raw, f"mastodon:{names(raw['account'], host)[1]}", raw["account"]["id"], now)


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
        text=_html.text(raw["content"]),
        created_at=earliest(raw.get("created_at")),
        likes=raw.get("favourites_count"),
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
