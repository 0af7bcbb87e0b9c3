"""Contents: what the creator makes (photos, videos, long texts, reviews, how-tos), and how reusable it looks.

The kind is the platform's own word for the post, put into six groups; a text of at least 1,200 characters is long. That
a post is a review or a how-to is read from its words in six languages, and a post can be both a video and a review.
Reusable: the share of originals among all that the creator puts out (reposts are somebody else's), and a licence where
one is stated: in the bio, in a post or by a link to Creative Commons. Without a stated licence all rights are reserved,
and a founder must ask.

Worked example: posts [photo "My review of …", photo, repost] give photo 2 of 2 own, review 1 of 2, originals 2 of 3.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import polars as pl

from microscout.portrait.base import Known, Row

_LONG = 1_200
_GROUPS = {
    "photo": ("photo", "image", "images", "photos", "gallery", "carousel"),
    "video": ("video", "live", "vod", "archive", "highlight", "upload", "gifv", "stream"),
    "short": ("short", "reel", "clip"),
    "audio": ("audio", "cloudcast", "episode"),
    "long text": ("article", "blog"),
    "code": ("repository",),
    "text": ("text", "link", "quote", "question", "answer"),
}
_GROUP = {kind: group for group, kinds in _GROUPS.items() for kind in kinds}
_REVIEW = re.compile(
    r"\b(?:reviews?|reviewed|reviewing|hands[- ]on|unboxing|first impressions|tested|versus|testbericht|im test"
    r"|erfahrungsbericht|rese[ñn]a|an[áa]lisis de|recensione|avis sur|test[ée] pour vous|avalia[çc][ãa]o|resenha)\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"\b(?:how[- ]to|how i|tutorial|step[- ]by[- ]step|beginner'?s guide|guide to|walkthrough|diy|lesson|anleitung"
    r"|schritt für schritt|paso a paso|c[óo]mo (?:hacer|usar)|tuto(?:riel)?|pas à pas|passo a passo|guida)\b",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"\bCC[- ]?0\b|\bCC[- ]BY(?:[- ](?:SA|NC|ND)){0,2}(?:[- ][1-4]\.0)?\b"
    r"|creativecommons\.org/(?:licenses/([a-z-]{2,8})|publicdomain)|\bcreative commons\b|\bpublic domain\b",
    re.IGNORECASE,
)
_LONGEST = 5_000

_SHARES = pl.List(pl.Struct({"kind": pl.String, "posts": pl.Int64}))
SCHEMA = {
    "contents": _SHARES,
    "contents_n": pl.Int64,
    "originals": pl.Int64,
    "originals_n": pl.Int64,
    "licence": pl.String,
    "licence_source": pl.String,
}


def told(known: Known) -> dict[str, Any]:
    """The columns of SCHEMA; ``contents`` counts the creator's own posts (``contents_n``), the most frequent first."""
    own = known.own_posts
    counted = Counter(kind for post in own for kind in kinds(post))
    licence, source = next(_licences(known), (None, None))
    return {
        "contents": [
            {"kind": kind, "posts": posts} for kind, posts in sorted(counted.items(), key=lambda x: (-x[1], x[0]))
        ],
        "contents_n": len(own),
        "originals": len(own),
        "originals_n": len(known.posts),
        "licence": licence,
        "licence_source": source,
    }


def kinds(post: Row) -> set[str]:
    """What the post is: its group, if that is known, and by its words a review or a how-to."""
    text = (post["text"] or "")[:_LONGEST]
    group = _GROUP.get((post["kind"] or "").lower())
    found = (
        {"long text"} if group in (None, "text") and len(post["text"] or "") >= _LONG else {group} if group else set()
    )
    return found | ({"review"} if _REVIEW.search(text) else set()) | ({"how-to"} if _HOW_TO.search(text) else set())


def _licences(known: Known) -> Iterator[tuple[str, str]]:
    """Licences that are stated, and where; the bio's first."""
    for text, source in [(known.row["bio"], "bio"), *((post["text"], "a post") for post in known.own_posts)]:
        if match := _LICENCE.search((text or "")[:_LONGEST]):
            yield _spelled(match), source
    for post in known.own_posts:
        for link in post["links"] or ():
            if "creativecommons.org/" in link.lower() and (match := _LICENCE.search(link[:200])):
                yield _spelled(match), "a post's link"


def _spelled(match: re.Match[str]) -> str:
    """The licence in its usual spelling: CC BY-SA."""
    said = match[0].upper()
    if match[1]:
        return f"CC {match[1].upper()}"
    if said.startswith("CC"):
        return "CC0" if said.replace("-", "").replace(" ", "") == "CC0" else re.sub(r"^CC[- ]BY", "CC BY", said)
    return "public domain" if "PUBLIC" in said else "Creative Commons"
