"""What an expert is known by besides closeness: the best posts, one theme, lately. Pure arithmetic over vectors.

* best: the mean topicality of the three most topical posts;
* focus = 1 − H/ln K, with H the entropy of the mean over posts of softmax(cos/τ) over K fixed topics. τ = 0.05 lets a
  post lean on one or two topics;
* recency: the mean over the topical posts of 2^(−age/180 days).

The topics and both constants are our judgement; none has weight in a ranking (see docs/decisions/0011-engines.md).
All three are null (not a number) where there is nothing to look at.
Source of expert finding by profile: Balog, Azzopardi & de Rijke, "Formal models for expert finding in enterprise
corpora", SIGIR 2006.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from microscout.relevance.vectors import summed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Owners = NDArray[np.int64]

TOPICS = (
    "food, cooking and recipes", "health, fitness and sport", "beauty, fashion and style", "home, garden and crafts",
    "parenting and family", "travel and outdoors", "cars and motorcycles", "music and concerts", "film and television",
    "books and writing", "video games and play", "art, design and photography", "software and programming",
    "computers, phones and gadgets", "science and nature", "history and culture", "politics and news",
    "business and marketing", "money and investing", "education and learning", "religion and philosophy",
    "animals and pets", "humour and memes", "law, crime and safety",
)  # fmt: skip
_SHARPNESS, _BEST, _HALF_LIFE_DAYS = 0.05, 3, 180.0


def best(topical: Floats, owner: Owners, size: int) -> Floats:
    """The mean of each owner's three highest values; `owner` is sorted."""
    order = np.lexsort((-topical, owner))
    first = np.r_[0, np.cumsum(np.bincount(owner, minlength=size))[:-1]]
    top = order[np.arange(len(order)) - first[owner] < _BEST]
    return _mean(topical[top], owner[top], size)


def focus(cosines: NDArray[np.float32], owner: Owners, size: int) -> Floats:
    """From 1 (one topic) to 0 (all alike); `cosines`: of each post with each topic."""
    leaning = np.exp((cosines - cosines.max(axis=1, keepdims=True)) / _SHARPNESS)
    leaning /= leaning.sum(axis=1, keepdims=True)
    number = np.bincount(owner, minlength=size)
    mix = summed(leaning, owner, size) / np.maximum(number, 1)[:, None]
    entropy = -(mix * np.log(np.maximum(mix, 1e-12))).sum(axis=1)
    told: Floats = np.where(number > 0, np.clip(1.0 - entropy / np.log(cosines.shape[1]), 0.0, 1.0), np.nan)
    return told


def recency(on_topic: NDArray[np.bool_], age_days: Floats, owner: Owners, size: int) -> Floats:
    """How fresh each owner's topical posts of known age are."""
    known = on_topic & ~np.isnan(age_days)
    return _mean(0.5 ** (np.maximum(age_days[known], 0.0) / _HALF_LIFE_DAYS), owner[known], size)


def _mean(values: Floats, owner: Owners, size: int) -> Floats:
    number = np.bincount(owner, minlength=size)
    total = np.bincount(owner, weights=values, minlength=size)
    told: Floats = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return told
