"""The words that make a post mean what is sought add up to its cosine."""

from __future__ import annotations

import numpy as np
import pytest

from microscout.models import Niche
from microscout.relevance.contributions import shares, worded
from microscout.relevance.joined import phrases, pieces, texts


@pytest.mark.parametrize("text", ["An old Seiko with a cracked crystal", "🍕", "盆栽の手入れ", "a", ""])
def test_the_pieces_of_a_text_sum_to_its_vector(text: str) -> None:
    _, vectors = pieces(text)
    assert np.allclose(vectors.sum(axis=0), texts().embed([text])[0], atol=1e-5)


def test_the_words_of_a_text_sum_to_its_cosine() -> None:
    sought = phrases().embed(["garden tools", "vintage watches"])
    text = "chronograph crystal patina"
    cosine = (texts().embed([text]) @ sought.T).max()
    assert sum(shares(text, sought).values()) == pytest.approx(float(cosine), abs=1e-5)


def test_the_words_nearest_in_meaning_are_told() -> None:
    told = worded(["I repaired this chronograph in my garden", "", "🍕"], Niche.of("watches", "clocks"))
    assert told[0][0] == "chronograph"
    assert told[1] == []


def test_who_is_like_somebody_is_told_by_what_that_one_says() -> None:
    liked = Niche(like=("sample:ada",), examples=("sourdough bread and rye flour",))
    assert worded(["my car and my bread"], liked)[0][0] == "bread"
    assert worded(["bread"], Niche(like=("sample:ada",))) == [[]]
