"""JSON: what the sheet holds, raw and typed, for other programs. Unknown is null; dates are ISO 8601 texts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import polars as pl


class Json:
    """See the module's text."""

    name = "json"
    suffix = ".json"

    def dump(self, sheet: pl.DataFrame, about: Mapping[str, str]) -> bytes:
        """``{"about": {...}, "creators": [...]}``; see :class:`microscout.exports.base.Export`."""
        told = {"about": dict(about), "creators": sheet.to_dicts()}
        return (json.dumps(told, ensure_ascii=False, indent=1, default=str, allow_nan=False) + "\n").encode()
