"""Learn the engines' constants, and say what they reach on niches that they were not learned on.

    python scripts/learn_relevance.py FOLDER [--semantic]

Of the default engine: the weight of words (``fusion.WORDS``). With ``--semantic``: the weight of the deep reading
(``refined.DEEP``), and that of words beside it (``fusion.SEMANTIC_WORDS``); the transformer reads tens of thousands of
posts for it, which takes minutes.

They are chosen from a coarse grid, by the mean nDCG@10 over niches. Cross-validation: the niches are dealt into nine
parts by chance (seeded); for each part the constants are chosen on the other eight, and what they reach on the part is
what counts; the mean of twenty such deals, since one deal's figure hangs on its luck by .005. Few constants, because
there are 54 niches: finer grids and more features gained nothing beyond the standard error. FOLDER is a collection in
the common form (see ``benchmarks/_collection.py``).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from _collection import Collection, load
from _ranked import judged
from microscout.models import Niche
from microscout.relevance import Forgetful, Lexical
from microscout.relevance.joined import phrases, texts
from microscout.relevance.meaning import Meaning
from microscout.relevance.refined import few
from microscout.relevance.transformer import Transformer

WORDS = (0.0, 0.15, 0.3, 0.45)
DEEP = (0.5, 0.6, 0.7, 0.8)
SEMANTIC_WORDS = (0.1, 0.2, 0.3, 0.4)
_PARTS, _DEALS, _SEED = 9, 20, 11
Constants = tuple[float, ...]
Reached = Mapping[Constants, Mapping[str, float]]


def reached(collection: Collection) -> Reached:
    """nDCG@10 of every query for every value of the default engine's constant."""
    quick = Meaning("static", texts(), Forgetful(), phrases=phrases())
    told: dict[Constants, dict[str, float]] = {(weight,): {} for weight in WORDS}
    for query, phrase in collection.queries.items():
        niche = Niche.of(phrase)
        said = Lexical().measure(collection.held, niche).select("creator_id", words="closeness")
        both = quick.measure(collection.held, niche).join(said, on="creator_id")
        ids = [collection.ids[creator] for creator in both["creator_id"]]
        by_words, by_meaning = both["words"].to_numpy(), both["closeness"].to_numpy()
        for (weight,), by_query in told.items():
            by_query[query] = _ndcg(collection, query, ids, weight * by_words + (1.0 - weight) * by_meaning)
    return told


def reached_semantic(collection: Collection) -> Reached:
    """The same for every pair of the semantic engine's constants: of the deep reading, and of words."""
    quick = Meaning("static", texts(), Forgetful(), phrases=phrases())
    deep = Meaning("transformer", Transformer(), Forgetful())
    told: dict[Constants, dict[str, float]] = {each: {} for each in itertools.product(DEEP, SEMANTIC_WORDS)}
    for query, phrase in collection.queries.items():
        niche = Niche.of(phrase)
        quickly = quick.measure(collection.held, niche)
        deeply = deep.measure(few(collection.held, quickly), niche).select("creator_id", deep="closeness")
        said = Lexical().measure(collection.held, niche).select("creator_id", words="closeness")
        both = quickly.join(said, on="creator_id").join(deeply, on="creator_id", how="left").fill_null(0.0)
        ids = [collection.ids[creator] for creator in both["creator_id"]]
        by_words, near, nearer = (both[column].to_numpy() for column in ("words", "closeness", "deep"))
        for share, weight in told:
            scores = weight * by_words + (1.0 - weight) * ((1.0 - share) * near + share * nearer)
            told[share, weight][query] = _ndcg(collection, query, ids, scores)
    return told


def _ndcg(collection: Collection, query: str, ids: Sequence[str], scores: np.ndarray) -> float:
    ranking = [ids[i] for i in np.argsort(-scores, kind="stable")[:500]]
    return judged(ranking, collection.grades[query], collection.unjudged.get(query, ()))["ndcg@10"]


def cross_validated(told: Reached) -> dict[str, float]:
    """What each query reaches with constants chosen without it and its part; the mean of some deals."""
    queries = sorted(next(iter(told.values())))
    luck = random.Random(_SEED)
    held_out: dict[str, list[float]] = {query: [] for query in queries}
    for _ in range(_DEALS):
        luck.shuffle(queries)
        for start in range(_PARTS):
            part = queries[start::_PARTS]
            chosen = best(told, [query for query in queries if query not in part])
            for query in part:
                held_out[query].append(told[chosen][query])
    return {query: mean(values) for query, values in held_out.items()}


def best(told: Reached, queries: Sequence[str]) -> Constants:
    """The constants that reach most on `queries`."""
    return max(told, key=lambda each: mean(told[each][query] for query in queries))


def main() -> int:
    """Print what was learned, as JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("folder", type=Path, help="a collection in the common form")
    asked.add_argument("--semantic", action="store_true", help="the constants of the semantic engine")
    options = asked.parse_args()
    told = (reached_semantic if options.semantic else reached)(load(options.folder))
    names = ("deep", "words") if options.semantic else ("words",)
    chosen = best(told, list(next(iter(told.values()))))
    grid = {" ".join(map(str, each)): round(mean(by.values()), 4) for each, by in told.items()}
    held_out = round(mean(cross_validated(told).values()), 4)
    print(json.dumps({"cross_validated_ndcg@10": held_out, **dict(zip(names, chosen, strict=True)), "grid": grid}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
