"""Learn the point from which creators are seen (``relevance/origin.py``) on niches whose right creators are known.

With q what is sought, c the centroids of a niche's 200 creators nearest by plain cosine, g their grades as shares of
one, and s = q · (c − m)/|c − m|, the point m minimises

    mean over niches of  − Σ g log softmax(15 s)  +  0.1 |m|²

(a listwise loss: Cao et al., "Learning to rank: from pairwise approach to listwise approach", ICML 2007) by 60 steps of
Adam (Kingma & Ba, ICLR 2015), from m = 0. With ds/dm = s (c − m)/|c − m|² − q/|c − m|.

The numbers 15, 0.1 and 200 are the middle of a wide plain: twice or half of each moves the cross-validated figure by
less than its standard error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

_NEAREST, _SHARP, _SHORT = 200, 15.0, 0.1
_STEPS, _STEP, _KEPT, _KEPT_SQUARE = 60, 0.01, 0.9, 0.999
_NOBODY = -2.0
"""A cosine that nobody has."""


class Labels(NamedTuple):
    """A row each niche, a column each creator: the grades, and who is not judged."""

    grades: np.ndarray
    left_out: np.ndarray


def point(
    creators: np.ndarray, sought: np.ndarray, labels: Labels, niches: Sequence[int], among: np.ndarray | None = None
) -> np.ndarray:
    """The point m, learned on some niches; `among`: who may count for each niche, if not everybody."""
    rows = list(niches)
    cosine = np.where(labels.left_out[rows], _NOBODY, sought[rows] @ creators.T)
    if among is not None:
        cosine = np.where(among[rows], cosine, _NOBODY)
    nearest = np.argsort(-cosine, axis=1, kind="stable")[:, :_NEAREST]
    counts = np.take_along_axis(cosine, nearest, axis=1) > _NOBODY
    grades = np.take_along_axis(labels.grades[rows], nearest, axis=1) * counts
    shares = grades / np.maximum(grades.sum(axis=1, keepdims=True), 1e-9)
    return _descended(creators[nearest], sought[rows], shares, counts)


def _descended(creators: np.ndarray, sought: np.ndarray, shares: np.ndarray, counts: np.ndarray) -> np.ndarray:
    m: np.ndarray = np.zeros(creators.shape[2], np.float32)
    mean: np.ndarray = np.zeros_like(m)
    square: np.ndarray = np.zeros_like(m)
    for step in range(1, _STEPS + 1):
        slope = _slope(m, creators, sought, shares, counts)
        mean = _KEPT * mean + (1.0 - _KEPT) * slope
        square = _KEPT_SQUARE * square + (1.0 - _KEPT_SQUARE) * slope**2
        size = np.sqrt(square / (1.0 - _KEPT_SQUARE**step)) + 1e-8
        m = np.asarray(m - _STEP * mean / (1.0 - _KEPT**step) / size, np.float32)
    return m


def _slope(
    m: np.ndarray, creators: np.ndarray, sought: np.ndarray, shares: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """The gradient of the loss at `m`."""
    away = creators - m
    length = np.where(counts, np.linalg.norm(away, axis=2), 1.0)
    seen = np.einsum("nkd,nd->nk", away, sought) / length
    raised = np.exp(_SHARP * (seen - seen.max(axis=1, keepdims=True))) * counts
    error = _SHARP * (raised / raised.sum(axis=1, keepdims=True) - shares) / len(sought)
    towards = np.einsum("nk,nkd->d", error * seen / length**2, away) - (error / length).sum(axis=1) @ sought
    return np.asarray(towards + 2.0 * _SHORT * m)
