"""A niche as a founder thinks of it: phrases, creators to be like, what to avoid, and the words that we add.

What works with vectors is imported where it is used, so that commands that seek nothing start without numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from microscout import relevance
from microscout.errors import UsageError, many
from microscout.models import Niche
from microscout.relevance import expansion
from microscout.relevance.base import CLOSE, POSTS
from microscout.scout.desk import Desk
from microscout.shortlist import Shortlist
from microscout.store import Vectors, leads, observations, runs

if TYPE_CHECKING:
    from microscout.relevance import related

_ENGLISH = ("default", "lexical", "static", "semantic")
_AT_ONCE, _NEAR_NICHE, _ANCHOR = 2_000, 60, 10
_BEST, _LEAST, _OTHERS, _POSTS_OF_OTHERS = 15, 3, 300, 20


@dataclass(frozen=True)
class Sought:
    """A niche to be searched for, and what the founder should know of it before, in sentences."""

    niche: Niche
    notes: tuple[str, ...] = ()


def sought(
    desk: Desk,
    phrases: Sequence[str] = (),
    *,
    like: Sequence[str] = (),
    avoid: Sequence[str] = (),
    expand: bool | None = None,
    offline: bool = False,
) -> Sought:
    """The niche that the founder means, with the words that we add.

    `like`: handles or ids of creators held. `expand`: None takes the words of the same search while that is fresh
    (so that it goes on where it stopped), else finds some in the store; True always finds some; False adds none.
    UsageError where nothing is sought, where a creator is not held, or where nothing is left to search a platform by.
    """
    if not phrases and not like and avoid:
        raise UsageError("You say what you do not seek (--not), but not what you seek.", hint="Add --niche or --like.")
    if not phrases and not like:
        raise UsageError("Say what you seek.", hint='For example: microscout search --niche "vintage watches"')
    if both := {each.casefold() for each in phrases} & {each.casefold() for each in avoid}:
        raise UsageError(
            f"“{both.pop()}” is both sought (--niche) and not sought (--not).", hint="Leave one of the two out."
        )
    named = Niche(
        phrases=tuple(phrases), avoid=tuple(avoid), like=tuple(dict.fromkeys(desk.creator(each) for each in like))
    )
    wanted = expand is not False and (not offline or not phrases)
    added = _added(desk, named, anew=bool(expand)) if wanted else ()
    niche = named.model_copy(update={"expanded": tuple(added)})
    if not offline and not (niche.phrases or niche.expanded):
        raise UsageError(
            f"Nothing to search a platform by: no word tells {_liked(desk, niche)} from others in the store.",
            hint="Name the niche too (--niche), or rank what the store holds (--offline).",
        )
    return Sought(niche, tuple(_notes(desk, niche)))


def proposed(desk: Desk, niche: Niche, found: Shortlist) -> tuple[str, ...]:
    """The words that tell the creators found who speak of the niche from others in the store, to be looked for too."""
    if niche.expanded:
        return ()
    on_niche = [row["creator_id"] for row in found.rows if (row["niche_on_topic"] or 0) >= POSTS]
    return _words(desk, niche, on_niche[:_BEST])


def _added(desk: Desk, niche: Niche, *, anew: bool) -> tuple[str, ...]:
    since = int(desk.now() - desk.settings.fresh_hours * 3600)
    for asked in () if anew else runs.asked_since(desk.store, since):
        before = Niche.recorded(asked["niche"])
        if before.expanded and before.model_copy(update={"expanded": ()}) == niche:
            return before.expanded
    if not anew and niche.phrases and leads.begun(desk.store, expansion.searched(niche), since):
        return ()
    return _words(desk, niche, niche.like or _on_niche(desk, niche)[:_BEST])


def _speaking(desk: Desk, niche: Niche) -> tuple[pl.DataFrame, int]:
    """Who in the store speaks of the niche, the closest first, with the number of posts on it; out of how many."""
    share = (pl.col("on_topic") + 1) / (pl.col("judged") + 4)
    every = pl.concat([desk.engine.measure(part, desk.read(niche)) for part in observations.parts(desk.store)])
    found = every.filter(relevance.speaking()).with_columns(worth=pl.col("closeness") * share.sqrt())
    return found.sort("worth", "creator_id", descending=[True, False]), every.height


def _on_niche(desk: Desk, niche: Niche) -> list[str]:
    """Who in the store has posts enough on the niche to be asked for words, the closest first."""
    found: list[str] = _speaking(desk, niche)[0].filter(pl.col("on_topic") >= POSTS)["creator_id"].to_list()
    return found


def _words(desk: Desk, niche: Niche, chosen: Collection[str]) -> tuple[str, ...]:
    if len(chosen) < (1 if niche.like else _LEAST):
        return ()
    others = set(observations.some_creators(desk.store, _OTHERS)) - set(chosen) - set(niche.like)
    found = expansion.telling(
        observations.texts(desk.store, chosen),
        observations.texts(desk.store, others, most=_POSTS_OF_OTHERS),
        sure=expansion.FAIRLY_SURE if niche.like else expansion.SURE,
    )
    return tuple(term.text for term in expansion.expanded(niche, found, near=_near(desk.read(niche))))


def _near(niche: Niche) -> expansion.Near:
    """How near words are to the phrases of `niche`, or to what liked creators say, by what they mean."""
    from microscout.relevance import static

    embed = static.Static().embed
    sought = static.unit(embed(niche.examples or niche.phrases).mean(axis=0))
    return lambda words: [float(cosine) for cosine in embed(words) @ sought]


def _notes(desk: Desk, niche: Niche) -> list[str]:
    notes = []
    if niche.expanded:
        words = ", ".join(niche.expanded)
        whose = f"words of {_liked(desk, niche)}" if niche.like else "words of the best creators in your store"
        notes.append(f"Also looking for: {words} ({whose}; --no-expand switches it off).")
    return notes


def _liked(desk: Desk, niche: Niche) -> str:
    """Who is liked, by handle."""
    handles = observations.handles_of(desk.store, niche.like)
    return " and ".join(f"@{handles.get(each, each)}" for each in niche.like)


def unread(desk: Desk, niche: Niche, found: Shortlist) -> list[str]:
    """A sentence where `niche` seems to be in a language that the engine reads badly, and few use its words."""
    said = sum((row.get("closeness_words") or 0.0) > 0 for row in found.rows)
    if not niche.phrases or desk.engine.name not in _ENGLISH or 2 * said > len(found.rows):
        return []
    code = relevance.foreign(niche, desk.settings.languages)
    if not code:
        return []
    named = relevance.language_name(code)
    seen = (
        "Posts are found by the very words alone"
        if desk.engine.name == "lexical"
        else f"Go by the very words: by meaning, any post in {named} may seem near"
    )
    return [
        f"Your niche seems to be {named}. The {desk.engine.name} engine reads English best. {seen}. "
        "docs/niche.md tells how to read by a model of many languages."
    ]


@dataclass(frozen=True)
class Related:
    """Niches near `niche`, and what was counted, in a sentence."""

    niche: str
    niches: tuple[related.Group, ...]
    counted: str


def related_niches(desk: Desk, niche: Niche, most: int) -> Related:
    """Up to `most` niches near `niche` among the creators held; examples are handles.

    Near is measured from the niche and the creators nearest to it together: a phrase alone is too short to go by.
    """
    from microscout.relevance import joined, related, static, vectors

    reader = vectors.Reader(joined.texts(), Vectors(desk.store))
    ids, centres = related.centroids(observations.parts(desk.store, creators=_AT_ONCE), reader)
    if len(ids) < related.ENOUGH:
        return Related(niche.text, (), _too_few(len(ids), related.ENOUGH))
    read = desk.read(niche)
    sought = joined.phrases().embed(read.phrases) if read.phrases else reader.embedder.embed(read.examples)
    first = related.nearest(ids, centres, sought, _ANCHOR)
    sought = static.unit(sought.mean(axis=0, keepdims=True) + centres[first].mean(axis=0, keepdims=True))
    near = related.nearest(ids, centres, sought, max(_NEAR_NICHE, len(ids) // 10, 12 * most))
    chosen = [ids[i] for i in near]
    said = observations.texts(desk.store, chosen, most=_POSTS_OF_OTHERS)
    groups = related.related(niche, sought, chosen, centres[near], said, most=most)
    handles = observations.handles_of(desk.store, [each for group in groups for each in group.examples])
    told = tuple(replace(group, examples=tuple(handles[each] for each in group.examples)) for group in groups)
    speak, held = _speaking(desk, niche)
    return Related(niche.text, told, _counted(niche.text, (len(chosen), speak.height, held), len(groups)))


def _too_few(posting: int, needed: int) -> str:
    return (
        f"The store holds {many(posting, 'creator')} with posts: too few to tell niches apart "
        f"({needed} are needed). Search for this niche and its neighbours first."
    )


def _counted(niche: str, counts: tuple[int, int, int], groups: int) -> str:
    from microscout.relevance import related

    near, itself, held = counts
    own = (
        f"{itself:,} of {held:,} creators held speak of “{niche}” itself: {POSTS} posts or more on it, or close "
        f"to it in all they say (closeness {CLOSE} or more)."
    )
    if not groups:
        return f"{own} No words tell groups apart among the {near} who are nearest."
    return (
        f"{own} The others were counted among the {near} who are nearest, each in one group of at least "
        f"{related.LEAST}; a group is named by the words that its creators use and the rest of them do not."
    )
