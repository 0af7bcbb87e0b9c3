"""What a store must be able to do for the people in it: forget somebody, and keep nothing for ever.

Who is forgotten leaves only salted hashes of id and handle, so that the next search does not fetch them again; the
salt is this store's own, so the hashes say nothing to anybody else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from microscout.models import Profile
from microscout.store.database import Store
from microscout.store.hashes import hashed, named

_BARE = "NOT EXISTS (SELECT 1 FROM profile WHERE creator = creator.key)"
_SPOKEN_OF = "EXISTS (SELECT 1 FROM said WHERE said.creator = creator.key OR said.other = creator.key)"
_LEADS_BY_ID = """DELETE FROM lead WHERE platform = :platform
AND :id IN (json_extract(candidate, '$.stable_id'), json_extract(candidate, '$.profile.stable_id'))"""


@dataclass(frozen=True)
class Erased:
    """How much was erased."""

    creators: int
    observations: int


def forget(store: Store, creator_id: str, now: int) -> Erased:
    """Erase all of `creator_id`, leads included, and remember only hashes."""
    rows = store.rows("SELECT key, platform, handle_key FROM creator WHERE creator_id = ?", (creator_id,))
    if not rows:
        return Erased(0, 0)
    key, platform, handle = rows[0]
    handles = {handle} | {
        each.casefold() for (each,) in store.rows("SELECT handle FROM profile WHERE creator = ?", (key,))
    }
    hashes = [hashed(store.salt, creator_id), *(hashed(store.salt, named(platform, each)) for each in handles)]
    (observations,) = store.rows(
        """SELECT (SELECT count(*) FROM profile WHERE creator = :key)
        + (SELECT count(*) FROM post_count JOIN post ON post = post.key WHERE creator = :key)
        + (SELECT count(*) FROM comment WHERE creator = :key)
        + (SELECT count(*) FROM comment WHERE author IN (SELECT value FROM json_each(:hashes)) AND creator <> :key)""",
        {"key": key, "hashes": _listed(hashes)},
    )[0]
    with store.writing() as db:
        db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", [(each, now) for each in hashes])
        db.execute("DELETE FROM creator WHERE key = ?", (key,))
        db.executemany("DELETE FROM comment WHERE author = ?", [(each,) for each in hashes])  # what they said elsewhere
        db.execute("DELETE FROM answer")  # one cannot tell in which of them the creator is
        db.executemany("DELETE FROM lead WHERE platform = ? AND handle_key = ?", [(platform, each) for each in handles])
        db.execute(_LEADS_BY_ID, {"platform": platform, "id": creator_id.removeprefix(f"{platform}:")})
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds what was erased
    return Erased(1, observations)


def suppress(store: Store, platform: str, name: str, now: int) -> None:
    """Never fetch the creator with this handle or stable id on `platform`, of whom no observation is held."""
    hashes = [hashed(store.salt, each) for each in (f"{platform}:{name}", named(platform, name))]
    with store.writing() as db:
        db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?)", [(each, now) for each in hashes])
        db.executemany("DELETE FROM comment WHERE author = ?", [(each,) for each in hashes])
        db.execute("DELETE FROM lead WHERE platform = ? AND handle_key = ?", (platform, name.casefold()))
        db.execute(_LEADS_BY_ID, {"platform": platform, "id": name})
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds what was erased


def is_forgotten(store: Store, profile: Profile) -> bool:
    """Whether this creator asked to be forgotten, under this id or this handle."""
    wanted = (profile.creator_id, named(profile.platform, profile.handle))
    return bool(_among_forgotten(store, wanted))


def forgotten(store: Store, platform: str, names: Iterable[str]) -> set[str]:
    """Those of `names`, handles or stable ids, whose creators asked to be forgotten."""
    known = {form: name for name in names for form in (f"{platform}:{name}", named(platform, name))}
    return {known[form] for form in _among_forgotten(store, known)}


def forgotten_ids(store: Store, creators: Iterable[tuple[str, str, str]]) -> set[str]:
    """The ids of those `creators` (id, platform, handle) who asked to be forgotten."""
    known = {form: each[0] for each in creators for form in (each[0], named(each[1], each[2]))}
    return {known[form] for form in _among_forgotten(store, known)}


def purge(store: Store, before: int) -> Erased:
    """Erase every observation made before `before` (epoch seconds), and creators of whom nothing is left."""
    with store.writing() as db:
        gone = db.execute("DELETE FROM post_count WHERE captured_at < ?", (before,)).rowcount
        gone += db.execute("DELETE FROM profile WHERE captured_at < ?", (before,)).rowcount
        gone += db.execute("DELETE FROM comment WHERE captured_at < ?", (before,)).rowcount
        db.execute("DELETE FROM discussion WHERE captured_at < ?", (before,))
        db.execute("DELETE FROM change WHERE found_at < ?", (before,))
        db.execute("DELETE FROM followed WHERE at < ?", (before,))
        db.execute("DELETE FROM audience WHERE captured_at < ?", (before,))
        creators = _swept(db)
        db.execute("DELETE FROM lead WHERE found_at < ?", (before,))
        db.execute("DELETE FROM search WHERE finished_at < ?", (before,))
        db.execute("DELETE FROM run WHERE started_at < ?", (before,))
        db.execute("DELETE FROM answer WHERE at < ?", (before,))
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds what was erased
    return Erased(creators, gone)


def expire(store: Store, platform: str, before: int) -> Erased:
    """Erase what was fetched from `platform` before `before`, as its terms want; the founder's own files stay.

    Of whom the founder said something (on a shortlist, a note) the bare id stays, so that they can be asked for again.
    """
    fetched = """(SELECT key FROM creator WHERE platform = :platform
        AND NOT EXISTS (SELECT 1 FROM profile WHERE creator = key AND counts_from = 'file'))"""
    old = {"platform": platform, "before": before}
    with store.writing() as db:
        gone = sum(
            db.execute(f"DELETE FROM {table} WHERE captured_at < :before AND {which} {fetched}", old).rowcount  # noqa: S608
            for table, which in (
                ("post_count", "(SELECT creator FROM post WHERE key = post_count.post) IN"),
                ("profile", "creator IN"),
                ("comment", "creator IN"),
            )
        )
        db.execute(f"DELETE FROM discussion WHERE captured_at < :before AND creator IN {fetched}", old)  # noqa: S608
        for table, moment in (("change", "found_at"), ("followed", "at"), ("audience", "captured_at")):
            db.execute(f"DELETE FROM {table} WHERE {moment} < :before AND creator IN {fetched}", old)  # noqa: S608
        db.execute(
            f"""UPDATE creator SET handle_key = substr(creator_id, length(platform) + 2)
            WHERE platform = :platform AND {_BARE} AND {_SPOKEN_OF}""",  # noqa: S608
            old,
        )
        creators = _swept(db, f"AND NOT {_SPOKEN_OF}")
        db.execute("DELETE FROM lead WHERE platform = :platform AND found_at < :before", old)
    return Erased(creators, gone)


def _swept(db: sqlite3.Connection, but: str = "") -> int:
    """Erase posts without counts, what was computed from them, and creators without profiles, `but` some."""
    db.execute(
        """DELETE FROM vector WHERE creator IN
        (SELECT creator FROM post WHERE NOT EXISTS (SELECT 1 FROM post_count WHERE post = post.key))"""
    )
    db.execute("DELETE FROM post WHERE NOT EXISTS (SELECT 1 FROM post_count WHERE post = post.key)")
    return db.execute(f"DELETE FROM creator WHERE {_BARE} {but}").rowcount  # noqa: S608  (our own words)


def count_before(store: Store, before: int) -> int:
    """How many observations :func:`purge` would erase."""
    return sum(
        store.rows(f"SELECT count(*) FROM {table} WHERE captured_at < ?", (before,))[0][0]  # noqa: S608  (our own names)
        for table in ("post_count", "profile", "comment")
    )


def _among_forgotten(store: Store, names: Iterable[str]) -> list[str]:
    salt = store.salt
    hashes = {hashed(salt, name): name for name in names}
    found = store.rows("SELECT hash FROM forgotten WHERE hash IN (SELECT value FROM json_each(?))", (_listed(hashes),))
    return [hashes[each] for (each,) in found]


def _listed(texts: Iterable[str]) -> str:
    return json.dumps(list(texts))
