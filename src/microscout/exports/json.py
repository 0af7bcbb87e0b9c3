"""JSON: what the sheet holds, raw and typed, for other programs. Unknown is null; dates are ISO 8601 texts.

Characters that a terminal would obey or that turn the writing round are written as escapes: the text stays the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import polars as pl

_OBEYED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def written(told: Any) -> str:
    """`told` as JSON that is harmless on a screen."""
    text = json.dumps(told, ensure_ascii=False, indent=1, default=str, allow_nan=False)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


class Json:
    """See the module's text."""

    name = "json"
    suffix = ".json"

    def dump(self, sheet: pl.DataFrame, about: Mapping[str, str]) -> bytes:
        """``{"about": {...}, "creators": [...]}``; see :class:`microscout.exports.base.Export`."""
        told = {"about": dict(about), "creators": sheet.to_dicts()}
        return written(told).encode()
