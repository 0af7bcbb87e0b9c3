"""Store: 100,000 creators with 2 million posts in and out, against bare sqlite3 into the same tables and Parquet.

In: ``observations.add_all`` in transactions of 500 snapshots; bare: ``executemany`` of ready rows, 500 creators a
transaction, the same pragmas; Parquet: the same frames. Out: ``observations.frames``; bare: ``fetchall`` of the same
joins without a frame; Parquet: read into the same frames. Making the snapshots and rows is not counted.

There is no target; the ratios are for the record.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

import _invented
from _measure import medians, parser, report, seconds
from microscout.frames import Frames
from microscout.models import Post, Profile, Snapshot
from microscout.store import Store, observations
from microscout.store.database import migrate
from microscout.store.schema import MIGRATIONS

_BATCH = 500
_POSTS = 20
_JSON = {"languages", "links", "verified", "lists"}
_PROFILE = """handle, name, bio, url, followers, following, post_count, counts_from, location, languages, links,
    verified, lists, created_at, consent""".replace(",", " ").split()
_POST = ["post_id", "text", "created_at", "url", "language", "kind", "paid", "is_repost", "links"]
_COUNT = ["captured_at", "likes", "comments", "reposts", "quotes", "views"]


def _snapshots(frames: Frames) -> list[Snapshot]:
    posts: dict[str, list[Post]] = {}
    for row in frames.posts.iter_rows(named=True):
        posts.setdefault(row["creator_id"], []).append(Post.model_construct(**row | {"links": tuple(row["links"])}))
    made = []
    for row in frames.creators.iter_rows(named=True):
        creator_id = row.pop("creator_id")
        lists = {name: tuple(row[name]) for name in _JSON}
        profile = Profile.model_construct(**row | lists, stable_id=creator_id.partition(":")[2], withheld=())
        made.append(Snapshot.model_construct(profile=profile, posts=tuple(posts[creator_id]), comments=None))
    return made


def _rows(frames: Frames, start: int) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The rows of all tables, keys made by counting."""
    creators, profiles, posts, counts = [], [], [], []
    key_of: dict[str, int] = {}

    def plain(row: dict[str, Any], names: list[str]) -> tuple[Any, ...]:
        return tuple(json.dumps(row[name]) if name in _JSON else row[name] for name in names)

    for key, row in enumerate(frames.creators.iter_rows(named=True), start + 1):
        key_of[row["creator_id"]] = key
        creators.append((key, row["creator_id"], row["platform"], row["handle"]))
        profiles.append((key, row["captured_at"], *plain(row, _PROFILE), True))
    for key, row in enumerate(frames.posts.iter_rows(named=True), start * _POSTS + 1):
        posts.append((key, key_of[row["creator_id"]], *plain(row, _POST)))
        counts.append((key, *plain(row, _COUNT)))
    tables = {"creator": creators, "profile": profiles, "post": posts, "post_count": counts}
    return [(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows) for name, rows in tables.items()]


def _bare(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        db.execute(f"PRAGMA {pragma}")
    migrate(db, 0, len(MIGRATIONS))
    return db


def _written(db: sqlite3.Connection, tables: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    for sql, rows in tables:
        db.executemany(sql, rows)
    db.execute("COMMIT")


def _fetched(db: sqlite3.Connection) -> None:
    profile, post, count = (", ".join(names) for names in (_PROFILE, _POST, _COUNT))
    db.execute(
        f"SELECT creator_id, platform, captured_at, {profile} FROM profile JOIN creator ON creator = key"
    ).fetchall()
    db.execute(
        f"""SELECT creator_id, {post}, {count}
        FROM creator c JOIN post p ON p.creator = c.key JOIN post_count ON post = p.key"""
    ).fetchall()


def _batches(frames: Frames) -> Iterator[Frames]:
    for start in range(0, frames.creators.height, _BATCH):
        posts = frames.posts.slice(start * _POSTS, _BATCH * _POSTS)
        yield Frames(frames.creators.slice(start, _BATCH), posts, frames.comments)


def _once(folder: Path, creators: int) -> dict[str, float]:
    """Seconds of everything in, everything out, side by side in parts."""
    took = dict.fromkeys(("in", "bare in", "parquet in"), 0.0)
    with Store(folder / "ours.sqlite") as store:
        bare = _bare(folder / "bare.sqlite")
        done = 0
        for number, part in enumerate(_invented.parts(creators, _POSTS, part=10_000)):
            took["parquet in"] += seconds(lambda part=part, number=number: _parquet(folder, part, number))  # type: ignore[misc]
            for batch in _batches(part):
                snapshots, rows = _snapshots(batch), _rows(batch, done)
                took["in"] += seconds(lambda snapshots=snapshots: observations.add_all(store, snapshots))  # type: ignore[misc]
                took["bare in"] += seconds(lambda rows=rows: _written(bare, rows))  # type: ignore[misc]
                done += batch.creators.height
        for _ in range(2):  # the first fills the disk's cache
            took["out"] = seconds(lambda: observations.frames(store))
            took["bare out"] = seconds(lambda: _fetched(bare))
            took["parquet out"] = seconds(
                lambda: [pl.read_parquet(folder / f"{name}-*.parquet") for name in ("c", "p")]
            )
        bare.close()
    took["MB"] = sum(file.stat().st_size for file in folder.glob("ours.sqlite*")) / 1e6
    took["bare MB"] = sum(file.stat().st_size for file in folder.glob("bare.sqlite*")) / 1e6
    took["parquet MB"] = sum(file.stat().st_size for file in folder.glob("*.parquet")) / 1e6
    return took


def _parquet(folder: Path, part: Frames, number: int) -> None:
    part.creators.write_parquet(folder / f"c-{number:03d}.parquet")
    part.posts.write_parquet(folder / f"p-{number:03d}.parquet")


def main() -> int:
    made = parser(__doc__)
    made.set_defaults(times=1)
    made.add_argument("--creators", type=int, default=100_000)
    options = made.parse_args()
    figures: dict[str, list[float]] = {}
    for _ in range(options.times):
        with tempfile.TemporaryDirectory() as folder:
            for name, value in _once(Path(folder), options.creators).items():
                figures.setdefault(name, []).append(value)
    took = medians(figures)
    ratios = {
        f"{way} / {peer} {way}": took[way] / took[f"{peer} {way}"]
        for way, peer in itertools.product(("in", "out"), ("bare", "parquet"))
    }
    return report(
        f"store of {options.creators:,} creators", took | ratios, [], ["microscout", "polars"], check=options.check
    )


if __name__ == "__main__":
    sys.exit(main())
