"""Texts and the two streams. Data goes to stdout, all else to stderr; no text of a platform is taken for markup.

Each text from outside passes :func:`plain` and is drawn as a ``rich.text.Text``, so that neither its square brackets
nor its escape sequences mean anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def plain(text: object) -> str:
    """`text` on one line, without control characters and the marks that turn the direction of writing."""
    return " ".join(_UNPRINTED.sub(" ", str(text)).split())


def note(text: str) -> None:
    """A line to stderr."""
    err().print(Text(plain(text)))


def out() -> Console:
    """The console of stdout."""
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)


def err() -> Console:
    """The console of stderr; lines are as long as they are."""
    return Console(file=sys.stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_json(told: Any) -> None:
    """`told` as JSON to stdout."""
    from microscout.exports.json import written

    sys.stdout.write(written(told))


def plain_lines(text: str) -> str:
    """As :func:`plain`, but line by line."""
    return "\n".join(plain(line) for line in str(text).splitlines())


def print_rows(rows: Sequence[dict[str, Any]], shape: str) -> None:
    """`rows` as JSON or CSV to stdout; nothing where CSV has no row to tell its columns by."""
    if shape == "json":
        print_json(list(rows))
        return
    if not rows:
        return
    import polars as pl

    from microscout.exports import Csv

    kept = [{name: _cell(value) for name, value in row.items()} for row in rows]
    frame = pl.DataFrame(kept, infer_schema_length=None, strict=False)
    sys.stdout.write(Csv().dump(frame, {}).decode())


def _cell(value: Any) -> Any:
    """`value` for a spreadsheet: numbers as they are, unknown empty, all else as a text on one line."""
    return value if value is None or isinstance(value, int | float) else plain(value)


def print_pairs(told: dict[str, Any]) -> None:
    """`told` as a table of two columns to stdout."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in told.items():
        table.add_row(name, Text(plain_lines(value)))
    out().print(table)
