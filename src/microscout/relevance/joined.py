"""Two embedders side by side: what one of them does not know the other may.

A vector is [√(1 − s) · first, √s · second], so that the cosine of two texts is the mean of both embedders' cosines,
(1 − s) · first + s · second. The wordllama table knows names and brands that the other one has never been taught.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from microscout.relevance.static import Static
from microscout.relevance.table import Phrases, Table

if TYPE_CHECKING:
    from microscout.relevance.base import Embedder, Vectors


_STATIC = 128
STATIC = _STATIC / (_STATIC + Table.dimensions)
"""s: every dimension of the two counts alike."""


@dataclass(frozen=True)
class Joined:
    """The embedder of both; `share` is s."""

    name: str
    first: Embedder
    second: Embedder
    share: float

    @property
    def version(self) -> str:
        """Those of both and the share."""
        parts = (f"{each.name}{each.dimensions}-{each.version}" for each in (self.first, self.second))
        return f"{'+'.join(parts)}-{self.share:.3f}"

    @property
    def dimensions(self) -> int:
        """Those of both."""
        return self.first.dimensions + self.second.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        halves = self.first.embed(texts) * (1.0 - self.share) ** 0.5, self.second.embed(texts) * self.share**0.5
        return np.asarray(np.hstack(halves), np.float32)


def texts() -> Joined:
    """The vectors of what creators say, by which the engines compare."""
    return Joined("texts", Table(), Static(_STATIC), STATIC)


def phrases() -> Joined:
    """The vectors of what is sought among :func:`texts`."""
    return Joined("phrases", Phrases(), Static(_STATIC), STATIC)


def pieces(text: str) -> tuple[list[tuple[int, int]], Vectors]:
    """Where each piece of `text` stands, and what it adds to its vector of :func:`texts`: they sum to it exactly."""
    places, vectors = Table().pieces(text)
    others, more = Static(_STATIC).pieces(text)
    first = np.hstack([vectors * (1.0 - STATIC) ** 0.5, np.zeros((len(vectors), _STATIC), np.float32)])
    second = np.hstack([np.zeros((len(more), Table.dimensions), np.float32), more * STATIC**0.5])
    return [*places, *others], np.asarray(np.vstack([first, second]), np.float32)
