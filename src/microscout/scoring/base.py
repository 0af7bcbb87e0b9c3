"""What a score is: it turns a niche into an expression.

The contract (held by :func:`microscout.testing.check_score`). A score works in four steps, each a dict of named
narwhals expressions, so that all scores over the same rows are one pass:

=============== ================================ =======================================================
step            over                             example
=============== ================================ =======================================================
``per_post``    posts, joined with their creator the log rate of one post
``per_creator`` the same, grouped by creator     how many posts had a rate, their mean
``metrics``     creators with all of the above   ``engagement_rate`` in its own unit, with its n
``judgement``   creators with all metrics        ``value``, ``low``, ``high`` in [0, 1], or null
=============== ================================ =======================================================

``per_post`` and ``metrics`` may come in rounds, a list of such dicts: each sees the columns of those before it, so that
what several expressions share stands once. Of the metrics only those of the last round stay.

The first step reads posts unless the score says otherwise: ``over = "threads"`` (what was said under the posts, one
row a thread: ``threads.py``) or ``over = "voices"`` (one row a commenter: ``voices.py``). A score with ``of``, a
mapping of score names to weights which it takes as its one argument, is made of others: it is judged after them and
sees their columns.

A judgement is absolute: it depends on the creator and on constants of the package, never on who else is in the frame.
Unknown is null, never zero. `low` and `high` are the ends of a 90 % interval where the score has one, else the value
itself. Column names of the first two steps begin with the score's name.

The expressions use what narwhals offers on Polars and on Spark-compatible engines alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import narwhals as nw

Z90 = 1.6448536269514722
"""The standard normal's 95 % point: a 90 % interval reaches this many standard deviations to either side."""

DAY = 86_400

Columns = Mapping[str, nw.Expr]
Rounds = Columns | Sequence[Columns]


@dataclass(frozen=True)
class Judgement:
    """A judgement of one aspect, each end in [0, 1] or null."""

    value: nw.Expr
    low: nw.Expr
    high: nw.Expr

    @classmethod
    def certain(cls, value: nw.Expr) -> Judgement:
        """A judgement without an interval."""
        return cls(value, value, value)


class Score(Protocol):
    """One aspect of a creator, judged from public evidence."""

    name: str
    question: str

    def per_post(self) -> Rounds:
        """Columns of single posts."""
        ...

    def per_creator(self) -> Columns:
        """Aggregates over a creator's posts."""
        ...

    def metrics(self) -> Rounds:
        """The metrics, in natural units, each rate with its n."""
        ...

    def judgement(self) -> Judgement:
        """The judgement."""
        ...


def normal_share(z: nw.Expr) -> nw.Expr:
    """The share of a standard normal below `z`, by the logistic with factor 1.702 (error below 0.0095).

    Source: Camilli, "Origin of the scaling constant d = 1.7 in item response theory", J. Educ. Behav. Stat. 19 (1994).
    """
    return 1.0 / (1.0 + (-1.702 * z).exp())


def rounds(step: Rounds) -> list[Columns]:
    """The rounds in which `step` comes, one where it is a single dict."""
    return [step] if isinstance(step, Mapping) else list(step)


def over(part: Score) -> str:
    """Which rows `part` reads: posts, threads or voices."""
    return str(getattr(part, "over", "posts"))


def parts_of(part: Score) -> Mapping[str, float]:
    """Of which other scores `part` is made, with what each weighs; empty for a score that looks for itself."""
    return dict(getattr(part, "of", {}))


def reads(part: Score) -> bool:
    """Whether `part` needs posts whose texts were read (``annotated = True``)."""
    return bool(getattr(part, "annotated", False))
