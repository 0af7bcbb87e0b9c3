"""All that a creator says, read as one text: what is in it, in which order, and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from builders import post, snapshot
from microscout import frames
from microscout.models import Niche
from microscout.relevance import Forgetful
from microscout.relevance.meaning import Meaning, parts
from microscout.relevance.static import unit
from microscout.relevance.vectors import Reader

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors


class Asked:
    """An embedder that tells long texts from short ones, and remembers them."""

    name, version, dimensions = "asked", "1", 2

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return unit(np.array([[0.0, 1.0] if ". " in text else [1.0, 0.0] for text in texts], np.float32))


HELD = frames.of(
    [
        snapshot(
            "ada",
            (post(1, "ada", text="older", created_at=100), post(2, "ada", text="newer", created_at=200)),
            name="Ada",
            bio="dials",
        ),
        snapshot("eva", (), name=None, bio=None),
    ]
)


def test_who_somebody_is_then_the_posts_the_newest_first() -> None:
    embedder = Asked()
    (part,) = parts(HELD)
    part.read(Reader(embedder, Forgetful()), whole=True)
    assert "Ada ada dials. newer. older" in embedder.texts
    assert "eva" in embedder.texts


def test_it_counts_as_much_as_the_centroid() -> None:
    (part,) = parts(HELD)
    said = part.read(Reader(Asked(), Forgetful()), whole=True)
    assert np.allclose(said.creators[0], [2**-0.5, 2**-0.5], atol=1e-3)
    assert np.allclose(part.read(Reader(Asked(), Forgetful())).creators[0], [1.0, 0.0], atol=1e-3)


def test_a_post_is_no_nearer_for_it_and_the_version_says_so() -> None:
    plain = Meaning("m", Asked(), Forgetful(), far=0.0, near=1.0)
    whole = Meaning("m", Asked(), Forgetful(), whole=True, far=0.0, near=1.0)
    assert plain.version != whole.version
    (nearer, topical), (near, same) = (engine.read(HELD, Niche.of("n")) for engine in (plain, whole))
    assert topical.equals(same)
    assert nearer["closeness"][0] > near["closeness"][0] > 0.5
