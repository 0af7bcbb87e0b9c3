"""Texts to vectors through a memo: nothing that was embedded once is embedded again.

A text is known by its hash (BLAKE2b, 8 bytes), a creator's vectors lie together, as float16: half the room, and the
rounding (at most 0.05 % of a component) is far below what tells two creators apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from microscout.relevance.base import Embedder, Memo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors


def hashed(texts: Sequence[str]) -> NDArray[np.uint64]:
    """One number a text, the same on every machine."""
    blake = hashlib.blake2b
    joined = b"".join([blake(text.encode(), digest_size=8).digest() for text in texts])
    return np.frombuffer(joined, "<u8").astype(np.uint64)


@dataclass(frozen=True)
class Reader:
    """An embedder with its memo."""

    embedder: Embedder
    memo: Memo

    @property
    def space(self) -> str:
        """What the memo knows these vectors by."""
        return f"{self.embedder.name}/{self.embedder.version}"

    def read(self, owners: Sequence[str], texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, each of which belongs to the creator at the same place in `owners` (sorted)."""
        if not texts:
            return np.zeros((0, self.embedder.dimensions), np.float32)
        wanted = hashed(texts)
        known, vectors = self._recalled(owners)
        place = np.searchsorted(known, wanted) if len(known) else np.zeros(len(wanted), np.int64)
        place = np.minimum(place, max(len(known) - 1, 0))
        missing = known[place] != wanted if len(known) else np.ones(len(wanted), bool)
        found = np.zeros((len(texts), self.embedder.dimensions), np.float16)
        if len(known):
            found[~missing] = vectors[place[~missing]]
        if missing.any():
            found[missing] = self._embedded(
                wanted[missing], [text for text, new in zip(texts, missing, strict=True) if new]
            )
            self._keep(owners, wanted, found, missing)
        return found.astype(np.float32)

    def _recalled(self, owners: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.float16]]:
        """All that the memo holds of `owners`, in the order of the hashes."""
        kept = self.memo.get(self.space, list(dict.fromkeys(owners))).values()
        hashes = np.frombuffer(b"".join([hashes for hashes, _ in kept]), "<u8")
        vectors = np.frombuffer(b"".join([vectors for _, vectors in kept]), "<f2")
        order = np.argsort(hashes, kind="stable")
        return hashes[order], vectors.reshape(len(hashes), self.embedder.dimensions)[order]

    def _embedded(self, hashes: NDArray[np.uint64], texts: Sequence[str]) -> NDArray[np.float16]:
        """Each different text once."""
        _, first, back = np.unique(hashes, return_index=True, return_inverse=True)
        return self.embedder.embed([texts[int(i)] for i in first]).astype(np.float16)[back]

    def _keep(
        self, owners: Sequence[str], hashes: NDArray[np.uint64], vectors: NDArray[np.float16], fresh: NDArray[np.bool_]
    ) -> None:
        """Keep the vectors of those creators of whom any text was new."""
        names = np.array(owners, dtype=object)
        starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
        ends = np.r_[starts[1:], len(names)]
        new = np.add.reduceat(fresh, starts) > 0
        self.memo.put(
            self.space,
            {
                names[start]: (hashes[start:end].astype("<u8").tobytes(), vectors[start:end].astype("<f2").tobytes())
                for start, end in zip(starts[new], ends[new], strict=True)
            },
        )


def summed(vectors: Vectors, owner: NDArray[np.int64], size: int) -> Vectors:
    """The sum of each owner's vectors, one row each of `size` owners; `owner` is sorted."""
    made = np.zeros((size, vectors.shape[1]), np.float32)
    if len(owner):
        first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        made[owner[first]] = runs(vectors, first)
    return made


def runs(rows: Vectors, starts: NDArray[np.int64]) -> Vectors:
    """The sum of each run of rows, the first of which stands at each of `starts`.

    A loop, because ``np.add.reduceat`` takes seven times as long down the rows of a table.
    """
    ends = [*starts[1:].tolist(), len(rows)]
    return np.array([rows[start:end].sum(axis=0) for start, end in zip(starts.tolist(), ends, strict=True)])
