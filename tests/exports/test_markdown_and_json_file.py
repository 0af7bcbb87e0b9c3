"""Markdown escapes every text; JSON keeps every text as it is."""

from __future__ import annotations

import json
import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.exports import Json, Markdown


def table(**columns: list[object]) -> str:
    return Markdown().dump(pl.DataFrame(columns, strict=False), {"niche": "dials"}).decode()


@settings(max_examples=80)
@given(st.text(max_size=40))
def test_any_text_stays_one_cell_of_one_row(text: str) -> None:
    last = table(handle=[text], platform=["x"]).splitlines()[-1]
    bare = re.sub(r"\\.", "", last)
    assert bare.count("|") == 3
    assert not re.search(r"[<>\[\]`*_#\x00-\x1f\x7f-\x9f\u202a-\u202e]", bare)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/> <script>", "https://a|b", "http://x y"])
def test_only_a_plain_web_address_becomes_a_link(url: str) -> None:
    assert "<" not in re.sub(r"\\.", "", table(profile_url=[url]))


def test_a_web_address_is_a_link() -> None:
    assert "<https://a.example/@ada>" in table(profile_url=["https://a.example/@ada"])


def test_numbers_are_readable_and_unknown_is_a_question_mark() -> None:
    shown = table(handle=["ada", None], followers=[12_345, None], er=[0.0123, None], score=[87.5, None])
    assert shown.splitlines()[-2:] == ["| ada | 12,345 | 87.5 | 1.2 % |", "| ? | ? | ? | ? |"]


def test_the_heading_is_the_niche_escaped() -> None:
    text = Markdown().dump(pl.DataFrame({"handle": ["a"]}), {"niche": "C# <b>", "made by": "us"}).decode()
    assert text.startswith("# C\\# \\<b\\>\n\nmade by: us\n\n| Creator |")


@given(st.text())
def test_json_is_raw_and_typed(text: str) -> None:
    frame = pl.DataFrame({"name": [text], "n": [3], "x": [None], "d": [date(2026, 11, 1)]})
    told = json.loads(Json().dump(frame, {"niche": text}))
    assert told == {"about": {"niche": text}, "creators": [{"name": text, "n": 3, "x": None, "d": "2026-11-01"}]}
