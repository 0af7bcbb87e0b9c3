"""Relevance by meaning: how near a creator's texts lie to the niche among an embedder's vectors.

A creator is the centroid of the posts' vectors (each of length 1), joined by what name, handle and bio say with the
weight of two posts. With cos the cosine between the centroid and what is sought, and c0, c1 the embedder's constants
for texts that have nothing to do with each other and for texts on one thing:

    closeness = (cos − c0) / (c1 − c0), within [0, 1]

Sought is each phrase's vector, that of the added words with half its weight, and the centroid of the examples where
there are any; the nearest phrase counts. Where an avoided phrase is nearer, the cosine loses the difference.

The centroid beats the best post: a generalist has one good post on anything (nDCG@10 .51 against .73 among
generalists on authors of long posts). The best posts' mean is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, Embedder, Memo, filled
from microscout.relevance.static import unit
from microscout.relevance.vectors import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

_CREATORS = 2_000
"""So many at a time: a million vectors at once would fill the memory."""
_ABOUT_COUNTS, _EXPANDED, _BEST = 2.0, 0.5, 3
_ON_TOPIC = 0.5
_YEAR = 365.0


class Meaning:
    """The engine over an embedder. `near` and `far`: the cosines c1 and c0; of posts the same, with `post_near`."""

    def __init__(
        self, name: str, embedder: Embedder, memo: Memo, *, far: float = 0.1, near: float = 0.6, post_near: float = 0.7
    ) -> None:
        self.name = name
        self._embedder, self._reader = embedder, Reader(embedder, memo)
        self._far, self._near, self._post_near = far, near, post_near

    @property
    def version(self) -> str:
        """That of the embedder, and of this file's formula."""
        return f"1-{self._embedder.name}-{self._embedder.version}"

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        sought = self._sought(niche)
        parts = [self._measured(part, sought) for part in _parts(frames)]
        return filled(pl.concat(parts).lazy(), MEASURED) if parts else pl.DataFrame(schema=MEASURED)

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        return filled(
            self.topicality(frames, niche)
            .lazy()
            .filter(pl.col("topicality") > 0)
            .with_columns(words=pl.lit([], pl.List(pl.String)), topicality_meaning=pl.col("topicality"))
            .sort("topicality", "post_id", descending=[True, False]),
            MATCHES,
        )

    def topicality(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """How near each post with words is to the niche: ``creator_id``, ``post_id``, ``topicality`` in [0, 1]."""
        sought = self._sought(niche)
        parts = [
            part.posts.select("creator_id", "post_id").with_columns(
                topicality=pl.Series(self._scaled(sought.cosine(part.read(self._reader)[0]), self._post_near))
            )
            for part in _parts(frames)
        ]
        empty = pl.DataFrame(schema={"creator_id": pl.String, "post_id": pl.String, "topicality": pl.Float64})
        return pl.concat([empty, *parts])

    def _measured(self, part: _Part, sought: _Sought) -> pl.DataFrame:
        posts, about = part.read(self._reader)
        cosine = sought.cosine(posts)
        topical = self._scaled(cosine, self._post_near)
        centroid = unit(_summed(posts, part.owner, len(about)) + _ABOUT_COUNTS * about)
        return pl.DataFrame({"creator_id": part.creator_ids}).with_columns(
            closeness=self._scaled(sought.cosine(centroid), self._near),
            on_topic=np.bincount(part.owner[topical >= _ON_TOPIC], minlength=len(about)),
            judged=np.bincount(part.owner, minlength=len(about)),
            closeness_meaning=self._scaled(sought.cosine(centroid), self._near),
            closeness_about=self._scaled(sought.cosine(about), self._near),
        )

    def _scaled(self, cosine: NDArray[np.float64], near: float) -> NDArray[np.float64]:
        scaled: NDArray[np.float64] = np.clip((cosine - self._far) / (near - self._far), 0.0, 1.0)
        return scaled

    def _sought(self, niche: Niche) -> _Sought:
        embed = self._embedder.embed
        phrases = embed(niche.phrases)
        if niche.examples:
            example = unit(embed(niche.examples).mean(axis=0, keepdims=True))
            phrases = unit(phrases + example) if len(phrases) else example
        if niche.expanded:
            added = _EXPANDED * unit(embed(niche.expanded).mean(axis=0, keepdims=True))
            phrases = unit(phrases + added) if len(phrases) else unit(added)
        return _Sought(phrases, embed(niche.avoid))


@dataclass(frozen=True)
class _Sought:
    """Vectors of what is sought, one of which is enough, and of what is avoided."""

    phrases: Vectors
    avoid: Vectors

    def cosine(self, vectors: Vectors) -> NDArray[np.float64]:
        """Of each vector with the nearest phrase, less what an avoided one is nearer."""
        if not len(self.phrases) or not len(vectors):
            return np.zeros(len(vectors))
        sought: NDArray[np.float64] = (vectors @ self.phrases.T).max(axis=1).astype(np.float64)
        if len(self.avoid):
            sought -= np.maximum(0.0, (vectors @ self.avoid.T).max(axis=1) - sought)
        return sought


@dataclass(frozen=True)
class _Part:
    """Some creators with those of their posts that have words, sorted by creator."""

    creator_ids: list[str]
    posts: pl.DataFrame
    owner: NDArray[np.int64]
    about: list[str]

    def read(self, reader: Reader) -> tuple[Vectors, Vectors]:
        """The vectors of all posts, and of each creator's name, handle and bio."""
        texts = [*self.posts["text"], *self.about]
        owners = np.r_[self.owner, np.arange(len(self.about))]
        order = np.argsort(owners, kind="stable")
        read = np.zeros((len(texts), reader.embedder.dimensions), np.float32)
        read[order] = reader.read([self.creator_ids[i] for i in owners[order]], [texts[i] for i in order])
        return read[: len(self.owner)], read[len(self.owner) :]


def _parts(frames: Frames) -> Iterator[_Part]:
    creators = frames.creators.select("creator_id", about=_about()).sort("creator_id")
    posts = frames.posts.filter(pl.col("text") != "").select("creator_id", "post_id", "text")
    for start in range(0, creators.height, _CREATORS):
        some = creators.slice(start, _CREATORS)
        numbered = some.select("creator_id").with_row_index("owner")
        theirs = posts.join(numbered, on="creator_id").sort("owner", "post_id")
        yield _Part(
            some["creator_id"].to_list(), theirs, theirs["owner"].to_numpy().astype(np.int64), some["about"].to_list()
        )


def _about() -> pl.Expr:
    return pl.concat_str([pl.col(each).fill_null("") for each in ("name", "handle", "bio")], separator=" ")


def _summed(vectors: Vectors, owner: NDArray[np.int64], size: int) -> Vectors:
    """The sum of each owner's vectors; owners are sorted."""
    made = np.zeros((size, vectors.shape[1]), np.float32)
    if len(owner):
        first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
        made[owner[first]] = np.add.reduceat(vectors, first, axis=0)
    return made
