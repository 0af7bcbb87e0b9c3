"""Who was looked for and was not there: gone, or asking not to be listed any more. Facts like any other, appended."""

from __future__ import annotations

from microscout.store.database import Store

GONE, WITHHELD, MOVED = "gone", "asks not to be listed", "the handle is somebody else's now"


def note(store: Store, creator_id: str, kind: str, now: int) -> None:
    """Keep that the creator was not to be had, and why (GONE, WITHHELD or MOVED), after all that is known already."""
    with store.writing() as db:
        db.execute(
            """INSERT OR IGNORE INTO absence SELECT key, max(:now, 1 + coalesce(max(captured_at), 0)), :kind
            FROM creator LEFT JOIN profile ON creator = key WHERE creator_id = :id GROUP BY key""",
            {"id": creator_id, "kind": kind, "now": now},
        )


def absent(store: Store, as_of: int = 2**62) -> dict[str, str]:
    """The ids of those who were absent when they were last looked for (at `as_of`), and why."""
    rows = store.rows(
        """SELECT creator_id, kind, max(at) FROM absence a JOIN creator c ON c.key = a.creator
        WHERE at <= :as_of AND NOT EXISTS (
            SELECT 1 FROM profile p WHERE p.creator = a.creator AND p.captured_at > a.at AND captured_at <= :as_of
        ) GROUP BY creator_id""",
        {"as_of": as_of},
    )
    return {creator_id: kind for creator_id, kind, _ in rows}
