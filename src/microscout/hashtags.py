"""Hashtags for a niche: the words of a phrase in the form that platforms hold them in.

A phrase that lists things is looked under each: ``makeup, skincare and nail art`` gives makeup, skincare, nailart;
joined by a word alone it may be one name too (``rock and roll``). No platform's hashtags hold symbols; where symbols
make the name they are spelled as people spell them there: ``C++`` gives cpp; ``C#`` csharp; ``.NET`` dotnet;
``low-carb`` lowcarb; an emoji nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SPELLED = (
    (re.compile(r"^c\+\+$"), "cpp"),
    (re.compile(r"(?<=\w)\+"), "plus"),
    (re.compile(r"(?<=\w)#(?!\w)"), "sharp"),
    (re.compile(r"^\.(?=\w{2})"), "dot"),
)
_LISTED, _JOINED = re.compile(r"[,;]\s|\s/\s"), re.compile(r"\s(?:and|or|und|oder|et|ou|y|e)\s")
_JOINERS = "\ufe0e\ufe0f\u20e3\u200d"  # what makes one emoji of several characters is a mark, but of no letter


def of(phrases: Iterable[str]) -> tuple[str, ...]:
    """Tags to look under, the most telling first: ``vintage watches`` gives vintagewatches, watches."""
    tags: dict[str, None] = {}
    for phrase in phrases:
        named = [_tags(thing) for thing in things(phrase)]
        tags |= dict.fromkeys("".join(words) for words in named)
        heads = [words[-1] for words in named if len(words) > 1]  # in most languages that join niches from words
        tags |= dict.fromkeys(head for head in heads if len(head) > 3)
    return tuple(tag for tag in tags if tag)


def things(phrase: str) -> list[str]:
    """What `phrase` lists, in small letters: ``AI, tea and rye`` gives ai, tea, rye; ``rock and roll`` itself first."""
    listed = _LISTED.split(phrase.casefold())
    named = listed if len(listed) == 1 else []
    parts = [thing for part in listed for thing in _JOINED.split(part)]
    return [thing for thing in dict.fromkeys([*named, *parts]) if thing.strip()]


def _tags(words: str) -> list[str]:
    return [tag for word in words.split() if (tag := hashtag(word))]


def hashtag(word: str) -> str:
    """`word` as a hashtag can hold it: letters, their marks and digits, with symbols that make a name spelled out."""
    bare = word.lstrip("#")
    for symbols, spelled in _SPELLED:
        bare = symbols.sub(spelled, bare)
    return "".join(c for c in bare if unicodedata.category(c)[0] in "LNM" and c not in _JOINERS)
