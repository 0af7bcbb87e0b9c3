"""What the founder said and did, as an append-only journal: the one mechanism by which everything can be undone.

An *act* is one command; it says things about a subject (a kind, and with it a shortlist, a creator, a second creator, a
word such as a tag). What holds is the newest thing said about each subject; null takes it back. Undoing an act is an
act that says again what held before, so nothing is ever changed, and what held on any past day is still known.

An act's sentence is made from what it said, not kept: whom a founder forgets disappears from the journal as well.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from microscout.store.database import Store

_NOW = 2**62
_HOLDS = """
SELECT kind, value, c.creator_id, o.creator_id, shortlist, about FROM (
    SELECT kind, value, creator, other, shortlist, about, max(key) FROM said
    WHERE {which} AND act <= :upto GROUP BY kind, creator, other, shortlist, about
) LEFT JOIN creator c ON c.key = creator LEFT JOIN creator o ON o.key = other
WHERE value IS NOT NULL
"""
_BEFORE = """
SELECT kind, creator, other, shortlist, about, (
    SELECT value FROM said b WHERE b.kind = s.kind AND b.creator IS s.creator AND b.other IS s.other
    AND b.shortlist = s.shortlist AND b.about = s.about AND b.key < s.key ORDER BY b.key DESC LIMIT 1
) FROM said s WHERE act = ?
"""
_STANDS = """NOT EXISTS (SELECT 1 FROM act u WHERE u.undoes = act.key
    AND NOT EXISTS (SELECT 1 FROM act r WHERE r.undoes = u.key))"""  # an undoing that was taken back undoes nothing
_SUBJECT = {
    "kind": pl.String(),
    "shortlist": pl.Int64(),
    "creator": pl.String(),
    "other": pl.String(),
    "about": pl.String(),
}
_LAST = """
SELECT kind, shortlist, c.creator_id, o.creator_id, about, max(at) FROM said JOIN act ON act.key = act
LEFT JOIN creator c ON c.key = creator LEFT JOIN creator o ON o.key = other
GROUP BY kind, shortlist, creator, other, about
"""
_NAMES = """
SELECT (SELECT json_extract(n.value, '$.name') FROM said n WHERE n.kind = 'shortlist' AND n.shortlist = about.shortlist
    AND n.value IS NOT NULL AND n.act <= ? ORDER BY n.key DESC LIMIT 1)
FROM (SELECT DISTINCT shortlist FROM said WHERE act = ? AND shortlist != 0) about
"""
_BASE = "SELECT key FROM act WHERE undoes IS NULL"
_UNDOING = f"undoes IN ({_BASE}) AND {_STANDS} AND key > (SELECT max(key) FROM ({_BASE}))"  # noqa: S608


@dataclass(frozen=True)
class Said:
    """One thing said about a subject: all but `value`. A `value` is whatever JSON can carry; None takes it back."""

    kind: str
    value: Any
    creator: str | None = None
    other: str | None = None
    shortlist: int = 0
    about: str = ""


@dataclass(frozen=True)
class Act:
    """One command of the founder's: when, what it was called, what it said; `undone`: whether it holds no more.

    `lists`: the shortlists that it was about, by the names that they had then.
    """

    key: int
    at: int
    command: str
    said: tuple[Said, ...]
    undone: bool
    lists: tuple[str, ...] = ()


def write(store: Store, command: str, said: Sequence[Said], now: int) -> int | None:
    """Keep an act that says `said`; its key, or None where all of it held already (then nothing is kept)."""
    with store.writing() as db:
        held = {
            replace(each, value=None): each.value for kind in {s.kind for s in said} for each in holding(store, kind)
        }
        new = [each for each in said if held.get(replace(each, value=None)) != each.value]
        if not new:
            return None
        act = _act(db, command, None, now)
        db.executemany(
            """INSERT INTO said (act, kind, creator, other, shortlist, about, value) VALUES (?, ?,
            (SELECT key FROM creator WHERE creator_id = ?), (SELECT key FROM creator WHERE creator_id = ?), ?, ?, ?)""",
            [(act, s.kind, s.creator, s.other, s.shortlist, s.about, _json(s.value)) for s in new],
        )
    return act


def holding(store: Store, kind: str, *, shortlist: int | None = None, as_of: int | None = None) -> list[Said]:
    """What holds of a kind (of one shortlist), or held at the moment `as_of`."""
    upto = _NOW
    if as_of is not None:
        upto = store.rows("SELECT coalesce(max(key), 0) FROM act WHERE at <= ?", (as_of,))[0][0]
    which = "kind = :kind" if shortlist is None else "kind = :kind AND shortlist = :shortlist"
    values = {"kind": kind, "shortlist": shortlist, "upto": upto}
    return [_said(row) for row in store.rows(_HOLDS.format(which=which), values)]


def undo(store: Store, now: int) -> Act | None:
    """Take the newest act back that still stands; None where there is none."""
    return _reverse(store, f"undoes IS NULL AND {_STANDS}", now)


def redo(store: Store, now: int) -> Act | None:
    """Take the newest undoing back, where nothing else was done since; None where there is none."""
    return _reverse(store, _UNDOING, now)


def acts(store: Store, most: int) -> list[Act]:
    """The newest acts that were no undoing, the newest first."""
    rows = store.rows(f"{_BASE} ORDER BY key DESC LIMIT ?", (most,))
    return [_read(store, key) for (key,) in rows]


def later(store: Store, act: pl.DataFrame, said: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of another store's acts, and what they said, what was said later than anything here about the same subject.

    All else is older news: coming in behind, it would take the place of a newer word. Frames as in ``everything.py``.
    """
    here = pl.DataFrame(store.rows(_LAST), schema=_SUBJECT | {"last": pl.Int64}, orient="row")
    when = act.select(pl.col("key").alias("act"), pl.col("at"))
    known = said.join(when, on="act", how="left").join(here, on=list(_SUBJECT), how="left", nulls_equal=True)
    kept = known.filter(pl.col("last").is_null() | (pl.col("at") > pl.col("last"))).select(said.columns)
    wanted, undone = set(kept["act"]), dict(act.select("key", "undoes").iter_rows())
    for key in sorted(wanted, reverse=True):
        while (key := undone.get(key)) is not None:  # what an undoing took back
            wanted.add(key)
    return act.filter(pl.col("key").is_in(list(wanted))), kept


def _reverse(store: Store, which: str, now: int) -> Act | None:
    with store.writing() as db:
        found = db.execute(f"SELECT max(key) FROM act WHERE {which}").fetchone()[0]  # noqa: S608  (our own words)
        if found is None:
            return None
        act = _act(db, "undo", found, now)
        db.executemany(
            "INSERT INTO said (act, kind, creator, other, shortlist, about, value) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(act, *row) for row in db.execute(_BEFORE, (found,)).fetchall()],
        )
    (base,) = store.rows("SELECT coalesce(undoes, key) FROM act WHERE key = ?", (found,))[0]
    return _read(store, base)


def moment_of(db: sqlite3.Connection, now: int) -> int:
    """When the next act is: `now`, but after the last act, whatever the clock says."""
    return int(db.execute("SELECT max(?, 1 + coalesce(max(at), 0)) FROM act", (now,)).fetchone()[0])


def _act(db: sqlite3.Connection, command: str, undoes: int | None, now: int) -> int:
    at = moment_of(db, now)
    key = db.execute("INSERT INTO act (at, command, undoes) VALUES (?, ?, ?)", (at, command, undoes)).lastrowid
    return int(key or 0)


def _read(store: Store, key: int) -> Act:
    (row,) = store.rows(f"SELECT at, command, NOT {_STANDS} FROM act WHERE key = ?", (key,))  # noqa: S608
    said = store.rows(
        """SELECT kind, value, c.creator_id, o.creator_id, shortlist, about FROM said
        LEFT JOIN creator c ON c.key = creator LEFT JOIN creator o ON o.key = other WHERE act = ? ORDER BY said.key""",
        (key,),
    )
    names = store.rows(_NAMES, (key, key))
    lists = tuple(name for (name,) in names if name)
    return Act(key, row[0], row[1], tuple(_said(each) for each in said), bool(row[2]), lists)


def _said(row: tuple[Any, ...]) -> Said:
    kind, value, creator, other, shortlist, about = row
    return Said(kind, None if value is None else json.loads(value), creator, other, shortlist, about)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
