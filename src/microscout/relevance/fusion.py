"""Words and meaning together: what one of them misses the other sees.

    closeness = w · by words + (1 − w) · by meaning

with one weight w for all niches, learned by ``scripts/learn_relevance.py``. Fixed, because z-scores among the creators
at hand would make a creator's number depend on the company.

A post is as much on the niche as the part that sees more in it says.
"""

from __future__ import annotations

from typing import Protocol

import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, filled
from microscout.relevance.lexical import Lexical

WORDS, SEMANTIC_WORDS = 0.3, 0.1
"""w with static vectors, and with a transformer. Learned: see ``scripts/learn_relevance.py``."""
_ON_TOPIC = 0.5
_POST = ["creator_id", "post_id"]


class Reading(Protocol):
    """A reading by meaning: ``meaning.Meaning``, or ``refined.Refined``."""

    @property
    def name(self) -> str:
        """One word."""
        ...

    @property
    def version(self) -> str:
        """Another one whenever the same texts would get another number."""
        ...

    def read(self, frames: Frames, niche: Niche) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What is measured of creators (MEASURED), and the ``topicality`` of each post with words."""
        ...


class Fusion:
    """The engine that joins a lexical one and a reading by meaning; `weight` is w."""

    def __init__(self, name: str, words: Lexical, meaning: Reading, weight: float = WORDS) -> None:
        self.name = name
        self._words, self._meaning, self._weight = words, meaning, weight

    @property
    def version(self) -> str:
        """Those of its parts and of the formula."""
        return f"1+{self._words.name}-{self._words.version}+{self._meaning.name}-{self._meaning.version}"

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        measured, topical = self._meaning.read(frames, niche)
        words = self._words.measure(frames, niche).lazy().select("creator_id", "closeness_words")
        seen_by_words_alone = (
            self._words.matches(frames, niche)
            .lazy()
            .filter(pl.col("topicality") >= _ON_TOPIC)
            .select(_POST)
            .join(topical.lazy().filter(pl.col("topicality") < _ON_TOPIC), on=_POST)
            .group_by("creator_id")
            .agg(more=pl.len())
        )
        return filled(
            measured.lazy()
            .drop("closeness_words")
            .join(words, on="creator_id")
            .join(seen_by_words_alone, on="creator_id", how="left")
            .with_columns(
                closeness=self._weight * pl.col("closeness_words") + (1.0 - self._weight) * pl.col("closeness_meaning"),
                on_topic=pl.col("on_topic") + pl.col("more").fill_null(0),
            ),
            MEASURED,
        )

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        by_words = self._words.matches(frames, niche).lazy().select(*_POST, "words", "topicality_words")
        by_meaning = self._meaning.read(frames, niche)[1].lazy().rename({"topicality": "topicality_meaning"})
        found = (
            by_meaning.join(by_words, on=_POST, how="left")
            .with_columns(pl.col("topicality_words").fill_null(0.0), pl.col("words").fill_null([]))
            .with_columns(topicality=pl.max_horizontal("topicality_words", "topicality_meaning"))
            .filter(pl.col("topicality") > 0)
        )
        return filled(found.sort("topicality", "post_id", descending=[True, False]), MATCHES)
