"""The seam of relevance: an engine measures how much each creator is about a niche.

An engine is pure: frames and a niche in, a frame out; no network, no clock, no chance. Its numbers are absolute: a
creator measured alone gets what the same creator gets in company, else yesterday's 0.8 would not be today's.

``measure`` gives one row a creator with the columns of MEASURED:

* ``closeness`` in [0, 1]: how close all of the creator's words are to the niche;
* ``on_topic`` of ``judged`` posts: how many are on the niche, of those that have words at all.

``matches`` gives one row a post that speaks of the niche, for few creators, to be shown: ``topicality`` in [0, 1] and
the ``words`` that made it.
"""

from __future__ import annotations

from typing import Protocol

import polars as pl

from microscout.frames import Frames, schema
from microscout.models import Niche

MEASURED = schema(creator_id=pl.String, closeness=pl.Float64, on_topic=pl.Int64, judged=pl.Int64)
MATCHES = schema(creator_id=pl.String, post_id=pl.String, topicality=pl.Float64, words=pl.List(pl.String))


class Engine(Protocol):
    """A way to read a niche out of texts."""

    name: str
    version: str

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """Closeness and topical posts of every creator in `frames`; columns as MEASURED."""
        ...

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """The posts that speak of the niche, most topical first; columns as MATCHES."""
        ...
