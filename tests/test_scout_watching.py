from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import DAY, NOW, post, profile, snapshot
from microscout.config import Settings
from microscout.scout import Scout
from microscout.store import absences, observations

ADA = "sample:ada"


class Clock:
    """A clock that the test turns."""

    now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scout(tmp_path: Path, clock: Clock) -> Iterator[Scout]:
    with Scout(Settings(data=tmp_path / "data", config=tmp_path / "config"), now=clock) as opened:
        yield opened


def seen(scout: Scout, clock: Clock, followers: int, handle: str = "ada") -> None:
    held = profile("ada", captured_at=int(clock.now), followers=followers).model_copy(update={"handle": handle})
    observations.add(scout.store, snapshot().model_copy(update={"profile": held}))


@pytest.mark.slow
def test_a_jump_is_told_once_and_kept(scout: Scout, clock: Clock) -> None:
    told = []
    for day in range(25):
        clock.now = NOW + day * DAY
        seen(scout, clock, 4_000 + 3 * (day % 2) if day < 20 else 4_900)
        told.append([each.kind for each in scout.watch().changes])
    assert told[20] == ["growth"]
    assert sum(map(len, told)) == 1
    (kept,) = scout.changes([ADA], NOW).to_dicts()
    assert kept["told"].startswith("Followers jumped by +22 %")
    assert scout.changes([ADA], int(clock.now)).is_empty()


def test_a_run_that_was_left_out_is_made_up_for(scout: Scout, clock: Clock) -> None:
    seen(scout, clock, 10)
    assert scout.watch([ADA]).changes == []
    for day, handle in ((1, "ada"), (2, "ada.new"), (3, "ada.new")):
        clock.now = NOW + day * DAY
        seen(scout, clock, 10, handle)
    assert [each.kind for each in scout.watch([ADA]).changes] == ["handle"]
    assert scout.watch([ADA]).changes == []


def test_an_empty_store_has_nothing_to_tell(scout: Scout) -> None:
    assert scout.watch().changes == []
    assert scout.thin() == 0


def test_an_account_that_is_gone_is_told_once(scout: Scout, clock: Clock) -> None:
    seen(scout, clock, 10)
    told = []
    for day in (1, 2, 3):
        clock.now = NOW + day * DAY
        absences.note(scout.store, ADA, absences.GONE, int(clock.now))
        told.append([each.kind for each in scout.watch().changes])
    assert told == [[], ["gone"], []]


def test_a_topic_that_moved_is_found_by_what_the_words_mean(scout: Scout, clock: Clock) -> None:
    watches = "the movement of this vintage watch has a worn escapement, number"
    bread = "sourdough bread with a long cold proof and a dark crust, number"
    seen(scout, clock, 10)
    said = [post(day, created_at=NOW - day * DAY, text=f"{bread if day <= 11 else watches} {day}") for day in range(61)]
    observations.add(scout.store, snapshot("ada", posts=tuple(said)))
    (told,) = scout.watch().changes
    assert told.kind == "drift"
    assert told.evidence["n"] == 8  # the longest stretch of newest days that is held against those before
    assert scout.watch().changes == []


def test_who_reads_by_words_alone_has_no_drift(tmp_path: Path, clock: Clock) -> None:
    settings = Settings(data=tmp_path / "data", config=tmp_path / "config", engine="lexical")
    with Scout(settings, now=clock) as scout:
        said = [post(day, created_at=NOW - day * DAY, text="bread" if day <= 15 else "watch") for day in range(61)]
        observations.add(scout.store, snapshot("ada", posts=tuple(said)))
        assert scout.watch().changes == []
