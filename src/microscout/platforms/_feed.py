"""RSS 2.0 and Atom feeds, read from bytes that anybody may have written. All pure but :func:`fetched`.

Sources: the RSS 2.0 specification, RFC 4287 (Atom), Apple's and the Podcasting 2.0 name spaces. A feed is hostile until
read: entity declarations and references to other files are refused by defusedxml ("billion laughs"), depth and number
of entries have a limit, the client limits the bytes. Dates are wrong in many feeds: such a one is unknown. A feed
carries no counts of any kind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from microscout.client import Call, Client, public_base
from microscout.errors import DropPlatform, PayloadError, SkipCreator
from microscout.models import Post, clean, to_epoch
from microscout.platforms import _html
from microscout.platforms._shape import shaped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DEEPEST = 60
_MOST_ENTRIES = 5_000
_LONGEST_TEXT = 100_000  # characters of one description, as HTML
_LONGEST_KEY = 300
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = "{https://podcastindex.org/namespace/1.0}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_PODCAST_SPELLINGS = ("{https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md}",)
_NO_YEAR = re.compile(r"(?<![+-])\b000\d\b", re.ASCII)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE | re.ASCII)
_YES = frozenset({"yes", "true"})


@dataclass(frozen=True)
class Entry:
    """An entry; `html` is what it says, `kind` what is handed out with it (``audio``), ``text`` where nothing is."""

    key: str
    title: str
    html: str
    url: str | None
    created_at: int | None
    kind: str


@dataclass(frozen=True)
class Feed:
    """A feed, its newest entries first. `blocked`: its owner asks directories not to list it."""

    title: str
    about: str
    url: str | None
    author: str | None
    language: str | None
    email: str | None
    links: tuple[str, ...]
    blocked: bool
    entries: tuple[Entry, ...]


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
        return read(await client.get(asked, base=base))
    except DropPlatform as error:
        raise SkipCreator(f"{base.removeprefix('https://')}: {error.message}", hint=error.hint) from None


def read(body: bytes) -> Feed:
    """The feed in `body`; PayloadError where it is none, is not whole, or tries tricks."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    if not body.strip():
        raise PayloadError("the answer was empty")
    try:
        return _read(body.strip())
    except DefusedXmlException:
        raise PayloadError("the feed declares entities or names other files, as no honest feed does") from None
    except (ParseError, LookupError, ValueError):
        page = body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html"))
        raise PayloadError(f"the answer was {'a web page' if page else 'broken XML'}, not a feed") from None


def entries(body: bytes) -> list[Entry]:
    """The entries of the feed in `body`, for ``python -m microscout.testing replay``."""
    return list(read(body).entries)


@shaped("an entry")
def post(entry: Entry, creator_id: str, now: int, language: str | None = None) -> Post:
    """The entry as a post. Counts are unknown: a feed has none."""
    said = _html.text(entry.html)
    title = " ".join(_html.text(entry.title).split())
    return Post(
        creator_id=creator_id,
        post_id=entry.key,
        captured_at=now,
        text="\n\n".join(part for part in (title, said) if part),
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


def moment(text: str | None) -> int | None:
    """Epoch seconds of an RFC 822 or ISO 8601 date; None where it is neither, or impossible.

    The year 0001 is how some programs write "none": it must not be read as 2001.
    """
    if _NO_YEAR.search(text or ""):
        return None
    for spelling in (parsedate_to_datetime, to_epoch):
        try:
            return to_epoch(spelling((text or "").strip()))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def web(address: str | None, base: str | None = None) -> str | None:
    """`address` where it is one on the web, made whole with `base`; else None."""
    try:
        whole = urljoin(base or "", (address or "").strip())
        return whole if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).netloc else None
    except ValueError:
        return None


def _read(body: bytes) -> Feed:
    """Entries are let go of as soon as they are read: a feed of many thousand takes no more memory than its text."""
    from defusedxml.ElementTree import iterparse

    found: list[Entry] = []
    path: list[Element] = []
    root: Element | None = None
    for event, element in iterparse(BytesIO(body), events=("start", "end"), forbid_dtd=False):
        if event == "start":
            path.append(element)
            root = path[0]
            if len(path) > _DEEPEST:
                raise PayloadError("the feed is nested too deeply")
            continue
        path.pop()
        if path and element.tag in ("item", f"{_ATOM}entry"):
            path[-1].remove(element)
            if len(found) < _MOST_ENTRIES:
                found += _entry(element)
    if root is None or root.tag not in ("rss", f"{_ATOM}feed"):
        raise PayloadError("the answer was no RSS or Atom feed")
    channel = root if root.tag != "rss" else root.find("channel")
    if channel is None:
        raise PayloadError("the feed has no channel")
    found.sort(key=lambda entry: -1 if entry.created_at is None else entry.created_at, reverse=True)
    return _feed(channel, found)


def _feed(channel: Element, found: Sequence[Entry]) -> Feed:
    url = web(channel.findtext("link")) or web(_atom_link(channel))
    people = [*channel.findall(f"{_ITUNES}owner"), *channel.findall(f"{_ATOM}author")]
    email = next((said for one in people for tag in _tags("email") if (said := _text(one, tag))), "")
    spaces = (_PODCAST, *_PODCAST_SPELLINGS)
    funding = [one.get("url") for space in spaces for one in channel.findall(f"{space}funding")]
    block = [_text(channel, f"{space}block").lower() for space in (_ITUNES, *spaces)]
    return Feed(
        title=_html.text(_text(channel, "title", f"{_ATOM}title")),
        about=_text(channel, "description", f"{_ITUNES}summary", f"{_ATOM}subtitle"),
        url=url,
        author=_text(channel, f"{_ITUNES}author", f"{_DC}creator", f"{_ATOM}author/{_ATOM}name") or None,
        language=(_text(channel, "language") or channel.get("{http://www.w3.org/XML/1998/namespace}lang")) or None,
        email=email if "@" in email and not any(c.isspace() for c in email) else None,
        links=tuple(dict.fromkeys(link for link in (web(one) for one in [url, *funding]) if link)),
        blocked=any(said in _YES for said in block),
        entries=tuple(replace(entry, url=web(entry.url, url)) for entry in found),
    )


def _entry(item: Element) -> Iterator[Entry]:
    """The entry; none where nothing tells it from others."""
    url = (item.findtext("link") or "").strip() or _atom_link(item)  # made whole when the feed's own place is known
    title = _text(item, "title", f"{_ATOM}title", f"{_ITUNES}title")
    handed = [one.get("type") or "" for one in item.findall("enclosure")]
    handed += [one.get("type") or "" for one in item.findall(f"{_ATOM}link") if one.get("rel") == "enclosure"]
    kind = next((k for k in (said.partition("/")[0] for said in handed) if k in ("audio", "video", "image")), "text")
    written = _text(item, "pubDate", f"{_DC}date", f"{_ATOM}published", f"{_ATOM}updated")
    if key := _text(item, "guid", f"{_ATOM}id") or url or title:
        html = _text(item, _CONTENT, f"{_ATOM}content", "description", f"{_ITUNES}summary", f"{_ATOM}summary")
        if len(key) > _LONGEST_KEY:
            key = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
        yield Entry(key, title, html, url, moment(written), kind)


def _text(parent: Element, *tags: str) -> str:
    """What the first of `tags` that says anything says; markup inside (Atom's XHTML) is read as its text."""
    for tag in tags:
        for found in parent.findall(tag):
            if said := clean("".join(found.itertext())).strip():
                return said[:_LONGEST_TEXT]
    return ""


def _tags(name: str) -> tuple[str, ...]:
    return f"{_ITUNES}{name}", f"{_ATOM}{name}"


def _atom_link(parent: Element) -> str | None:
    found = [one for one in parent.findall(f"{_ATOM}link") if one.get("rel", "alternate") == "alternate"]
    return next((link for one in found if (link := (one.get("href") or "").strip())), None)
