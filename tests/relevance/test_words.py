"""A niche phrase as words: symbols, plurals, function words, scripts without spaces."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.relevance.words import words


def counted(phrase: str, text: str) -> dict[str, int]:
    """How often each word of `phrase` occurs in `text`, as the engine counts."""
    frame = pl.DataFrame({"text": [text]})
    return {
        word.text: frame.select(pl.col("text").str.count_matches(f"(?i){word.pattern}")).item()
        for word in words(phrase)
    }


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("vintage watches", ["vintage", "watches"]),
        ("Home ESPRESSO", ["home", "espresso"]),
        ("C++", ["c++"]),
        ("C# and .NET", ["c#", ".net"]),
        ("plant-based food", ["plant-based", "food"]),
        ("the art of the dial", ["art", "dial"]),
        ("the who", ["who"]),
        ("of the", ["of", "the"]),
        ("cats, dogs & birds!", ["cats", "dogs", "birds"]),
        ("watch watch", ["watch"]),
        ("🍕", ["🍕"]),
        ("盆栽", ["盆栽"]),
        ("機械式腕時計", ["機械", "械式", "式腕", "腕時", "時計"]),
        ("盆栽の手入れ", ["盆栽", "手入"]),
        ("ヴィンテージ時計", ["ヴィンテージ", "時計"]),
        ("ひらがな", ["ひらがな"]),
        ("빈티지 시계", ["빈티지", "시계"]),
        ("Straße", ["straße"]),
        ("हिन्दी कविता", ["हिन्दी", "कविता"]),
        ("...", []),
    ],
)
def test_a_phrase_is_read_as_these_words(phrase: str, expected: list[str]) -> None:
    assert [word.text for word in words(phrase)] == expected


@pytest.mark.parametrize(
    ("phrase", "text", "times"),
    [
        ("watches", "Watch, watches and WATCHES; watching whales, swatch", 3),
        ("stories", "a story of stories", 2),
        ("boxes", "box boxes boxing", 2),
        ("bus", "bus busses", 1),
        ("C++", "C++ is C++, not C or C+", 2),
        ("C#", "c# and C#.", 2),
        (".NET", ".NET on the internet", 1),
        ("plant-based", "Plant-based!", 1),
        ("espresso", "espressoespresso", 0),
        ("low-carb", "low-carb, low carb, lowcarb, #LowCarbs, slow carbs", 4),
        ("low carb", "#lowcarb and low-carb", 2),
        ("do-it-yourself", "do it yourself, doityourself", 2),
        ("#nofilter", "#nofilter, no filter", 1),
        ("機械式腕時計", "機械式の腕時計", 1),
        ("시계", "시계를 샀다", 1),
        ("盆栽", "私の盆栽です", 1),
        ("🍕", "🍕 for all", 1),
        ("Straße", "die Straße, die STRASSE", 1),
        ("हिन्दी", "मेरी हिन्दी अच्छी है", 1),
        ("a.b", "axb a.b", 1),
    ],
)
def test_a_word_is_counted_where_it_stands_as_a_word(phrase: str, text: str, times: int) -> None:
    assert max(counted(phrase, text).values()) == times


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("e-bikes", "my #ebike", True),
        ("e-bikes", "the game Excitebike", False),
        ("R&D", "a hard word", False),
        ("vintage watches", "#ilovevintagewatchesdaily", True),
        ("時計 修理", "今日は時計修理でした", True),
    ],
)
def test_a_short_hashtag_is_not_found_inside_of_words(phrase: str, text: str, *, found: bool) -> None:
    assert any(counted(phrase, text).values()) == found


def test_the_phrase_as_one_hashtag_counts_as_each_word() -> None:
    assert counted("vintage watches", "#vintagewatches") == {"vintage": 1, "watches": 1}


@settings(max_examples=40)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_phrase_can_be_looked_for_in_any_text(phrase: str, text: str) -> None:
    assert all(times >= 0 for times in counted(phrase, text).values())
