"""What an export is: a sheet in, bytes out.

The contract (held by :func:`microscout.testing.check_export`): the same sheet gives the same bytes; an empty sheet and
empty cells are fine; what is unknown stays empty or null; no text of the sheet can become a formula, a markup or a
terminal sequence in the program that the format is made for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import polars as pl


class Export(Protocol):
    """One file format."""

    name: str
    suffix: str

    def dump(self, sheet: pl.DataFrame, about: Mapping[str, str]) -> bytes:
        """`sheet` (columns as ``microscout.shortlist.SHEET``, or any others) as a file; `about` says what it is."""
        ...
