"""HTML to plain text, for platforms whose posts are HTML. Pure; no text makes it fail, or takes it long."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_CONDITION = re.compile(r"<!\[(?:if|else|endif)[^<>]{0,200}>", re.IGNORECASE)  # as Word writes them
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_UNSEEN = frozenset({"script", "style"})
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_NOT_ABROAD = frozenset({"mention", "hashtag", "u-url"})


def text(html: str) -> str:
    """What a reader sees of `html`, as plain text: paragraphs parted by an empty line, ``<br>`` a line break.

    Mastodon hides the ends of long links in invisible spans; their text is kept, so that a link stays whole.
    """
    seen = "".join(_read(html).parts)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", seen)).strip()


def links(html: str) -> tuple[str, ...]:
    """The web addresses that `html` links to, each once, without mentions and hashtags."""
    return tuple(dict.fromkeys(_read(html).links))


def feed(html: str) -> str | None:
    """The address, as written, of the feed that a web page names as its own."""
    return next(iter(_read(html).feeds), None)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(_tamed(html))
    reader.close()
    return reader


def _tamed(html: str) -> str:
    """`html` without what the parser fails on (``<![x``) or looks through again and again (what is never closed)."""
    html = _CONDITION.sub("", html).replace("<![CDATA[", "").replace("]]>", "").replace("<![", "&lt;![")
    closed = html.rfind("-->") + 3 if "-->" in html else 0
    html = html[:closed] + html[closed:].replace("<!--", "&lt;!--")
    last = html.rfind(">") + 1
    return html[:last] + html[last:].replace("<", "&lt;")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.feeds: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        address = found.get("href") or ""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "link" and address and (found.get("type") or "").lower() in _FEEDS:
            self.feeds.append(address)
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self._part(tag)
        elif (
            tag == "a"
            and address.startswith(("https://", "http://"))
            and _NOT_ABROAD.isdisjoint((found.get("class") or "").split())
        ):
            self.links.append(address)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        self.parts.append("\n" if tag == "li" else "\n\n")
