"""Models that the founder names: of a library that may be there, loaded when the first text is read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from builders import post, snapshot
from microscout import frames, relevance
from microscout.errors import ConfigError
from microscout.models import Niche
from microscout.relevance import Forgetful
from microscout.relevance.hub import Hub
from microscout.testing import check_engine

_MEANS = {"uhr": "watch", "uhren": "watch", "montre": "watch", "watches": "watch", "garten": "garden"}
loaded: list[str] = []


class Model:
    """Knows that words of several languages mean the same: one axis a meaning."""

    def __init__(self, name: str) -> None:
        loaded.append(name)
        if name == "no-such-model":
            raise OSError("no-such-model is not a local folder\nand is not a valid model identifier")

    @classmethod
    def from_pretrained(cls, name: str) -> Model:
        return cls(name)

    def encode(self, texts: Sequence[str]) -> Any:
        made = np.zeros((len(texts), 64))
        for row, text in zip(made, texts, strict=True):
            for word in text.lower().split():
                row[sum(_MEANS.get(word, word).encode()) % 64] += 3.0
        return made


@pytest.fixture(params=["sentence-transformers", "model2vec"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    name = str(request.param).replace("-", "_")
    stub = ModuleType(name)
    stub.__spec__ = ModuleSpec(name, None)
    stub.SentenceTransformer = stub.StaticModel = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, stub)
    loaded.clear()
    return str(request.param)


def test_a_niche_in_another_language_finds_posts_by_meaning(library: str) -> None:
    held = frames.of(
        [
            snapshot("ada", (post(1, text="eine uhr"), post(2, text="uhren")), bio="uhr"),
            snapshot("eva", (post(1, "eva", text="mein garten"),), bio="garten"),
        ]
    )
    engine = relevance.make(f"{library}:many-languages")
    told = dict(engine.measure(held, Niche.of("montre")).select("creator_id", "closeness").iter_rows())
    assert told["sample:ada"] > 0.3 > told["sample:eva"] == 0
    assert relevance.make("lexical").measure(held, Niche.of("montre"))["closeness"].sum() == 0
    assert (engine.name, loaded) == (f"{library}:many-languages", ["many-languages"])


@pytest.mark.slow
def test_the_contract_of_engines_holds(library: str) -> None:
    check_engine(relevance.make(f"{library}:many-languages"))


def test_nothing_is_loaded_before_the_first_text_is_read(library: str) -> None:
    engine = relevance.make(f"{library}:many-languages")
    assert engine.version.endswith("-many-languages")
    assert loaded == []


def test_each_model_s_vectors_are_kept_apart_and_read_once(library: str) -> None:
    held, memo = frames.of([snapshot("ada", (post(1, text="uhr"),))]), Forgetful()
    for model in ("one", "two", "one"):
        relevance.make(f"{library}:{model}", memo).measure(held, Niche.of("montre"))
    assert len({space for space, _ in memo.held}) == 2


def test_what_says_nothing_has_no_length(library: str) -> None:
    lengths = np.linalg.norm(Hub(library, "m").embed(["", "uhr uhr", " \n", "\u200b"]), axis=1)
    assert lengths == pytest.approx([0, 1, 0, 0])
    assert Hub(library, "m").embed([]).shape == (0, 64)


def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(library: str) -> None:
    engine = relevance.make(f"{library}:no-such-model")
    with pytest.raises(ConfigError, match="could not load the model no-such-model \\(OSError: no-such-model is not"):
        engine.measure(frames.of([snapshot("ada")]), Niche.of("montre"))


def test_a_library_that_is_not_there_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microscout.relevance.hub.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match="needs model2vec, which is not installed") as told:
        relevance.make("model2vec:minishlab/potion-multilingual-128M")
    assert "pip install model2vec" in told.value.hint


def test_a_model_must_be_named(library: str) -> None:
    with pytest.raises(ConfigError, match="names no model"):
        relevance.make(f"{library}: ")


def test_a_library_that_we_do_not_know_is_no_engine() -> None:
    with pytest.raises(ConfigError, match="There is no engine 'torch:m'") as told:
        relevance.make("torch:m")
    assert "model2vec:MODEL" in told.value.hint
