"""Texts to vectors through a memo: nothing that was embedded once is embedded again.

A text is known by its hash (BLAKE2b, 8 bytes), a creator's vectors lie together, as float16: half the room, and the
rounding (at most 0.05 % of a component) is far below what tells two creators apart. Before the hashes of the texts
stands one of all of them in their order: where it is the same, nothing has to be looked up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from microscout.relevance.base import Embedder, Kept, Memo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

    Halves = NDArray[np.float16]

_SIZE = 8


def hashed(texts: Sequence[str]) -> NDArray[np.uint64]:
    """One number a text, the same on every machine."""
    blake = hashlib.blake2b
    joined = b"".join([blake(text.encode(), digest_size=_SIZE).digest() for text in texts])
    return np.frombuffer(joined, "<u8").astype(np.uint64)


@dataclass(frozen=True)
class Reader:
    """An embedder with its memo."""

    embedder: Embedder
    memo: Memo

    @property
    def space(self) -> str:
        """What the memo knows these vectors by: the way of keeping them, and the embedder."""
        return f"2/{self.embedder.name}/{self.embedder.version}"

    def read(self, owners: Sequence[str], texts: Sequence[str]) -> Vectors:
        """The vectors of `texts`, each of which belongs to the creator at the same place in `owners` (sorted)."""
        found = np.zeros((len(texts), self.embedder.dimensions), np.float32)
        spans = _spans(owners)
        kept = self.memo.get(self.space, list(spans))
        changed = {}
        for creator, (start, end) in spans.items():
            hashes, vectors = kept.get(creator, (b"", b""))
            rows = np.frombuffer(vectors, "<f2").reshape(-1, self.embedder.dimensions)
            if len(rows) == end - start and hashes[:_SIZE] == _whole(texts[start:end]):
                found[start:end] = rows
            else:
                changed[creator] = (start, end)
        if changed:
            places = np.concatenate([np.arange(start, end) for start, end in changed.values()])
            old = [kept[creator] for creator in changed if creator in kept]
            found[places] = self._renewed(changed, [texts[i] for i in places], old)
        return found

    def _renewed(self, spans: Mapping[str, tuple[int, int]], texts: Sequence[str], old: Sequence[Kept]) -> Halves:
        """The vectors of these creators' texts, old or new, after they are kept."""
        wanted = hashed(texts)
        known, vectors = self._recalled(old)
        place = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
        missing = known[place] != wanted if len(known) else np.ones(len(wanted), bool)
        found = np.zeros((len(texts), self.embedder.dimensions), np.float16)
        found[~missing] = vectors[place[~missing]] if len(known) else 0
        if missing.any():
            found[missing] = self._embedded(
                wanted[missing], [text for text, new in zip(texts, missing, strict=True) if new]
            )
        at, fresh = 0, {}
        for creator, (start, end) in spans.items():
            rows = slice(at, at := at + end - start)
            hashes = _whole(texts[rows]) + wanted[rows].astype("<u8").tobytes()
            fresh[creator] = (hashes, found[rows].astype("<f2").tobytes())
        self.memo.put(self.space, fresh)
        return found

    def _recalled(self, old: Sequence[Kept]) -> tuple[NDArray[np.uint64], Halves]:
        """All vectors in `old`, in the order of the texts' hashes."""
        hashes = np.frombuffer(b"".join([hashes[_SIZE:] for hashes, _ in old]), "<u8")
        vectors = np.frombuffer(b"".join([vectors for _, vectors in old]), "<f2")
        order = np.argsort(hashes, kind="stable")
        return hashes[order], vectors.reshape(len(hashes), self.embedder.dimensions)[order]

    def _embedded(self, hashes: NDArray[np.uint64], texts: Sequence[str]) -> Halves:
        """Each different text once."""
        _, first, back = np.unique(hashes, return_index=True, return_inverse=True)
        return self.embedder.embed([texts[int(i)] for i in first]).astype(np.float16)[back]


def _spans(owners: Sequence[str]) -> dict[str, tuple[int, int]]:
    """From where to where each creator's texts stand."""
    if not len(owners):
        return {}
    names = np.array(owners, dtype=object)
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]]).tolist()
    return {names[start]: (start, end) for start, end in zip(starts, [*starts[1:], len(names)], strict=True)}


def _whole(texts: Sequence[str]) -> bytes:
    """One hash of all texts in their order, and of where each ends."""
    lengths = np.array([len(text) for text in texts], "<u8").tobytes()
    return hashlib.blake2b("".join(texts).encode() + lengths, digest_size=_SIZE).digest()


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
