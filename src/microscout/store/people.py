"""What the founder said about who is one person: pairs of creators, and whether they are the same."""

from __future__ import annotations

from microscout.store.database import Store


def decide(store: Store, one: str, other: str, same: bool | None, now: int) -> None:
    """Keep that the creators `one` and `other` (ids in order) are the same person, or not; None takes it back."""
    keys = "(SELECT key FROM creator WHERE creator_id = ?), (SELECT key FROM creator WHERE creator_id = ?)"
    with store.writing() as db:
        if same is None:
            db.execute(f"DELETE FROM person WHERE (one, other) = ({keys})", (one, other))  # noqa: S608
        else:
            db.execute(f"INSERT OR REPLACE INTO person VALUES ({keys}, ?, ?)", (one, other, same, now))  # noqa: S608


def decided(store: Store) -> dict[tuple[str, str], bool]:
    """All that was decided, by pair of ids in order."""
    rows = store.rows(
        """SELECT a.creator_id, b.creator_id, same FROM person JOIN creator a ON a.key = one
        JOIN creator b ON b.key = other"""
    )
    return {(one, other): bool(same) for one, other, same in rows}
