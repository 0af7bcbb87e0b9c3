"""What others say under creators' posts: comments in, and when they were asked for.

Who comments never offered to be looked at. So a store keeps no name of theirs, only a salted hash that tells voices
apart (docs/decisions/0014), and nothing at all of those who asked to be forgotten.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence

from microscout.models import Comment, Discussion
from microscout.store.database import Store
from microscout.store.hashes import voice


def add(store: Store, told: Discussion) -> None:
    """Keep `told`, of a creator whom the store knows; of any other nothing is kept."""
    rows = store.rows("SELECT key, platform FROM creator WHERE creator_id = ?", (told.creator_id,))
    salt = store.salt
    with store.writing() as db:
        for key, platform in rows:
            put(db, key, platform, salt, told)


def put(db: sqlite3.Connection, creator: int, platform: str, salt: str, told: Discussion) -> None:
    """As :func:`add`, inside a transaction."""
    db.execute(
        "INSERT OR REPLACE INTO discussion VALUES (?, ?, ?, ?, ?)",
        (creator, told.captured_at, told.since, told.until, told.threads),
    )
    voices = {each.author: voice(salt, platform, each.author) for each in told.comments}
    gone = _forgotten(db, list(voices.values()))
    db.executemany(
        "INSERT OR IGNORE INTO comment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (creator, c.post_id, c.comment_id, voices[c.author], c.by_creator, c.parent, c.text, c.created_at, c.likes,
             told.captured_at)
            for c in _rooted(told.comments)
            if voices[c.author] not in gone
        ],
    )  # fmt: skip


def fresh(store: Store, platform: str, since: int) -> set[str]:
    """The ids of the creators on `platform` whose comments were asked for at or after `since`."""
    found = store.rows(
        """SELECT DISTINCT creator_id FROM creator JOIN discussion ON creator = key
        WHERE platform = ? AND captured_at >= ?""",
        (platform, since),
    )
    return {creator_id for (creator_id,) in found}


def _forgotten(db: sqlite3.Connection, voices: Sequence[str]) -> set[str]:
    found = db.execute(
        "SELECT hash FROM forgotten WHERE hash IN (SELECT value FROM json_each(?))", (json.dumps(voices),)
    )
    return {each for (each,) in found}


def _rooted(comments: Sequence[Comment]) -> list[Comment]:
    """`comments`, each answer with the top of its thread as parent, however deep it stands."""
    above = {each.comment_id: each.parent for each in comments}

    def root(comment: Comment) -> str | None:
        top, seen = comment.parent, {comment.comment_id}
        while top is not None and above.get(top) is not None and top not in seen:
            seen.add(top)
            top = above[top]
        return top

    return [each if each.parent is None else each.model_copy(update={"parent": root(each)}) for each in comments]


def heard(
    store: Store, platform: str, creator_ids: Collection[str], most: int = 500, as_of: int = 2**62
) -> dict[str, frozenset[str]]:
    """The voices (hashed) under creators on `platform`, their own left out: under `creator_ids`, and under others.

    Of the others those whose comments were asked for last, `most` creators in all.
    """
    rows = store.rows(
        """WITH chosen AS (
            SELECT c.key, c.creator_id FROM creator c JOIN discussion d ON d.creator = c.key
            WHERE platform = :platform AND captured_at <= :as_of GROUP BY c.key
            ORDER BY creator_id IN (SELECT value FROM json_each(:ids)) DESC, max(captured_at) DESC, creator_id
            LIMIT :most
        )
        SELECT DISTINCT creator_id, author FROM chosen JOIN comment ON creator = key
        WHERE NOT by_creator AND captured_at <= :as_of""",
        {"platform": platform, "ids": json.dumps(list(creator_ids)), "most": most, "as_of": as_of},
    )
    found: dict[str, set[str]] = {}
    for creator_id, author in rows:
        found.setdefault(creator_id, set()).add(author)
    return {creator_id: frozenset(voices) for creator_id, voices in found.items()}


def sharing(store: Store, creator_id: str, most: int) -> list[str]:
    """Ids of the creators under whose posts the most of the same voices are heard, the most first."""
    found = store.rows(
        """SELECT c.creator_id, count(DISTINCT theirs.author) AS shared
        FROM comment mine JOIN comment theirs ON theirs.author = mine.author AND theirs.creator <> mine.creator
        JOIN creator c ON c.key = theirs.creator
        WHERE mine.creator = (SELECT key FROM creator WHERE creator_id = ?)
        AND NOT mine.by_creator AND NOT theirs.by_creator
        GROUP BY theirs.creator ORDER BY shared DESC, c.creator_id LIMIT ?""",
        (creator_id, most),
    )
    return [other for other, _ in found]
