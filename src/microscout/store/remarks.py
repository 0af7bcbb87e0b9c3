"""The founder's own notes and tags on creators. Kept in the journal, so that they can be undone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from microscout.store import journal
from microscout.store.database import Store
from microscout.store.journal import Said

_NOTE, _TAG = "note", "tag"


def note(store: Store, creator_id: str, text: str, now: int) -> None:
    """Keep `text` as the note on a creator, in place of the one before; an empty text takes it away."""
    journal.write(store, "note", [Said(_NOTE, text or None, creator=creator_id)], now)


def tag(store: Store, creator_id: str, on: Collection[str], off: Collection[str], now: int) -> None:
    """Tag a creator with `on`, and no longer with `off`."""
    said = [Said(_TAG, True, creator=creator_id, about=each) for each in on]
    said += [Said(_TAG, None, creator=creator_id, about=each) for each in off]
    journal.write(store, "tag", said, now)


def of_all(store: Store) -> list[dict[str, Any]]:
    """``creator_id``, ``note`` and ``tags`` (in order) of every creator who has any."""
    notes = {each.creator: each.value for each in journal.holding(store, _NOTE)}
    tags: dict[str | None, list[str]] = {}
    for each in journal.holding(store, _TAG):
        tags.setdefault(each.creator, []).append(each.about)
    return [
        {"creator_id": creator, "note": notes.get(creator), "tags": sorted(tags.get(creator, []))}
        for creator in dict.fromkeys([*notes, *tags])
    ]
