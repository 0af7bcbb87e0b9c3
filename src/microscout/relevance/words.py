"""A niche phrase as the words to look for. Pure, and the same for every engine that reads words.

Symbols are part of words ("C++", "C#", ".NET", "plant-based"); function words of a few languages are left out; an
English plural is looked for as its singular with the endings that a plural can have, so "watches" finds "watch" but
not "watching": a stemmer would take the whale watchers in. A hyphen may be a space or nothing: "low-carb" finds "low
carb" and "lowcarb". Chinese and Japanese write no spaces: a run of Han characters is looked for as each pair of
neighbours in it, a run of katakana as a whole, and hiragana between them (mostly endings) not at all; Korean endings
hang on the word, so it may go on after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_LETTER = r"\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e\u1000-\u109f\u1780-\u17d3"
"""Letters, digits and the marks that some scripts write above, below and between them."""
TOKEN = re.compile(rf"[{_LETTER}.+#&'’-]*\w[{_LETTER}+#]*|[^{_LETTER}\s]+")
_TRIM = ".,;:!?'’\"&-"
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "your",
        "my",
        "our",
        "der",
        "die",
        "das",
        "und",
        "für",
        "mit",
        "von",
        "im",
        "el",
        "la",
        "los",
        "las",
        "y",
        "de",
        "para",
        "con",
        "le",
        "les",
        "et",
        "des",
        "du",
        "pour",
        "avec",
        "il",
        "di",
        "per",
        "e",
        "o",
        "os",
        "as",
        "em",
    ]
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\uac00-\ud7af]")
_HAN_RUNS = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]+|[\u30a0-\u30ff]{2,}")
_KATAKANA = frozenset(map(chr, range(0x30A0, 0x3100)))
_PAIR = 2
_SHORT = 6
"""Longer hashtags are found inside of others (#ilovevintagewatches); shorter ones would be by chance: Excitebike."""


@dataclass(frozen=True)
class Word:
    """A word of the niche: `text` for people, `literal` as it must occur (lower case), `pattern` to count it.

    The pattern is meant for comparison without regard to case, in the syntax of Rust's regex.
    """

    text: str
    literal: str
    pattern: str


def words(phrase: str) -> tuple[Word, ...]:
    """The words of `phrase` worth looking for, each once, in order; function words only if there are no others.

    The phrase written as one hashtag (``#vintagewatches``) counts as each of its words.
    """
    tokens = [stripped for token in TOKEN.findall(phrase.lower()) if (stripped := trimmed(token))]
    telling = [token for token in tokens if token not in _FUNCTION_WORDS] or tokens
    found = [_word(part) for part in dict.fromkeys(part for token in telling for part in unspaced(token))]
    parts = re.findall(rf"(?:(?!_)[{_LETTER}])+", phrase.lower())
    if len(parts) < 2:
        return tuple(found)
    hashtag = "".join([*parts[:-1], *singular(parts[-1])])
    if len("".join(parts)) <= _SHORT and hashtag.isascii():
        hashtag = rf"\b{hashtag}\b"
    return tuple(replace(word, pattern=f"(?i)(?:{word.pattern}|{hashtag})") for word in found)


def unspaced(token: str) -> list[str]:
    """The words in `token` where its script puts no spaces between them; else `token` alone."""
    runs = _HAN_RUNS.findall(token)
    if not runs:
        return [token]
    pairs = [
        [run] if len(run) <= _PAIR or run[0] in _KATAKANA else [run[i : i + _PAIR] for i in range(len(run) - 1)]
        for run in runs
    ]
    return [pair for run in pairs for pair in run]


def trimmed(token: str) -> str:
    """`token` without the punctuation around it."""
    bare = token.rstrip(_TRIM)
    return bare if bare.startswith(".") and bare[1:].isalnum() else bare.lstrip(_TRIM)


def _word(token: str) -> Word:
    if _UNSPACED.search(token):
        return Word(token, token, re.escape(token))
    if "-" in token and token.replace("-", "").isalnum():
        first, *rest = token.split("-")
        stem, endings = singular(rest.pop())
        inner = "".join(rf"{re.escape(part)}[-\s]?" for part in [first, *rest])
        return Word(token, first, rf"\b{inner}{re.escape(stem)}{endings}\b")
    if not token.isalnum():
        edges = (r"(?:^|[^\w.])" if token.startswith(".") else r"(?:^|[^\w])"), r"(?:$|[^\w+#])"
        return Word(token, token, f"{edges[0]}{re.escape(token)}{edges[1]}")
    stem, endings = singular(token)
    return Word(token, stem, rf"\b{re.escape(stem)}{endings}\b")


def singular(token: str) -> tuple[str, str]:
    """The part that does not change, and a pattern of the endings that it may have."""
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3], "(?:y|ies)"
    if len(token) > 4 and token.endswith(("ches", "shes", "sses", "xes", "zes")):
        return token[:-2], "(?:es)?"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1], "s?"
    if len(token) > 3 and token.endswith("y") and token[-2] not in "aeiou":
        return token[:-1], "(?:y|ies)"
    return token, "(?:es|s)?"
