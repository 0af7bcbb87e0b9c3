from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from builders import DAY, NOW, post, snapshot
from microscout.frames import LOOKS, READ_POSTS
from microscout.models import Comment, Discussion
from microscout.store import Store, discussions, history, observations, privacy, thinning

ADA = "sample:ada"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


def seen(store: Store, days_ago: float, followers: int = 100, handle: str = "ada", **facts: object) -> None:
    """One look at sample:ada with her one post, ten days old today."""
    at = NOW - int(days_ago * DAY)
    one = (post(1, captured_at=at, **facts),) if days_ago <= 10 else ()
    made = snapshot("ada", posts=one, captured_at=at, followers=followers)
    held = made.profile.model_copy(update={"handle": handle})
    observations.add(store, made.model_copy(update={"profile": held}))


def test_the_frames_are_those_that_monitoring_takes(store: Store) -> None:
    assert history.looks(store, [ADA]).schema == LOOKS
    assert history.posts(store, [ADA], ripe_days=3).schema == READ_POSTS


def test_looks_between_two_moments(store: Store) -> None:
    for days_ago in (9, 5, 1):
        seen(store, days_ago, 100 + days_ago)
    found = history.looks(store, [ADA], NOW - 6 * DAY, NOW - 2 * DAY)
    assert found["followers"].to_list() == [105]
    assert history.looks(store, ["sample:eva"]).is_empty()


def test_a_post_is_read_when_it_is_first_seen_ripe(store: Store) -> None:
    for days_ago, likes in ((9, 1), (6.5, 20), (1, 22)):  # at the age of 1, 3.5 and 9 days
        seen(store, days_ago, likes=likes)
    (row,) = history.posts(store, [ADA], ripe_days=3, late_days=17).to_dicts()
    assert (row["likes"], row["read_at"]) == (20, NOW - int(6.5 * DAY))
    (before,) = history.posts(store, [ADA], until=NOW - 8 * DAY, ripe_days=3).to_dicts()
    assert before["read_at"] is None
    (late,) = history.posts(store, [ADA], ripe_days=3, late_days=3).to_dicts()
    assert late["likes"] is None


def test_a_thread_is_answered_when_the_creator_wrote_below_it(store: Store) -> None:
    seen(store, 1)
    told = [("t1", None, False), ("a1", "t1", True), ("t2", None, False), ("own", None, True)]
    comments = tuple(
        Comment(
            creator_id=ADA, post_id="ada-1", comment_id=name, author="ada" if own else "eva", by_creator=own,
            parent=parent, text="?", created_at=NOW - DAY,
        )
        for name, parent, own in told
    )  # fmt: skip
    discussions.add(store, Discussion(creator_id=ADA, captured_at=NOW, comments=comments))
    assert history.threads(store, [ADA])["answered"].to_list() == [True, False]


def test_what_was_told_is_kept_once_and_goes_with_the_creator(store: Store) -> None:
    seen(store, 1)
    for now in (NOW, NOW + DAY):
        history.tell(store, [(ADA, "growth", NOW - DAY, 0.2, "Followers jumped.")], now)
    (row,) = history.told(store, [ADA]).to_dicts()
    assert (row["found_at"], row["told"]) == (NOW, "Followers jumped.")
    assert history.told(store, [ADA], NOW + 1).is_empty()
    privacy.expire(store, "sample", NOW + 1)
    assert store.rows("SELECT count(*) FROM change") == [(0,)]


def test_who_was_watched_longest_ago_counts(store: Store) -> None:
    seen(store, 1)
    observations.add(store, snapshot("eva"))
    assert history.watched(store, [ADA]) is None
    history.note_watched(store, [ADA, "sample:eva"], NOW - DAY)
    history.note_watched(store, ["sample:eva"], NOW)
    assert history.watched(store, [ADA, "sample:eva"]) == NOW - DAY


def test_the_last_told_shift_of_each_platform(store: Store) -> None:
    for since in (NOW - 9, NOW - 5):
        history.note_shift(store, "bluesky", since, -0.2, NOW)
    assert history.shifts(store) == {"bluesky": NOW - 5}


def test_thinning_keeps_the_shape(store: Store) -> None:
    sizes = {300: 900, 250: 1_000, 249: 1_200, 120: 3_000}  # smallest, both ends of a step, largest
    for days_ago in range(300, -1, -1):
        seen(
            store,
            days_ago,
            sizes.get(days_ago, 1_000 if days_ago > 249 else 1_210),
            handle="a" if days_ago > 200 else "b",
        )
    gone = thinning.thin(store, NOW)
    kept = history.looks(store, [ADA]).sort("captured_at").with_columns(ago=(NOW - pl.col("captured_at")) // DAY)
    ago = set(kept["ago"].to_list())
    assert gone > 200
    assert set(range(31)) <= ago  # all of the last thirty days
    assert {300, 250, 249, 120, 201, 200} <= ago
    weekly = [each for each in ago if 31 < each < 119]
    assert 10 <= len(weekly) <= 15
    assert thinning.thin(store, NOW) == 0


def test_thinning_keeps_the_reading_of_a_post(store: Store) -> None:
    for days_ago in range(10, -1, -1):
        seen(store, days_ago, likes=10 - days_ago)
    before = history.posts(store, [ADA], ripe_days=3).to_dicts()
    assert thinning.thin(store, NOW + 60 * DAY) > 0
    assert history.posts(store, [ADA], ripe_days=3).to_dicts() == before
    newest = observations.frames(store).posts
    assert newest["likes"].to_list() == [10]


def test_a_store_of_before_learns_it(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path):
        pass
    with sqlite3.connect(path) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"change", "watched", "shift"} <= tables
