"""What the vocabulary does not hold means nothing, and not the same thing everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from microscout.relevance.minilm import MiniLM
from microscout.relevance.table import Table
from microscout.relevance.transformer import Transformer, installed
from microscout.relevance.wordpieces import UNKNOWN, says_anything, tokenizer, vocabulary

EMOJI = ["🦀", "🪴 🧿"]


def test_the_piece_for_what_is_unknown() -> None:
    assert vocabulary()["[UNK]"] == UNKNOWN
    assert not any(says_anything(tokenizer(longest=None).encode(text).ids) for text in ["", *EMOJI])
    assert says_anything(tokenizer(longest=None).encode("🦀 crab").ids)


def test_two_texts_of_unknown_emoji_are_not_alike() -> None:
    assert not Table().embed(EMOJI).any()
    assert not MiniLM().embed(EMOJI).any()


def test_they_take_nothing_from_the_words_beside_them() -> None:
    plain, decorated = Table().embed(["a crab pot", "🦀 a crab pot 🧿"])
    assert np.allclose(plain, decorated, atol=1e-6)


@pytest.mark.skipif(not installed(), reason="microscout[semantic] is not installed")
def test_nor_does_the_transformer_make_something_of_nothing() -> None:
    assert not Transformer().embed(EMOJI).any()
