"""What a feed says, whatever it is written in, and the two spellings that all feeds get wrong: dates and addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from microscout.models import to_epoch

LONGEST_TEXT = 100_000  # characters of one description, as HTML
MOST_ENTRIES = 5_000
_LONGEST_KEY = 300
_MOST_TAGS, _LONGEST_TAG = 10, 60
_NO_TAG = frozenset({"", "uncategorized", "uncategorised"})  # what WordPress writes where nobody chose
_NO_YEAR = re.compile(r"(?<![+-])\b000\d\b", re.ASCII)
_DAYS = ("%d %b %Y", "%a, %d %b %Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y")
HANDED_OUT = ("audio", "video")


@dataclass(frozen=True)
class Entry:
    """An entry; `html` is what it says, `kind` what is handed out with it (``audio``), ``text`` where nothing is."""

    key: str
    title: str
    html: str
    url: str | None
    created_at: int | None
    kind: str
    tags: tuple[str, ...] = ()


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


def newest_first(found: list[Entry]) -> tuple[Entry, ...]:
    """`found` by moment; those without one come last, as they stood."""
    return tuple(sorted(found, key=lambda entry: -1 if entry.created_at is None else entry.created_at, reverse=True))


def keyed(*marks: str | None) -> str:
    """The first of `marks` that is any, as what tells an entry from others; an endless one is folded."""
    key = next((mark for mark in marks if mark), "")
    return key if len(key) <= _LONGEST_KEY else hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def tagged(tags: list[str]) -> tuple[str, ...]:
    """Those of `tags` that say something, each once."""
    said = [" ".join(tag.split()).lstrip("#") for tag in tags]
    return tuple(dict.fromkeys(s for s in said if s.lower() not in _NO_TAG and len(s) <= _LONGEST_TAG))[:_MOST_TAGS]


def kind(types: list[str]) -> str:
    """What is handed out with an entry, by media types; a picture is only its cover."""
    return next((part for part in (said.partition("/")[0] for said in types) if part in HANDED_OUT), "text")


def moment(text: str | None) -> int | None:
    """Epoch seconds of an RFC 822 or ISO 8601 date, or of a bare day; None where it is none, or impossible.

    The year 0001 and the first second of 1970 are how some programs write "none".
    """
    if _NO_YEAR.search(text or ""):
        return None
    spellings: tuple[Callable[[str], object], ...] = (parsedate_to_datetime, to_epoch, *map(_day, _DAYS))
    for spelling in spellings:
        try:
            return to_epoch(spelling((text or "").strip())) or None
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _day(pattern: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, pattern)  # no offset: UTC


def web(address: str | None, base: str | None = None) -> str | None:
    """`address` where it is one on the web, made whole with `base`; else None."""
    try:
        whole = urljoin(base or "", (address or "").strip())
        return whole if urlsplit(whole).scheme in ("http", "https") and urlsplit(whole).netloc else None
    except ValueError:
        return None
