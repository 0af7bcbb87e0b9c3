r"""Niches near a niche, out of a store's own creators: groups of creators who speak alike, named by their words.

The creators nearest to the niche (cosine of their centroids) are parted into groups by spherical k-means (Dhillon &
Modha, "Concept decompositions for large sparse text data", Machine Learning 42, 2001) from seeded starting points
(k-means++; the best of several starts). A group is named by the terms that tell its creators from the rest of them
(``expansion.py``); one that is named by the niche's own words is the niche itself and is not told again, and neither
is one that nothing tells from the others, or that has fewer than LEAST creators. The nearest groups come first.

The same creators give the same groups, in whatever order they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance import meaning
from microscout.relevance.expansion import Counted, Texts, apart, counted, expanded
from microscout.relevance.static import unit
from microscout.relevance.terms import keys
from microscout.relevance.vectors import Reader, summed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

LEAST, ENOUGH = 3, 20
_A_GROUP, _STARTS, _ROUNDS = 8, 4, 30
_WORDS, _EXAMPLES = 4, 3


@dataclass(frozen=True)
class Group:
    """Some creators who speak alike: `words` that tell them from others, how many they are, those most typical."""

    words: tuple[str, ...]
    creators: int
    closeness: float
    examples: tuple[str, ...]


def centroids(parts: Iterable[Frames], reader: Reader) -> tuple[list[str], Vectors]:
    """The ids and centroids of the creators in `parts` who say anything: the mean of their posts, at length 1.

    Read is all that an engine reads of them, so that both find what the other one kept.
    """
    ids: list[str] = []
    found = [np.zeros((0, reader.embedder.dimensions), np.float32)]
    for part in chain.from_iterable(map(meaning.parts, parts)):
        posts = part.read(reader).posts
        some = np.unique(part.owner)
        ids += [part.creator_ids[i] for i in some]
        found.append(unit(summed(posts, part.owner, len(part.creator_ids))[some]))
    return ids, np.concatenate(found)


def nearest(creator_ids: Sequence[str], vectors: Vectors, sought: Vectors, most: int) -> list[int]:
    """The places of the `most` creators nearest to what is sought; ties go by id."""
    cosine = (vectors @ sought.T).max(axis=1) if len(sought) else np.zeros(len(vectors))
    return sorted(range(len(creator_ids)), key=lambda i: (-round(float(cosine[i]), 6), creator_ids[i]))[:most]


def related(
    niche: Niche,
    sought: Vectors,
    creator_ids: Sequence[str],
    vectors: Vectors,
    said: Texts,
    *,
    most: int,
    seed: int = 0,
) -> list[Group]:
    """Up to `most` niches near `niche` among the creators, whose centroids are `vectors` (rows of length 1).

    `sought`: the vectors of the niche's phrases. `said`: the texts of each creator. Nobody where fewer than ENOUGH
    creators are known: groups of so few would be chance.
    """
    if len(creator_ids) < ENOUGH:
        return []
    order = sorted(range(len(creator_ids)), key=lambda i: creator_ids[i])
    ids, rows = [creator_ids[i] for i in order], vectors[order]
    number = max(2, min(3 * most, len(ids) // _A_GROUP))
    label, centres = _parted(rows, number, np.random.default_rng(seed))
    closeness = (centres @ sought.T).max(axis=1)
    told = [counted({ids[i]: said[ids[i]] for i in np.flatnonzero(label == g)}) for g in range(len(centres))]
    every: Counter[str] = Counter()
    for each in told:
        every.update(each.posts)
    texts = sum(each.texts for each in told)
    found = []
    for group in sorted(range(len(centres)), key=lambda g: -round(float(closeness[g]), 6)):
        members = np.flatnonzero(label == group)
        typical = sorted(members, key=lambda i: (-round(float(rows[i] @ centres[group]), 6), ids[i]))
        named = _named(niche, told[group], every, texts) if len(members) >= LEAST else ()
        if named:
            found.append(
                Group(named, len(members), float(closeness[group]), tuple(ids[i] for i in typical[:_EXAMPLES]))
            )
    return found[:most]


def _named(niche: Niche, group: Counted, every: Mapping[str, int], texts: int) -> tuple[str, ...]:
    """The words that tell a `group` from the rest of all (`every` term in `texts`); none for the niche itself."""
    elsewhere = {key: every[key] - posts for key, posts in group.posts.items()}
    found = apart(group, elsewhere, texts - group.texts)
    own = set().union(*(keys(phrase) for phrase in niche.phrases))
    if any(keys(term.text) & own for term in found[:_WORDS]):
        return ()
    return tuple(term.text for term in expanded(niche, found, most=_WORDS))


def _parted(rows: Vectors, number: int, luck: np.random.Generator) -> tuple[NDArray[np.int64], Vectors]:
    """The group of each row, and the groups' centres at length 1: the tightest of several partings."""
    tries = [_once(rows, _starts(rows, number, luck)) for _ in range(_STARTS)]
    return max(tries, key=lambda tried: round(float((rows * tried[1][tried[0]]).sum()), 4))


def _starts(rows: Vectors, number: int, luck: np.random.Generator) -> Vectors:
    """Rows far from each other: each next one is drawn by its distance to the nearest before (k-means++)."""
    chosen = [int(luck.integers(len(rows)))]
    while len(chosen) < number:
        distance = np.maximum(1.0 - (rows @ rows[chosen].T).max(axis=1), 0.0).astype(np.float64)
        if not distance.sum():
            break
        chosen.append(int(luck.choice(len(rows), p=distance / distance.sum())))
    return rows[chosen]


def _once(rows: Vectors, centres: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    for _ in range(_ROUNDS):
        label = (rows @ centres.T).argmax(axis=1)
        sums = np.array([rows[label == group].sum(axis=0) for group in range(len(centres))], np.float32)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        moved = np.where(lengths > 0, sums / np.where(lengths > 0, lengths, 1.0), centres)
        if np.allclose(moved, centres, atol=1e-6):
            break
        centres = moved
    return (rows @ centres.T).argmax(axis=1), centres
