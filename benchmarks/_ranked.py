"""How good rankings are: nDCG, precision, average precision and recall by query, and whether a difference is one.

With g the grade of the creator at rank r, unjudged creators dropped before ranks are counted:

    nDCG@10 = Σ_{r ≤ 10} g/log2(r + 1), divided by the most that the right order reaches (gain linear in the grade)
    P@10 = right among the first 10 / 10        AP = mean over the right creators of the precision at their rank
    recall@100 = right among the first 100 / right

Source: Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20 (2002); Voorhees &
Harman, "TREC" (2005). The test is Fisher's randomisation over queries, as Smucker, Allan & Carterette compare it in
"A comparison of statistical significance tests for information retrieval evaluation", CIKM 2007.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from math import log2
from statistics import mean, stdev

MEASURES = ("ndcg@10", "p@10", "map", "recall@100")


def judged(ranking: Sequence[str], grades: Mapping[str, int], unjudged: Collection[str]) -> dict[str, float]:
    """The measures of one query's `ranking`, best first."""
    gains = [grades.get(creator, 0) for creator in ranking if creator not in unjudged]
    right = sum(grade > 0 for grade in grades.values())
    hits = [rank for rank, gain in enumerate(gains, 1) if gain]
    return {
        "ndcg@10": _dcg(gains[:10]) / _dcg(sorted(grades.values(), reverse=True)[:10]),
        "p@10": sum(gain > 0 for gain in gains[:10]) / 10,
        "map": sum(found / rank for found, rank in enumerate(hits, 1)) / right,
        "recall@100": sum(rank <= 100 for rank in hits) / right,
    }


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def means(by_query: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean of each measure over queries, and the standard error of nDCG@10."""
    told = {name: mean(query[name] for query in by_query.values()) for name in MEASURES}
    spread = [query["ndcg@10"] for query in by_query.values()]
    return told | {"se": stdev(spread) / len(spread) ** 0.5 if len(spread) > 1 else 0.0}


def p_value(one: Sequence[float], other: Sequence[float], *, seed: int = 7, times: int = 20_000) -> float:
    """How often chance alone would part two engines as far as they are, query by query (two-sided)."""
    differences = [a - b for a, b in zip(one, other, strict=True)]
    seen, luck = abs(sum(differences)) - 1e-12, random.Random(seed)
    beyond = 0
    for _ in range(times):
        signs = luck.getrandbits(len(differences))
        beyond += abs(sum(d if signs >> i & 1 else -d for i, d in enumerate(differences))) >= seen
    return (beyond + 1) / (times + 1)
