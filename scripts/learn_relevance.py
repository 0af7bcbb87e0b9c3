"""Learn the engines' constants, and say what they reach on niches that they were not learned on.

    python scripts/learn_relevance.py FOLDER [--semantic] [--said FOLDER] [--write FILE]

Of the default engine: the point from which creators are seen (``relevance/origin.py``), and the weight of words
(``fusion.WORDS``). With ``--semantic`` for the deep reading too: its own point, its weight (``refined.DEEP``), and that
of words beside it (``fusion.SEMANTIC_WORDS``); the transformer reads tens of thousands of posts for it, which takes
minutes (``--said`` keeps what it said). ``--write`` writes the points, as ``relevance/origins.safetensors``.

The points are learned as ``_point.py`` says, and judged by cross-validation: the niches are dealt into nine parts by
chance (seeded), and each part is ranked with the points that were learned on the other eight; five deals, since one
deal's figure hangs on its luck by .005. The weights are chosen from a coarse grid by what niches reach that way (on
niches that were learned on, words look useless), and the figure printed is that of weights chosen without the niche.
FOLDER is a collection in the common form (see ``benchmarks/_collection.py``).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from _collection import Collection, load
from _kept import kept
from _point import Labels, point
from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance import Embedder, Forgetful, Lexical
from microscout.relevance.joined import phrases, texts
from microscout.relevance.meaning import Part, parts
from microscout.relevance.origin import FAR, NEAR, Origin
from microscout.relevance.refined import LATEST, WORTH, few
from microscout.relevance.static import unit
from microscout.relevance.transformer import Transformer
from microscout.relevance.vectors import Reader

WORDS = (0.0, 0.1, 0.2, 0.3, 0.4)
DEEP = (0.5, 0.6, 0.7, 0.8)
_PARTS, _DEALS, _SEED = 9, 5, 11
_MAYBE_NEAR = 0.8 * WORTH
"""Whoever comes near with the point of any part: a little further off than near with all niches known."""
Constants = tuple[float, ...]


@dataclass(frozen=True)
class Reading:
    """What an embedder makes of creators (a row each, zeros: not read) and of what is sought (a row each niche)."""

    creators: np.ndarray
    sought: np.ndarray

    def origin(self, labels: Labels, niches: Sequence[int], among: np.ndarray | None = None) -> Origin:
        """The point that is learned on some niches, and what is ordinary as seen from there."""
        learned = point(self.creators, self.sought, labels, niches, among)
        there = self.creators[self.creators.any(axis=1)]
        return Origin(learned, np.asarray(unit(there - learned).mean(axis=0), np.float32))

    def closeness(self, origin: Origin) -> np.ndarray:
        """Of each creator (a column) to each niche (a row)."""
        return np.asarray(np.clip((self.sought @ origin.seen(self.creators).T - FAR) / (NEAR - FAR), 0.0, 1.0))


@dataclass(frozen=True)
class Learner:
    """All that is known of a collection: labels, closeness by words, the quick reading and perhaps a deep one."""

    collection: Collection
    ids: list[str]
    labels: Labels
    words: np.ndarray
    quick: Reading
    deep: Reading | None = None

    def origins(self, niches: Sequence[int]) -> list[Origin]:
        """What is learned on some niches: of the quick reading and, if there is one, of the deep one."""
        quick = self.quick.origin(self.labels, niches)
        if self.deep is None:
            return [quick]
        return [quick, self.deep.origin(self.labels, niches, self.quick.closeness(quick) >= WORTH)]

    def reached(self, origins: Sequence[Origin]) -> dict[Constants, list[float]]:
        """NDCG@10 of each niche, by the constants: (words), or (deep, words)."""
        near = self.quick.closeness(origins[0])
        if self.deep is None:
            meant: dict[Constants, np.ndarray] = {(): near}
        else:
            nearer = np.where(near >= WORTH, self.deep.closeness(origins[1]), 0.0)
            meant = {(share,): (1.0 - share) * near + share * nearer for share in DEEP}
        return {
            (*constants, weight): self._ndcg(weight * self.words + (1.0 - weight) * scores)
            for (constants, scores), weight in product(meant.items(), WORDS)
        }

    def _ndcg(self, scores: np.ndarray) -> list[float]:
        told = []
        for row, query in zip(scores, self.collection.queries, strict=True):
            ranking = [self.ids[i] for i in np.argsort(-row, kind="stable")[:500]]
            told.append(self.collection.judged(query, ranking)["ndcg@10"])
        return told


def learner(collection: Collection, *, semantic: bool = False, said: Path | None = None) -> Learner:
    """`collection`, read."""
    creator_ids, quick = _read(collection.held, texts())
    sought = np.array(phrases().embed(list(collection.queries.values())))
    ids = [collection.ids[each] for each in creator_ids]
    place = {each: i for i, each in enumerate(ids)}
    grades = np.zeros((len(sought), len(ids)), np.float32)
    left_out = np.zeros(grades.shape, bool)
    words = np.zeros(grades.shape, np.float32)
    for row, (query, phrase) in enumerate(collection.queries.items()):
        for creator, grade in collection.grades[query].items():
            if creator in place:
                grades[row, place[creator]] = grade
        left_out[row, [place[each] for each in collection.unjudged.get(query, ()) if each in place]] = True
        by_words = Lexical().measure(collection.held, Niche.of(phrase)).select("creator_id", "closeness")
        known = dict(by_words.iter_rows())
        words[row] = [known[each] for each in creator_ids]
    read = Learner(collection, ids, Labels(grades, left_out), words, Reading(quick, sought))
    return _deepened(read, creator_ids, said) if semantic else read


def _deepened(read: Learner, creator_ids: list[str], said: Path | None) -> Learner:
    """With the transformer's reading of the latest posts of whoever may come near a niche."""
    closest = read.quick.closeness(read.origins(range(len(read.quick.sought)))[0]).max(axis=0)
    near = pl.DataFrame({"creator_id": creator_ids, "closeness": np.where(closest >= _MAYBE_NEAR, 1.0, 0.0).tolist()})
    some, vectors = _read(few(read.collection.held, near), Transformer(), said, whole=True)
    creators = np.zeros((len(creator_ids), vectors.shape[1]), np.float32)
    place = {each: i for i, each in enumerate(creator_ids)}
    creators[[place[each] for each in some]] = vectors
    sought = Transformer().embed(list(read.collection.queries.values()))
    return Learner(read.collection, read.ids, read.labels, read.words, read.quick, Reading(creators, sought))


def _read(
    held: Frames, embedder: Embedder, said: Path | None = None, *, whole: bool = False
) -> tuple[list[str], np.ndarray]:
    """The ids of all creators, and their vectors."""
    creator_ids: list[str] = []
    made: list[np.ndarray] = []
    for part in parts(held):
        file = said / f"{LATEST}-{len(creator_ids)}-{len(part.posts)}.npy" if said else None
        made.append(kept(file, partial(_centroids, part, embedder, whole=whole)))
        creator_ids += part.creator_ids
    return creator_ids, np.concatenate(made)


def _centroids(part: Part, embedder: Embedder, *, whole: bool) -> np.ndarray:
    return part.read(Reader(embedder, Forgetful()), whole=whole).creators


def held_out(read: Learner) -> tuple[list[float], dict[Constants, list[float]]]:
    """What each niche reaches with points that were learned without it and its part, in the mean of some deals.

    First with weights that were chosen without its part, too; then by the weights.
    """
    luck = random.Random(_SEED)
    niches = list(range(len(read.quick.sought)))
    chosen_apart: list[list[float]] = [[] for _ in niches]
    by_weights: dict[Constants, list[list[float]]] = {}
    for _ in range(_DEALS):
        luck.shuffle(niches)
        dealt = [niches[start::_PARTS] for start in range(_PARTS)]
        told: dict[Constants, dict[int, float]] = {}
        for part in dealt:
            reached = read.reached(read.origins([niche for niche in niches if niche not in part]))
            for constants, by_niche in reached.items():
                told.setdefault(constants, {}).update({niche: by_niche[niche] for niche in part})
        for part in dealt:
            chosen = told[best(told, [niche for niche in niches if niche not in part])]
            for niche in part:
                chosen_apart[niche].append(chosen[niche])
        for constants, of_niche in told.items():
            for niche, figures in enumerate(by_weights.setdefault(constants, [[] for _ in niches])):
                figures.append(of_niche[niche])
    means = {constants: [mean(each) for each in figures] for constants, figures in by_weights.items()}
    return [mean(each) for each in chosen_apart], means


def best(told: Mapping[Constants, Mapping[int, float] | Sequence[float]], niches: Sequence[int]) -> Constants:
    """The constants that reach most on some niches."""
    return max(told, key=lambda each: mean(told[each][niche] for niche in niches))


def main() -> int:
    """Print what was learned, as JSON."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("folder", type=Path, help="a collection in the common form")
    asked.add_argument("--semantic", action="store_true", help="what the semantic engine needs, too")
    asked.add_argument("--said", type=Path, help="a folder that keeps what the transformer said")
    asked.add_argument("--write", type=Path, help="a file for the points")
    options = asked.parse_args()
    read = learner(load(options.folder), semantic=options.semantic, said=options.said)
    everywhere = range(len(read.quick.sought))
    apart, told = held_out(read)
    names = ("deep", "words") if options.semantic else ("words",)
    printed: dict[str, Any] = {"cross_validated_ndcg@10": round(mean(apart), 4)}
    printed |= dict(zip(names, best(told, everywhere), strict=True))
    printed["held_out"] = {" ".join(map(str, each)): round(mean(by), 4) for each, by in told.items()}
    print(json.dumps(printed))
    if options.write:
        _write(options.write, dict(zip(("texts", "minilm"), read.origins(everywhere), strict=False)))
    return 0


def _write(file: Path, origins: Mapping[str, Origin]) -> None:
    from safetensors.numpy import load_file, save_file

    held = load_file(file) if file.exists() else {}
    for name, origin in origins.items():
        held |= {f"{name}.point": origin.point, f"{name}.ordinary": origin.ordinary}
    save_file(held, file)


if __name__ == "__main__":
    sys.exit(main())
