"""The words that make a post mean what is sought, for posts that say it in words of their own.

With tables of vectors a text's vector is the sum of what its pieces add, so that the cosine with what is sought is the
sum of the pieces' shares, exactly:  cos(t, q) = Σ_piece  v_piece · q / |Σ v|.  A word's share is that of its pieces, in
both tables (``joined.py``).
Told are the words with the largest shares, at least half as large as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from microscout.models import Niche
from microscout.relevance.joined import phrases, pieces, texts
from microscout.relevance.likeness import likeness
from microscout.relevance.terms import spans

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors

_MOST, _LEAST = 3, 0.5


def worded(said: Sequence[str], niche: Niche) -> list[list[str]]:
    """For each of the texts `said` the words that bring it nearest to `niche`; none where none does."""
    if niche.examples:
        sought = likeness(niche.examples, texts())
    elif niche.phrases and said:
        sought = phrases().embed(niche.phrases)
    else:
        return [[] for _ in said]
    return [_told(shares(text, sought)) for text in said]


def shares(text: str, sought: Vectors) -> dict[str, float]:
    """What each telling word of `text` adds to its cosine with the nearest of `sought` (rows of length 1)."""
    places, vectors = pieces(text)
    every = vectors @ sought.T
    added = every[:, every.sum(axis=0).argmax()]
    found: dict[str, float] = {}
    for start, end, word in spans(text):
        inside = [float(share) for (a, b), share in zip(places, added, strict=True) if a < end and b > start]
        found[word] = found.get(word, 0.0) + sum(inside)
    return found


def _told(found: dict[str, float]) -> list[str]:
    ordered = sorted(found, key=lambda word: (-found[word], word))[:_MOST]
    return [word for word in ordered if found[word] > 0 and found[word] >= _LEAST * found[ordered[0]]]
