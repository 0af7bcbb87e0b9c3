r"""Words that the best creators for a niche use and others do not: what else to look for.

With y of the n posts of the chosen creators holding a term, x of the m posts of others, and a prior of A posts (a
twentieth of all, 200 at most) that hold it as often as all posts together do, α = A·(y + x)/(n + m):

    δ = log (y + α)/(n + A − y − α) − log (x + α)/(m + A − x − α),   z = δ / √(1/(y + α) + 1/(x + α))

which is the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn, "Fightin' Words", Political
Analysis 16, 2008, eq. 16, 20 and 22), counted by posts and not by occurrences, so that a post that shouts weighs like
another. The prior shrinks rare terms towards no difference. A term counts if several of the creators use it: one
person's running gag is no niche. Telling is what has z ≥ 2.6 (99 %; 1.64 where the founder chose the creators, who may
be one with few posts) and δ ≥ log 6: "free" may be surer than "postgresql", but it is not what they are known by. The
order is by z·δ.

Such words find creators; they do not rank them. Added to the niche at half its weight they took nDCG@10 of a centroid
ranking of 6,393 creators for 54 niches from .762 to .736 (.744 with only those near the niche, .757 with the centroid
of the ten best creators instead), so a ranking goes by the founder's own words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from microscout.models import Niche
from microscout.relevance.terms import keys, terms

_PRIOR, _TWENTIETH = 200.0, 0.05
SURE, FAIRLY_SURE = 2.6, 1.64
_OFTENER = math.log(6.0)
_USERS, _OF = 3, 6
_SINGLE_USER_POSTS = 2
_NEAR = 0.25
MOST = 5
"""So many are proposed: each is one more search on every platform."""

Texts = Mapping[str, Sequence[str]]
"""What creators say: texts by creator."""
Near = Callable[[Sequence[str]], Sequence[float]]
"""How near each of some words is to the niche, from −1 to 1."""


@dataclass(frozen=True)
class Term:
    """A term with what it rests on: in `posts` of the chosen creators' `of` posts, used by `creators` of them."""

    text: str
    posts: int
    of: int
    creators: int
    weight: float


@dataclass(frozen=True)
class Counted:
    """What some `creators` say in their `texts`: by term in how many, by how many of them, and how it is written."""

    creators: int
    texts: int
    posts: Counter[str]
    users: Counter[str]
    forms: Mapping[str, Counter[str]]


def telling(chosen: Texts, others: Texts, *, sure: float = SURE) -> list[Term]:
    """The terms that tell the `chosen` creators from the `others` (z ≥ `sure`), the surest first, in any order."""
    theirs = counted(chosen)
    elsewhere = counted(others, only=theirs.posts)
    return apart(theirs, elsewhere.posts, elsewhere.texts, sure=sure)


def apart(chosen: Counted, elsewhere: Mapping[str, int], m: int, *, sure: float = SURE) -> list[Term]:
    """:func:`telling` where it is known in how many of the others' `m` texts each term is."""
    least = _USERS if chosen.creators >= _OF else min(2, chosen.creators)
    found = []
    for key, posts in chosen.posts.items():
        if chosen.users[key] >= least and (chosen.users[key] > 1 or posts >= _SINGLE_USER_POSTS):
            weight = _weight(posts, chosen.texts, elsewhere.get(key, 0), m, sure)
            if weight:
                found.append(Term(_form(chosen.forms[key]), posts, chosen.texts, chosen.users[key], weight))
    return sorted(found, key=lambda term: (-term.weight, term.text))


def expanded(niche: Niche, found: Iterable[Term], *, near: Near | None = None, most: int = MOST) -> tuple[Term, ...]:
    """Of the terms `found`, those worth looking for besides the niche's own phrases, `most` of them.

    None that says the same again, nor anything that is to be avoided; with `near`, only what is near the niche.
    """
    own = set().union(*(keys(phrase) | keys(phrase.replace("-", " ")) for phrase in niche.phrases))
    avoided = set().union(*(keys(phrase) for phrase in niche.avoid)) - own
    fitting = [term for term in found if not keys(term.text) & avoided]
    if near and fitting:
        fitting = [term for term, how in zip(fitting, near([t.text for t in fitting]), strict=True) if how >= _NEAR]
    chosen: list[Term] = []
    added: set[str] = set()
    for term in fitting:
        its = keys(term.text)
        if len(chosen) < most and not its <= own and not its & added:
            chosen.append(term)
            added |= its
    return tuple(chosen)


def searched(niche: Niche) -> Niche:
    """What platforms are asked for: the founder's phrases first, then the words that were added."""
    return Niche(phrases=tuple(dict.fromkeys((*niche.phrases, *niche.expanded))), avoid=niche.avoid)


def ranked(niche: Niche) -> Niche:
    """What engines read: without the added words, unless there is nothing else in words."""
    return niche.model_copy(update={"expanded": ()}) if niche.phrases else niche


def counted(said: Texts, *, only: Mapping[str, int] | None = None) -> Counted:
    """The terms of what is `said`; with `only` none but those, however they are written."""
    posts: Counter[str] = Counter()
    users: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for texts in said.values():
        used: set[str] = set()
        for text in texts:
            for key, form in terms(text).items():
                if only is None or key in only:
                    posts[key] += 1
                    used.add(key)
                    if only is None:
                        forms[key][form] += 1
        users.update(used)
    return Counted(len(said), sum(map(len, said.values())), posts, users, forms)


def _weight(y: int, n: int, x: int, m: int, sure: float) -> float:
    """z·δ where both are large enough, else 0; with nobody to compare with, the number of posts."""
    if not m:
        return float(y)
    if y + x >= n + m:
        return 0.0  # it is in every post: it tells nobody from anybody, and its odds have no logarithm
    prior = min(_PRIOR, _TWENTIETH * (n + m))
    alpha = prior * (y + x) / (n + m)
    odds = math.log((y + alpha) / (n + prior - y - alpha)) - math.log((x + alpha) / (m + prior - x - alpha))
    z = odds / math.sqrt(1 / (y + alpha) + 1 / (x + alpha))
    return z * odds if z >= sure and odds >= _OFTENER else 0.0


def _form(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))
