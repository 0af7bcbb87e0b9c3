"""Questions, requests, reports of problems: with and without their marks, in several languages."""

from __future__ import annotations

import json
from importlib.resources import files

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.reading import asking

SAID = {
    "Where can I buy the strap": "question",
    "which one would you choose for a small wrist": "question",
    "is it waterproof?": "question",
    "please make a video on old Seikos": "request",
    "can you do a tutorial about polishing please": "request",
    "it doesn't work, I get an error when I open it": "concern",
    "I followed every step and my watch still does not start": "concern",
    "So pretty": "other",
    "Thank you, great video": "other",
    "Wie hast du das gemacht": "question",
    "¿Cómo se limpia?": "question",
    "Bei mir funktioniert nicht einmal die Krone": "concern",
    "これはどこで買えますか": "question",
    "Пожалуйста покажи ещё": "request",
    "": "other",
    "❤️❤️": "other",
}


@pytest.mark.parametrize(("text", "kind"), SAID.items())
def test_kinds_of_asking(text: str, kind: str) -> None:
    assert asking.asking(text) == kind


def test_a_frame_of_comments_is_read_row_by_row() -> None:
    read = asking.read(pl.DataFrame({"text": ["is it waterproof?", "So pretty", None, "So pretty"]}))
    assert read["asking"].to_list() == ["question", "other", "other", "other"]
    assert asking.read(pl.DataFrame({"text": []}, schema={"text": pl.String})).is_empty()


def test_features_of_a_short_text_by_hand() -> None:
    found = asking.features("How do I open it")
    words = {"^", "how", "do", "i", "open", "it", "$", "^ how", "how do", "do i", "i open", "open it", "it $"}
    assert {name for name in found if name[0] not in ":>"} == words
    assert found["how do"] == pytest.approx(1 / len(words) ** 0.5)
    assert found[":how_do"] == found[":how_do first"] == found[":how_do last"] == 0.3
    assert [name for name in found if name[0] == ">"] == [">2", ">4"]


def test_the_weights_hold_no_sentence() -> None:
    held = json.loads(files("microscout.reading").joinpath("asking.json").read_text("utf-8"))
    assert len(json.dumps(held)) < 60_000
    assert all(len(name.split()) <= 2 for name in held["weights"])
    assert not [name for name in held["weights"] if "@" in name or "http" in name.split()]


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert asking.asking(text) in ("question", "request", "concern", "other")
    assert 0 <= asking.probability(text) <= 1


@pytest.mark.parametrize("bad", ["what " * 100_000, "a" * 1_000_000, "\x00\u202e" * 5_000, "^ $ ^ " * 10_000])
def test_hostile_texts_take_no_time(bad: str) -> None:
    assert asking.asking(bad) in ("question", "request", "concern", "other")
