"""How far any reading of these vectors could go: a classifier that is told who is right among nine tenths of them.

An engine knows only the phrase. This one knows, for each niche, the labels of all other creators: a ridge regression
from creators' vectors (λ = 1, with a constant) to who is right (1) or not (0), each tenth of the creators ranked by
what was fitted to the nine others. What it misses, the vectors do not say, or the labels do not follow what is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import _ranked
from _collection import Collection
from microscout.relevance import Forgetful
from microscout.relevance.joined import texts
from microscout.relevance.meaning import parts
from microscout.relevance.vectors import Reader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance import Embedder

    Floats = NDArray[np.float64]

_FOLDS, _RIDGE = 10, 1.0


def reached(collection: Collection, embedder: Embedder | None = None) -> dict[str, float]:
    """The measures of the classifier on the vectors of `embedder` (None: the default engine's)."""
    names, vectors = _creators(collection, Reader(embedder or texts(), Forgetful()))
    inputs = np.column_stack([vectors, np.ones(len(vectors))])
    ids = [collection.ids[name] for name in names]
    fold = np.random.default_rng(0).integers(0, _FOLDS, len(ids))
    queries = list(collection.queries)
    right = np.array([[collection.grades[query].get(each, 0) > 0 for query in queries] for each in ids], float)
    scores = np.zeros_like(right)
    for left_out in range(_FOLDS):
        known = fold != left_out
        scores[~known] = inputs[~known] @ _fitted(inputs[known], right[known])
    orders = np.argsort(-scores, axis=0, kind="stable").T
    told = zip(queries, orders, strict=True)
    return _ranked.means({query: collection.judged(query, [ids[place] for place in order]) for query, order in told})


def _creators(collection: Collection, reader: Reader) -> tuple[list[str], Floats]:
    names, vectors = [], []
    for part in parts(collection.held):
        names += list(part.creator_ids)
        vectors.append(part.read(reader).creators)
    return names, np.vstack(vectors).astype(float)


def _fitted(inputs: Floats, right: Floats) -> Floats:
    solved = np.linalg.solve(inputs.T @ inputs + _RIDGE * np.eye(inputs.shape[1]), inputs.T @ right)
    return np.asarray(solved, float)
