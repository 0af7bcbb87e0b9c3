"""Contents: groups of kinds, reviews and how-tos by words, originals, stated licences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowing import known
from microscout.portrait import contents


def test_the_worked_example() -> None:
    photo = {"kind": "photo", "text": "dials"}
    told = contents.told(known(photo | {"text": "My review of it"}, photo, photo | {"is_repost": True}))
    assert told["contents"] == [{"kind": "photo", "posts": 2}, {"kind": "review", "posts": 1}]
    assert (told["contents_n"], told["originals"], told["originals_n"]) == (2, 2, 3)


@pytest.mark.parametrize(
    ("kind", "text", "kinds"),
    [
        ("image", "x", {"photo"}),
        ("reel", "x", {"short"}),
        ("video", "Anleitung: Uhr ölen", {"video", "how-to"}),
        ("text", "x" * 1_200, {"long text"}),
        (None, "How to oil a watch, step by step", {"how-to"}),
        ("article", "Reseña de un reloj", {"long text", "review"}),
        ("whatever", "x", set()),
        ("text", "a preview of it", {"text"}),
    ],
)
def test_a_post_is_its_kind_and_what_its_words_say(kind: str | None, text: str, kinds: set[str]) -> None:
    assert contents.kinds({"kind": kind, "text": text}) == kinds


@pytest.mark.parametrize(
    ("bio", "post", "link", "told"),
    [
        ("All photos CC BY-SA 4.0", "", "", ("CC BY-SA 4.0", "bio")),
        ("", "take it: cc-by", "", ("CC BY", "a post")),
        ("", "CC0!", "", ("CC0", "a post")),
        ("", "", "https://creativecommons.org/licenses/by-nc/4.0/", ("CC BY-NC", "a post's link")),
        ("a public domain fan", "", "", ("public domain", "bio")),
        ("", "cc: bob, by Tuesday", "", (None, None)),
    ],
)
def test_a_licence_is_told_where_it_is_stated(
    bio: str, post: str, link: str, told: tuple[str | None, str | None]
) -> None:
    found = contents.told(known({"text": post, "links": (link,)}, bio=bio))
    assert (found["licence"], found["licence_source"]) == told


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_can_break_it(text: str, kind: str) -> None:
    told = contents.told(known({"text": text, "kind": kind, "links": (text,)}, bio=text))
    assert all(1 <= each["posts"] <= told["contents_n"] for each in told["contents"])
