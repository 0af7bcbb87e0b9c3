"""Feeds (RSS, Atom, JSON Feed) as platforms use them: how one is asked for, and its entries as posts.

Sources: the RSS 2.0 specification, RFC 4287 (Atom), jsonfeed.org, Apple's and the Podcasting 2.0 name spaces. What is
said lies in three files beside this one: the facts, and a reader each for XML and JSON. The client limits the bytes. A
feed carries no counts of any kind. All pure but :func:`fetched`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from microscout.client import Call, Client, public_base
from microscout.errors import DropPlatform, PayloadError, SkipCreator
from microscout.models import Post
from microscout.platforms import _feed_json, _feed_xml, _html
from microscout.platforms._feed_facts import Entry, Feed, moment, web
from microscout.platforms._shape import shaped

__all__ = ["Entry", "Feed", "call", "entries", "fetched", "moment", "parts", "post", "posts", "read", "web"]

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_JSON_BEGINS = (b"{", b"[")


def call(address: str) -> tuple[Call, str]:
    """How a feed is asked for: the call, which draws on the limit named "feeds", and its base.

    PayloadError where `address` is at no public host. One written with ``http`` is asked for with https all the same.
    """
    try:
        parts = urlsplit(address if _SCHEME.match(address) else f"https://{address}")
    except ValueError:
        raise PayloadError("the feed's address is not valid") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise PayloadError("the feed's address is not on the web")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    written = path.replace("{", "%7B").replace("}", "%7D")  # braces are the client's placeholders
    return Call(written or "/", quota="feeds", raw=True, cached=True), public_base(parts.netloc)


async def fetched(client: Client, address: str) -> Feed:
    """The feed at `address`. A host that fails costs its own creators, not the platform: SkipCreator."""
    asked, base = call(address)
    try:
        return read(await client.get(asked, base=base), f"{base}{asked.path}")
    except DropPlatform as error:
        raise SkipCreator(f"{base.removeprefix('https://')}: {error.message}", hint=error.hint) from None


def read(body: bytes, address: str = "") -> Feed:
    """The feed in `body`, which came from `address`; PayloadError where it is none, is not whole, or tries tricks."""
    body = body.lstrip().removeprefix(b"\xef\xbb\xbf").lstrip()
    if not body:
        raise PayloadError("the answer was empty")
    reader = _feed_json.read if body.startswith(_JSON_BEGINS) else _feed_xml.read
    return reader(body, address)


def entries(body: bytes) -> list[Entry]:
    """The entries of the feed in `body`, for ``python -m microscout.testing replay``."""
    return list(read(body).entries)


def parts(body: bytes) -> list[Feed | Entry]:
    """The feed in `body`, then its entries, for the same."""
    feed = read(body)
    return [feed, *feed.entries]


@shaped("an entry")
def post(entry: Entry, creator_id: str, now: int, language: str | None = None) -> Post:
    """The entry as a post. Counts are unknown: a feed has none."""
    said = _html.text(entry.html)
    title = " ".join(_html.text(entry.title).split())
    tags = " ".join(f"#{tag}" for tag in entry.tags)
    return Post(
        creator_id=creator_id,
        post_id=entry.key,
        captured_at=now,
        text="\n\n".join(part for part in (title, said, tags) if part),
        created_at=entry.created_at,
        url=entry.url,
        language=language,
        kind=entry.kind,
        links=_html.links(entry.html),
    )


def posts(feed: Feed, creator_id: str, now: int, limit: int) -> list[Post]:
    """The newest `limit` entries, each once, as posts."""
    unlike: dict[str, Entry] = {}
    for entry in feed.entries:
        unlike.setdefault(entry.key, entry)
    return [post(entry, creator_id, now, feed.language) for entry in list(unlike.values())[:limit]]
