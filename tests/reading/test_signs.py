"""How signs are searched for changes nothing about what is found: the quick way and the plain one agree."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.reading.signs import shown, signs, undenied

_PIECES = sorted(
    {word.lower() for sign in signs().values() for word in sign.literals} | {"ad", "werbung", "10%", "kod"}
)
_BETWEEN = ["", " ", "é", "ß", "_", "🙂", "١", "ł", ".", "#", "x", "\n", "’", "的", " with ", " by ", " to "]
texts = st.lists(st.sampled_from(_PIECES) | st.sampled_from(_BETWEEN), min_size=1, max_size=7).map("".join)


@pytest.mark.parametrize("kind", sorted(signs()))
@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=30))
def test_the_quick_search_finds_what_the_plain_one_finds(kind: str, said: list[str]) -> None:
    frame = pl.DataFrame({"text": said})
    plain = pl.col("text").str.contains(f"(?i){'|'.join(signs()[kind].patterns)}")
    told = frame.select("text", quick=signs()[kind].found(pl.col("text")), plain=plain)
    assert told.filter(pl.col("quick") != pl.col("plain")).is_empty()


def test_a_letter_of_any_alphabet_is_part_of_the_word() -> None:
    told = pl.DataFrame(
        {"text": ["#ad", "#ad!", "#adèle", "a paid post", "a paid posté", "épaid post", "🙂paid post🙂"]}
    )
    found = told.select(signs()["words"].found(pl.col("text"))).to_series()
    assert found.to_list() == [True, True, False, True, True, False, True]


def test_what_a_pattern_shows_and_what_is_denied() -> None:
    told = pl.DataFrame({"text": ["unsponsored clip", "a clip"]})
    assert told.select(undenied(pl.col("text"))).to_series().to_list() == ["  clip", "a clip"]
    assert told.select(shown(pl.col("text"), r"\bclip\b")).to_series().to_list() == [True, True]


def test_no_pattern_asks_for_what_the_copy_changes() -> None:
    """The copy has underlines for letters beyond ASCII: classes of letters would see a difference."""
    for sign in signs().values():
        assert not [each for each in sign.patterns if re.search(r"\\[pPB]|\[:\w", each)]
