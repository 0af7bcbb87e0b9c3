"""What is sought by example is what the examples have and ordinary posts have not."""

from __future__ import annotations

import numpy as np
import pytest

from microscout.relevance.joined import texts
from microscout.relevance.likeness import ORDINARY, likeness
from microscout.relevance.static import unit

PENS = ("a new fountain pen with a gold nib", "ink on paper, a fine nib", "my favourite fountain pens and inks")


def test_nothing_of_what_all_posts_share_is_left() -> None:
    shared = unit(texts().embed(ORDINARY).mean(axis=0))
    found = likeness(PENS, texts())
    assert found.shape == (1, texts().dimensions)
    assert np.linalg.norm(found) == pytest.approx(1.0, abs=1e-5)
    assert float(found[0] @ shared) == pytest.approx(0.0, abs=1e-5)


def test_a_post_of_the_kind_is_near_and_another_is_as_far_as_from_a_phrase() -> None:
    sought = likeness(PENS, texts())[0]
    near, far = texts().embed(["which nib for this ink?", "what a weekend on the beach with the children"]) @ sought
    assert near > 0.4
    assert far < 0.2
