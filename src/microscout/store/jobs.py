"""How far a rescore has come: a job with its creators in order, each due, read, counted, absent or skipped.

A creator's snapshot and its state are kept in one transaction, so that whoever goes on after a kill -9 neither asks for
somebody twice nor leaves anybody out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microscout.store.database import Store

DUE, READ, COUNTED, ABSENT, SKIPPED = "due", "read", "counted", "absent", "skipped"
_KNOWN = """
SELECT c.creator_id, c.platform, coalesce(p.handle, c.handle_key), coalesce(p.lists, '[]'), p.post_count,
    coalesce(max(p.captured_at, coalesce((SELECT max(at) FROM absence a WHERE a.creator = c.key), 0)), 0) AS looked_at,
    (SELECT max(w.captured_at) FROM profile w WHERE w.creator = c.key AND w.posts_known AND NOT EXISTS (
        SELECT 1 FROM task t WHERE t.creator = c.key AND t.state = 'counted' AND t.at = w.captured_at)) AS read_at,
    (SELECT min(rank) FROM ranked r WHERE r.creator = c.key) AS rank
FROM creator c LEFT JOIN profile p ON p.creator = c.key
    AND p.captured_at = (SELECT max(captured_at) FROM profile n WHERE n.creator = c.key)
"""


@dataclass(frozen=True)
class Job:
    """A rescore: what was asked of it, and when it began."""

    key: int
    asked: Mapping[str, Any]
    began_at: int


@dataclass(frozen=True)
class Known:
    """A creator as last known. `looked_at`: the last look; `read_at`: when posts were last read whole."""

    creator_id: str
    platform: str
    handle: str
    lists: tuple[str, ...]
    post_count: int | None
    looked_at: int
    read_at: int | None
    rank: int | None


def known(store: Store, creator_ids: Collection[str] | None) -> list[Known]:
    """How `creator_ids` (None: all) were last known, and the best rank that a search gave them."""
    only = "" if creator_ids is None else "WHERE c.creator_id IN (SELECT value FROM json_each(?))"
    rows = store.rows(_KNOWN + only, () if creator_ids is None else (json.dumps(list(creator_ids)),))
    return [Known(row[0], row[1], row[2], tuple(json.loads(row[3])), *row[4:]) for row in rows]


def begin(store: Store, asked: Mapping[str, Any], creator_ids: Sequence[str], now: int) -> Job:
    """A new job over `creator_ids`, in that order. It begins after all that is known, whatever the clock says."""
    with store.writing() as db:
        began = db.execute("SELECT max(?, 1 + coalesce(max(captured_at), 0)) FROM profile", (now,)).fetchone()[0]
        key = db.execute("INSERT INTO job (began_at, asked) VALUES (?, ?)", (began, json.dumps(asked))).lastrowid or 0
        db.executemany(
            "INSERT INTO task SELECT ?, key, ?, 'due', NULL FROM creator WHERE creator_id = ?",
            [(key, place, creator_id) for place, creator_id in enumerate(creator_ids)],
        )
    return Job(key, asked, began)


def unfinished(store: Store, asked: Mapping[str, Any], since: int) -> Job | None:
    """The newest job that was asked the same, began at or after `since` and came to no end."""
    rows = store.rows(
        """SELECT key, began_at FROM job WHERE finished_at IS NULL AND asked = ? AND began_at >= ?
        ORDER BY key DESC LIMIT 1""",
        (json.dumps(asked), since),
    )
    return Job(rows[0][0], asked, rows[0][1]) if rows else None


def due(store: Store, job: Job) -> list[str]:
    """Whom the job has still to look at, in order."""
    rows = store.rows(
        """SELECT creator_id FROM task JOIN creator ON creator = key WHERE job = ? AND state = 'due' ORDER BY place""",
        (job.key,),
    )
    return [creator_id for (creator_id,) in rows]


def settle(store: Store, job: Job, creator_id: str, state: str, at: int) -> None:
    """Note what became of a creator; only what is due can become something else."""
    with store.writing() as db:
        db.execute(
            """UPDATE task SET state = ?, at = ? WHERE job = ? AND state = 'due'
            AND creator = (SELECT key FROM creator WHERE creator_id = ?)""",
            (state, at, job.key, creator_id),
        )


def states(store: Store, job: Job) -> dict[str, int]:
    """How many creators are in which state."""
    return dict(store.rows("SELECT state, count(*) FROM task WHERE job = ? GROUP BY state", (job.key,)))


def finish(store: Store, job: Job, told: Mapping[str, Any], now: int) -> None:
    """Note that the job came to its end, and what came of it, in figures."""
    with store.writing() as db:
        db.execute("UPDATE job SET finished_at = ?, told = ? WHERE key = ?", (now, json.dumps(told), job.key))
