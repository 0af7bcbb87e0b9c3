"""Forgetting and purging: what is erased is gone from the file too, and who is forgotten stays so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import DAY, NOW, post, profile, snapshot
from microscout.models import Candidate, Comment, Niche, Snapshot
from microscout.store import Store, leads, observations, privacy, runs

NICHE = Niche.of("vintage watches")
SECRETS = (b"zephyrine", b"did:plc:quux", b"unmistakable", b"peculiar", b"remarkable")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


def bytes_of(store: Store) -> bytes:
    """All that is in the store's files, the write-ahead log too."""
    return b"".join(file.read_bytes() for file in store.path.parent.glob(f"{store.path.name}*"))


def somebody(handle: str = "Zephyrine", captured_at: int = NOW) -> Snapshot:
    whose = profile("did:plc:quux", handle=handle, bio="an unmistakable bio " * 50, captured_at=captured_at)
    said = Comment(creator_id=whose.creator_id, post_id="p", comment_id="c", author="x", text="a remarkable comment")
    wrote = post(creator_id=whose.creator_id, post_id="p", text="a peculiar post " * 50, captured_at=captured_at)
    return Snapshot(profile=whose, posts=(wrote,), comments=(said,))


def lead(handle: str, **facts: object) -> Candidate:
    return Candidate.model_validate({"platform": "sample", "handle": handle} | facts)


def test_the_forgotten_leave_nothing_but_salted_hashes(store: Store) -> None:
    observations.add_all(store, [snapshot("eva", (post(1, "eva"),)), somebody()])
    observations.add(store, somebody("zephyrine.new", NOW + DAY))
    leads.keep(store, NICHE, [lead("Zephyrine", found_by=("peculiar",)), lead("eva")], NOW)
    leads.keep(store, NICHE, [lead("other.name", profile=somebody().profile, settled=True)], NOW)
    run = runs.begin(store, {"niche": ["x"]}, NOW)
    runs.finish(store, run, {}, [("sample:did:plc:quux", 1, 0.5, 0.4), ("sample:eva", 2, 0.4, 0.3)], NOW)
    assert all(secret in bytes_of(store).lower() for secret in SECRETS)
    erased = privacy.forget(store, "sample:did:plc:quux", NOW)
    assert (erased.creators, erased.observations) == (1, 5)
    assert not [secret for secret in SECRETS if secret in bytes_of(store).lower()]
    assert observations.frames(store).creators["creator_id"].to_list() == ["sample:eva"]
    last = runs.last(store)
    assert last is not None
    assert last.creator_ids == ["sample:eva"]
    assert store.rows("SELECT handle_key FROM lead") == [("eva",)]


def test_the_forgotten_are_not_taken_in_again_under_id_or_any_old_handle(store: Store) -> None:
    observations.add(store, somebody("old.name"))
    observations.add(store, somebody("new.name", NOW + 1))
    privacy.forget(store, "sample:did:plc:quux", NOW)
    assert not observations.add(store, somebody("third.name", NOW + 2))
    assert not observations.add(store, snapshot("other-id", handle="OLD.name"))
    assert observations.add_all(store, [snapshot("eva"), somebody()]) == ["sample:eva"]
    assert privacy.forgotten(store, "sample", ["old.name", "NEW.name", "did:plc:quux", "eva"]) == {
        "old.name",
        "NEW.name",
        "did:plc:quux",
    }
    assert privacy.forgotten(store, "bluesky", ["old.name"]) == set()
    assert privacy.forgotten(store, "sample", []) == set()


def test_no_lead_of_somebody_forgotten_is_kept(store: Store) -> None:
    observations.add(store, somebody())
    privacy.forget(store, "sample:did:plc:quux", NOW)
    leads.keep(store, NICHE, [lead("new.name", profile=somebody("new.name").profile, settled=True), lead("eva")], NOW)
    assert store.rows("SELECT handle_key FROM lead") == [("eva",)]
    assert b"unmistakable" not in bytes_of(store)


@pytest.mark.parametrize("name", ["Zephyrine", "did:plc:quux"])
def test_somebody_unknown_is_kept_out_by_handle_or_by_id(store: Store, name: str) -> None:
    leads.keep(store, NICHE, [lead("zephyrine", stable_id="did:plc:quux")], NOW)
    privacy.suppress(store, "sample", name, NOW)
    assert not observations.add(store, somebody())
    assert observations.frames(store).creators.is_empty()
    assert not [secret for secret in SECRETS if secret in bytes_of(store).lower()]
    assert privacy.forgotten(store, "sample", ["zephyrine", "did:plc:quux"]) == {name if ":" in name else "zephyrine"}


def test_hashes_of_two_stores_differ(store: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "other.sqlite") as other:
        for each in (store, other):
            privacy.suppress(each, "sample", "ada", NOW)
        assert not set(store.rows("SELECT hash FROM forgotten")) & set(other.rows("SELECT hash FROM forgotten"))


def test_forgetting_nobody_erases_nothing(store: Store) -> None:
    assert privacy.forget(store, "sample:nobody", NOW) == privacy.Erased(0, 0)


def test_a_purge_erases_what_is_older_and_keeps_the_rest(store: Store) -> None:
    observations.add(store, somebody(captured_at=NOW - 100 * DAY))
    observations.add(
        store, snapshot("eva", (post(1, "eva", captured_at=NOW - 100 * DAY),), captured_at=NOW - 100 * DAY)
    )
    observations.add(store, snapshot("eva", (post(1, "eva"),)))
    leads.keep(store, NICHE, [lead("zephyrine")], NOW - 10 * DAY)
    leads.keep(store, NICHE, [lead("ida")], NOW)
    assert privacy.count_before(store, NOW - 5 * DAY) == 5
    assert privacy.purge(store, NOW - 5 * DAY) == privacy.Erased(1, 5)
    assert not [secret for secret in SECRETS if secret in bytes_of(store).lower()]
    held = observations.frames(store)
    assert (held.creators["creator_id"].to_list(), held.posts.height) == (["sample:eva"], 1)
    assert observations.moments(store, "sample:eva") == 1
    assert privacy.count_before(store, NOW - 5 * DAY) == 0


def test_a_purge_does_not_bring_the_forgotten_back(store: Store) -> None:
    privacy.suppress(store, "sample", "ada", NOW - 100 * DAY)
    privacy.purge(store, NOW)
    assert not observations.add(store, snapshot("ada"))
