"""What was asked and answered: every run with its niche, weights and versions, so that it can be computed again.

Also the quota ledger between runs: units spent by platform and moment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microscout.store.database import Store


def begin(store: Store, asked: Mapping[str, Any], now: int) -> int:
    """Note what is asked; the run's key."""
    with store.writing() as db:
        cursor = db.execute("INSERT INTO run (started_at, asked) VALUES (?, ?)", (now, json.dumps(asked)))
        assert cursor.lastrowid is not None  # noqa: S101  (an INSERT has one)
        return cursor.lastrowid


def finish(
    store: Store, run: int, told: Mapping[str, Any], ranked: Sequence[tuple[str, int, float, float]], now: int
) -> None:
    """Note what came out: `told` in figures, `ranked` as (creator_id, rank, fit, fit_low)."""
    with store.writing() as db:
        db.execute("UPDATE run SET finished_at = ?, told = ? WHERE key = ?", (now, json.dumps(told), run))
        db.executemany(
            "INSERT INTO ranked SELECT ?, key, ?, ?, ? FROM creator WHERE creator_id = ?",
            [(run, rank, fit, fit_low, creator_id) for creator_id, rank, fit, fit_low in ranked],
        )


@dataclass(frozen=True)
class Run:
    """A finished run: what was asked, and whom it ranked, best first."""

    key: int
    asked: dict[str, Any]
    creator_ids: list[str]
    finished_at: int


def last(store: Store) -> Run | None:
    """The newest finished run."""
    return next(iter(newest(store, 1)), None)


def newest(store: Store, most: int) -> list[Run]:
    """The newest finished runs, the newest first."""
    finished = "SELECT key FROM run WHERE finished_at IS NOT NULL ORDER BY key DESC LIMIT ?"
    return [run for (key,) in store.rows(finished, (most,)) for run in [get(store, key)] if run]


def get(store: Store, key: int) -> Run | None:
    """The finished run `key`."""
    rows = store.rows("SELECT asked, finished_at FROM run WHERE key = ? AND finished_at IS NOT NULL", (key,))
    if not rows:
        return None
    ranked = store.rows(
        "SELECT creator_id FROM ranked JOIN creator ON creator = key WHERE run = ? ORDER BY rank", (key,)
    )
    return Run(key, json.loads(rows[0][0]), [creator_id for (creator_id,) in ranked], rows[0][1])


def asked_since(store: Store, since: int) -> list[dict[str, Any]]:
    """What was asked at or after `since`, the newest first; also by runs that were cut off."""
    rows = store.rows("SELECT asked FROM run WHERE started_at >= ? ORDER BY key DESC", (since,))
    return [json.loads(asked) for (asked,) in rows]


def spend(store: Store, platform: str, quota: str, units: float, now: int) -> None:
    """Book `units` of the platform's limit `quota`."""
    with store.writing() as db:
        db.execute(
            "INSERT INTO spent VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET units = units + excluded.units",
            (platform, quota, now, units),
        )


def book(store: Store, spent: Mapping[tuple[str, str], float], booked: dict[tuple[str, str], float], now: int) -> None:
    """Write down what was `spent`, by platform and limit, beyond what is `booked`, and bring that up to date.

    As a run goes on, not at its end: one that is killed has spent it all the same.
    """
    for where, units in spent.items():
        if more := units - booked.get(where, 0.0):
            spend(store, *where, more, now)
            booked[where] = units


def spent_since(store: Store, platform: str, quota: str, since: int) -> float:
    """Units of the platform's limit `quota` booked at or after `since`."""
    rows = store.rows(
        "SELECT coalesce(sum(units), 0) FROM spent WHERE platform = ? AND quota = ? AND at >= ?",
        (platform, quota, since),
    )
    return float(rows[0][0])
