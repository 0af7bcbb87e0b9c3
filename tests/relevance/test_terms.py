"""Terms of texts: what is telling, what is noise, and what can never be in one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.relevance.terms import keys, spans, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vintage watches", ["vintage", "watches", "vintage watches"]),
        ("the art of the dial", ["art", "dial"]),
        ("C++ and C#, or .NET", ["c++", "c#", ".net"]),
        ("low-carb dinners", ["low-carb", "dinners", "low-carb dinners"]),
        ("#nofilter #VintageWatch", ["nofilter", "vintagewatch"]),
        ("see https://example.org/vintage @ada me@example.org", []),
        ("watch; repair", ["watch", "repair"]),
        ("🍕 pizza!!!", ["🍕", "pizza"]),
        ("機械式の腕時計", ["機械", "械式", "腕時", "時計"]),
        ("2024 1,000 50%", []),
        ("der die das Uhren und les montres", ["uhren", "montres"]),
        ("", []),
    ],
)
def test_a_text_is_about_these_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text).values()) == expected


def test_singular_and_plural_are_one_term() -> None:
    assert set(terms("watch")) == set(terms("watches"))
    assert keys("vintage watches") >= {"vintage", "watch", "vintagewatch"}


@given(st.text(max_size=80))
def test_a_term_of_any_text_is_harmless_in_a_search(text: str) -> None:
    for term in terms(text).values():
        assert not re.search(
            r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\"“”:()\[\]{}<>|\\*/=;,@!?]", term
        )
        assert not term.startswith(("-", "#", "+", "'"))
        assert term == " ".join(term.split())
        assert len(term) <= 40


@pytest.mark.parametrize(
    "text", ['"quoted" OR type:org', "-exclude", "user:root repo:x", "a\u202eb dial", "<b>dial</b>"]
)
def test_operators_and_marks_of_strangers_do_not_get_through(text: str) -> None:
    assert not set(" ".join(terms(text).values())) & set('":<>\u202e')
    assert not any(term.startswith("-") for term in terms(text).values())


def test_spans_say_where_each_word_stands() -> None:
    text = "see https://x.example the Old dial"
    assert [text[start:end] for start, end, _ in spans(text)] == ["dial"]
