r"""The signs of paid work as data (``signs.toml``): for each kind its literals and its pattern.

A search for literals alone lets few posts through, and only those are held against the patterns: that is why every
pattern comes with literals, one of which must occur wherever it matches.

``\b`` between letters of all alphabets makes Rust's engine a hundred times slower where a text holds any but ASCII
characters. So patterns without such letters are tried with ASCII's ``\b`` on a copy in which those are underlines and
0s (which is the same: parts of words); the others first without ``\b``, which lets too much through, and only then as
they are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

_TAG = r"[#＃](?:{})\b"
_LETTERS = re.compile(r"[^\W\x00-\x7f]")  # letters (or digits) beyond ASCII
_AT_ONCE = 3
"""Patterns in one: singly they are more than Polars keeps compiled from call to call, together they are slow."""
_MORE_LETTERS, _MORE_DIGITS = r"[\w&&[^\x00-\x7F\d]]", r"[\d&&[^0-9]]"  # as Rust writes them


@dataclass(frozen=True)
class Sign:
    """One kind of sign: a text with none of `literals` (lower case) matches none of `patterns`."""

    literals: tuple[str, ...]
    patterns: tuple[str, ...]

    def found(self, text: pl.Expr) -> pl.Expr:
        """Whether the lower-case `text` shows it."""
        plain = [each for each in self.patterns if not _LETTERS.search(each)]
        folded = text.str.replace_all(_MORE_LETTERS, "_").str.replace_all(_MORE_DIGITS, "0")
        found = folded.str.contains(f"(?i){'|'.join(plain)}".replace(r"\b", r"(?-u:\b)"))
        lettered = [each for each in self.patterns if _LETTERS.search(each)]
        some = [lettered[start : start + _AT_ONCE] for start in range(0, len(lettered), _AT_ONCE)]
        others = [shown(text, "|".join(each)) for each in some]
        return pl.any_horizontal([found] * bool(plain) + others)


@cache
def version() -> str:
    """The version of the signs in this package."""
    return str(_data()["version"])


@cache
def signs() -> dict[str, Sign]:
    """Every kind of sign by name: ``words`` (of all languages) and the tables of the file."""
    found = {"words": _words(_data()["words"])}
    single = {name: kind for name, kind in _data().items() if isinstance(kind, dict) and "literals" in kind}
    return found | {name: _sign(kind["literals"], kind["patterns"]) for name, kind in single.items()}


def shown(text: pl.Expr, pattern: str) -> pl.Expr:
    """Whether `text` matches `pattern`, no matter which case."""
    return _maybe(text, pattern).str.contains(f"(?i){pattern}").fill_null(False)


def undenied(text: pl.Expr) -> pl.Expr:
    """`text` without what says that nobody paid."""
    pattern = _data()["denials"]["pattern"]
    return pl.coalesce(_maybe(text, pattern).str.replace_all(f"(?i){pattern}", " "), text)


def _maybe(text: pl.Expr, pattern: str) -> pl.Expr:
    """`text` where it may match `pattern`, else null."""
    return pl.when(text.str.contains(f"(?i){pattern}".replace(r"\b", ""))).then(text)


def near(kinds: Iterable[str]) -> str:
    """The pattern of the literals of `kinds`: few posts match it, and only those can show such a sign."""
    return f"(?i){'|'.join(map(re.escape, dict.fromkeys(word for kind in kinds for word in signs()[kind].literals)))}"


def languages() -> list[str]:
    """The languages whose disclosure words are known, as ISO codes."""
    return [each["language"] for each in _data()["words"]]


def _words(languages: list[dict[str, Any]]) -> Sign:
    """Hashtags and phrases of all languages as one."""
    tags = dict.fromkeys(tag for each in languages for tag in each["tags"])
    marks = [f"{sign}{tag}" for tag in tags for sign in "#＃"]
    phrases = [word for each in languages for word in each["literals"]]
    patterns = [_TAG.format("|".join(tags)), *(each["pattern"] for each in languages)]
    return _sign(marks + phrases, patterns)


def _sign(literals: Sequence[str], patterns: Sequence[str]) -> Sign:
    return Sign(tuple(word.lower() for word in literals), tuple(patterns))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("signs.toml").read_text("utf-8"))
