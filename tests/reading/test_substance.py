"""Whether a comment says something."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.reading import substance

SAID = {
    "The hands look like a 1960s Seiko": "specific",
    "@anna look at the lume on this one": "specific",
    "かわいい時計ですね、文字盤がいい色": "specific",
    "nice!!!": "generic",
    "so beautifuuuul 😍": "generic",
    "Sehr schönes Bild": "generic",
    "¡Qué lindo!": "generic",
    "かわいい": "generic",
    "너무 예뻐요ㅎㅎ": "generic",
    "@anna wow": "generic",
    "❤❤❤": "emoji only",
    "@anna 😍": "emoji only",
    "!!!": "emoji only",
    "@anna @ben.o": "mention only",
    "Promote it on @watches_hub": "spam",
    "Check out my channel": "spam",
    "I invested in bitcoin with Mrs Quill and earn weekly profits": "spam",
    "whatsapp +1 (555) 010-0000 for loans": "spam",
    "": "empty",
    " \n": "empty",
}


@pytest.mark.parametrize(("text", "kind"), SAID.items())
def test_kinds_of_comments(text: str, kind: str) -> None:
    assert substance.substance(text) == kind


def test_a_frame_of_comments_is_read_row_by_row() -> None:
    read = substance.read(pl.DataFrame({"text": ["nice", None, "nice", "the lume is green"]}))
    assert read["substance"].to_list() == ["generic", "empty", "generic", "specific"]


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert substance.substance(text) in ("specific", "generic", "emoji only", "mention only", "spam", "empty")


@pytest.mark.parametrize("bad", ["a" * 1_000_000, "@" * 100_000, "follow " * 50_000, "so " * 100_000, "\u202e" * 1_000])
def test_hostile_texts_take_no_time(bad: str) -> None:
    assert substance.substance(bad)
