"""Does a comment say something?

In this order: ``spam`` (offers, calls to follow, contact numbers: ``substance.toml``), ``mention only`` (nothing but
names that are called), ``emoji only`` (nothing but signs and pictures), ``generic`` (nothing but words such as "so
nice, love it", in many languages), else ``specific``. Nothing at all is ``empty``.

A share of generic comments is no verdict: kind words under a photograph are usual (HypeAuditor calls 1 to 3 of 20
normal and half or more an alarm), and who writes them may be a friend of few words.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import polars as pl

Substance = Literal["specific", "generic", "emoji only", "mention only", "spam", "empty"]

_LONGEST = 3_000  # characters of a comment that are read
_MENTION = re.compile(r"[@＠][\w.-]{1,100}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_REPEATED = re.compile(r"(\w)\1{2,}")


def substance(text: str) -> Substance:
    """What kind of comment `text` is."""
    text = text[:_LONGEST]
    if not text.strip():
        return "empty"
    if _spam().search(text):
        return "spam"
    rest = _MENTION.sub(" ", text)
    words = _WORD.findall(rest.lower())
    if not words:
        return "emoji only" if rest.strip(" \t\n,.") or not _MENTION.search(text) else "mention only"
    return "generic" if all(map(_is_generic, words)) else "specific"


def read(comments: pl.DataFrame) -> pl.DataFrame:
    """`comments` (a column ``text``) with ``substance``."""
    said = {text: substance(text or "") for text in comments["text"].unique()}
    return comments.with_columns(substance=pl.Series([said[text] for text in comments["text"]], dtype=pl.String))


def _is_generic(word: str) -> bool:
    bare = _unspaced().sub("", word)
    return (
        not bare
        or bare.isdigit()
        or bool({bare, _REPEATED.sub(r"\1", bare), _REPEATED.sub(r"\1\1", bare)} & _generic())
    )


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for words in _data()["generic"].values() for word in words)


@cache
def _unspaced() -> re.Pattern[str]:
    phrases = [phrase for several in _data()["generic_unspaced"].values() for phrase in several]
    return re.compile("|".join(re.escape(each) for each in sorted(phrases, key=len, reverse=True)))


@cache
def _spam() -> re.Pattern[str]:
    return re.compile("|".join(_data()["spam"]["patterns"]), re.IGNORECASE)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("substance.toml").read_text("utf-8"))
