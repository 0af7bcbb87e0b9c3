"""From where creators are looked at: what makes somebody right for any niche at all counts towards each.

A cosine compares directions seen from the origin of an embedder's space, a place that means nothing. Seen from another
point m the directions differ, and m can be learned, so that who is right for a niche stands out, whatever the niche:
people who speak of things more than of their day. With c a creator's centroid at length 1:

    seen = (c − m) / |c − m| − e,    cosine = seen · sought

where e is what that is in the mean of ordinary creators, so that somebody ordinary has 0 for every niche. m and e, a
vector each for every embedder of ours, are in ``origins.safetensors``; ``scripts/learn_relevance.py`` learned them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from microscout.relevance.static import unit

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors

_FILE = Path(__file__).with_name("origins.safetensors")
VERSION = "1"
"""Another one whenever the file holds others."""
FAR, NEAR = 0.0, 0.5
"""c0 and c1 (``meaning.py``) of who is seen from a learned point: among 6,393 creators and 54 niches half of all
cosines are below 0, and nine tenths of the nearest creators' below 0.48."""


@dataclass(frozen=True)
class Origin:
    """The point m and the ordinary e of one embedder's vectors."""

    point: Vectors
    ordinary: Vectors

    def seen(self, centroids: Vectors) -> Vectors:
        """Centroids of length 1 as they are seen from here; who has said nothing (all zeros) stays."""
        directions = unit(centroids - self.point) - self.ordinary
        return np.where(centroids.any(axis=1, keepdims=True), directions, np.float32(0.0))


@cache
def learned(embedder: str) -> Origin:
    """That of the embedder of this name."""
    from safetensors.numpy import load_file

    held = load_file(_FILE)
    return Origin(held[f"{embedder}.point"], held[f"{embedder}.ordinary"])
