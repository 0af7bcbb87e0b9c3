"""Leads are recalled while they are fresh; runs remember what was asked; the ledger adds up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import DAY, NOW, profile, snapshot
from microscout.models import Candidate, Niche
from microscout.store import Store, leads, observations, runs

NICHE = Niche.of("Vintage Watches")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.sqlite") as opened:
        yield opened


def lead(handle: str = "ada", platform: str = "sample", **facts: object) -> Candidate:
    return Candidate.model_validate({"platform": platform, "handle": handle, "found_by": ("bio",)} | facts)


def test_a_search_that_did_not_end_is_not_recalled(store: Store) -> None:
    leads.keep(store, NICHE, [lead()], NOW)
    assert leads.recall(store, NICHE, "sample", 100, 0) is None


def test_a_search_that_ended_is_recalled_for_its_niche_platform_and_breadth(store: Store) -> None:
    leads.keep(store, NICHE, [lead(), lead("eva", "bluesky")], NOW)
    leads.finish(store, NICHE, "sample", 100, NOW)
    assert leads.recall(store, Niche.of("vintage watches"), "sample", 100, NOW) == [lead()]
    assert leads.recall(store, NICHE, "sample", 50, NOW) == [lead()]
    assert leads.recall(store, NICHE, "sample", 101, NOW) is None, "a broader search must ask again"
    assert leads.recall(store, NICHE, "sample", 100, NOW + 1) is None, "too old"
    assert leads.recall(store, NICHE, "bluesky", 100, 0) is None
    assert leads.recall(store, Niche.of("home espresso"), "sample", 100, 0) is None


def test_a_search_that_found_nobody_is_an_answer_too(store: Store) -> None:
    leads.finish(store, NICHE, "sample", 100, NOW)
    assert leads.recall(store, NICHE, "sample", 100, NOW) == []


def test_newer_knowledge_takes_the_place_of_older(store: Store) -> None:
    settled = lead("Ada", profile=profile("7", handle="Ada"), settled=True)
    leads.keep(store, NICHE, [lead("ada")], NOW)
    leads.keep(store, NICHE, [settled], NOW + 1)
    leads.finish(store, NICHE, "sample", 100, NOW)
    assert leads.recall(store, NICHE, "sample", 100, NOW) == [settled]


def test_leads_are_erased_after_thirty_days(store: Store) -> None:
    leads.keep(store, NICHE, [lead()], NOW)
    leads.keep(store, NICHE, [lead("eva")], NOW + 31 * DAY)
    assert store.rows("SELECT handle_key FROM lead") == [("eva",)]


def test_the_last_finished_run_is_remembered_best_first(store: Store) -> None:
    assert runs.last(store) is None
    observations.add_all(store, [snapshot("ada"), snapshot("eva")])
    first = runs.begin(store, {"niche": ["x"]}, NOW)
    runs.finish(
        store, first, {}, [("sample:eva", 1, 0.9, 0.8), ("sample:ada", 2, 0.7, 0.6), ("gone", 3, 0.1, 0.1)], NOW
    )
    runs.begin(store, {"niche": ["cut off"]}, NOW + 1)
    last = runs.last(store)
    assert last is not None
    assert last.asked == {"niche": ["x"]}
    assert last.creator_ids == ["sample:eva", "sample:ada"]
    assert last.finished_at == NOW


def test_the_ledger_adds_up_what_was_spent_of_a_limit_in_a_window(store: Store) -> None:
    assert runs.spent_since(store, "bluesky", "requests", 0) == 0
    for units, at in ((5, NOW), (7.5, NOW), (1, NOW - 600)):
        runs.spend(store, "bluesky", "requests", units, at)
    runs.spend(store, "mastodon", "requests", 100, NOW)
    runs.spend(store, "bluesky", "searches", 100, NOW)
    assert runs.spent_since(store, "bluesky", "requests", NOW) == 12.5
    assert runs.spent_since(store, "bluesky", "requests", NOW - 600) == 13.5


def test_what_was_booked_once_is_not_booked_again(store: Store) -> None:
    spent, booked = {("bluesky", "requests"): 3.0, ("mastodon", ""): 0.0}, dict[tuple[str, str], float]()
    for units in (3.0, 3.0, 5.0):
        spent["bluesky", "requests"] = units
        runs.book(store, spent, booked, NOW)
    assert runs.spent_since(store, "bluesky", "requests", 0) == 5
    assert booked == {("bluesky", "requests"): 5}
