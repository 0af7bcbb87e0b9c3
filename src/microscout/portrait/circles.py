"""Circles: is one small group heard under several creators, far more than chance would have it?

For a creator c and every two others d and e, t voices are heard under all three. By chance a voice that is heard under
k creators of whom together n₁ + n₂ + … = M voices are known is under c with probability min(1, k n_c / M), so that

    λ = Σ over voices of min(1, k n_c/M) · min(1, k n_d/M) · min(1, k n_e/M)

are expected under all three: the degree-preserving chance model for who meets whom (as for one-mode projections,
Zweig & Kaufmann, Social Network Analysis and Mining 1, 2011): it keeps how active voices are and how large audiences
are. λ is taken twice, among all creators on the platform whose comments are known, and among those alone whose overlap
with c is at least half as large as that of d and e (if they are eight or more): a niche in which everybody reads
everybody is one community. The larger λ counts. A *circle* is told where t is at least 5 and t or more would come by
chance (Poisson) in fewer than 1 of 1,000 cases, for all pairs d and e together (Bonferroni).

The shape (the same small group, again and again) is what Weerasinghe et al. (WWW 2020) found pods by. Without their
timings and labels a club of friends and a pod look the same. On simulated niches (``benchmarks/circles.py``) a circle
of 8 under 5 creators is found nearly always where audiences are otherwise apart, seldom inside a tight community;
false alarms: 1 % of creators or fewer, 3 % in a community so tight that each audience holds a quarter of it.

Worked example: 20 creators with 30 voices each, all heard once but for 8 that are heard under the same 5. M = 600; for
three of the five, each of the 8 has min(1, 5 · 30/600)³ = 1/64, each of the others (1 · 30/600)³ = 1/8,000: λ is
8/64 + 560/8,000 = 0.195. P(8 or more) is about 4e-11, times 171 pairs still below 1/1,000: a circle.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

LEAST_VOICES, LEAST_CREATORS, LEAST_TOGETHER = 10, 5, 5
_CHANCE = 0.001
_COMMUNITY = 8  # creators who overlap as much: from so many on they are a community of their own to compare with
_PARTNERS = 30  # others who are looked at together, those who share the most voices first
_PAIRS = 10  # pairs of them that are held against chance, those with the most voices in common first

Heard = Mapping[str, frozenset[str]]
"""The voices under each creator on one platform, by creator."""
Degrees = Mapping[int, int]


@dataclass(frozen=True)
class Circle:
    """Of one creator's `voices`, `together` are heard under both `others` as well; `expected` by chance.

    `creators`: among how many. `others` is empty where nothing is far above chance.
    """

    creators: int
    voices: int
    together: int = 0
    expected: float = 0.0
    others: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there is enough to say anything."""
        return self.voices >= LEAST_VOICES and self.creators >= LEAST_CREATORS


def circle(creator: str, heard: Heard, everybody: Degrees | None = None) -> Circle:
    """The circle around `creator` among all in `heard`; `everybody`: :func:`degrees` of `heard`, for many at once."""
    voices = heard.get(creator, frozenset())
    nothing = Circle(len(heard), len(voices))
    if not nothing.enough:
        return nothing
    shared = {other: len(voices & theirs) for other, theirs in heard.items() if other != creator}
    partners = sorted((other for other, n in shared.items() if n >= LEAST_TOGETHER), key=lambda o: (-shared[o], o))
    common = {other: voices & heard[other] for other in partners[:_PARTNERS]}
    together = {two: len(common[two[0]] & common[two[1]]) for two in combinations(common, 2)}
    most = sorted(together, key=lambda two: (-together[two], two))[:_PAIRS]
    if not most or together[most[0]] < LEAST_TOGETHER:
        return nothing
    everybody = everybody or degrees(heard, heard)
    overlap = {other: n / min(len(voices), len(heard[other])) for other, n in shared.items() if n > 1}
    pairs = math.comb(len(heard) - 1, 2)
    for two in (two for two in most if together[two] >= LEAST_TOGETHER):
        three, t = (creator, *two), together[two]
        expected = _expected(heard, three, heard, everybody)
        if pairs * tail(expected, t) >= _CHANCE:
            continue
        near = [other for other, share in overlap.items() if 2 * share >= min(overlap[each] for each in two)]
        if len(near) + 1 >= _COMMUNITY:
            around = [creator, *near]
            expected = max(expected, _expected(heard, three, around, degrees(heard, around)))
        if pairs * tail(expected, t) < _CHANCE:
            return Circle(len(heard), len(voices), t, expected, two)
    return nothing


def degrees(heard: Heard, among: Iterable[str]) -> Degrees:
    """How many voices are heard under how many of the creators in `among`: number of voices by number of creators."""
    return Counter(Counter(chain.from_iterable(heard[creator] for creator in among)).values())


def tail(expected: float, least: int) -> float:
    """How likely `least` (above 0) or more are, where they come independently and `expected` are expected (Poisson)."""
    if expected <= 0:
        return 0.0
    if least <= expected:
        return 1.0  # more than likely; only what is far above matters here
    term = math.exp(least * math.log(expected) - expected - math.lgamma(least + 1))
    total, k = 0.0, least
    while term > 1e-12 * total:
        total, k = total + term, k + 1
        term *= expected / k
    return min(1.0, total)


def _expected(heard: Heard, three: Iterable[str], among: Iterable[str], degrees: Degrees) -> float:
    whole = sum(len(heard[creator]) for creator in among)
    sizes = [len(heard[creator]) / whole for creator in three]
    return math.fsum(n * math.prod(min(1.0, k * size) for size in sizes) for k, n in degrees.items())
