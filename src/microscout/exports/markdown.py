"""Markdown: a shortlist to paste into a document or an issue. Texts are escaped: none of their markup survives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+.!|~@&:/-])")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_SHOWN = {
    "handle": "Creator",
    "platform": "Platform",
    "followers": "Followers",
    "score": "Fit",
    "er": "Engagement",
    "er_n": "of posts",
    "score_reasons": "Why",
    "niche_best_post": "Closest post",
    "profile_url": "Profile",
    "data_date": "Data of",
}
_YOURS = {"tags": "Your tags", "note": "Your note"}  # where there are any


class Markdown:
    """See the module's text."""

    name = "markdown"
    suffix = ".md"

    def dump(self, sheet: pl.DataFrame, about: Mapping[str, str]) -> bytes:
        """A heading, a line of facts, a table; see :class:`microscout.exports.base.Export`."""
        names = _SHOWN | {name: head for name, head in _YOURS.items() if name in sheet and sheet[name].count()}
        shown = [name for name in names if name in sheet.columns] or sheet.columns
        title = _escaped(about.get("niche", "Shortlist"))
        facts = "  \n".join(f"{_escaped(name)}: {_escaped(text)}" for name, text in about.items() if name != "niche")
        rows = [f"| {' | '.join(names.get(name, name) for name in shown)} |", f"|{' --- |' * len(shown)}"]
        rows += [f"| {' | '.join(_cell(name, row[name]) for name in shown)} |" for row in sheet.iter_rows(named=True)]
        return ("\n\n".join(part for part in (f"# {title}", facts, "\n".join(rows)) if part) + "\n").encode()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return "" if name in _YOURS else "?"
    if name == "profile_url":
        return f"<{value}>" if re.fullmatch(r"https?://[^\s<>|\\`]+", value) else _escaped(value)
    if name == "er":
        return f"{100 * value:.2g} %"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else _escaped(str(value))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", _SPACE.sub(" ", text).strip())
