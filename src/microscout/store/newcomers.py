"""How many of creators' newest followers were new and empty, at each moment at which somebody looked. Only counts."""

from __future__ import annotations

import json
from collections.abc import Collection

from microscout.models import Newcomers
from microscout.store.database import Store


def add(store: Store, told: Newcomers) -> None:
    """Keep `told`, of a creator whom the store knows."""
    with store.writing() as db:
        db.execute(
            "INSERT OR REPLACE INTO audience SELECT key, ?, ?, ?, ? FROM creator WHERE creator_id = ?",
            (told.captured_at, told.sampled, told.told, told.empty, told.creator_id),
        )


def latest(store: Store, creator_ids: Collection[str], as_of: int = 2**62) -> dict[str, Newcomers]:
    """By creator: the newest look until `as_of`."""
    rows = store.rows(
        """SELECT creator_id, max(captured_at), sampled, told, empty FROM audience JOIN creator ON key = creator
        WHERE captured_at <= ? AND creator_id IN (SELECT value FROM json_each(?)) GROUP BY creator""",
        (as_of, json.dumps(list(creator_ids))),
    )
    return {
        row[0]: Newcomers(creator_id=row[0], captured_at=row[1], sampled=row[2], told=row[3], empty=row[4])
        for row in rows
    }
