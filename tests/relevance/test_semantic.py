"""The transformer and the two-step reading: who is read deeply, what that changes, and what is said where it lacks."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from builders import post, snapshot
from microscout import frames, relevance
from microscout.errors import ConfigError
from microscout.models import Niche, Snapshot
from microscout.relevance import Forgetful, transformer
from microscout.relevance.meaning import Meaning
from microscout.relevance.refined import DEEP, LATEST, Refined
from microscout.relevance.transformer import Transformer, installed
from microscout.relevance.wordpieces import says_anything, tokenizer

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors

needs_the_extra = pytest.mark.skipif(not installed(), reason="microscout[semantic] is not installed")


@dataclass
class Told:
    """An embedder of two dimensions that was told how near each text is to the niche "n"; it remembers what it read."""

    near: dict[str, float]
    name: str = "told"
    version: str = "1"
    dimensions: int = 2
    asked: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        cosines = [1.0 if text == "n" else self.near.get(text.strip(), 0.0) for text in texts]
        return np.array([[cosine, (1 - cosine**2) ** 0.5] for cosine in cosines], np.float32)


def creator(handle: str, *texts: str) -> Snapshot:
    posts = tuple(post(number, handle, text=text, created_at=1_000 + number) for number, text in enumerate(texts))
    return snapshot(handle, posts, name=None, bio=None)


def reading(quick: Told, deep: Told) -> Refined:
    return Refined(
        Meaning("quick", quick, Forgetful(), far=0.0, near=1.0, post_far=0.0, post_near=1.0),
        Meaning("deep", deep, Forgetful(), far=0.0, near=1.0, post_far=0.0, post_near=1.0),
    )


def test_who_is_near_by_a_quick_reading_is_read_deeply_and_the_others_are_not() -> None:
    held = frames.of([creator("near", "a"), creator("far", "b")])
    quick, deep = Told({"a": 0.5, "near": 0.5, "b": 0.1, "far": 0.1}), Told({"a": 0.9, "near": 0.9})
    measured, topical = reading(quick, deep).read(held, Niche.of("n"))
    told = dict(measured.select("creator_id", "closeness").iter_rows())
    assert told["sample:near"] == pytest.approx((1 - DEEP) * 0.5 + DEEP * 0.9, abs=1e-3)
    assert told["sample:far"] == pytest.approx((1 - DEEP) * 0.1, abs=1e-3)
    assert "a" in deep.asked
    assert "b" not in deep.asked
    posts = dict(topical.select("creator_id", "topicality").iter_rows())
    assert posts["sample:near"] == pytest.approx((1 - DEEP) * 0.5 + DEEP * 0.9, abs=1e-3)
    assert posts["sample:far"] == pytest.approx(0.1, abs=1e-3)
    assert dict(measured.select("creator_id", "on_topic").iter_rows()) == {"sample:near": 1, "sample:far": 0}


def test_only_the_latest_posts_are_read_deeply() -> None:
    texts = [f"p{number}" for number in range(LATEST + 3)]
    deep = Told({})
    reading(Told(dict.fromkeys([*texts, "near"], 0.5)), deep).read(frames.of([creator("near", *texts)]), Niche.of("n"))
    assert {text for text in deep.asked if text[1:].isdigit()} == set(texts[3:])


def test_nobody_near_is_no_error() -> None:
    for held in ([], [creator("far", "b")]):
        measured, _ = reading(Told({}), Told({})).read(frames.of(held), Niche.of("n"))
        assert measured["closeness"].to_list() == [0.0] * len(held)


def test_a_missing_extra_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transformer, "_RUNTIME", "a_package_that_nobody_has")
    with pytest.raises(ConfigError, match="not installed") as told:
        relevance.make("semantic")
    assert "pip install 'microscout[semantic]'" in told.value.hint


@needs_the_extra
def test_the_transformer_reads_alike_alone_and_together_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing is asked of the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    embedder, texts = Transformer(), ["vintage watches", "C++", "🍕", "盆栽", "x " * 500, "", " ", "\u202e\x00"]
    together = embedder.embed(texts)
    assert together.shape == (len(texts), embedder.dimensions)
    for row, text in zip(together, texts, strict=True):
        assert np.allclose(row, embedder.embed([text])[0], atol=1e-5)
    lengths = np.linalg.norm(together, axis=1)
    known = [says_anything(tokenizer(longest=None).encode(text).ids) for text in texts]
    assert known == [True, True, False, False, True, False, False, False]
    assert lengths.tolist() == pytest.approx([float(each) for each in known])


@needs_the_extra
def test_the_transformer_knows_what_words_do_not_share() -> None:
    sought, feet, bread = Transformer().embed(
        ["marathon training", "my feet after forty kilometres", "sourdough bread"]
    )
    assert sought @ feet > 2 * abs(sought @ bread)
