"""Learn the engines' constants, two each, and say what they reach on niches that they were not learned on.

    python scripts/learn_relevance.py FOLDER [--semantic]

Of the default engine: how many posts name, handle and bio count for (``meaning.ABOUT_COUNTS``), and the weight of words
(``fusion.WORDS``). With ``--semantic``: the weight of the deep reading (``refined.DEEP``), and that of words beside it
(``fusion.SEMANTIC_WORDS``); the transformer reads some ten thousand posts for it, which takes minutes.

They are chosen from a coarse grid, by the mean nDCG@10 over niches. Cross-validation: the niches are dealt into nine
parts by chance (seeded); for each part the constants are chosen on the other eight, and what they reach on the part is
what counts. Two constants are few enough for 54 niches; finer grids and more features gained nothing beyond the
standard error. FOLDER is a collection in the common form (see ``benchmarks/_collection.py``).
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
from microscout.relevance.meaning import Meaning, parts
from microscout.relevance.refined import few
from microscout.relevance.static import Static, unit
from microscout.relevance.transformer import Transformer
from microscout.relevance.vectors import summed

ABOUT = (0.5, 1.0, 2.0)
WORDS = (0.0, 0.15, 0.3, 0.45, 0.6)
DEEP = (0.5, 0.6, 0.7, 0.8)
SEMANTIC_WORDS = (0.1, 0.2, 0.3, 0.4)
_PARTS, _SEED = 9, 11
_FAR, _NEAR = 0.1, 0.6  # as in Meaning
Constants = tuple[float, float]
Reached = Mapping[Constants, Mapping[str, float]]


def reached(collection: Collection) -> Reached:
    """nDCG@10 of every query for every pair of constants."""
    ids, creators = _centroids(collection)
    queries = Static().embed(list(collection.queries.values()))
    told: dict[Constants, dict[str, float]] = {each: {} for each in itertools.product(ABOUT, WORDS)}
    for number, (query, phrase) in enumerate(collection.queries.items()):
        said = Lexical().measure(collection.held, Niche.of(phrase)).sort("creator_id")
        by_words = said["closeness_words"].to_numpy()
        for about, weight in told:
            by_meaning = np.clip((creators[about] @ queries[number] - _FAR) / (_NEAR - _FAR), 0.0, 1.0)
            scores = weight * by_words + (1.0 - weight) * by_meaning
            told[about, weight][query] = _ndcg(collection, query, ids, scores)
    return told


def _centroids(collection: Collection) -> tuple[list[str], dict[float, np.ndarray]]:
    reader = Meaning("static", Static(), Forgetful()).reader
    ids: list[str] = []
    made: dict[float, list[np.ndarray]] = {about: [] for about in ABOUT}
    for part in parts(collection.held):
        posts, about = part.read(reader)
        total = summed(posts, part.owner, len(about))
        ids += [collection.ids[creator] for creator in part.creator_ids]
        for count, held in made.items():
            held.append(unit(total + count * about))
    return ids, {count: np.concatenate(held) for count, held in made.items()}


def reached_semantic(collection: Collection) -> Reached:
    """The same for every pair of the semantic engine's constants: of the deep reading, and of words."""
    quick, deep = Meaning("static", Static(), Forgetful()), Meaning("transformer", Transformer(), Forgetful())
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
    """What each query reaches with constants chosen without it and its part."""
    queries = sorted(next(iter(told.values())))
    random.Random(_SEED).shuffle(queries)
    held_out: dict[str, float] = {}
    for start in range(_PARTS):
        part = queries[start::_PARTS]
        chosen = best(told, [query for query in queries if query not in part])
        held_out |= {query: told[chosen][query] for query in part}
    return held_out


def best(told: Reached, queries: Sequence[str]) -> Constants:
    """The constants that reach most on `queries`."""
    return max(told, key=lambda each: mean(told[each][query] for query in queries))


def main() -> int:
    """Print what was learned, as JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("folder", type=Path, help="a collection in the common form")
    asked.add_argument("--semantic", action="store_true", help="the constants of the semantic engine")
    options = asked.parse_args()
    first = "deep" if options.semantic else "about"
    told = (reached_semantic if options.semantic else reached)(load(options.folder))
    chosen, words = best(told, list(next(iter(told.values()))))
    grid = {f"{first} {one}, words {weight}": round(mean(by.values()), 4) for (one, weight), by in told.items()}
    held_out = round(mean(cross_validated(told).values()), 4)
    print(json.dumps({"cross_validated_ndcg@10": held_out, first: chosen, "words": words, "grid": grid}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
