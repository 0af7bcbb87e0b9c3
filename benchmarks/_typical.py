"""The words that are most typical of a niche, so that paraphrases can be held to share none of them.

    log-odds(word) = ln((a + ½)/(A − a + ½)) − ln((b + ½)/(B − b + ½))

with a of the A creators who are right for the niche (grade 2), and b of the B others, saying the word in a post.
Words that fewer than a fifth of the right creators say are not typical, whatever their odds.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log

from _collection import Collection

_WORD = re.compile(r"[a-z0-9+#]{3,}")
_LEAST_SHARE, _TYPICAL = 0.2, 10


def stems(text: str) -> set[str]:
    """The words of `text`, English plurals as their singular."""
    return {word.removesuffix("s") for word in _WORD.findall(text.lower())}


def typical(collection: Collection) -> dict[str, set[str]]:
    """The ten most typical words of each query's niche."""
    said = {
        collection.ids[each.creator_id]: set().union(*(stems(post.text) for post in each.posts or ()))
        for each in collection.snapshots
    }
    everywhere = Counter(word for words in said.values() for word in words)
    return {query: _most(said, everywhere, grades) for query, grades in collection.grades.items()}


def _most(said: dict[str, set[str]], everywhere: Counter[str], grades: dict[str, int]) -> set[str]:
    right = [said[creator] for creator, grade in grades.items() if grade == 2 and creator in said]
    theirs, others = Counter(word for words in right for word in words), len(said) - len(right)

    def odds(word: str) -> float:
        a, b = theirs[word], everywhere[word] - theirs[word]
        return log((a + 0.5) / (len(right) - a + 0.5)) - log((b + 0.5) / (others - b + 0.5))

    common = [word for word, number in theirs.items() if number >= _LEAST_SHARE * len(right)]
    return set(sorted(common, key=lambda word: (-odds(word), word))[:_TYPICAL])
