"""Does `--not` keep out whom it names? Pairs of niches of which the one's ranking holds the other's creators.

A pair is a niche and another one of which at least three creators, who are not right for the first, are among its first
forty. The first is ranked without and with the other's phrase avoided; counted are those creators, and the measures of
the first niche, since what is sought is not to be lost with what is not.
"""

from __future__ import annotations

from statistics import mean

import _ranked
from _collection import Collection
from microscout import relevance
from microscout.models import Niche

_FIRST, _LEAST, _MOST = 40, 3, 40
Pair = tuple[str, str]


def told(collection: Collection, engine: str = "default") -> dict[str, dict[str, float]]:
    """The figures of `engine` over at most forty pairs, the most confused first, without and with what is avoided."""
    made = relevance.make(engine)

    def ranking(phrase: str, *avoid: str) -> list[str]:
        close = made.measure(collection.held, Niche(phrases=(phrase,), avoid=avoid))
        best = close.sort("closeness", "creator_id", descending=[True, False])["creator_id"]
        return [collection.ids[creator] for creator in best]

    plain = {query: ranking(phrase) for query, phrase in collection.queries.items()}
    pairs = _confused(collection, plain)
    if not pairs:
        return {}
    avoiding = {pair: ranking(*(collection.queries[query] for query in pair)) for pair in pairs}
    return {
        f"{engine}.confused": _figures(collection, {pair: plain[pair[0]] for pair in pairs}),
        f"{engine}.avoided": _figures(collection, avoiding),
    }


def _confused(collection: Collection, rankings: dict[str, list[str]]) -> list[Pair]:
    several = {
        (one, other): strangers
        for one, ranking in rankings.items()
        for other in rankings
        if one != other and (strangers := _others(collection, (one, other), ranking)) >= _LEAST
    }
    return sorted(several, key=lambda pair: (-several[pair], pair))[:_MOST]


def _others(collection: Collection, pair: Pair, ranking: list[str]) -> int:
    one, other = pair
    passed = collection.grades[one].keys() | collection.unjudged.get(one, set())
    return sum(creator in collection.grades[other] and creator not in passed for creator in ranking[:_FIRST])


def _figures(collection: Collection, rankings: dict[Pair, list[str]]) -> dict[str, float]:
    by_pair = {f"{pair[0]} not {pair[1]}": collection.judged(pair[0], each) for pair, each in rankings.items()}
    others = mean(_others(collection, pair, each) for pair, each in rankings.items())
    return _ranked.means(by_pair) | {"pairs": len(rankings), "others_of_40": others}
