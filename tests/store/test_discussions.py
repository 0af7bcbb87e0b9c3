"""Comments in the store: asked or not asked, whose they are without a name, and how they go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import DAY, NOW, post, said, snapshot
from microscout.models import Comment, Discussion
from microscout.store import Store, discussions, observations, privacy
from microscout.store.schema import MIGRATIONS


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        observations.add_all(opened, [snapshot(each, (post(1, each),)) for each in ("ada", "eva")])
        yield opened


def heard(*comments: Comment, handle: str = "ada", at: int = NOW) -> Discussion:
    return Discussion(creator_id=f"sample:{handle}", captured_at=at, comments=comments, threads=100)


def test_none_there_differs_from_not_asked(store: Store) -> None:
    discussions.add(store, heard())
    assert dict(observations.frames(store).creators.select("creator_id", "comments_at").iter_rows()) == {
        "sample:ada": NOW,
        "sample:eva": None,
    }
    assert discussions.fresh(store, "sample", NOW) == {"sample:ada"}
    assert discussions.fresh(store, "sample", NOW + 1) == set()


def test_a_voice_is_told_apart_on_all_posts_but_not_named(store: Store) -> None:
    discussions.add(store, heard(said(1, author="Zephyrine"), said(2, author="@zephyrine"), said(3, author="Quux")))
    discussions.add(store, heard(said(1, "eva", author="zephyrine"), handle="eva"))
    authors = dict(
        observations.frames(store).comments.select("creator_id", "author").group_by("creator_id").all().rows()
    )
    mine, hers = authors["sample:ada"], authors["sample:eva"]
    assert mine[0] == mine[1] == hers[0] != mine[2]
    held = b"".join(file.read_bytes() for file in store.path.parent.glob("s.sqlite*")).lower()
    assert b"zephyrine" not in held
    assert b"quux" not in held


def test_two_stores_hash_differently(store: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "other.sqlite") as other:
        observations.add(other, snapshot("ada", (post(),), comments=(said(author="Quux"),)))
        theirs = observations.frames(other).comments["author"]
    discussions.add(store, heard(said(author="Quux")))
    assert observations.frames(store).comments["author"].to_list() != theirs.to_list()


def test_an_answer_at_any_depth_belongs_to_the_top_of_its_thread(store: Store) -> None:
    chain = (said(1), said(2, parent="c1"), said(3, parent="c2"), said(4, parent="c3"))
    loop = (said(5, parent="c6"), said(6, parent="c5"), said(7, parent="elsewhere"))
    discussions.add(store, heard(*chain, *loop))
    parents = dict(observations.frames(store).comments.select("comment_id", "parent").iter_rows())
    assert [parents[f"c{n}"] for n in (1, 2, 3, 4, 7)] == [None, "c1", "c1", "c1", "elsewhere"]
    assert parents["c5"] in ("c5", "c6"), "a circle ends somewhere"


def test_of_a_creator_who_is_not_held_nothing_is_kept(store: Store) -> None:
    discussions.add(store, heard(said(), handle="nobody"))
    assert observations.frames(store).comments.is_empty()


def test_who_is_forgotten_is_forgotten_as_a_commenter_too(store: Store) -> None:
    discussions.add(store, heard(said(1, author="Eva"), said(2)))
    assert privacy.forget(store, "sample:eva", NOW).observations == 3, "profile, post counts, and a comment elsewhere"
    assert observations.frames(store).comments["comment_id"].to_list() == ["c2"]
    discussions.add(store, heard(said(3, author="@EVA"), said(4)))
    assert sorted(observations.frames(store).comments["comment_id"]) == ["c2", "c4"]
    privacy.suppress(store, "sample", "fan4", NOW)
    assert observations.frames(store).comments["comment_id"].to_list() == ["c2"]


def test_what_was_asked_goes_with_what_was_said(store: Store) -> None:
    observations.add(store, snapshot("ada", (post(captured_at=NOW + 2 * DAY),), captured_at=NOW + 2 * DAY))
    discussions.add(store, heard(said()))
    privacy.purge(store, NOW + DAY)
    held = observations.frames(store)
    assert held.creators["comments_at"].to_list() == [None]
    assert held.comments.is_empty()


def test_an_older_store_loses_the_names_and_keeps_the_voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = next(number for number, sql in enumerate(MIGRATIONS) if "CREATE TABLE discussion" in sql)
    with monkeypatch.context() as older:
        older.setattr("microscout.store.database.MIGRATIONS", MIGRATIONS[:before])
        older.setattr("microscout.store.database.VERSION", before)
        with Store(tmp_path / "s.sqlite") as store:
            observations.add(store, snapshot("ada", (post(),)))
    db = sqlite3.connect(tmp_path / "s.sqlite")
    for number, author in enumerate(("Quux", "quux", "Fred")):
        row = (1, "ada-1", f"c{number}", author, 0, None, "a word", NOW, None, NOW)
        db.execute("INSERT INTO comment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.commit()
    db.close()
    with Store(tmp_path / "s.sqlite") as store:
        held = observations.frames(store)
        discussions.add(store, heard(said(9, author="@quux")))
        again = observations.frames(store).comments
    assert held.creators["comments_at"].to_list() == [NOW]
    one, two, other = held.comments.sort("comment_id")["author"]
    assert one == two == again.filter(comment_id="c9")["author"].item() != other
    assert len(one) == 32
