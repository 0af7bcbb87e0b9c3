"""Shortlists with a name: saved from a search, changed by hand, scored again, compared between two moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from microscout import shortlist
from microscout.errors import UsageError, meant
from microscout.schedules import ALL
from microscout.scout import portraits, recorded
from microscout.scout.desk import Desk
from microscout.scout.finding import Found
from microscout.shortlist import Criteria, Movement
from microscout.store import absences, named, runs
from microscout.store.named import Named

_LONGEST_NAME = 80
FOREVER = 2**62


@dataclass(frozen=True)
class Diff:
    """What changed on a shortlist since a moment; `notes` are sentences about how far that can be compared."""

    named: Named
    since: int
    movements: list[Movement] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def save(desk: Desk, name: str, run: int | None = None) -> Named:
    """Keep the last search (or the search `run`) under `name`; under a known name, the list becomes this search's."""
    found = runs.last(desk.store) if run is None else runs.get(desk.store, run)
    if found is None:
        if run is None:
            raise UsageError("There was no search yet.", hint='Begin with: microscout search --niche "…"')
        raise UsageError(
            f"There is no search {run}.", hint="`microscout shortlist searches` shows those that there are."
        )
    asked = {**found.asked, "run": found.key}
    return named.save(desk.store, _name(name), asked, found.creator_ids, int(desk.now()))


def searches(desk: Desk, most: int = 20) -> list[runs.Run]:
    """The newest searches, any of which can be saved."""
    return runs.newest(desk.store, most)


def lists(desk: Desk) -> list[tuple[Named, int]]:
    """All shortlists with the number of creators on each."""
    return [(each, len(named.members(desk.store, each))) for each in named.every(desk.store)]


def listed(desk: Desk, name: str) -> Named:
    """The shortlist called `name`. UsageError where there is none."""
    found = named.find(desk.store, name)
    if found is None:
        near = meant(name, (each.name for each in named.every(desk.store)))
        raise UsageError(f"There is no shortlist {name!r}.{near}", hint="`microscout shortlist list` shows all.")
    return found


def ranked(desk: Desk, name: str, as_of: int = FOREVER) -> Found:
    """The shortlist `name` in order, as of a moment, scored as its search did. All who are on it and can be scored."""
    found = _ranked(desk, listed(desk, name), as_of)
    frame = portraits.portrayed(desk, found.shortlist.frame, as_of=None if as_of == FOREVER else as_of)
    return replace(found, shortlist=replace(found.shortlist, frame=frame))


def hidden(desk: Desk, name: str, found: Found) -> dict[str, int]:
    """Why others on the shortlist `name` are not among those `found`, each with how many they are."""
    absent, shown = absences.absent(desk.store), set(found.shortlist.frame["creator_id"])
    on = named.members(desk.store, listed(desk, name))
    return dict(Counter(absent.get(each, "nothing of them is held any more") for each in on if each not in shown))


def add(desk: Desk, name: str, creators: Sequence[str]) -> list[str]:
    """Put creators on the shortlist; the ids of those who are new on it."""
    ids = [desk.creator(each) for each in creators]
    return named.add(desk.store, listed(desk, name), ids, int(desk.now()))


def remove(desk: Desk, name: str, creators: Sequence[str]) -> list[str]:
    """Take creators off the shortlist; the ids of those who were on it."""
    ids = [desk.creator(each) for each in creators]
    return named.remove(desk.store, listed(desk, name), ids, int(desk.now()))


def rename(desk: Desk, name: str, new: str) -> None:
    """Call the shortlist `new`. UsageError where another is called so already."""
    found, other = listed(desk, name), named.find(desk.store, new)
    if other is not None and other.key != found.key:
        raise UsageError(f"There is a shortlist {other.name!r} already.")
    named.rename(desk.store, found, _name(new), int(desk.now()))


def delete(desk: Desk, name: str) -> Named:
    """Drop the shortlist; its creators stay in the store."""
    found = listed(desk, name)
    named.delete(desk.store, found, int(desk.now()))
    return found


def diff(desk: Desk, name: str, since: int | None = None) -> Diff:
    """What changed on the shortlist since a moment (None: since it was saved), both moments computed from the store."""
    return compared(desk, listed(desk, name), since)


def compared(desk: Desk, of: Named, since: int | None = None, until: int = FOREVER) -> Diff:
    """What changed on a shortlist between two moments; see :func:`diff`."""
    begun = of.saved_at if since is None else since
    before, after = (_ranked(desk, of, moment).shortlist.frame for moment in (begun, until))
    notes = recorded.differences(desk, of.asked)
    if not named.members(desk.store, of, begun):
        notes.append("nobody was on it then: everybody is new")
    return Diff(of, begun, shortlist.movements(before, after, absences.absent(desk.store, until)), notes)


def _ranked(desk: Desk, of: Named, as_of: int) -> Found:
    """All that are on it and can be scored; ``outside``: who no longer meets the filters and was not put on by hand."""
    on = named.members(desk.store, of, as_of)
    gone = absences.absent(desk.store, as_of)
    scored = recorded.scored(desk, of.asked, [each for each in on if each not in gone], as_of)
    filters = recorded.criteria(of.asked)
    wanted = list(shortlist.choose(scored, filters).frame["creator_id"]) + [each for each, hand in on.items() if hand]
    marked = scored.with_columns(outside=~pl.col("creator_id").is_in(wanted))
    return Found(recorded.niche(of.asked), shortlist.choose(marked, Criteria(limit=max(1, len(on))), anybody=True))


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable() or name.startswith("-"):
        raise UsageError(
            f"A shortlist's name has 1 to {_LONGEST_NAME} printable characters, and begins with no hyphen."
        )
    if name.casefold() == ALL:
        raise UsageError("No shortlist can be called all.", hint="`schedule add all` means every shortlist.")
    return name
