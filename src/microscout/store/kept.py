"""Answers kept for ``If-None-Match`` (see ``microscout.client.cache``), 30 days at most: there are people in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from microscout.store.database import Store

_KEPT_SECONDS = 30 * 86_400


@dataclass(frozen=True)
class Shelf:
    """The answers that `store` keeps."""

    store: Store
    now: Callable[[], float]

    def get(self, key: str) -> tuple[str, bytes] | None:
        """ETag and body kept under `key`; None where there is none, or it is too old."""
        rows = self.store.rows("SELECT etag, body FROM answer WHERE key = ? AND at >= ?", (key, self._oldest))
        return rows[0] if rows else None

    def put(self, key: str, etag: str, body: bytes) -> None:
        """Keep a body with its ETag, and drop what is too old."""
        with self.store.writing() as db:
            db.execute("DELETE FROM answer WHERE at < ?", (self._oldest,))
            db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)", (key, etag, body, int(self.now())))

    @property
    def _oldest(self) -> int:
        return int(self.now()) - _KEPT_SECONDS
