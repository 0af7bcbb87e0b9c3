"""Contact: the e-mail address that the creator publishes, and where. Nothing is guessed, nothing is looked up.

Read in the bio, in ``mailto:`` links and in feeds, never in posts or comments, where other people's addresses stand.
An address that is written round ("ada [at] ada dot com") was published for people to read and counts as published: it
is put together again, and the source says how it was written. Spelled out without brackets it counts only beside a
word that announces it ("mail: ada at ada dot com"); "meet me at cafe dot com" is no address. A name on a fediverse
server (``@ada@mastodon.social``) looks alike and is none.

Worked example: "Say hi: @ada@mastodon.social · collabs: ada (at) adamakes (dot) co (dot) uk" gives
ada@adamakes.co.uk, source: bio, written as “ada (at) adamakes (dot) co (dot) uk”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import polars as pl

from microscout import links
from microscout.portrait.base import Known

SCHEMA = {"email": pl.String, "email_source": pl.String}

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LOCAL = r"[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.){{1,5}}[a-z]{{2,24}}", re.IGNORECASE)
_PLAIN = re.compile(rf"(?<![\w@.+-]){_ADDRESS.pattern}(?![\w@])", re.IGNORECASE)
_AT = r"\s{0,2}[\[({<]\s?(?:at|@|ät|arroba|chez)\s?[\])}>]\s{0,2}"
_DOT = r"(?:\s{0,2}[\[({<]\s?(?:dot|\.|punkt|punto|point)\s?[\])}>]\s{0,2}|\s{1,2}dot\s{1,2}|\.)"
_BRACKETS = re.compile(rf"(?<![\w@.])({_LOCAL}){_AT}({_LABEL}(?:{_DOT}{_LABEL}){{1,5}})(?![\w@])", re.IGNORECASE)
_SPELLED = re.compile(
    rf"(?<![\w@.])({_LOCAL})\s{{1,2}}at\s{{1,2}}({_LABEL}(?:\s{{1,2}}dot\s{{1,2}}{_LABEL}){{1,4}})(?![\w@])",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"(?:mail|contact|business|inquir|enquir|collab|booking|press|kontakt|correo|✉|📧|📩)", re.IGNORECASE
)
_BUSINESS = re.compile(r"(?:business|inquir|enquir|collab|booking|press|partner|sponsor|work with)", re.IGNORECASE)
_NOT_A_NAME = frozenset(
    ["me", "us", "him", "her", "them", "it", "here", "find", "look", "be", "am", "is", "work", "live", "meet"]
)
_LONGEST = 5_000
_NEAR = 60
_FEEDS = ("rss", "podcasts", "podcastindex")


def told(known: Known) -> dict[str, Any]:
    """``email`` and ``email_source``; what stands beside a word like "business" first, then the bio."""
    found = [*_in_bio(known.row["bio"] or ""), *_in_links(known)]
    business = [each for each in found if each[2]]
    address, source, _ = next(iter(business or found), (None, None, False))
    return {"email": address, "email_source": source}


def _in_bio(bio: str) -> Iterator[tuple[str, str, bool]]:
    """Addresses in a bio, with their source and whether they are announced for business."""
    text = bio[:_LONGEST]
    for match in _PLAIN.finditer(text):
        if _is_mail(match[0]):
            yield _tidy(match[0]), "bio", _is_near(_BUSINESS, text, match.start())
    for pattern in (_BRACKETS, _SPELLED):
        for match in pattern.finditer(text):
            address = f"{match[1]}@{_DOTS.sub('.', match[2])}"
            sure = pattern is _BRACKETS or (
                match[1].lower() not in _NOT_A_NAME and _is_near(_ANNOUNCED, text, match.start())
            )
            if sure and _ADDRESS.fullmatch(address) and _is_mail(address):
                yield (
                    _tidy(address),
                    f"bio, written as “{' '.join(match[0].split())}”",
                    _is_near(_BUSINESS, text, match.start()),
                )


def _in_links(known: Known) -> Iterator[tuple[str, str, bool]]:
    for link in known.row["links"] or ():
        if link[:7].lower() == "mailto:":
            address = unquote(link[7:_LONGEST]).partition("?")[0].strip()
            if _ADDRESS.fullmatch(address) and _is_mail(address):
                yield _tidy(address), "feed" if known.row["platform"] in _FEEDS else "profile link (mailto:)", False


def _is_mail(address: str) -> bool:
    """Whether mail could go there: a public ending, and no server on which such a name is a profile."""
    host = address.rpartition("@")[2].lower()
    shared = links.known(host)
    return links.has_public_ending(host) and ".." not in address and (shared is None or shared.kind != "profile")


def _is_near(pattern: re.Pattern[str], text: str, position: int) -> bool:
    return pattern.search(text[max(0, position - _NEAR) : position]) is not None


def _tidy(address: str) -> str:
    """The host in lower case; what stands before the @ is the receiver's business and stays."""
    local, _, host = address.rpartition("@")
    return f"{local}@{host.lower()}"
