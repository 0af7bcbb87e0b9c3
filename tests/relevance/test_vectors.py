"""Vectors through a memo: nothing is embedded twice, whatever was kept of whom."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from builders import post, snapshot
from microscout import frames, relevance
from microscout.errors import ConfigError
from microscout.models import Niche
from microscout.relevance import Forgetful
from microscout.relevance.meaning import Meaning
from microscout.relevance.static import Static, pooled, unit
from microscout.relevance.vectors import Reader, hashed
from microscout.store import Store, Vectors, observations, privacy

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors as Rows


@dataclass
class Counting:
    """An embedder that knows two topics by a letter, and remembers what it was asked."""

    name: str = "counting"
    version: str = "1"
    dimensions: int = 2
    asked: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Rows:
        self.asked += texts
        rows = np.array([[text.count("w"), text.count("t")] for text in texts], np.float32).reshape(-1, 2)
        return unit(rows)


HELD = [
    snapshot(name, tuple(post(n, name, text=text) for n, text in enumerate(("w", "ww", name)))) for name in ("w", "t")
]


def test_a_hash_is_the_same_everywhere() -> None:
    assert hashed(["watch"]).tolist() == [int.from_bytes(bytes.fromhex("d48a4b0f60e1ae49"), "little")]


def test_each_text_is_embedded_once() -> None:
    embedder, memo = Counting(), Forgetful()
    reader = Reader(embedder, memo)
    first = reader.read(["a", "a", "b"], ["w", "t", "w"])
    assert sorted(embedder.asked) == ["t", "w"]
    again = reader.read(["a", "a", "b"], ["w", "t", "w"])
    assert len(embedder.asked) == 2
    assert np.array_equal(first, again)
    reader.read(["a", "a"], ["w", "new"])
    assert embedder.asked[2:] == ["new"]


def test_what_is_known_is_read_without_being_kept_again() -> None:
    embedder, memo = Counting(), Forgetful()
    reader = Reader(embedder, memo)
    reader.read(["a", "a", "b"], ["w", "t", "ww"])
    before = dict(memo.held)
    again = reader.read(["a", "a", "b"], ["w", "t", "ww"])
    assert all(memo.held[key] is before[key] for key in before)
    turned = reader.read(["a", "a", "b"], ["t", "w", "ww"])
    assert np.array_equal(turned, again[[1, 0, 2]])
    assert len(embedder.asked) == 3


def test_texts_that_join_alike_are_told_apart() -> None:
    reader = Reader(Counting(), Forgetful())
    reader.read(["a", "a"], ["wt", "w"])
    assert np.array_equal(
        reader.read(["a", "a"], ["w", "tw"]), Reader(Counting(), Forgetful()).read(["a", "a"], ["w", "tw"])
    )


def test_the_store_keeps_vectors_as_long_as_the_creator(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        observations.add_all(store, HELD)
        embedder = Counting()
        for _ in range(2):
            Meaning("m", embedder, Vectors(store)).measure(frames.of(HELD), Niche.of("w"))
        assert embedder.asked.count("ww") == 1
        assert store.rows("SELECT count(*) FROM vector") == [(2,)]
        privacy.forget(store, HELD[0].creator_id, 1)
        assert store.rows("SELECT creator_id FROM vector JOIN creator ON creator = key") == [(HELD[1].creator_id,)]
        privacy.purge(store, 2**40)
        assert store.rows("SELECT count(*) FROM vector") == [(0,)]


def test_whom_the_store_does_not_hold_it_keeps_no_vectors_of(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        Vectors(store).put("space", {"sample:nobody": (b"", b"")})
        assert store.rows("SELECT count(*) FROM vector") == [(0,)]


def test_what_is_nearer_to_the_avoided_phrase_loses() -> None:
    def closeness(niche: Niche) -> list[float]:
        told = Meaning("m", Counting(), Forgetful(), far=0.0, near=1.0).measure(frames.of(HELD), niche)
        return told.sort("creator_id")["closeness"].to_list()

    plain, avoiding = closeness(Niche.of("wt")), closeness(Niche(phrases=("wt",), avoid=("w",)))
    assert avoiding[1] < plain[1]
    assert all(0 <= each <= 1 for each in avoiding)


def test_examples_are_sought_without_a_phrase() -> None:
    niche = Niche(like=("sample:w",), examples=("w", "ww"))
    told = Meaning("m", Counting(), Forgetful(), far=0.0, near=1.0).measure(frames.of(HELD), niche).sort("creator_id")
    found = told["closeness"].to_list()
    assert found[1] > 0.8
    assert found[1] == max(found)


def test_a_text_is_the_mean_of_its_pieces_at_length_one() -> None:
    table = np.array([[3.0, 0.0], [0.0, 4.0]], np.float32)
    assert pooled(table, [[0, 1], [], [1]]).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0, 0], [0, 1]]


def test_texts_are_read_alike_alone_and_together_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: Any, **__: Any) -> None:
        raise AssertionError("nothing is asked of the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    embedder, texts = Static(), ["vintage watches", "C++", "🍕", "盆栽", "x" * 5_000, "", "\u202e\x00"]
    together = embedder.embed(texts)
    assert together.shape == (len(texts), embedder.dimensions)
    for row, text in zip(together, texts, strict=True):
        assert np.allclose(row, embedder.embed([text])[0], atol=1e-6)


def test_an_unknown_engine_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match="Did you mean default"):
        relevance.make("defualt")


def test_what_is_not_clearly_nearer_than_the_avoided_phrase_loses_what_is_lacking() -> None:
    said = {
        "w": 1.0,
        "wwwt": 3 / 10**0.5,
        "wt": 0.5**0.5 - 0.2,
        "t": 0.0,
    }  # "wt" is as near to both: a fifth is lacking
    held = [snapshot("x", tuple(post(n, "x", text=text) for n, text in enumerate(said)))]
    engine = Meaning("m", Counting(), Forgetful(), post_far=0.0, post_near=1.0)
    told = engine.read(frames.of(held), Niche(phrases=("w",), avoid=("t",)))[1].sort("post_id")
    assert told["topicality"].to_list() == pytest.approx(list(said.values()), abs=1e-3)  # kept as 16 bits
