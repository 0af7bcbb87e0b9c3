"""History out: what ``microscout.monitoring`` compares, and what it has told. The only writer of the told changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import polars as pl

from microscout.frames import LOOKS, MISSED, READ_POSTS, THREADS, TOLD, from_rows, schema
from microscout.store.database import Store

_DAY = 86_400
_FOREVER = 2**62

_LOOKS = """
SELECT c.creator_id, c.platform, p.captured_at, p.handle, p.followers, p.following, p.post_count, p.counts_from
FROM json_each(:ids) CROSS JOIN creator c ON c.creator_id = value JOIN profile p ON p.creator = c.key
WHERE p.captured_at BETWEEN :since AND :until
"""
_POSTS = """
SELECT c.creator_id, c.platform, p.post_id, p.created_at, p.kind, p.is_repost, p.paid,
    n.captured_at, n.likes, n.comments, n.reposts, n.quotes, n.views
FROM json_each(:ids) CROSS JOIN creator c ON c.creator_id = value CROSS JOIN post p ON p.creator = c.key
LEFT JOIN post_count n ON n.post = p.key AND n.captured_at = (
    SELECT min(captured_at) FROM post_count
    WHERE post = p.key AND captured_at BETWEEN p.created_at + :ripe AND p.created_at + :late AND captured_at <= :until
)
WHERE p.created_at BETWEEN :since AND :until
"""
_THREADS = """
SELECT c.creator_id, m.created_at, EXISTS (
    SELECT 1 FROM comment r WHERE r.creator = m.creator AND r.parent = m.comment_id AND r.by_creator
)
FROM json_each(:ids) CROSS JOIN creator c ON c.creator_id = value JOIN comment m ON m.creator = c.key
WHERE m.parent IS NULL AND NOT m.by_creator AND m.created_at BETWEEN :since AND :until
"""
_TEXTS = schema(creator_id=pl.String, post_id=pl.String, text=pl.String)


def looks(store: Store, creator_ids: Iterable[str], since: int = 0, until: int = _FOREVER) -> pl.DataFrame:
    """A row for each look at the profiles of `creator_ids` between `since` and `until` (epoch seconds)."""
    return _frame(store, _LOOKS, LOOKS, creator_ids, since=since, until=until)


def posts(
    store: Store,
    creator_ids: Iterable[str],
    since: int = 0,
    until: int = _FOREVER,
    *,
    ripe_days: int,
    late_days: int | None = None,
) -> pl.DataFrame:
    """A row for each post made in that time, with its counts when first seen at the age of `ripe_days` to `late_days`.

    Null counts: it was not seen at that age (None: at any later one).
    """
    late = _FOREVER // 4 if late_days is None else late_days * _DAY
    return _frame(store, _POSTS, READ_POSTS, creator_ids, since=since, until=until, ripe=ripe_days * _DAY, late=late)


def threads(store: Store, creator_ids: Iterable[str], since: int = 0, until: int = _FOREVER) -> pl.DataFrame:
    """A row for each thread that somebody else opened in that time under a post, and whether the creator answered."""
    return _frame(store, _THREADS, THREADS, creator_ids, since=since, until=until)


def texts(store: Store, posts: pl.DataFrame) -> pl.DataFrame:
    """The words of `posts` (creator_id, post_id) that have any: creator_id, post_id, text, sorted by creator."""
    sql = """SELECT creator_id, post_id, text FROM json_each(:ids) CROSS JOIN creator c ON c.creator_id = value
        JOIN post p ON p.creator = c.key WHERE text <> ''"""
    said = _frame(store, sql, _TEXTS, posts["creator_id"].unique())
    return said.join(posts, on=["creator_id", "post_id"], how="semi").sort("creator_id", "post_id")


def missed(store: Store, creator_ids: Iterable[str], until: int = _FOREVER) -> pl.DataFrame:
    """A row for each time up to `until` that a platform said it does not know the creator."""
    sql = """SELECT creator_id, at FROM json_each(:ids) CROSS JOIN creator c ON c.creator_id = value
        JOIN absence a ON a.creator = c.key WHERE kind = 'gone' AND at <= :until"""
    return _frame(store, sql, MISSED, creator_ids, until=until)


def told(store: Store, creator_ids: Iterable[str], since: int = 0) -> pl.DataFrame:
    """The changes of `creator_ids` that were found at or after `since`."""
    sql = """SELECT creator_id, kind, at, found_at, size, told FROM json_each(:ids)
        CROSS JOIN creator c ON c.creator_id = value JOIN change n ON n.creator = c.key WHERE found_at >= :since"""
    return _frame(store, sql, TOLD, creator_ids, since=since)


def tell(store: Store, changes: Sequence[tuple[str, str, int, float | None, str]], now: int) -> None:
    """Keep `changes` (creator_id, kind, at, size, sentence) as told at `now`; one that is kept already stays."""
    with store.writing() as db:
        db.executemany(
            "INSERT OR IGNORE INTO change SELECT key, ?, ?, ?, ?, ? FROM creator WHERE creator_id = ?",
            [(kind, at, now, size, sentence, creator_id) for creator_id, kind, at, size, sentence in changes],
        )


def watched(store: Store, creator_ids: Iterable[str]) -> int | None:
    """When those of `creator_ids` who were ever watched were last watched, all of them; None: nobody was."""
    rows = store.rows(
        """SELECT min(at) FROM watched JOIN creator ON creator = key
        WHERE creator_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(creator_ids)),),
    )
    return None if rows[0][0] is None else int(rows[0][0])


def note_watched(store: Store, creator_ids: Iterable[str], now: int) -> None:
    """Keep that `creator_ids` were watched at `now`."""
    with store.writing() as db:
        db.executemany(
            "INSERT OR REPLACE INTO watched SELECT key, ? FROM creator WHERE creator_id = ?",
            [(now, each) for each in creator_ids],
        )


def last_look(store: Store, creator_ids: Iterable[str]) -> int | None:
    """When the newest look at any of `creator_ids` was; None: there was none."""
    rows = store.rows(
        """SELECT max(captured_at) FROM profile JOIN creator ON creator = key
        WHERE creator_id IN (SELECT value FROM json_each(?))""",
        (json.dumps(list(creator_ids)),),
    )
    return None if rows[0][0] is None else int(rows[0][0])


def shifts(store: Store) -> dict[str, int]:
    """When the last told shift of each platform began."""
    return dict(store.rows("SELECT platform, max(since) FROM shift GROUP BY platform"))


def shifts_found(store: Store, since: int) -> list[tuple[str, int, float]]:
    """The shifts that were found at or after `since`: platform, when it began, its size (log)."""
    return store.rows("SELECT platform, since, size FROM shift WHERE found_at >= ? ORDER BY 1, 2", (since,))


def note_shift(store: Store, platform: str, since: int, size: float, now: int) -> None:
    """Keep that a shift of `platform` was told."""
    with store.writing() as db:
        db.execute("INSERT OR IGNORE INTO shift VALUES (?, ?, ?, ?)", (platform, since, now, size))


def _frame(store: Store, sql: str, form: pl.Schema, creator_ids: Iterable[str], **values: int) -> pl.DataFrame:
    named = {"ids": json.dumps(list(creator_ids)), **values}
    return pl.concat([from_rows([], form), *(from_rows(rows, form) for rows in store.batches(sql, named))])
