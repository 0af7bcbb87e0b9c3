"""The seam of relevance: an engine measures how much each creator is about a niche.

An engine is pure: frames and a niche in, a frame out; no network, no clock, no chance. Its numbers are absolute: a
creator measured alone gets what the same creator gets in company, else yesterday's 0.8 would not be today's.

``measure`` gives one row a creator with the columns of MEASURED. Every engine fills the first four; the others are the
evidence behind ``closeness``, null where an engine does not look at it:

* ``closeness`` in [0, 1]: how close all of the creator's words are to the niche; 0: does not speak of it;
* ``on_topic`` of ``judged`` posts: how many are on the niche, of those that have words at all;
* ``closeness_words``, ``closeness_meaning``: by the words alone, and by what they mean;
* ``closeness_best``, ``closeness_about``: of the three closest posts; of name, handle and bio;
* ``focus`` in [0, 1]: whether the creator speaks of one thing (1) or of everything (0);
* ``recency`` in [0, 1]: the mean weight of the posts on the niche, halved every so many days of their age.

Who speaks of a niche is who has two posts or more on it, or is close to it in all that they say (:func:`speaking`):
everybody's words are a little nearer to a niche than nothing at all.

``matches`` gives one row a post that speaks of the niche, for few creators, to be shown: ``topicality`` in [0, 1] and
its two parts, and the ``words`` that made it.

An :class:`Embedder` turns texts into vectors; a :class:`Memo` keeps vectors, so that no text is embedded twice. The
store offers one; the default forgets with the process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import polars as pl

from microscout.frames import Frames, schema
from microscout.models import Niche

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

MEASURED = schema(
    creator_id=pl.String,
    closeness=pl.Float64,
    on_topic=pl.Int64,
    judged=pl.Int64,
    closeness_words=pl.Float64,
    closeness_meaning=pl.Float64,
    closeness_best=pl.Float64,
    closeness_about=pl.Float64,
    focus=pl.Float64,
    recency=pl.Float64,
)
MATCHES = schema(
    creator_id=pl.String,
    post_id=pl.String,
    topicality=pl.Float64,
    words=pl.List(pl.String),
    topicality_words=pl.Float64,
    topicality_meaning=pl.Float64,
)


class Engine(Protocol):
    """A way to read a niche out of texts."""

    @property
    def name(self) -> str:
        """What settings and runs call it."""
        ...

    @property
    def version(self) -> str:
        """Another one whenever the same texts would get another number."""
        ...

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """Closeness and topical posts of every creator in `frames`; columns as MEASURED."""
        ...

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """The posts that speak of the niche, most topical first; columns as MATCHES."""
        ...


class Embedder(Protocol):
    """A way to turn texts into vectors, each text for itself."""

    @property
    def name(self) -> str:
        """One word."""
        ...

    @property
    def version(self) -> str:
        """Another one whenever the same text would get another vector."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of length 1, or of length 0 for a text that says nothing."""
        ...


Kept = tuple[bytes, bytes]
"""Vectors of one creator's texts: hashes of 8 bytes each, the first of all texts, and rows of little-endian float16."""


class Memo(Protocol):
    """A place for vectors, by `space` (an embedder and its version) and creator."""

    def get(self, space: str, creator_ids: Sequence[str]) -> Mapping[str, Kept]:
        """What is kept of these creators."""
        ...

    def put(self, space: str, kept: Mapping[str, Kept]) -> None:
        """Keep vectors, in place of what was kept of these creators."""
        ...


@dataclass
class Forgetful:
    """The memo that lasts as long as the process."""

    held: dict[tuple[str, str], Kept] = field(default_factory=dict)

    def get(self, space: str, creator_ids: Sequence[str]) -> Mapping[str, Kept]:
        """See :class:`Memo`."""
        return {each: self.held[space, each] for each in creator_ids if (space, each) in self.held}

    def put(self, space: str, kept: Mapping[str, Kept]) -> None:
        """See :class:`Memo`."""
        self.held |= {(space, creator): vectors for creator, vectors in kept.items()}


CLOSE, POSTS = 0.2, 2
"""From which closeness, or how many posts on it, on somebody speaks of a niche; docs/niche.md tells what that keeps."""


def speaking() -> pl.Expr:
    """Whether a creator of whom ``closeness`` and ``on_topic`` were measured speaks of the niche."""
    enough = (pl.col("closeness") >= CLOSE) | (pl.col("on_topic") >= POSTS)
    return enough.fill_null(value=False) & (pl.col("closeness") > 0)


def filled(measured: pl.LazyFrame, wanted: pl.Schema) -> pl.DataFrame:
    """`measured` with the columns of `wanted` in order, null where it has none."""
    known = measured.collect_schema().names()
    columns = [pl.col(name) if name in known else pl.lit(None).alias(name) for name in wanted]
    return measured.select(columns).cast(wanted).collect()
