"""CSV that opens right in Excel, LibreOffice and Google Sheets.

UTF-8, one header row, every text quoted, numbers bare with a decimal point, dates as ISO 8601, unknown empty. A text
that a spreadsheet could take for a formula gets an apostrophe before it. Source of the rule: OWASP, "CSV Injection":
no cell may begin with = + - @, tab or line break; numbers are not texts and keep their minus. The full-width forms of
the four signs are guarded too (Excel in Japanese takes them), and so are cells that hide the sign behind spaces.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

_FORMULA = r"^[\s\u{feff}\u{200b}]*[=+\-@\t\r\n＝＋－＠]"
_BREAKS = r"[\r\n\t\x0b\x0c\u{85}\u{2028}\u{2029}]+"
_CONTROL = r"[\x00-\x1f\x7f-\u{9f}\u{202a}-\u{202e}\u{2066}-\u{2069}]"  # those that turn the writing round, too


class Csv:
    """See the module's text. `bom`: begin with a byte-order mark, for Excel on Windows opened by double click."""

    name = "csv"
    suffix = ".csv"

    def __init__(self, *, bom: bool = False) -> None:
        self._bom = bom

    def dump(self, sheet: pl.DataFrame, about: Mapping[str, str]) -> bytes:
        """See :class:`microscout.exports.base.Export`."""
        texts = [name for name, kind in sheet.schema.items() if kind == pl.String]
        safe = sheet.with_columns(_guarded(pl.col(name)).alias(name) for name in texts)
        text = safe.write_csv(quote_style="non_numeric", include_bom=self._bom, null_value="")
        return text.encode()


def _guarded(text: pl.Expr) -> pl.Expr:
    line = text.str.replace_all(_BREAKS, " ").str.replace_all(_CONTROL, "")
    return pl.when(line.str.contains(_FORMULA)).then(pl.lit("'") + line).otherwise(line)
