"""All that the store holds goes out as plain tables and comes in again: equal, once, and without the forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import DAY, NOW, post, snapshot, snapshots
from microscout.errors import UsageError
from microscout.models import Snapshot
from microscout.store import Store, alerts, everything, journal, observations, people, privacy, remarks, runs


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "one.sqlite") as opened:
        yield opened


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "other.sqlite") as opened:
        yield opened


def filled(store: Store) -> None:
    observations.add_all(store, [snapshot(name, (post(1, name), post(2, name, likes=3))) for name in ("ada", "bob")])
    later = snapshot("ada", (post(1, "ada", captured_at=NOW + DAY, likes=9),), captured_at=NOW + DAY, followers=5)
    observations.add(store, later)
    people.decide(store, "sample:ada", "sample:bob", True, NOW)
    run = runs.begin(store, {"niche": ["watches"], "weights": {"niche": 1.0}}, NOW)
    runs.finish(store, run, {}, [("sample:bob", 1, 0.5, 0.4), ("sample:ada", 2, 0.4, 0.3)], NOW)


def told(store: Store) -> dict[str, pl.DataFrame]:
    return dict(everything.out(store))


def same(one: dict[str, pl.DataFrame], two: dict[str, pl.DataFrame]) -> None:
    assert one.keys() == two.keys()
    for name, frame in one.items():
        assert_frame_equal(frame, two[name], check_row_order=False)


def test_what_goes_out_comes_in_equal(store: Store, other: Store) -> None:
    filled(store)
    added = everything.into(other, told(store))
    assert (added["creator"], added["post"], added["post_count"], added["profile"], added["run"]) == (2, 4, 5, 3, 1)
    same(told(store), told(other))
    assert runs.last(other) == runs.last(store)
    assert people.decided(other) == {("sample:ada", "sample:bob"): True}


def test_what_goes_out_is_of_one_moment(store: Store) -> None:
    filled(store)
    tables = everything.out(store)
    name, first = next(tables)
    with Store(store.path) as another:
        observations.add(another, snapshot("zoe", (post(1, "zoe"),)))
    out = {name: first} | dict(tables)
    assert "sample:zoe" not in out["post"]["creator"].to_list()
    same(told(store), told(store))
    assert "sample:zoe" in told(store)["post"]["creator"].to_list()


def test_what_is_held_already_comes_in_once(store: Store, other: Store) -> None:
    filled(store)
    run = runs.begin(other, {"niche": ["an older one"]}, NOW - DAY)
    runs.finish(other, run, {}, [], NOW - DAY)
    observations.add(other, snapshot("zoe"))
    everything.into(other, told(store))
    assert set(everything.into(other, told(store)).values()) == {0}
    last = runs.last(other)
    assert last is not None
    assert last.creator_ids == ["sample:bob", "sample:ada"], "a run keeps its ranking under its new number"


def test_of_what_was_said_the_newer_word_holds(store: Store, other: Store) -> None:
    for each in (store, other):
        observations.add_all(each, [snapshot("ada"), snapshot("bob")])
    remarks.note(store, "sample:ada", "older", NOW)
    remarks.note(store, "sample:bob", "first", NOW)
    remarks.note(store, "sample:bob", "newer", NOW + 20)
    journal.undo(store, NOW + 30)
    journal.redo(store, NOW + 40)
    remarks.note(other, "sample:ada", "newest", NOW + 10)
    remarks.note(other, "sample:bob", "middle", NOW + 15)
    everything.into(other, told(store))
    held = {each["creator_id"]: each["note"] for each in remarks.of_all(other)}
    assert held == {"sample:ada": "newest", "sample:bob": "newer"}
    assert [act.said[0].value for act in journal.acts(other, 9)] == ["newer", "middle", "newest"]
    assert set(everything.into(other, told(store)).values()) == {0}
    assert journal.undo(other, NOW + 50) is not None
    assert {each["note"] for each in remarks.of_all(other)} == {"newest", "middle"}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(snapshots(), max_size=4))
def test_any_facts_come_in_as_they_went_out(tmp_path: Path, facts: list[Snapshot]) -> None:
    for name in ("a.sqlite", "b.sqlite"):
        for file in tmp_path.glob(f"{name}*"):
            file.unlink()
    with Store(tmp_path / "a.sqlite") as one, Store(tmp_path / "b.sqlite") as two:
        observations.add_all(one, facts)
        everything.into(two, told(one))
        same(told(one), told(two))


def test_what_was_told_here_is_not_told_again_there(store: Store, other: Store) -> None:
    filled(store)
    news = [("sample:ada", "quiet", NOW), ("sample", "shift", NOW), ("sample:bob", "gone", NOW)]
    alerts.claim(store, "mail", news, 9, NOW)
    observations.add(other, snapshot("bob"))
    privacy.forget(other, "sample:bob", NOW)
    everything.into(other, told(store))
    assert alerts.claim(other, "mail", news, 9, NOW + 9 * DAY) == news[2:]
    assert other.rows("SELECT count(*) FROM alert WHERE about LIKE 'sample%'") == [(0,)], "no names, here as there"


def test_the_forgotten_do_not_come_back(store: Store, other: Store) -> None:
    filled(store)
    observations.add(other, snapshot("ada"))
    privacy.forget(other, "sample:ada", NOW)
    everything.into(other, told(store))
    assert observations.frames(other).creators["handle"].to_list() == ["bob"]


def test_secrets_and_what_can_be_asked_again_stay_here(store: Store) -> None:
    assert not {"meta", "forgotten", "answer", "lead", "search"} & set(told(store))
    assert {"creator", "profile", "post", "post_count", "comment", "run", "ranked", "act", "said", "spent"} <= set(
        told(store)
    )


def broken(store: Store, table: str, change: pl.Expr) -> dict[str, pl.DataFrame]:
    return told(store) | {table: told(store)[table].with_columns(change)}


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("profile", pl.lit(-1).cast(pl.Int64).alias("followers"), "below 0"),
        ("profile", pl.lit("many").alias("followers"), "followers is String"),
        ("profile", pl.lit("[broken").alias("links"), "no JSON"),
        ("creator", pl.lit(1).alias("fame"), "no column 'fame'"),
        ("said", pl.lit("sample:zoe").alias("creator"), "names sample:zoe, who is not among the creators"),
    ],
)
def test_tables_that_cannot_be_leave_the_store_as_it_was(
    store: Store, other: Store, table: str, change: pl.Expr, said: str
) -> None:
    filled(store)
    with pytest.raises(UsageError, match=said):
        everything.into(other, broken(store, table, change))
    assert observations.frames(other).creators.is_empty()


def test_a_strange_table_is_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="no table"):
        everything.into(store, {"meta": pl.DataFrame({"name": ["salt"], "value": ["x"]})})
