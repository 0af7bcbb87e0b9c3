"""CSV: opens right in every spreadsheet, and no text in it can become a formula."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.exports import Csv


def cells(frame: pl.DataFrame, *, bom: bool = False) -> list[list[str]]:
    text = Csv(bom=bom).dump(frame, {}).decode("utf-8-sig" if bom else "utf-8")
    return list(csv.reader(io.StringIO(text, newline="")))


@settings(max_examples=80)
@given(st.lists(st.text(), min_size=1, max_size=5))
def test_no_text_at_all_can_begin_a_formula_or_break_a_row(texts: list[str]) -> None:
    rows = cells(pl.DataFrame({"a": texts, "n": [-1] * len(texts)}))
    assert len(rows) == len(texts) + 1
    for text, number in rows[1:]:
        assert number == "-1"
        assert not re.match(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]", text)
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("-5", "'-5"),
        ("  @x", "'  @x"),
        ("\t=1", "' =1"),
        ("\x00=1", "'=1"),
        ("a=b", "a=b"),
        ("two\r\nlines", "two lines"),
        ('say "x", y', 'say "x", y'),
        ("\u202e=1", "'=1"),
        ("safe \u202eexe.png\u2066", "safe exe.png"),
        ("é漢🍕👩\u200d🔬", "é漢🍕👩\u200d🔬"),
    ],
)
def test_a_text_is_shown_as_text(text: str, shown: str) -> None:
    assert cells(pl.DataFrame({"a": [text]}))[1] == [shown]


def test_numbers_are_bare_dates_iso_and_unknown_empty() -> None:
    frame = pl.DataFrame({"n": [-5, None], "x": [-0.25, None], "d": [date(2026, 11, 1), None], "t": ["a", None]})
    text = Csv().dump(frame, {}).decode()
    assert text.splitlines()[1].replace('"', "") == "-5,-0.25,2026-11-01,a"
    assert not text.splitlines()[1].startswith('"')
    assert cells(frame)[2] == ["", "", "", ""]


def test_a_byte_order_mark_comes_on_request_only() -> None:
    frame = pl.DataFrame({"a": ["x"]})
    assert Csv(bom=True).dump(frame, {}).startswith(b"\xef\xbb\xbf")
    assert not Csv().dump(frame, {}).startswith(b"\xef\xbb\xbf")
    assert cells(frame, bom=True) == cells(frame)
