"""What every export keeps, clause by clause: see ``microscout.exports.base``."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import polars as pl

from microscout.exports import Export

HOSTILE = (
    '=HYPERLINK("http://evil.example","click")',
    "+1+1",
    "-2+3|cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "'=1",
    '"=1',
    'x",=1,"',
    "a\n=1\r\n=2",
    "\x1b[31mred\x1b]8;;http://evil.example\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "| a | b |\n| --- | --- |",
    "# heading\n* list `code` ~~x~~",
    "[red]rich markup[/red]",
    "\x00",
    "",
    "é漢🍕\u200b",
)
"""Texts that some program would take for more than text."""

_ABOUT = {"niche": HOSTILE[0], "made by": HOSTILE[6]}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)


def check_export(export: Export) -> None:
    """Hold `export` to the contract, over hostile and empty sheets. AssertionError names the broken clause."""
    assert re.fullmatch(r"[a-z][a-z0-9]*", export.name), f"an export's name is one lower-case word, not {export.name!r}"
    assert re.fullmatch(r"\.[a-z0-9]+", export.suffix), (
        f"a suffix is a lower-case ending like .csv, not {export.suffix!r}"
    )
    for name, sheet in _sheets().items():
        content = export.dump(sheet, _ABOUT)
        assert isinstance(content, bytes), f"{name}: a file is bytes"
        assert content == export.dump(sheet, _ABOUT), f"{name}: the same sheet gives the same bytes"
        assert export.dump(sheet, {}), f"{name}: nothing need be said about a sheet"
        _check_harmless(name, export.suffix, content)


def _check_harmless(name: str, suffix: str, content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return  # a binary format; its own tests look inside
    assert not _CONTROL.search(text), f"{name}: a control character is left"
    if suffix == ".csv":
        for cell in (cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row):
            assert not _FORMULA.match(cell) or _NUMBER.fullmatch(cell), f"{name}: {cell!r} could become a formula"


def _sheets() -> dict[str, pl.DataFrame]:
    number = len(HOSTILE)
    full = pl.DataFrame(
        {
            "creator_id": HOSTILE,
            "handle": HOSTILE[::-1],
            "platform": HOSTILE,
            "profile_url": HOSTILE,
            "score_reasons": HOSTILE,
            "followers": [-5, *range(number - 1)],
            "score": [-0.5, *[each / 7 for each in range(number - 1)]],
            "er": [1e-9, *[each * 1e9 for each in range(number - 1)]],
            "data_date": [date(2026, 11, 1)] * number,
        }
    )
    return {
        "hostile texts": full,
        "no rows": full.clear(),
        "nothing known": full.clear(n=3),
        "other columns": full.select(colour="handle", size="followers"),
    }
