"""HTML of strangers: no text makes the reader fail, none takes it long, and what is seen stays the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.platforms import _html

PIECES = [
    "<",
    ">",
    "<!",
    "<![",
    "<!--",
    "-->",
    "</",
    "<a ",
    "<p>",
    "href='",
    '"',
    "&#",
    "&amp",
    ";",
    "]]>",
    "<?",
    "x",
    " ",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_no_text_makes_it_fail(html: str) -> None:
    assert isinstance(_html.text(html), str)
    assert isinstance(_html.links(html), tuple)
    _html.feed(html)


@pytest.mark.parametrize(
    "piece", ["<link ", "<!--", "<!--x>", "<![", "<?", "</a ", "<", "&#", '<a b="', "<script>", "<a b='c>"]
)
def test_none_takes_it_long(piece: str) -> None:
    began = time.process_time()
    for end in ("", ">"):
        _html.text(piece * (60_000 // len(piece)) + end)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a <!-- b --> c</p>", "a  c"),
        ("<p>1 < 2</p>", "1 < 2"),
        ("a <b", "a <b"),
        ("<![CDATA[<p>a</p>]]>", "a"),
        ("<![if !mso]><p>a</p><![endif]>", "a"),
        ("<![x", "<![x"),
        ("<p>a</p><!-- never closed <p>b</p>", "a\n\n<!-- never closed\n\nb"),
    ],
)
def test_what_is_seen(html: str, text: str) -> None:
    assert _html.text(html) == text
