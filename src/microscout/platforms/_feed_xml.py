"""RSS 0.9x, 1.0 (RDF) and 2.0, and Atom 0.3 and 1.0, read from bytes that anybody may have written. Pure.

A feed is hostile until read: entity declarations and references to other files are refused by defusedxml ("billion
laughs"), depth and number of entries have a limit. What is merely ill written (an ``&nbsp;``, a control character,
another encoding than declared) is mended once and read again.
"""

from __future__ import annotations

import html as escapes
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.entities import html5
from io import BytesIO
from typing import TYPE_CHECKING

from microscout.errors import PayloadError, quoted
from microscout.models import clean
from microscout.platforms import _html
from microscout.platforms._feed_facts import (
    HANDED_OUT,
    LONGEST_TEXT,
    MOST_ENTRIES,
    Entry,
    Feed,
    keyed,
    kind,
    moment,
    newest_first,
    tagged,
    web,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DEEPEST = 60
_ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
_PODCAST = (
    "{https://podcastindex.org/namespace/1.0}",
    "{https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md}",
)
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_RSS_SPACES = frozenset(
    {
        "{http://purl.org/rss/1.0/}",
        "{http://my.netscape.com/rdf/simple/0.9/}",
        "{http://backend.userland.com/rss2}",
        "{http://backend.userland.com/RSS2}",
        "{http://blogs.law.harvard.edu/tech/rss}",
    }
)
_ATOM_03 = "{http://purl.org/atom/ns#}"
_YES = frozenset({"yes", "true"})
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")

_CDATA = "<![CDATA["
_PAGE_BEGINS = (b"<!doctype html", b"<html")
_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]*);|(?!#[0-9]+;|#x[0-9A-Fa-f]+;))")
_KNOWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


def read(body: bytes, address: str) -> Feed:
    """The feed in `body`, which came from `address`; PayloadError where it is none, is not whole, or tries tricks."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError

    if body.lstrip()[:15].lower().startswith(_PAGE_BEGINS):
        told = _html.feed(_decoded(body)[:LONGEST_TEXT])
        where = f"; its feed is at {quoted(whole)}" if told and (whole := web(told, address)) else ""
        raise PayloadError(f"the answer was a web page, not a feed{where}")
    for written in (body, None):
        try:
            return _read(_mended(body) if written is None else written, address)
        except DefusedXmlException:
            raise PayloadError("the feed declares entities or names other files, as no honest feed does") from None
        except (ParseError, LookupError, ValueError):
            continue
    raise PayloadError("the answer was broken XML, not a feed")


def _mended(body: bytes) -> bytes:
    """`body` without what XML cannot bear but feeds are full of, in UTF-8; what stands in CDATA stays."""
    text = _UNWRITABLE.sub("", _PROLOG.sub("", _decoded(body)))
    return "".join(part if part.startswith(_CDATA) else _AMPERSAND.sub(_named, part) for part in _parted(text)).encode()


def _parted(text: str) -> Iterator[str]:
    """`text` in pieces, each all CDATA or free of it. Every character is looked at once, however hostile."""
    at = 0
    while (begin := text.find(_CDATA, at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        yield from (text[at:begin], text[begin : end + 3])
        at = end + 3
    yield text[at:]


def _named(found: re.Match[str]) -> str:
    """An entity of HTML as its character; an ampersand that is only one as XML wants it."""
    name = found[1]
    if name in _KNOWN:
        return found[0]
    return html5.get(f"{name};", f"&amp;{name};") if name else "&amp;"


def _decoded(body: bytes) -> str:
    declared = _ENCODING.match(body)
    marked = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    for name in (marked, declared and declared[1].decode("ascii"), "utf-8-sig"):
        try:
            if name:
                return body.decode(name)
        except (LookupError, UnicodeError):
            continue
    return body.decode("cp1252", "replace")  # what is no UTF-8 although it says so is mostly this


def _read(body: bytes, address: str) -> Feed:
    """Entries are let go of as soon as they are read: a feed of many thousand takes no more memory than its text."""
    from defusedxml.ElementTree import iterparse

    found: list[Entry] = []
    path: list[Element] = []
    root: Element | None = None
    for event, element in iterparse(BytesIO(body), events=("start", "end"), forbid_dtd=False):
        if event == "start":
            element.tag = _plain(element.tag)
            path.append(element)
            root = path[0]
            if len(path) > _DEEPEST:
                raise PayloadError("the feed is nested too deeply")
            continue
        path.pop()
        if path and element.tag in ("item", f"{_ATOM}entry"):
            path[-1].remove(element)
            if len(found) < MOST_ENTRIES:
                found += _entry(element)
    if root is None or root.tag not in ("rss", f"{_ATOM}feed", f"{_RDF}RDF"):
        raise PayloadError("the answer was no RSS or Atom feed")
    channel = root if root.tag == f"{_ATOM}feed" else root.find("channel")
    if channel is None:
        raise PayloadError("the feed has no channel")
    return _feed(channel, found, address)


def _plain(tag: str) -> str:
    """`tag` as RSS 2.0 and Atom 1.0 call it: older versions differ in the name space, Apple's in its letters."""
    space, brace, name = tag.rpartition("}")
    if f"{space}{brace}".lower() == _ITUNES:
        return f"{_ITUNES}{name}"
    if f"{space}{brace}" == _ATOM_03:
        return f"{_ATOM}{name}"
    return name if f"{space}{brace}" in _RSS_SPACES else tag


def _feed(channel: Element, found: list[Entry], address: str) -> Feed:
    base = web(channel.get(f"{_XML}base"), address) or address or None
    url = web(channel.findtext("link") or _atom_link(channel), base)
    people = [*channel.findall(f"{_ITUNES}owner"), *channel.findall(f"{_ATOM}author")]
    email = next((said for one in people for tag in _tags("email") if (said := _text(one, tag))), "")
    editor = _ADDRESS.search(email or _text(channel, "managingEditor"))
    funding = [one.get("url") for space in _PODCAST for one in channel.findall(f"{space}funding")]
    own = [one.get("href") for one in channel.findall(f"{_ATOM}link") if one.get("rel") == "me"]
    pages = [url, *funding, *own, *(one.findtext(f"{_ATOM}uri") for one in people)]
    return Feed(
        title=_html.text(_text(channel, "title", f"{_ATOM}title")),
        about=_text(channel, "description", f"{_ITUNES}summary", f"{_ATOM}subtitle", f"{_ATOM}tagline"),
        url=url,
        author=_text(channel, f"{_ITUNES}author", f"{_DC}creator", f"{_ATOM}author/{_ATOM}name") or None,
        language=(_text(channel, "language", f"{_DC}language") or channel.get(f"{_XML}lang")) or None,
        email=editor[0] if editor and (not email or editor[0] == email) else None,
        links=tuple(dict.fromkeys(link for link in (web(one) for one in pages) if link)),
        blocked=_blocked(channel, found),
        entries=newest_first([replace(entry, url=entry.url and web(entry.url, url or base)) for entry in found]),
    )


def _blocked(channel: Element, found: Sequence[Entry]) -> bool:
    """Whether its owner asks directories not to list it.

    ``itunes:block`` says so of podcasts only: Substack writes it into every newsletter that is none, to keep texts out
    of Apple's directory.
    """
    if any(_text(channel, f"{space}block").lower() in _YES for space in _PODCAST):
        return True
    written = bool(found) and all(entry.kind not in HANDED_OUT for entry in found)
    return not written and _text(channel, f"{_ITUNES}block").lower() in _YES


def _entry(item: Element) -> Iterator[Entry]:
    """The entry; none where nothing tells it from others."""
    guid = _text(item, "guid", f"{_ATOM}id")
    url = (item.findtext("link") or "").strip() or _atom_link(item) or _permalink(item)
    title = _text(item, "title", f"{_ATOM}title", f"{_ITUNES}title")
    html = _text(item, _CONTENT, f"{_ATOM}content", "description", f"{_ITUNES}summary", f"{_ATOM}summary")
    html = html or _text(item, f"{_MEDIA}group/{_MEDIA}description", f"{_MEDIA}description")
    handed = [one.get("type") or "" for one in item.findall("enclosure")]
    handed += [one.get("type") or "" for one in item.findall(f"{_ATOM}link") if one.get("rel") == "enclosure"]
    spelled = ("pubDate", f"{_DC}date", f"{_ATOM}published", f"{_ATOM}issued", f"{_ATOM}updated", f"{_ATOM}modified")
    tags = [one.text or "" for one in item.findall("category")]
    tags += [one.get("label") or one.get("term") or "" for one in item.findall(f"{_ATOM}category")]
    if key := keyed(guid, item.get(f"{_RDF}about"), url, title, html):
        base = item.get(f"{_XML}base")  # the feed's own place makes it whole when that is known
        whole = web(url, base) if base else None
        yield Entry(key, title, html, whole or url, moment(_text(item, *spelled)), kind(handed), tagged(tags))


def _permalink(item: Element) -> str | None:
    """A ``guid`` is the entry's own address, unless it says that it is not or does not look like one."""
    guid = item.find("guid")
    return web(guid.text) if guid is not None and guid.get("isPermaLink", "true").lower() != "false" else None


def _text(parent: Element, *tags: str) -> str:
    """What the first of `tags` that says anything says; markup inside (Atom's XHTML) is written as HTML."""
    for tag in tags:
        for found in parent.findall(tag):
            said = "".join(_markup(found)) if len(found) else found.text or ""
            if said := clean(said).strip():
                return said[:LONGEST_TEXT]
    return ""


def _markup(element: Element) -> Iterator[str]:
    """What stands within `element`, as HTML with no attributes but links."""
    yield escapes.escape(element.text or "", quote=False)
    for child in element:
        name, link = child.tag.rpartition("}")[2], child.get("href")
        yield f'<{name} href="{escapes.escape(link)}">' if link else f"<{name}>"
        yield from _markup(child)
        yield f"</{name}>{escapes.escape(child.tail or '', quote=False)}"


def _tags(name: str) -> tuple[str, ...]:
    return f"{_ITUNES}{name}", f"{_ATOM}{name}"


def _atom_link(parent: Element) -> str | None:
    found = [one for one in parent.findall(f"{_ATOM}link") if one.get("rel", "alternate") == "alternate"]
    return next((link for one in found if (link := (one.get("href") or "").strip())), None)
