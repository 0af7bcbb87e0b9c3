"""Vectors of creators' texts, kept so that none is computed twice (see ``microscout.relevance.base.Memo``).

One row a creator and embedder: a few thousand rows are read in the time that a hundred thousand would take. They go
with the creator, and whenever any of the creator's posts is erased: what can be computed again is not worth a risk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from microscout.store.database import Store


@dataclass(frozen=True)
class Vectors:
    """The memo that `store` keeps."""

    store: Store

    def get(self, space: str, creator_ids: Sequence[str]) -> Mapping[str, tuple[bytes, bytes]]:
        """What is kept of these creators."""
        rows = self.store.rows(
            """SELECT creator_id, hashes, vectors FROM json_each(?) CROSS JOIN creator ON creator_id = value
            JOIN vector ON creator = creator.key WHERE space = ?""",
            (json.dumps(list(creator_ids)), space),
        )
        return {creator_id: (hashes, vectors) for creator_id, hashes, vectors in rows}

    def put(self, space: str, kept: Mapping[str, tuple[bytes, bytes]]) -> None:
        """Keep vectors of those creators whom the store holds, in place of what was kept of them."""
        with self.store.writing() as db:
            db.executemany(
                "INSERT OR REPLACE INTO vector SELECT key, ?, ?, ? FROM creator WHERE creator_id = ?",
                [(space, *each, creator_id) for creator_id, each in kept.items()],
            )
