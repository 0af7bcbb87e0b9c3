"""Shortlists with a name: what was asked, and who is on them, now or on any past day. Kept in the journal.

A shortlist keeps what its search asked (niche, filters, weights, versions), so that it can be scored again alike.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from microscout.store import journal
from microscout.store.database import Store
from microscout.store.journal import Said

_LIST, _MEMBER = "shortlist", "member"


@dataclass(frozen=True)
class Named:
    """A shortlist: its key, its name, what its search asked, when it was saved (epoch seconds)."""

    key: int
    name: str
    asked: Mapping[str, Any]
    saved_at: int


def every(store: Store) -> list[Named]:
    """All shortlists, by name."""
    found = [_named(each) for each in journal.holding(store, _LIST)]
    return sorted(found, key=lambda each: each.name.casefold())


def find(store: Store, name: str) -> Named | None:
    """The shortlist called `name`, no matter which case."""
    return next((each for each in every(store) if each.name.casefold() == name.casefold()), None)


def members(store: Store, named: Named, as_of: int | None = None) -> dict[str, bool]:
    """The ids of who is on it (or was, at `as_of`), and whether the founder put them there by hand."""
    held = journal.holding(store, _MEMBER, shortlist=named.key, as_of=as_of)
    return {each.creator: each.value == "by hand" for each in held if each.creator}


def save(store: Store, name: str, asked: Mapping[str, Any], creator_ids: Sequence[str], now: int) -> Named:
    """Keep a search's creators as the shortlist `name`; one that is there already keeps who was added by hand."""
    with store.writing() as db:
        now = journal.moment_of(db, now)
        old = find(store, name)
        key = old.key if old else secrets.randbits(48)  # no other list's, in a store that this one is taken into either
        named = Named(key, old.name if old else name, asked, now)
        held = members(store, old) if old else {}
        gone = [each for each, by_hand in held.items() if not by_hand and each not in creator_ids]
        said = [_said(named), *(_member(named, each, "searched") for each in creator_ids if each not in held)]
        journal.write(store, "shortlist save", [*said, *(_member(named, each, None) for each in gone)], now)
    return named


def add(store: Store, named: Named, creator_ids: Sequence[str], now: int) -> list[str]:
    """Put creators on it by hand; the ids of those who were not on it yet."""
    new = [each for each in creator_ids if each not in members(store, named)]
    journal.write(store, "shortlist add", [_member(named, each, "by hand") for each in new], now)
    return new


def remove(store: Store, named: Named, creator_ids: Sequence[str], now: int) -> list[str]:
    """Take creators off it; the ids of those who were on it."""
    gone = [each for each in creator_ids if each in members(store, named)]
    journal.write(store, "shortlist remove", [_member(named, each, None) for each in gone], now)
    return gone


def rename(store: Store, named: Named, name: str, now: int) -> None:
    """Call it `name`."""
    journal.write(store, "shortlist rename", [_said(Named(named.key, name, named.asked, named.saved_at))], now)


def tell_apart(store: Store, before: Sequence[Named], now: int) -> list[tuple[str, str]]:
    """Give lists that were taken in, and are called as one that was there `before`, names of their own: (old, new)."""
    known, names = {each.key for each in before}, {each.name.casefold() for each in before}
    held = every(store)
    given, taken = [], {each.name.casefold() for each in held}
    for each in held:
        if each.key not in known and each.name.casefold() in names:
            free = next(f"{each.name} ({n})" for n in count(2) if f"{each.name} ({n})".casefold() not in taken)
            rename(store, each, free, now)
            taken.add(free.casefold())
            given.append((each.name, free))
    return given


def delete(store: Store, named: Named, now: int) -> None:
    """Drop it; its creators stay in the store."""
    journal.write(store, "shortlist delete", [Said(_LIST, None, shortlist=named.key)], now)


def _said(named: Named) -> Said:
    told = {"name": named.name, "asked": dict(named.asked), "saved_at": named.saved_at}
    return Said(_LIST, told, shortlist=named.key)


def _named(said: Said) -> Named:
    return Named(said.shortlist, said.value["name"], said.value["asked"], said.value["saved_at"])


def _member(named: Named, creator_id: str, how: str | None) -> Said:
    return Said(_MEMBER, how, creator=creator_id, shortlist=named.key)
