"""The lexical engine's formula, worked by hand."""

from __future__ import annotations

import pytest

from builders import post, snapshot
from microscout import frames
from microscout.models import Niche
from microscout.relevance import Lexical


def test_closeness_is_the_mean_saturated_count() -> None:
    # "dial": once in 2 posts of 8 and 6 bytes, once in the bio (counts twice): tf = 1 + 2 = 3
    # about = name, handle, bio: " ada my dial" = 12 bytes; L = 8 + 6 + 12 = 26
    # norm = 1.2·(1 − 0.75 + 0.75·26/2400) = 0.30975; closeness = 3/(3 + 0.30975) = 0.906413
    held = frames.of([snapshot("ada", (post(1, text="the dial"), post(2, text="a hand")), bio="my dial")])
    told = Lexical().measure(held, Niche.of("dial")).row(0, named=True)
    assert told["closeness"] == pytest.approx(0.906413, abs=1e-6)
    assert (told["on_topic"], told["judged"]) == (1, 2)


def test_half_of_the_words_make_a_post_topical() -> None:
    texts = ("red enamel dial", "red enamel", "red", "none")
    held = frames.of([snapshot("ada", tuple(post(n, text=text) for n, text in enumerate(texts)))])
    assert Lexical().measure(held, Niche.of("red enamel dial"))["on_topic"].item() == 2
