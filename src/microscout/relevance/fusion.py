"""Words and meaning together: what one of them misses the other sees.

    closeness = w · by words + (1 − w) · by meaning

with one weight for all niches. Fixed, because z-scores among the creators at hand would make a creator's number
depend on the company; small, because a high weight of words harms whoever says the same in other words.
"""

from __future__ import annotations

import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, filled
from microscout.relevance.lexical import Lexical
from microscout.relevance.meaning import Meaning

_WORDS = 0.2
_ON_TOPIC = 0.5


class Fusion:
    """The engine that joins a lexical and a semantic one."""

    def __init__(self, name: str, words: Lexical, meaning: Meaning) -> None:
        self.name = name
        self._words, self._meaning = words, meaning

    @property
    def version(self) -> str:
        """Those of its parts and of the formula."""
        return f"1+{self._words.name}-{self._words.version}+{self._meaning.name}-{self._meaning.version}"

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        words = self._words.measure(frames, niche).lazy()
        meaning = self._meaning.measure(frames, niche).lazy().drop("closeness_words")
        both = meaning.join(words.select("creator_id", "closeness_words"), on="creator_id").with_columns(
            closeness=_WORDS * pl.col("closeness_words") + (1.0 - _WORDS) * pl.col("closeness_meaning")
        )
        on_topic = (
            self._topicality(frames, niche)
            .group_by("creator_id")
            .agg(on_topic=(pl.col("topicality") >= _ON_TOPIC).sum().cast(pl.Int64))
        )
        counted = both.drop("on_topic").join(on_topic, on="creator_id", how="left")
        return filled(counted.with_columns(pl.col("on_topic").fill_null(0)), MEASURED)

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        found = self._topicality(frames, niche).filter(pl.col("topicality") > 0)
        return filled(found.sort("topicality", "post_id", descending=[True, False]), MATCHES)

    def _topicality(self, frames: Frames, niche: Niche) -> pl.LazyFrame:
        """Each post is as much on the niche as the engine that sees more in it says."""
        words = self._words.matches(frames, niche).lazy().drop("topicality", "topicality_meaning")
        meaning = self._meaning.topicality(frames, niche).lazy().rename({"topicality": "topicality_meaning"})
        return meaning.join(words, on=["creator_id", "post_id"], how="left").with_columns(
            pl.col("topicality_words").fill_null(0.0),
            pl.col("words").fill_null(pl.lit([], pl.List(pl.String))),
            topicality=pl.max_horizontal(pl.col("topicality_words").fill_null(0.0), "topicality_meaning"),
        )
