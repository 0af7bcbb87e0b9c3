"""The budget of false alarms: a false-discovery rate over the whole list, and a rate per creator-year over all runs.

A run of N creators and K kinds tests up to m = N·K things. Two promises are kept at once. Of one run's findings a
tenth at most is false: Benjamini-Hochberg (J. R. Stat. Soc. B 57, 1995) with weights (Genovese, Roeder & Wasserman,
Biometrika 93, 2006), that is, in the order of p/w, all up to the last with

    p/w ≤ q · rank / m        Σ w = m        q = min(0.1, 0.1 · N · days since the last run / 365)

That alone bounds no year: with nothing going on, each run has a false alarm with chance q, and where much is going on,
each true finding lets the next one in more easily (in a simulated year of 500 creators the false alarms came to .26 a
creator-year). So nothing is told either unless

    p ≤ s · 0.1 · days since the last run / 365

with s the part of its kind: 0.1 false alarms a creator-year, however long the list, however much is true, and however
often one looks. m counts everybody on the list, tested or not, since each p is the chance *per run*.

How the year's allowance is dealt to the kinds: with D_k(s) the share of changes of kind k that is found in time on a
part s, Σ D_k(s_k) with Σ s_k = 1 is largest where dD_k/d log s_k is proportional to s_k: a kind gets what more budget
would still gain. On simulated creators an e-fold more finds .08 more of fading engagement, .02 more of another topic,
and nothing of silences and jumps (docs/decisions/0017); hence .7 and .15, and .05 to each of the rest, whose faint
cases are not to be lost.
"""

from __future__ import annotations

import polars as pl

from microscout.monitoring.base import Period

PER_CREATOR_YEAR = 0.1
_MOST = 0.1
SHARES = {"engagement": 0.7, "drift": 0.15, "quiet": 0.05, "growth": 0.05, "paid": 0.05}


def level(creators: int, period: Period) -> float:
    """The level q of a run over `creators`."""
    return min(_MOST, PER_CREATOR_YEAR * creators * period.days / 365)


def discoveries(tests: pl.DataFrame, creators: int, period: Period) -> pl.DataFrame:
    """The rows of `tests` (TESTS) that pass, for a list of `creators`."""
    m = max(1, creators * len(SHARES))
    weight = pl.col("kind").replace_strict(SHARES, return_dtype=pl.Float64) * len(SHARES)
    ranked = tests.with_columns(weighed=pl.col("p") / weight).sort("weighed", "creator_id", "kind")
    passes = pl.col("weighed") <= level(creators, period) / m * (pl.int_range(pl.len()) + 1)
    until = ranked.select((passes * (pl.int_range(pl.len()) + 1)).max().fill_null(0)).item() if ranked.height else 0
    allowed = PER_CREATOR_YEAR * period.days / 365 / len(SHARES)
    return ranked.head(until).filter(pl.col("weighed") <= allowed).drop("weighed")
