"""Creators side by side: to whom else do the same people listen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from microscout.errors import UsageError
from microscout.scout.desk import Desk
from microscout.shortlist import overlap as shared
from microscout.store import discussions, observations, runs

_MOST = 50


@dataclass(frozen=True)
class Company:
    """Names by id, the pairs (rows of ``shortlist.overlap.pairs``), and how many voices recur under each creator.

    `asked`: ids of those whose comments were asked for, whether or not there were any.
    """

    names: dict[str, str]
    pairs: list[dict[str, Any]]
    recurring: list[dict[str, Any]]
    asked: frozenset[str] = frozenset()


def overlap(desk: Desk, creators: Sequence[str] = ()) -> Company:
    """How much the engaged audiences of `creators` (none: of the last shortlist) overlap, as far as comments tell."""
    ids = list(dict.fromkeys(desk.creator(each) for each in creators))
    if not ids and (last := runs.last(desk.store)):
        ids = last.creator_ids[:_MOST]
    if len(ids) < 2:
        raise UsageError("An overlap needs two creators.", hint="Name them, or begin with: microscout search.")
    held = observations.frames(desk.store, creator_ids=ids)
    names = dict(held.creators.select("creator_id", "handle").iter_rows())
    heard = shared.recurring(held.comments).to_dicts()
    asked = frozenset(held.creators.drop_nulls("comments_at")["creator_id"])
    return Company(names, shared.pairs(held.comments).to_dicts(), heard, asked)


def listened(desk: Desk, creator_id: str, most: int = 3) -> list[dict[str, Any]]:
    """The creators in the store whose audiences share the most with that of `creator_id`: ``handle`` and figures."""
    ids = [creator_id, *discussions.sharing(desk.store, creator_id, _MOST)]
    held = observations.frames(desk.store, creator_ids=ids)
    names = dict(held.creators.select("creator_id", "handle").iter_rows())
    found = []
    for pair in shared.pairs(held.comments).iter_rows(named=True):
        if creator_id in (pair["one"], pair["other"]) and pair["shared"] and pair["overlap"] is not None:
            first = pair["one"] == creator_id
            other, voices = pair["other" if first else "one"], pair["voices_other" if first else "voices_one"]
            found.append({"creator_id": other, "handle": names[other], "voices": voices} | {
                key: pair[key] for key in ("shared", "overlap", "jaccard")
            })  # fmt: skip
    return found[:most]
