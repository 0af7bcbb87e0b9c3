r"""Relevance by words: BM25 over all that a creator says, and the posts that say it.

A creator is one document: posts, and name, handle and bio counted twice. With tf the number of times a word of the
niche occurs and L the document's length in bytes:

    closeness = mean over words of  tf / (tf + k (1 - b + b L / L0)),  the best phrase's of several

which is Okapi BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009, eq. 3.15) with three
changes that make it absolute: the inverse document frequency is left out (it would depend on who else is in the
store), the average length is the constant L0, and the sum is divided by the most that it can reach, k + 1 a word.
k = 1.2 and b = 0.75 are the book's; L0 is twenty posts of 120 bytes.

A post is on topic if at least half of the niche's words occur in it. Words that we added to the niche (`expanded`)
weigh half as much as a phrase and can only add to one: c + ½ e (1 − c), with e their mean. Where an avoided phrase is
closer than what is sought, closeness loses the difference: c − max(0, a − c), never below 0.

Only posts that contain a word at all are looked at closely: a scan for the bare literals finds them, which costs a
tenth of counting (see ``docs/decisions/0005-relevance.md``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, filled
from microscout.relevance.words import Word, words

_K, _B, _LENGTH = 1.2, 0.75, 2_400
_ON_TOPIC = 0.5
_ABOUT_COUNTS = 2
_EXPANDED = 0.5


class Lexical:
    """The engine that needs nothing but the words themselves."""

    name = "lexical"
    version = "3"

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        sought = _Sought.of(niche)
        posts = frames.posts.lazy().filter(pl.col("text") != "")
        size = posts.group_by("creator_id").agg(judged=pl.len(), post_length=pl.col("text").str.len_bytes().sum())
        said = (
            sought.spotted(posts, "text")
            .group_by("creator_id")
            .agg(*(pl.col(tf).sum() for tf in sought.columns), on_topic=(pl.col("topicality") >= _ON_TOPIC).sum())
        )
        about = frames.creators.lazy().select("creator_id", about=_about())
        told = sought.spotted(about, "about").select("creator_id", *(pl.col(tf) for tf in sought.columns))
        length = pl.col("post_length").fill_null(0) + pl.col("about").str.len_bytes()
        norm = _K * (1 - _B + _B * length / _LENGTH)

        def saturated(tf: str) -> pl.Expr:
            count = pl.col(tf).fill_null(0) + _ABOUT_COUNTS * pl.col(f"{tf}_about").fill_null(0)
            return count / (count + norm)

        found = (
            about.join(size, on="creator_id", how="left")
            .join(said, on="creator_id", how="left")
            .join(told, on="creator_id", how="left", suffix="_about")
            .select(
                "creator_id",
                closeness=sought.of_each(saturated),
                on_topic=pl.col("on_topic").fill_null(0),
                judged=pl.col("judged").fill_null(0),
            )
        )
        return filled(found.with_columns(closeness_words=pl.col("closeness")), MEASURED)

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        sought = _Sought.of(niche)
        if not sought.words:
            return pl.DataFrame(schema=MATCHES)
        spoken = [
            pl.when(pl.col(tf) > 0).then(pl.lit(word.text))
            for tf, word in zip(sought.columns, sought.words, strict=True)
            if tf not in sought.only_avoided
        ]
        if not spoken:
            return pl.DataFrame(schema=MATCHES)
        found = (
            sought.spotted(frames.posts.lazy(), "text")
            .filter(pl.col("topicality") > 0)
            .select("creator_id", "post_id", "topicality", words=pl.concat_list(spoken).list.drop_nulls())
            .sort("topicality", "post_id", descending=[True, False])
        )
        return filled(found.with_columns(topicality_words=pl.col("topicality")), MATCHES)


def _about() -> pl.Expr:
    return pl.concat_str([pl.col(column).fill_null("") for column in ("name", "handle", "bio")], separator=" ")


_Columns = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Sought:
    """What is looked for: all words, the columns of their counts, and which columns make each phrase."""

    words: tuple[Word, ...]
    columns: tuple[str, ...]
    phrases: _Columns
    expanded: _Columns
    avoid: _Columns

    @classmethod
    def of(cls, niche: Niche) -> _Sought:
        """The words of `niche`."""
        every = [*niche.phrases, *niche.expanded, *niche.avoid]
        column = {word: f"tf{i}" for i, word in enumerate(dict.fromkeys(w for phrase in every for w in words(phrase)))}

        def columns(phrases: tuple[str, ...]) -> _Columns:
            return tuple(tuple(column[word] for word in words(phrase)) for phrase in phrases)

        return cls(
            words=tuple(column),
            columns=tuple(column.values()),
            phrases=columns(niche.phrases),
            expanded=columns(niche.expanded),
            avoid=columns(niche.avoid),
        )

    @property
    def only_avoided(self) -> set[str]:
        """The columns of words that nobody looks for but to avoid them."""
        wanted = {tf for phrase in (*self.phrases, *self.expanded) for tf in phrase}
        return set(self.columns) - wanted

    def of_each(self, value: Callable[[str], pl.Expr]) -> pl.Expr:
        """The best phrase's mean of `value` over its words, more for added words, less for avoided phrases."""
        sought = _best(self.phrases, value)
        if self.expanded:
            added = pl.mean_horizontal([_mean(columns, value) for columns in self.expanded if columns] or [pl.lit(0.0)])
            sought = sought + _EXPANDED * added * (1.0 - sought)
        if self.avoid:
            nearer = (_best(self.avoid, value) - sought).clip(lower_bound=0.0)
            sought = (sought - nearer).clip(lower_bound=0.0)
        return sought

    def spotted(self, frame: pl.LazyFrame, column: str) -> pl.LazyFrame:
        """The rows that hold a word at all, with each word's count and ``topicality``, the share of words there."""
        text = pl.col(column)
        counts = [
            text.str.count_matches(f"(?i){word.pattern}").alias(tf)
            for tf, word in zip(self.columns, self.words, strict=True)
        ]
        share = self.of_each(lambda tf: (pl.col(tf) > 0).cast(pl.Float64))
        literals = "|".join(re.escape(word.literal) for word in self.words)
        return frame.filter(text.str.contains(f"(?i){literals}")).with_columns(counts).with_columns(topicality=share)


def _mean(columns: tuple[str, ...], value: Callable[[str], pl.Expr]) -> pl.Expr:
    return pl.mean_horizontal([value(tf) for tf in columns])


def _best(phrases: _Columns, value: Callable[[str], pl.Expr]) -> pl.Expr:
    """One phrase that is met is enough."""
    means = [_mean(columns, value) for columns in phrases if columns]
    return pl.max_horizontal(means) if means else pl.lit(0.0)
