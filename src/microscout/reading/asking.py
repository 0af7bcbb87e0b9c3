"""Does a comment ask something, want something, or report a problem?

English is read by its words, because crawlers and hurried people lose the question mark: a logistic model over

* what is said: words and pairs of words, each 1/√(their number),
* how it is put: patterns such as "do you", "how to", "does not work" (``asking.toml``), anywhere, in its first ten
  words, in its last ten, and
* how long it is: in steps,

with weights learned from labelled comments by ``scripts/train_asking.py`` (``asking.json``; only words and pairs that
at least five of the comments hold, so nobody's sentence can be read out of it). Which kind of asking it is, is then
decided by which group of patterns speaks the loudest. In other languages a question mark or a plain word of the
language decides. Figures: ``benchmarks/signals.py``.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

import polars as pl

Asking = Literal["question", "request", "concern", "other"]

_LONGEST = 3_000  # characters of a comment that are read
_WORD = re.compile(r"\w{1,60}")
_WHOLE = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_MARK = re.compile(r"[?？؟]|¿")
_APOSTROPHE = re.compile(r"['’`´]")
_STEPS = (2, 4, 7, 11, 16, 24, 40)
_EDGE = 10  # words: the beginning and the end of a comment tell the most
_PATTERN = 0.3  # what a pattern counts beside the words, whose squares sum up to 1
_KINDS = ("question", "request", "concern")
_GROUPS = (*_KINDS, "neither")
_PLAIN = {"asks": "question", "wants": "request", "reports": "concern"}


def version() -> str:
    """The version of the weights in this package."""
    return str(_model()["version"])


def asking(text: str) -> Asking:
    """What kind of asking `text` is."""
    text = text[:_LONGEST]
    plain = _plain_words(text)
    if probability(text) < _model()["threshold"] and not plain and not _MARK.search(text):
        return "other"
    loud = _loudness(text)
    kind = max(_KINDS, key=lambda kind: (loud[kind], kind == plain, kind == "question"))
    return plain or kind  # type: ignore[return-value]


def read(comments: pl.DataFrame) -> pl.DataFrame:
    """`comments` (a column ``text``) with ``asking``."""
    said = {text: asking(text or "") for text in comments["text"].unique()}
    return comments.with_columns(asking=pl.Series([said[text] for text in comments["text"]], dtype=pl.String))


def probability(text: str, weights: Mapping[str, float] | None = None, bias: float = 0.0) -> float:
    """How likely a reader would call the English `text` a question, a request or a report of a problem.

    `weights` and `bias`: others than the shipped ones.
    """
    if weights is None:
        weights, bias = _model()["weights"], _model()["bias"]
    score = bias + sum(weights.get(name, 0.0) * value for name, value in features(text, weights).items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def features(text: str, known: Iterable[str] | None = None) -> dict[str, float]:
    """What the model sees of `text`: features by name; words and pairs only those that are `known` (None: all)."""
    words = _words(text[:_LONGEST])
    said = {*words, *map(" ".join, pairwise(words))}
    kept = said if known is None else said.intersection(known)
    found = dict.fromkeys(kept, 1.0 / math.sqrt(len(kept) or 1))
    matching = _matching(words)
    for place, part in (("", words), (" first", words[:_EDGE]), (" last", words[-_EDGE:])):
        line = " ".join(part)
        found |= {f":{name}{place}": _PATTERN for _, name, pattern in matching if not place or pattern.search(line)}
    return found | {f">{step}": _PATTERN for step in _STEPS if len(words) - 2 > step}


def _matching(words: list[str]) -> list[tuple[str, str, re.Pattern[str]]]:
    """The patterns that the text's words match: group, name, pattern."""
    line = " ".join(words)
    return [each for each in _patterns() if each[2].search(line)]


def _loudness(text: str) -> dict[str, float]:
    """How much the patterns of each group of asking weigh in `text`."""
    weights = _model()["weights"]
    loud = dict.fromkeys(_GROUPS, 0.0)
    for group, name, _ in _matching(_words(text)):
        loud[group] += max(0.0, weights.get(f":{name}", 0.0))
    return loud


def _words(text: str) -> list[str]:
    """`text` as words in their usual spelling, with marks at its ends and before a clause's capital."""
    spelling: Mapping[str, str] = _data()["spelling"]
    found = ["^"]
    for each in _WORD.findall(_APOSTROPHE.sub("", text)):
        word = each.lower()
        if len(found) > 1 and each[0].isupper() and not each.isupper() and word in _clause_openers():
            found.append("^")
        found.extend(spelling.get(word, "0" if word.isdigit() else word).split())
    return [*found, "$"]


@cache
def _clause_openers() -> frozenset[str]:
    return frozenset(_data()["clause_openers"])


def _plain_words(text: str) -> str:
    """The kind of asking that a plain word of a language other than English tells, else an empty text."""
    lower = text.lower()
    said = set(_WHOLE.findall(lower))
    return next((kind for kind, plain in _plain().items() if plain.among(said) or plain.within(lower)), "")


@dataclass(frozen=True)
class _Plain:
    """Plain words: single ones, which a set finds fast; phrases, whole; and what is written without spaces."""

    single: frozenset[str]
    phrases: re.Pattern[str] | None
    unspaced: tuple[str, ...]

    def among(self, said: set[str]) -> bool:
        return not self.single.isdisjoint(said)

    def within(self, text: str) -> bool:
        return any(each in text for each in self.unspaced) or bool(self.phrases and self.phrases.search(text))


@cache
def _plain() -> dict[str, _Plain]:
    tables = sorted(_PLAIN.items(), reverse=True)  # wants, reports, asks: the rarer first
    return {kind: _sorted(word for words in _data()[table].values() for word in words) for table, kind in tables}


def _sorted(words: Iterable[str]) -> _Plain:
    every = list(words)
    unspaced = [word for word in every if _UNSPACED.search(word)]
    single = frozenset(word for word in every if _WHOLE.fullmatch(word)).difference(unspaced)
    phrases = [re.escape(word) for word in every if word not in single and word not in unspaced]
    return _Plain(single, re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)") if phrases else None, tuple(unspaced))


@cache
def _patterns() -> list[tuple[str, str, re.Pattern[str]]]:
    return [(group, name, re.compile(each)) for group in _GROUPS for name, each in _data()[group].items()]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("asking.toml").read_text("utf-8"))


@cache
def _model() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("asking.json").read_text("utf-8"))
    return held
