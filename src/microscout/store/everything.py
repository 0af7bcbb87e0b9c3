"""All that the store holds as plain tables, out and in: nobody is locked in.

Tables have the names and columns of ``schema.py``; in place of the store's own numbers creators are named by their
``creator_id`` and posts by their creator and ``post_id``, so that the tables mean the same to any other tool. The
schema itself says which columns point where, so a table that is added later comes along by itself.

Left out is what can be asked for or computed again, and what belongs to this store alone: the salt, and the forgotten,
of whom there are hashes made with it. Of what was told to the founder the hashes go out as names and become hashes of
the other store, so that nothing is told twice there. Whoever is forgotten here does not come in either.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from microscout.errors import UsageError
from microscout.store import alerts, journal
from microscout.store.database import Store
from microscout.store.privacy import forgotten_ids

_LEFT_OUT = frozenset({"meta", "forgotten", "answer", "search", "lead", "vector"})
_TOLD = "alert"
_TYPES = {"INTEGER": pl.Int64(), "REAL": pl.Float64(), "TEXT": pl.String(), "BLOB": pl.Binary()}
_NAMED = {"creator": ("creator_id",), "post": ("creator", "post_id")}
_JSON = {
    "profile": ("languages", "links", "verified", "lists"),
    "post": ("links",),
    "run": ("asked",),
    "said": ("value",),
}


@dataclass(frozen=True)
class Table:
    """A table: its columns with their types, where some point (column → table), and whether it numbers its rows."""

    name: str
    columns: Mapping[str, str]
    points: Mapping[str, str]
    numbered: bool

    @property
    def schema(self) -> pl.Schema:
        """The columns as they go out."""
        out: dict[str, pl.DataType] = {}
        for name, kind in self.columns.items():
            pointed = self.points.get(name)
            if pointed == "post":
                out |= {"creator": pl.String(), "post_id": pl.String()}
            elif name != "key" or self.name not in _NAMED:
                out[name] = pl.String() if pointed == "creator" else _TYPES.get(kind, pl.String())
        return pl.Schema(out)


def tables(store: Store) -> list[Table]:
    """The tables that go out, those that others point to first."""
    rows = store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    found = {name: _described(store, name) for (name,) in rows if name not in _LEFT_OUT}
    ordered: list[Table] = []
    while found:
        ready = [each for each in found.values() if not (set(each.points.values()) - {each.name}) & set(found)]
        ordered += ready
        for each in ready:
            del found[each.name]
    return ordered


def out(store: Store) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every table with its name, one after the other, all of them as of one moment."""
    with store.still():
        for table in tables(store):
            batches = store.batches(_selected(table), {})
            read = [pl.DataFrame(rows, schema=table.schema, orient="row") for rows in batches]
            whole = pl.concat([pl.DataFrame(schema=table.schema), *read])
            yield table.name, alerts.named(store, whole) if table.name == _TOLD else whole


def into(store: Store, told: Mapping[str, pl.DataFrame]) -> dict[str, int]:
    """Take tables in, all or nothing; what is there already stays as it is. New rows by table.

    UsageError where a table or a column is none of ours, or holds what cannot be.
    """
    known = {table.name: table for table in tables(store)}
    for name, frame in told.items():
        if name not in known:
            raise UsageError(f"{name} is no table of a microscout export.", hint=f"Known: {', '.join(known)}.")
        _check(known[name], frame)
    gone = _forgotten(store, told["creator"]) if "creator" in told else set()
    added: dict[str, int] = {}
    numbers: dict[str, dict[int, int]] = {}
    with store.writing() as db:
        told = _later(store, told)
        for table in known.values():
            if table.name in told:
                frame = _without(table, told[table.name], gone)
                frame = alerts.hidden(store, frame) if table.name == _TOLD else frame
                before = _count(db, table)
                frame = _repointed(table, frame, numbers)
                if table.numbered and table.name not in _NAMED:
                    numbers[table.name] = _renumbered(db, table, frame)
                else:
                    _insert(db, table, frame)
                added[table.name] = _count(db, table) - before
    return added


def _later(store: Store, told: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """`told` without what was said before the last word that is known here."""
    if not {"act", "said"} <= told.keys():
        return dict(told)
    act, said = journal.later(store, told["act"], told["said"])
    return dict(told) | {"act": act, "said": said}


def _described(store: Store, name: str) -> Table:
    columns = {row[1]: row[2].upper() for row in store.rows(f"PRAGMA table_info({name})")}
    points = {row[3]: row[2] for row in store.rows(f"PRAGMA foreign_key_list({name})")}
    return Table(name, columns, points, "key" in columns)


def _selected(table: Table) -> str:
    columns, joins = [], []
    for name in table.columns:
        pointed = table.points.get(name)
        if pointed == "post":
            joins.append(f"JOIN post AS p ON p.key = t.{name} JOIN creator AS pc ON pc.key = p.creator")
            columns += ["pc.creator_id", "p.post_id"]
        elif pointed == "creator":
            joins.append(f"LEFT JOIN creator AS {name}_c ON {name}_c.key = t.{name}")
            columns.append(f"{name}_c.creator_id")
        elif name != "key" or table.name not in _NAMED:
            columns.append(f"t.{name}")
    order = "ORDER BY t.key" if table.numbered else ""
    return f"SELECT {', '.join(columns)} FROM {table.name} AS t {' '.join(joins)} {order}"  # noqa: S608  (our own names)


def _check(table: Table, frame: pl.DataFrame) -> None:
    if strange := sorted(set(frame.columns) - set(table.schema)):
        raise UsageError(f"{table.name}: there is no column {strange[0]!r}.")
    for name in set(_JSON.get(table.name, ())) & set(frame.columns):
        if not all(_is_json(text) for text in frame[name].drop_nulls()):
            raise UsageError(f"{table.name}.{name} holds a text that is no JSON.")
    for name, kind in frame.schema.items():
        if kind not in (table.schema[name], pl.Null()):
            raise UsageError(f"{table.name}.{name} is {kind}, not {table.schema[name]}.")
        if kind == pl.Int64 and frame[name].min() is not None and int(frame[name].min()) < 0:  # type: ignore[arg-type]
            raise UsageError(f"{table.name}.{name} holds a number below 0.")


def _is_json(text: Any) -> bool:
    try:
        json.loads(text)
    except (TypeError, ValueError):
        return False
    return True


def _forgotten(store: Store, creators: pl.DataFrame) -> set[str]:
    return forgotten_ids(store, creators.select("creator_id", "platform", "handle_key").iter_rows())


def _without(table: Table, frame: pl.DataFrame, gone: set[str]) -> pl.DataFrame:
    """`frame` without the rows of forgotten creators."""
    naming = [name for name in frame.columns if table.points.get(name) == "creator" or name == "creator"]
    naming += {"creator": ["creator_id"], _TOLD: ["about"]}.get(table.name, [])
    for name in naming:
        frame = frame.filter(~pl.col(name).is_in(list(gone)) | pl.col(name).is_null())
    return frame


def _repointed(table: Table, frame: pl.DataFrame, numbers: Mapping[str, Mapping[int, int]]) -> pl.DataFrame:
    """`frame` with the numbers that this store has given to the rows of other tables."""
    for name, pointed in table.points.items():
        if pointed in numbers and name in frame.columns:
            given = numbers[pointed]
            frame = frame.with_columns(pl.col(name).replace_strict(given, default=None, return_dtype=pl.Int64))
    return frame


def _insert(db: sqlite3.Connection, table: Table, frame: pl.DataFrame) -> None:
    """Put the rows in, by way of a passing table, so that names become numbers in one statement."""
    given = ", ".join(f'"{name}"' for name in frame.columns)
    db.execute(f"CREATE TEMP TABLE incoming ({given})")
    marks = ", ".join("?" * frame.width)
    db.executemany(f"INSERT INTO incoming VALUES ({marks})", frame.iter_rows())  # noqa: S608
    try:
        columns, values, joins = _targets(table, frame)
        db.execute(
            f"INSERT OR IGNORE INTO {table.name} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join(values)} FROM incoming AS i {' '.join(joins)}"
        )
    finally:
        db.execute("DROP TABLE incoming")


def _targets(table: Table, frame: pl.DataFrame) -> tuple[list[str], list[str], list[str]]:
    columns, values, joins = [], [], []
    for name in table.columns:
        pointed = table.points.get(name)
        if pointed == "post":
            joins.append("JOIN creator AS pc ON pc.creator_id = i.creator")
            joins.append("JOIN post AS p ON p.creator = pc.key AND p.post_id = i.post_id")
            columns.append(name)
            values.append("p.key")
        elif pointed == "creator" and name in frame.columns:
            joins.append(f"LEFT JOIN creator AS {name}_c ON {name}_c.creator_id = i.{name}")
            columns.append(name)
            values.append(f"{name}_c.key")
        elif name in frame.columns:
            columns.append(name)
            values.append(f"i.{name}")
    return columns, values, joins


def _renumbered(db: sqlite3.Connection, table: Table, frame: pl.DataFrame) -> dict[int, int]:
    """Put rows of a numbered table in, one by one, unless they are there already; the number that each has here."""
    given: dict[int, int] = {}
    taken: set[int] = set()  # two rows that are alike stay two
    columns = [name for name in frame.columns if name != "key"]
    alike = " AND ".join(f'"{name}" IS ?' for name in columns)
    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    for row in frame.iter_rows(named=True):
        values = [_number(db, table, name, row[name], given) for name in columns]
        alike_rows = db.execute(f"SELECT key FROM {table.name} WHERE {alike} ORDER BY key", values)  # noqa: S608
        there = next((key for (key,) in alike_rows.fetchall() if key not in taken), None)
        if there is None:
            insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks}) RETURNING key"  # noqa: S608
            (there,) = db.execute(insert, values).fetchone()
        given[row["key"]] = there
        taken.add(there)
    return given


def _number(db: sqlite3.Connection, table: Table, column: str, value: Any, given: Mapping[int, int]) -> object:
    """What `value` is in this store: a creator's number, or that of an earlier row of the same table (`given`)."""
    pointed = table.points.get(column)
    if value is None or pointed not in ("creator", table.name):
        return value
    if pointed == table.name:
        return given.get(value)
    known = db.execute("SELECT key FROM creator WHERE creator_id = ?", (value,)).fetchone()
    if known is None:
        raise UsageError(f"{table.name} names {value}, who is not among the creators.")
    return known[0]


def _count(db: sqlite3.Connection, table: Table) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])  # noqa: S608
