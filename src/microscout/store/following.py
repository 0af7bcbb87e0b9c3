"""Where creators' short links lead, as far as the founder had them followed; so that nobody is asked twice."""

from __future__ import annotations

import json
from collections.abc import Collection

from microscout.store.database import Store


def keep(store: Store, creator_id: str, short: str, leads_to: str | None, now: int) -> None:
    """Keep that the creator's link `short` leads to `leads_to` (None: nowhere that is public)."""
    with store.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO followed SELECT key, ?, ?, ? FROM creator WHERE creator_id = ?",
            (short, leads_to, now, creator_id),
        )


def ends(store: Store, creator_ids: Collection[str], as_of: int = 2**62) -> dict[str, dict[str, str | None]]:
    """By creator: short links and where they lead, as known at `as_of`."""
    found: dict[str, dict[str, str | None]] = {}
    rows = store.rows(
        """SELECT creator_id, short, leads_to FROM followed JOIN creator ON key = creator
        WHERE at <= ? AND creator_id IN (SELECT value FROM json_each(?))""",
        (as_of, json.dumps(list(creator_ids))),
    )
    for creator_id, short, leads_to in rows:
        found.setdefault(creator_id, {})[short] = leads_to
    return found
