"""What the founder said about who is one person: pairs of creators, and whether they are the same."""

from __future__ import annotations

from microscout.store import journal
from microscout.store.database import Store

_KIND = "same"


def decide(store: Store, one: str, other: str, same: bool | None, now: int) -> None:
    """Keep that the creators `one` and `other` (ids in order) are the same person, or not; None takes it back."""
    command = {True: "same", False: "apart", None: "same --undo"}[same]
    journal.write(store, command, [journal.Said(_KIND, same, creator=one, other=other)], now)


def decided(store: Store) -> dict[tuple[str, str], bool]:
    """All that was decided, by pair of ids in order."""
    return {(each.creator or "", each.other or ""): bool(each.value) for each in journal.holding(store, _KIND)}
