"""Relevance by meaning: how near a creator's texts lie to the niche among an embedder's vectors.

A creator is the centroid of the posts' vectors (each of length 1), joined by what name, handle and bio say with the
weight of one post. With cos the cosine between the centroid and what is sought, and c0, c1 the embedder's constants
for texts that have nothing to do with each other and for texts on one thing:

    closeness = (cos − c0) / (c1 − c0), within [0, 1]

With our own embedders creators are seen from a learned point (``origin.py``). A transformer also reads all that a
creator says as one text, the newest first, which counts as much as the centroid: posts tell more beside each other.

Sought is each phrase's vector, with half the weight that of the added words, and what the examples are like where
there are any (``likeness.py``); the nearest phrase counts. What is sought has to be nearer than an avoided phrase, by a
fifth of the way from c0 to c1; the cosine loses what is lacking (chosen on two labelled collections: ``benchmarks/
relevance.py --avoided``).

The centroid beats the best post: a generalist has one good post on anything (nDCG@10 .51 against .73 among
generalists on authors of long posts). What experts are known by besides is told beside it (``evidence.py``), without
weight: on our labelled data none of it improved the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, Embedder, Memo, filled
from microscout.relevance.evidence import TOPICS, best, focus, recency
from microscout.relevance.likeness import likeness
from microscout.relevance.origin import VERSION, Origin
from microscout.relevance.static import unit
from microscout.relevance.vectors import Reader, summed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

_POSTS = 20_000
"""About so many at a time: a million vectors at once would fill the memory."""
_EXPANDED = 0.5
_CLEAR = 0.2
_ON_TOPIC = 0.5
ABOUT_COUNTS = 1.0
"""Half a post or two are no better (docs/decisions/0011-engines.md)."""
FAR, NEAR, POST_FAR, POST_NEAR = 0.1, 0.7, 0.05, 0.55
"""Among 6,393 creators and 54 niches half of all cosines are below 0.09; nine tenths of the nearest creators' below
0.71. The middle of a post's way is reached by a third of the posts of who is on the niche, and by 0.5 % of others'."""
_TOPICALITY = pl.Schema({"creator_id": pl.String, "post_id": pl.String, "topicality": pl.Float64})


class Meaning:
    """The engine over an embedder; `phrases` embeds what is sought, if not that one; `origin`: see ``origin.py``.

    `whole`: read all that a creator says as one text, too.
    `far`, `near`: the cosines c0 and c1 of creators; `post_far`, `post_near`: those of a post.
    """

    def __init__(
        self,
        name: str,
        embedder: Embedder,
        memo: Memo,
        *,
        phrases: Embedder | None = None,
        origin: Origin | None = None,
        whole: bool = False,
        far: float = FAR,
        near: float = NEAR,
        post_far: float = POST_FAR,
        post_near: float = POST_NEAR,
    ) -> None:
        self.name = name
        self.reader = Reader(embedder, memo)
        self._phrases = phrases or embedder
        self._origin, self._whole = origin, whole
        self._ends, self._post_ends = (far, near), (post_far, post_near)

    @property
    def version(self) -> str:
        """Those of the embedders and of what was learned, and of this file's formula."""
        embedder = self.reader.embedder
        sought = "" if self._phrases is embedder else f"-{self._phrases.name}-{self._phrases.version}"
        seen = f"-seen{VERSION}" if self._origin else ""
        whole = "-whole" if self._whole else ""
        return f"2-{embedder.name}-{embedder.version}{sought}{seen}{whole}"

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        return self.read(frames, niche)[0]

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        found = self.read(frames, niche)[1].lazy().filter(pl.col("topicality") > 0)
        return filled(
            found.with_columns(words=pl.lit([], pl.List(pl.String)), topicality_meaning=pl.col("topicality")).sort(
                "topicality", "post_id", descending=[True, False]
            ),
            MATCHES,
        )

    def read(self, frames: Frames, niche: Niche) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What is measured of creators, and how near each post with words is: ids and ``topicality`` in [0, 1]."""
        sought = self._sought(niche)
        read = [self._read(part, sought) for part in parts(frames)]
        measured = [one for one, _ in read] or [pl.DataFrame(schema=MEASURED)]
        topical = [pl.DataFrame(schema=_TOPICALITY), *(other for _, other in read)]
        return filled(pl.concat(measured).lazy(), MEASURED), pl.concat(topical)

    @cached_property
    def _topics(self) -> Vectors:
        return self.reader.embedder.embed(TOPICS)

    def _read(self, part: Part, sought: _Sought) -> tuple[pl.DataFrame, pl.DataFrame]:
        posts, about, creators = part.read(self.reader, whole=self._whole)
        size = len(about)
        topical = sought.near(posts, self._post_ends)
        close = sought.near(self._seen(creators), self._ends)
        measured = pl.DataFrame({"creator_id": part.creator_ids}).with_columns(
            closeness=_column(close),
            on_topic=_column(np.bincount(part.owner[topical >= _ON_TOPIC], minlength=size)),
            judged=_column(np.bincount(part.owner, minlength=size)),
            closeness_meaning=_column(close),
            closeness_best=_column(best(topical, part.owner, size)),
            closeness_about=_column(sought.near(self._seen(about), self._ends)),
            focus=_column(focus(posts @ self._topics.T, part.owner, size)),
            recency=_column(recency(topical >= _ON_TOPIC, part.age_days, part.owner, size)),
        )
        return measured, part.posts.select("creator_id", "post_id").with_columns(topicality=_column(topical))

    def _seen(self, centroids: Vectors) -> Vectors:
        return self._origin.seen(centroids) if self._origin else centroids

    def _sought(self, niche: Niche) -> _Sought:
        embed = self._phrases.embed
        phrases = embed(niche.phrases)
        if niche.examples:
            example = likeness(niche.examples, self.reader.embedder)
            phrases = unit(phrases + example) if len(phrases) else example
        if niche.expanded:
            added = _EXPANDED * unit(embed(niche.expanded).mean(axis=0, keepdims=True))
            phrases = unit(phrases + added) if len(phrases) else unit(added)
        return _Sought(phrases, embed(niche.avoid))


def _column(values: NDArray[Any]) -> pl.Series:
    """`values`, null where not a number. By way of a list: for an array Polars imports numpy.ma, which takes 0.1 s."""
    return pl.Series(values.tolist(), dtype=pl.Float64).fill_nan(None)


@dataclass(frozen=True)
class _Sought:
    """Vectors of what is sought, one of which is enough, and of what is avoided."""

    phrases: Vectors
    avoid: Vectors

    def near(self, vectors: Vectors, ends: tuple[float, float]) -> NDArray[np.float64]:
        """How near each vector is to what is sought and not avoided, from 0 (one end's cosine) to 1 (the other's)."""
        if not len(self.phrases) or not len(vectors):
            return np.zeros(len(vectors))
        far, near = ends
        cosine = _nearest(vectors, self.phrases)
        if len(self.avoid):
            cosine -= np.maximum(0.0, _nearest(vectors, self.avoid) + _CLEAR * (near - far) - cosine)
        scaled: NDArray[np.float64] = np.clip((cosine - far) / (near - far), 0.0, 1.0)
        return scaled


def _nearest(vectors: Vectors, phrases: Vectors) -> NDArray[np.float64]:
    cosine: NDArray[np.float64] = (vectors @ phrases.T).max(axis=1).astype(np.float64)
    return cosine


class Said(NamedTuple):
    """The vectors of posts, of each creator's name, handle and bio, and of each creator."""

    posts: Vectors
    about: Vectors
    creators: Vectors


@dataclass(frozen=True)
class Part:
    """Some creators with those of their posts that have words, sorted by creator."""

    creator_ids: list[str]
    posts: pl.DataFrame
    about: list[str]

    @property
    def owner(self) -> NDArray[np.int64]:
        """The place of each post's creator."""
        return self.posts["owner"].to_numpy().astype(np.int64)

    @property
    def age_days(self) -> NDArray[np.float64]:
        """How old each post was when somebody looked; not a number where unknown."""
        age: NDArray[np.float64] = self.posts["age_days"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return age

    def read(self, reader: Reader, *, whole: bool = False) -> Said:
        """All vectors; with `whole` a creator is the mean of the centroid and of one reading of all that is said."""
        size, owner = len(self.about), self.owner
        wholes = self._wholes() if whole else []
        texts = self.posts["text"].to_list() + self.about + wholes
        owners = np.r_[owner, np.arange(size), np.arange(len(wholes))]
        order = np.argsort(owners, kind="stable")
        read = np.zeros((len(texts), reader.embedder.dimensions), np.float32)
        read[order] = reader.read([self.creator_ids[i] for i in owners[order]], [texts[i] for i in order])
        posts, about, one = np.split(read, [len(owner), len(owner) + size])
        creators = unit(summed(posts, owner, size) + ABOUT_COUNTS * about)
        return Said(posts, about, unit(creators + one) if whole else creators)

    def _wholes(self) -> list[str]:
        """All that each creator says as one text: of themselves, then the posts, the newest first."""
        newest_first = self.posts.sort("owner", "age_days", "post_id", nulls_last=True)
        said = dict(newest_first.group_by("owner", maintain_order=True).agg(pl.col("text").str.join(". ")).iter_rows())
        return [". ".join(filter(None, (about.strip(), said.get(i)))) for i, about in enumerate(self.about)]


def parts(frames: Frames) -> Iterator[Part]:
    """The creators of `frames`, some at a time, by id."""
    about = pl.concat_str([pl.col(each).fill_null("") for each in ("name", "handle", "bio")], separator=" ")
    creators = frames.creators.select("creator_id", about=about).sort("creator_id")
    age = (pl.col("captured_at") - pl.col("created_at")) / 86_400
    posts = frames.posts.filter(pl.col("text") != "").select("creator_id", "post_id", "text", age_days=age)
    size = posts.group_by("creator_id").agg(posts=pl.len())
    sized = creators.join(size, on="creator_id", how="left", maintain_order="left")
    number = (1 + pl.col("posts").fill_null(0)).cum_sum() // _POSTS
    for some in sized.with_columns(part=number).partition_by("part", maintain_order=True):
        theirs = posts.join(some.select("creator_id").with_row_index("owner"), on="creator_id")
        yield Part(some["creator_id"].to_list(), theirs.sort("owner", "post_id"), some["about"].to_list())
