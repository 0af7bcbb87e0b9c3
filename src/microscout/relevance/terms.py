r"""What a text is about, as terms: telling words, hashtags, and pairs of neighbouring words. Pure.

Symbols stay ("c++", ".net", "low-carb"), so do emoji and pairs of Han characters; links, mentions, bare numbers and
function words of a dozen languages go. A hashtag is a word without its ``#``. Singular and plural are one term: the
key is the singular, and whoever shows a term shows the form that is written most often.

Only letters, digits and the marks ``+ # . & ' -`` inside of words, single spaces and emoji can be in a term, never an
operator at its start: terms come out of strangers' posts and go into searches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from microscout.relevance.words import TOKEN, singular, trimmed, unspaced

_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|(?<!\w)@\S+|\u200d|\ufe0f", re.IGNORECASE)
_LONGEST = 40


def terms(text: str) -> dict[str, str]:
    """The terms of `text` as key → form, in order."""
    found: dict[str, str] = {}
    before, end = "", 0
    bare = _NOISE.sub(" \n ", text)
    for token in TOKEN.finditer(bare):
        alone = token[0].startswith("#")
        if alone or bare[end : token.start()] != " ":
            before = ""  # what stands apart from its neighbour, or is a hashtag, makes no pair with it
        end = token.end()
        words = _words(token[0])
        for key, form in words:
            found.setdefault(key, form)
            if before and before != form:
                found.setdefault(f"{before} {key}", f"{before} {form}")
        before = words[0][1] if len(words) == 1 and not alone and words[0][1][0].isascii() else ""
    return {key: form for key, form in found.items() if len(form) <= _LONGEST}


def spans(text: str) -> list[tuple[int, int, str]]:
    """Where each telling word of `text` stands (from, to), with its form."""
    bare = _NOISE.sub(lambda noise: "\n" * len(noise[0]), text)
    found = [(token.start(), token.end(), _words(token[0])) for token in TOKEN.finditer(bare)]
    return [(start, end, form) for start, end, words in found for _, form in words[:1]]


def keys(phrase: str) -> set[str]:
    """The keys of the words in `phrase`, and of all of them as one hashtag."""
    words = [key for token in TOKEN.findall(phrase) for key, _ in _words(token)]
    forms = [form for token in TOKEN.findall(phrase) for _, form in _words(token)]
    return {*words, *(_key(tag) for tag in ("".join(forms), "".join(forms).replace("-", "")) if tag)}


def _key(word: str) -> str:
    """What singular and plural of `word` share."""
    return singular(word)[0] if word.isalnum() else word


@lru_cache(maxsize=1 << 16)
def _words(token: str) -> tuple[tuple[str, str], ...]:
    """Key and form of the telling words in `token`; people use few words often."""
    return tuple(_each_word(token))


def _each_word(token: str) -> Iterator[tuple[str, str]]:
    word = trimmed(token.lower()).lstrip("#").rstrip("-.'’&")
    if not any(c.isalnum() for c in word):
        yield from ((c, c) for c in token if unicodedata.category(c) == "So")
        return
    for part in unspaced(word):
        least = 2 if "+" in part or "#" in part or unicodedata.category(part[0]) == "Lo" else 3
        if len(part) >= least and part not in _function_words() and any(c.isalpha() for c in part):
            yield _key(part), part


@cache
def _function_words() -> frozenset[str]:
    """Words that say nothing of a topic: English, German, Portuguese, Spanish, French, Italian, Dutch and others."""
    return frozenset(Path(__file__).with_name("function_words.txt").read_text("utf-8").split())
