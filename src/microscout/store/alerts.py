"""What was told to the founder, by channel: so that nothing is told twice, and not more often than asked for.

News is claimed *before* it is sent and given back where it surely did not arrive. Whoever is killed between the two has
told it at most once. Of whom it was is kept as a salted hash, so nobody has to be erased from here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

import polars as pl

from microscout.store.database import Store
from microscout.store.hashes import hashed

_DAY = 86_400

Key = tuple[str, str, int]
"""About whom (a creator's id, or a platform), the kind of news, and when it happened."""


def claim(store: Store, channel: str, news: Sequence[Key], most_per_day: int, now: int) -> list[Key]:
    """Those of `news` that `channel` has not been told: they are taken as told from now on.

    None where `channel` has had `most_per_day` digests within the last 24 hours; they stay for the next time.
    """
    with store.writing() as db:
        (had,) = db.execute(
            "SELECT count(DISTINCT sent_at) FROM alert WHERE channel = ? AND sent_at BETWEEN ? AND ?",
            (channel, now - _DAY + 1, now + _DAY),  # one more than a day ahead was noted by a wrong clock
        ).fetchone()
        if had >= most_per_day:
            return []
        return [each for each in dict.fromkeys(news) if _taken(db, channel, _row(store, each), now)]


def give_back(store: Store, channel: str, news: Sequence[Key]) -> None:
    """Forget that `channel` was told `news`: it surely did not arrive."""
    with store.writing() as db:
        db.executemany(
            "DELETE FROM alert WHERE channel = ? AND about = ? AND kind = ? AND at = ?",
            [(channel, *_row(store, each)) for each in news],
        )


def named(store: Store, told: pl.DataFrame) -> pl.DataFrame:
    """The rows of the table with names for hashes, for another store; without those who are not held any more."""
    rows = store.rows("SELECT creator_id FROM creator UNION SELECT platform FROM creator")
    names = {hashed(store.salt, name): name for (name,) in rows}
    return told.with_columns(_mapped(told, names.get)).drop_nulls("about")


def hidden(store: Store, told: pl.DataFrame) -> pl.DataFrame:
    """The way back of :func:`named`: with hashes of this store for names."""
    salt = store.salt
    return told.with_columns(_mapped(told, lambda name: hashed(salt, name)))


def _mapped(told: pl.DataFrame, how: Callable[[str], str | None]) -> pl.Series:
    return pl.Series("about", [how(each) for each in told["about"]], dtype=pl.String)


def _taken(db: sqlite3.Connection, channel: str, row: Key, now: int) -> bool:
    return db.execute("INSERT OR IGNORE INTO alert VALUES (?, ?, ?, ?, ?)", (channel, *row, now)).rowcount == 1


def _row(store: Store, key: Key) -> Key:
    return hashed(store.salt, key[0]), key[1], key[2]
