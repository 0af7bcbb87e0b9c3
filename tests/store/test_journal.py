"""The journal: what holds, what held, and taking anything back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import NOW, snapshot
from microscout.store import Store, journal, named, observations, people, privacy, remarks
from microscout.store.journal import Said

ADA, BOB = "sample:ada", "sample:bob"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        observations.add_all(opened, [snapshot("ada"), snapshot("bob")])
        yield opened


def state(store: Store) -> dict[tuple[object, ...], object]:
    kinds = ("shortlist", "member", "note", "tag", "same")
    held = [each for kind in kinds for each in journal.holding(store, kind)]
    return {(s.kind, s.creator, s.other, s.shortlist, s.about): s.value for s in held}


def test_the_newest_word_holds_and_the_one_before_it_held(store: Store) -> None:
    remarks.note(store, ADA, "ask in May", NOW)
    remarks.note(store, ADA, "asked", NOW + 10)
    assert [each.value for each in journal.holding(store, "note")] == ["asked"]
    assert [each.value for each in journal.holding(store, "note", as_of=NOW + 9)] == ["ask in May"]
    assert journal.holding(store, "note", as_of=NOW - 1) == []


def test_saying_what_holds_already_is_no_act(store: Store) -> None:
    remarks.tag(store, ADA, ["leeds"], [], NOW)
    remarks.tag(store, ADA, ["leeds"], ["york"], NOW)
    assert len(journal.acts(store, 9)) == 1


def test_every_command_is_taken_back_by_the_same_undo(store: Store) -> None:
    before = [state(store)]
    kept = named.save(store, "watches", {"niche": ["watches"]}, [ADA], NOW)
    steps: list[Callable[[], object]] = [
        lambda: named.add(store, kept, [BOB], NOW),
        lambda: named.rename(store, kept, "dials", NOW),
        lambda: named.save(store, "dials", {"niche": ["dials"]}, [], NOW),
        lambda: named.remove(store, kept, [BOB], NOW),
        lambda: remarks.note(store, ADA, "x", NOW),
        lambda: remarks.tag(store, ADA, ["a", "b"], [], NOW),
        lambda: people.decide(store, ADA, BOB, True, NOW),
        lambda: named.delete(store, kept, NOW),
    ]
    for step in steps:
        before.append(state(store))
        step()
    after = state(store)
    for held in reversed(before):
        assert journal.undo(store, NOW) is not None
        assert state(store) == held
    assert journal.undo(store, NOW) is None
    for _ in before:
        assert journal.redo(store, NOW) is not None
    assert state(store) == after
    assert journal.redo(store, NOW) is None


def test_saving_again_keeps_who_was_added_by_hand(store: Store) -> None:
    kept = named.save(store, "watches", {"niche": ["watches"]}, [ADA], NOW)
    named.add(store, kept, [BOB], NOW)
    named.save(store, "Watches", {"niche": ["dials"]}, [], NOW + 9)
    assert named.members(store, kept) == {BOB: True}
    assert named.members(store, kept, NOW + 1) == {ADA: False, BOB: True}
    assert [each.name for each in named.every(store)] == ["watches"]


def test_what_is_done_after_an_undo_cannot_be_overtaken_by_a_redo(store: Store) -> None:
    remarks.note(store, ADA, "one", NOW)
    journal.undo(store, NOW)
    remarks.note(store, BOB, "two", NOW)
    assert journal.redo(store, NOW) is None
    assert [(act.command, act.undone) for act in journal.acts(store, 9)] == [("note", False), ("note", True)]


def test_a_clock_that_was_set_back_does_not_turn_the_order(store: Store) -> None:
    remarks.note(store, ADA, "first", NOW)
    remarks.note(store, ADA, "second", NOW - 3600)
    assert [each.value for each in journal.holding(store, "note", as_of=NOW + 1)] == ["second"]


def test_forgetting_erases_the_words_too_and_no_undo_brings_them_back(store: Store) -> None:
    kept = named.save(store, "watches", {"niche": ["watches"]}, [ADA, BOB], NOW)
    remarks.note(store, ADA, "private words", NOW)
    privacy.forget(store, ADA, NOW)
    assert named.members(store, kept) == {BOB: False}
    assert "private words" not in repr(store.rows("SELECT * FROM said"))
    while journal.undo(store, NOW):
        assert ADA not in repr(state(store))


def test_who_is_on_a_list_outlives_what_a_platform_lets_nobody_keep(store: Store) -> None:
    named.save(store, "watches", {"niche": ["watches"]}, [ADA], NOW)
    assert privacy.expire(store, "sample", NOW + 1).creators == 1, "bob, of whom the founder said nothing"
    assert store.rows("SELECT creator_id, handle_key FROM creator") == [(ADA, "ada")]
    assert observations.frames(store).creators.is_empty()


words = st.one_of(
    st.tuples(st.just("note"), st.sampled_from([ADA, BOB]), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("tag"), st.sampled_from([ADA, BOB]), st.sampled_from(["", "a", "b"])),
    st.tuples(st.just("undo"), st.just(""), st.just("")),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, max_size=12))
def test_undo_is_a_stack_whatever_was_said(tmp_path: Path, said: list[tuple[str, str, str]]) -> None:
    for file in tmp_path.glob("h.sqlite*"):
        file.unlink()
    with Store(tmp_path / "h.sqlite") as store:
        observations.add_all(store, [snapshot("ada"), snapshot("bob")])
        stack = [state(store)]
        for kind, whose, text in said:
            if kind == "undo":
                assert (journal.undo(store, NOW) is None) == (len(stack) == 1)
                stack = stack[:-1] or stack
            elif journal.write(store, kind, [Said(kind, text or None, creator=whose)], NOW):
                stack.append(state(store))
            assert state(store) == stack[-1]


def test_an_older_store_brings_its_verdicts_along(tmp_path: Path) -> None:
    import sqlite3

    from microscout.store.schema import MIGRATIONS

    path = tmp_path / "old.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("INSERT INTO meta VALUES ('salt', '00')")
        db.execute("INSERT INTO creator VALUES (1, 'a:1', 'a', 'x'), (2, 'b:2', 'b', 'y'), (3, 'c:3', 'c', 'z')")
        db.execute("INSERT INTO person VALUES (1, 2, 1, 5), (1, 3, 0, 4)")
        db.execute("PRAGMA user_version = 1")
    db.close()
    with Store(path) as store:
        assert people.decided(store) == {("a:1", "b:2"): True, ("a:1", "c:3"): False}
        journal.undo(store, NOW)
        assert people.decided(store) == {("a:1", "c:3"): False}
