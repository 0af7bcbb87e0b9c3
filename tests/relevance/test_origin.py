"""From where creators are looked at: by hand, and what the shipped points hold to."""

from __future__ import annotations

import numpy as np
import pytest

from builders import post, snapshot
from microscout import frames
from microscout.models import Niche
from microscout.relevance import Forgetful
from microscout.relevance.joined import texts
from microscout.relevance.meaning import Meaning
from microscout.relevance.minilm import MiniLM
from microscout.relevance.origin import FAR, NEAR, Origin, learned


def test_a_direction_by_hand() -> None:
    origin = Origin(np.array([0.0, -1.0], np.float32), np.array([0.5, 0.5], np.float32))
    seen = origin.seen(np.array([[1.0, 0.0], [0.0, 1.0]], np.float32))
    assert seen[0] == pytest.approx([2**-0.5 - 0.5, 2**-0.5 - 0.5])
    assert seen[1] == pytest.approx([-0.5, 0.5])


def test_who_has_said_nothing_is_near_nothing() -> None:
    origin = Origin(np.array([0.6, 0.0], np.float32), np.array([-0.5, -0.5], np.float32))
    assert not origin.seen(np.zeros((2, 2), np.float32)).any()


def test_from_nowhere_directions_are_what_they_are() -> None:
    nothing = np.zeros(3, np.float32)
    centroids = np.eye(3, dtype=np.float32)
    assert Origin(nothing, nothing).seen(centroids) == pytest.approx(centroids)


@pytest.mark.parametrize(("name", "dimensions"), [("texts", texts().dimensions), ("minilm", MiniLM.dimensions)])
def test_the_shipped_points_fit_their_embedders(name: str, dimensions: int) -> None:
    origin = learned(name)
    assert origin.point.shape == origin.ordinary.shape == (dimensions,)
    assert 0.3 < np.linalg.norm(origin.point) < 1.2
    assert np.linalg.norm(origin.ordinary) < 1.0


def test_an_engine_looks_from_its_point_and_says_so_in_its_version() -> None:
    held = frames.of(
        [
            snapshot("chat", (post(1, "chat", text="what a day, so tired, good night all"),), name=None, bio=None),
            snapshot("bake", (post(1, "bake", text="sourdough loaves and rye starters"),), name=None, bio=None),
        ]
    )
    plain = Meaning("static", texts(), Forgetful())
    seen = Meaning("static", texts(), Forgetful(), origin=learned("texts"), far=FAR, near=NEAR)
    assert plain.version != seen.version
    for engine in (plain, seen):
        told = dict(engine.measure(held, Niche.of("baking bread")).select("creator_id", "closeness").iter_rows())
        assert told["sample:bake"] > 0.3 > told["sample:chat"]
