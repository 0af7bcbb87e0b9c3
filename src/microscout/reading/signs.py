"""The signs of paid work as data (``signs.toml``): for each kind its literals and its pattern.

A search for literals alone lets few posts through, and only those are held against the patterns: that is why every
pattern comes with literals, one of which must occur wherever it matches.
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


@dataclass(frozen=True)
class Sign:
    """One kind of sign: a text with none of `literals` (lower case) matches none of `patterns`."""

    literals: tuple[str, ...]
    patterns: tuple[str, ...]

    def found(self, text: pl.Expr) -> pl.Expr:
        """Whether the lower-case `text` shows it."""
        return text.str.contains(f"(?i){'|'.join(self.patterns)}")


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


@cache
def denials() -> str:
    """The pattern of what says that nobody paid."""
    return f"(?i){_data()['denials']['pattern']}"


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
