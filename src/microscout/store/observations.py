"""Snapshots in, frames as of a moment out. Nothing observed is ever changed, only added to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from microscout.frames import COMMENTS, CREATORS, POSTS, Frames, from_rows
from microscout.models import Discussion, Post, Profile, Snapshot
from microscout.store.database import Store
from microscout.store.discussions import put
from microscout.store.privacy import is_forgotten

_JSON = ("languages", "links", "verified", "lists")
_AT_ONCE = 500  # ids in one query; SQLite's own limit on parameters is 32,766


def add(store: Store, snapshot: Snapshot) -> bool:
    """Keep `snapshot`. False, and nothing kept, if the creator asked to be forgotten."""
    return bool(add_all(store, [snapshot]))


def add_fetched(store: Store, snapshot: Snapshot) -> int:
    """Keep what was fetched just now; the moment under which it is kept.

    What is fetched is newer than all that is known, whatever the clock says: after one that was set back it is kept a
    second after the newest snapshot, so that "the newest" stays the truth and no moment is written twice.
    """
    with store.writing() as db:
        _recognise(db, snapshot.profile)
        (newest,) = db.execute(
            "SELECT coalesce(max(captured_at), 0) FROM profile JOIN creator ON creator = key WHERE creator_id = ?",
            (snapshot.creator_id,),
        ).fetchone()
        at = snapshot.profile.captured_at
        if at < newest:
            at = int(newest) + 1
            posts = snapshot.posts and tuple(each.model_copy(update={"captured_at": at}) for each in snapshot.posts)
            profile = snapshot.profile.model_copy(update={"captured_at": at})
            snapshot = snapshot.model_copy(update={"profile": profile, "posts": posts})
        add(store, snapshot)
    return at


def add_all(store: Store, snapshots: Sequence[Snapshot]) -> list[str]:
    """Keep `snapshots` in one transaction; the creator of each one kept (all but the forgotten)."""
    salt = store.salt
    with store.writing() as db:
        kept = [each for each in snapshots if not is_forgotten(store, each.profile)]
        for snapshot in kept:
            _add(db, snapshot, salt)
    return [each.creator_id for each in kept]


def _add(db: sqlite3.Connection, snapshot: Snapshot, salt: str) -> None:
    profile = snapshot.profile
    creator = _creator_key(db, profile)
    db.execute(
        """INSERT INTO profile VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET posts_known = max(posts_known, excluded.posts_known)""",
        (
            creator, profile.captured_at, profile.handle, profile.name, profile.bio, profile.url, profile.followers,
            profile.following, profile.post_count, profile.counts_from, profile.location, _listed(profile.languages),
            _listed(profile.links), _listed(profile.verified), _listed(profile.lists), profile.created_at,
            profile.consent, snapshot.posts is not None,
        ),
    )  # fmt: skip
    _add_posts(db, creator, snapshot.posts or ())
    if snapshot.comments is not None:
        said = Discussion(creator_id=snapshot.creator_id, captured_at=profile.captured_at, comments=snapshot.comments)
        put(db, creator, profile.platform, salt, said)


def _creator_key(db: sqlite3.Connection, profile: Profile) -> int:
    _recognise(db, profile)
    (key,) = db.execute(
        """INSERT INTO creator (creator_id, platform, handle_key) VALUES (?, ?, ?)
        ON CONFLICT (creator_id) DO UPDATE SET handle_key = excluded.handle_key RETURNING key""",
        (profile.creator_id, profile.platform, profile.handle.casefold()),
    ).fetchone()
    return int(key)


def _recognise(db: sqlite3.Connection, profile: Profile) -> None:
    """Who came in by handle alone, from a founder's list, is the creator whose id is learnt now: one, not two."""
    handle = profile.handle.casefold()
    by_handle = f"{profile.platform}:{handle}"
    if profile.creator_id.casefold() != by_handle:
        db.execute(
            """UPDATE OR IGNORE creator SET creator_id = ?
            WHERE handle_key = ? AND platform = ? AND lower(creator_id) = lower(?)""",
            (profile.creator_id, handle, profile.platform, by_handle),
        )


def _add_posts(db: sqlite3.Connection, creator: int, posts: Sequence[Post]) -> None:
    db.executemany(
        """INSERT INTO post (creator, post_id, text, created_at, url, language, kind, paid, is_repost, links)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET text = excluded.text, paid = excluded.paid
        WHERE text <> excluded.text OR paid IS NOT excluded.paid""",
        [
            (creator, p.post_id, p.text, p.created_at, p.url, p.language, p.kind, p.paid, p.is_repost, _listed(p.links))
            for p in posts
        ],
    )
    db.executemany(
        """INSERT OR IGNORE INTO post_count
        SELECT key, ?, ?, ?, ?, ?, ? FROM post WHERE creator = ? AND post_id = ?""",
        [(p.captured_at, p.likes, p.comments, p.reposts, p.quotes, p.views, creator, p.post_id) for p in posts],
    )


def _listed(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False) if texts else "[]"


# -- out ------------------------------------------------------------------------------------------------------------

_NEWEST_PROFILE = """
SELECT c.creator_id, c.platform, p.handle, p.captured_at, p.name, p.bio, p.url, p.followers, p.following, p.post_count,
    p.counts_from, p.location, p.languages, p.links, p.verified, p.lists, p.created_at, p.consent,
    (SELECT max(captured_at) FROM discussion WHERE creator = c.key AND captured_at <= :as_of)
FROM creator c JOIN profile p ON p.creator = c.key
WHERE p.captured_at = (SELECT max(captured_at) FROM profile WHERE creator = c.key AND captured_at <= :as_of) {only}
"""
_NEWEST_POSTS = """
SELECT c.creator_id, p.post_id, n.captured_at, p.text, p.created_at, p.url, p.language, p.kind,
    n.likes, n.comments, n.reposts, n.quotes, n.views, p.paid, p.is_repost, p.links
FROM creator c CROSS JOIN post p ON p.creator = c.key CROSS JOIN post_count n ON n.post = p.key
WHERE n.captured_at = (SELECT max(captured_at) FROM post_count WHERE post = p.key AND captured_at <= :as_of) {only}
"""
_COMMENTS = """
SELECT c.creator_id, m.post_id, m.comment_id, m.author, m.by_creator, m.parent, m.text, m.created_at, m.likes
FROM creator c JOIN comment m ON m.creator = c.key
WHERE m.captured_at <= :as_of {only}
"""
_FOREVER = 2**62


def frames(
    store: Store, *, creator_ids: Collection[str] | None = None, platforms: Collection[str] = (), as_of: int = _FOREVER
) -> Frames:
    """What was known at `as_of` (epoch seconds): of `creator_ids` (None: all) on `platforms` (empty: all)."""
    return Frames(
        creators=_read(store, _NEWEST_PROFILE, CREATORS, creator_ids, platforms, as_of),
        posts=_read(store, _NEWEST_POSTS, POSTS, creator_ids, platforms, as_of),
        comments=_read(store, _COMMENTS, COMMENTS, creator_ids, platforms, as_of),
    )


def creators(store: Store) -> pl.DataFrame:
    """All creators as they are known now, without their posts."""
    return _read(store, _NEWEST_PROFILE, CREATORS, None, (), _FOREVER)


def parts(store: Store, *, platforms: Collection[str] = (), creators: int = 50_000) -> Iterator[Frames]:
    """All that is known now, `creators` at a time; at least one part, which may be empty.

    For catalogues that do not fit the memory at once: judgements are absolute, so parts can be scored one by one.
    """
    keys = "SELECT creator_id, platform FROM creator ORDER BY key"
    ids = [creator_id for creator_id, platform in store.rows(keys) if not platforms or platform in platforms]
    for start in range(0, max(1, len(ids)), creators):
        yield frames(store, creator_ids=ids[start : start + creators])


def _read(
    store: Store,
    sql: str,
    schema: pl.Schema,
    creator_ids: Collection[str] | None,
    platforms: Collection[str],
    as_of: int,
) -> pl.DataFrame:
    named = {"as_of": as_of, **{f"p{i}": name for i, name in enumerate(sorted(platforms))}}
    only = f"AND c.platform IN ({', '.join(f':p{i}' for i in range(len(platforms)))})" if platforms else ""
    raw = pl.Schema({name: pl.String if name in _JSON else kind for name, kind in schema.items()})
    read = [from_rows([], raw)]
    if creator_ids is None:
        read += [from_rows(rows, raw) for rows in store.batches(sql.format(only=only), named)]
    else:
        ids = sorted(creator_ids)
        for start in range(0, len(ids), _AT_ONCE):
            some = {f"c{i}": each for i, each in enumerate(ids[start : start + _AT_ONCE])}
            wanted = f"{only} AND c.creator_id IN ({', '.join(f':{name}' for name in some)})"
            read += [from_rows(rows, raw) for rows in store.batches(sql.format(only=wanted), named | some)]
    decoded = [pl.col(name).str.json_decode(schema[name]) for name in _JSON if name in schema]
    return pl.concat(read).with_columns(decoded)


def texts(store: Store, creator_ids: Collection[str], *, most: int = 50, as_of: int = _FOREVER) -> dict[str, list[str]]:
    """What each of `creator_ids` says, as known at `as_of`: the bio, then the texts of the `most` newest posts."""
    found: dict[str, list[str]] = {}
    for creator_id in sorted(creator_ids):
        rows = store.rows(
            """SELECT bio, 1 << 62 FROM (SELECT bio FROM profile JOIN creator ON creator = key
                WHERE creator_id = :creator AND captured_at <= :as_of ORDER BY captured_at DESC LIMIT 1)
            UNION ALL SELECT * FROM (
                SELECT text, coalesce(created_at, 0) FROM post JOIN creator ON creator = creator.key
                WHERE creator_id = :creator AND text <> ''
                AND EXISTS (SELECT 1 FROM post_count WHERE post = post.key AND captured_at <= :as_of)
                ORDER BY 2 DESC, post_id LIMIT :most)""",
            {"creator": creator_id, "as_of": as_of, "most": most},
        )
        found[creator_id] = [text for text, _ in rows if text]
    return found


def some_creators(store: Store, most: int) -> list[str]:
    """The ids of up to `most` creators, evenly spread over all: the same every time while nobody comes or goes."""
    ids = [creator_id for (creator_id,) in store.rows("SELECT creator_id FROM creator ORDER BY creator_id")]
    step = max(1, -(-len(ids) // most))
    return ids[::step]


def fresh(store: Store, platform: str, since: int) -> set[str]:
    """The ids of the creators on `platform` whose posts were asked for at or after `since`."""
    found = store.rows(
        """SELECT DISTINCT creator_id FROM creator JOIN profile ON creator = key
        WHERE platform = ? AND captured_at >= ? AND posts_known""",
        (platform, since),
    )
    return {creator_id for (creator_id,) in found}


def find(store: Store, handle: str, platform: str | None = None) -> list[str]:
    """The ids of the creators with this id or handle (no matter which case), on `platform` or on any."""
    found = store.rows(
        """SELECT creator_id FROM creator WHERE (creator_id = :text OR handle_key = :key)
        AND (:platform IS NULL OR platform = :platform) ORDER BY creator_id""",
        {"text": handle, "key": handle.removeprefix("@").casefold(), "platform": platform},
    )
    return [creator_id for (creator_id,) in found]


def formerly(store: Store, handle: str) -> list[tuple[str, str]]:
    """The ids and newest handles of the creators who once had this handle (in the platform's own spelling)."""
    rows = store.rows(
        "SELECT DISTINCT creator_id FROM profile JOIN creator ON creator = key WHERE handle = ? COLLATE NOCASE",
        (handle.removeprefix("@"),),
    )
    return sorted(handles_of(store, [creator_id for (creator_id,) in rows]).items())


def platforms(store: Store) -> set[str]:
    """The platforms of which anything is held."""
    return {platform for (platform,) in store.rows("SELECT DISTINCT platform FROM creator")}


def handles(store: Store) -> list[str]:
    """All handles, for "did you mean"."""
    return [handle for (handle,) in store.rows("SELECT DISTINCT handle_key FROM creator")]


def handles_of(store: Store, creator_ids: Collection[str]) -> dict[str, str]:
    """The newest handle of each of `creator_ids`."""
    rows = store.rows(
        """SELECT creator_id, handle FROM json_each(?) JOIN creator ON creator_id = value
        JOIN profile ON creator = creator.key
        ORDER BY captured_at""",
        (json.dumps(list(creator_ids)),),
    )
    return dict(rows)


def moments(store: Store, creator_id: str) -> int:
    """At how many moments the creator was looked at."""
    rows = store.rows("SELECT count(*) FROM profile JOIN creator ON creator = key WHERE creator_id = ?", (creator_id,))
    return int(rows[0][0])


def sizes(store: Store, creator_id: str) -> list[tuple[int, int]]:
    """When the creator's followers were counted (epoch seconds), and how many there were, in order of time."""
    return store.rows(
        """SELECT captured_at, followers FROM profile JOIN creator ON creator = key
        WHERE creator_id = ? AND followers IS NOT NULL ORDER BY captured_at""",
        (creator_id,),
    )
