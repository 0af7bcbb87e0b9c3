"""The transformer for phrases is the transformer: to rounding what a runtime makes of the same weights."""

from __future__ import annotations

import numpy as np
import pytest

from microscout.errors import ConfigError
from microscout.relevance import minilm, onnx
from microscout.relevance.minilm import MiniLM
from microscout.relevance.table import Phrases, Table
from microscout.relevance.transformer import Transformer, installed
from microscout.relevance.wordpieces import tokenizer, vocabulary

TEXTS = ["vintage watches", "C++", "🍕", "盆栽", "plant-based and vegetarian recipes", "x " * 300, "", "\x00"]


@pytest.mark.slow
@pytest.mark.skipif(not installed(), reason="microscout[semantic] is not installed: nothing to compare with")
def test_numpy_and_the_runtime_agree() -> None:
    assert np.allclose(MiniLM().embed(TEXTS), Transformer().embed(TEXTS), atol=1e-5)


def test_a_phrase_is_read_alike_alone_and_in_company() -> None:
    together = MiniLM().embed(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        assert np.allclose(row, MiniLM().embed([text])[0], atol=1e-6)


def test_what_says_nothing_has_no_vector() -> None:
    for embedder in (MiniLM(), Table(), Phrases()):
        assert np.linalg.norm(embedder.embed(["", " ", "watches"]), axis=1).tolist() == [
            0,
            0,
            pytest.approx(1, abs=1e-5),
        ]


def test_the_table_knows_what_a_phrase_in_other_words_means() -> None:
    calm, tofu = Table().embed(["my morning meditation, ten quiet minutes", "smoked tofu with tahini, our vegan lunch"])
    for phrase, near, far in (("contemplative stillness", calm, tofu), ("meatless dishes without dairy", tofu, calm)):
        sought = Phrases().embed([phrase])[0]
        assert sought @ near > sought @ far + 0.1


def test_a_missing_or_a_strange_file_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "_MODULE", "a_package_that_nobody_has")
    with pytest.raises(ConfigError, match="not installed"):
        minilm.weights()
    monkeypatch.undo()
    monkeypatch.setattr(onnx, "tensors", lambda file: {})
    with pytest.raises(ConfigError, match="not those that this version knows"):
        minilm.Weights.read(minilm.weights())


def test_an_onnx_file_by_hand() -> None:
    """Model field 7 {5 {1: 2 (a varint), 1: 2, 2: 1 (float32), 8: "w", 9: four floats, 13: an unknown fixed32}}."""
    held = np.array([1.0, 2.0, 3.0, 4.0], "<f4").tobytes()
    tensor = b"\x08\x02\x08\x02\x10\x01\x42\x01w\x4a\x10" + held + b"\x6d\x00\x00\x00\x00"
    graph = b"\x2a" + bytes([len(tensor)]) + tensor
    found = onnx.tensors(b"\x08\x07\x3a" + bytes([len(graph)]) + graph)
    assert {name: tensor.tolist() for name, tensor in found.items()} == {"w": [[1.0, 2.0], [3.0, 4.0]]}


def test_pieces_are_those_of_bert() -> None:
    told = tokenizer(longest=5).encode("Unaffable Café!")
    assert [told.tokens[0], told.tokens[-1]] == ["[CLS]", "[SEP]"]
    assert tokenizer(longest=None).encode("Café!", add_special_tokens=False).tokens == ["cafe", "!"]
    assert len(vocabulary()) == 30_522
