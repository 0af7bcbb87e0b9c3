"""Looking again at those who are on shortlists: what is asked for, what is kept, what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from builders import DAY, NOW
from fakes.moving import Person, World, counting, moving
from microscout import config, platforms
from microscout.errors import PayloadError, QuotaSpent, Unreachable, UsageError
from microscout.models import Niche
from microscout.scout import Scout
from microscout.scout.rescoring import Wanted, digest
from microscout.shortlist import Criteria
from microscout.store import absences, jobs, lock, observations, privacy


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World({str(n): Person(f"c{n}", likes=20 + n) for n in range(7)}, NOW)
    monkeypatch.setitem(platforms.BUILT_IN, "moving", moving(made))
    return made


@pytest.fixture
def scout(world: World, tmp_path: Path) -> Iterator[Scout]:
    settings = config.load({"MICROSCOUT_HOME": str(tmp_path)})
    with Scout(settings, now=lambda: float(world.now)) as opened:
        opened.search(Niche.of("vintage watches"), Criteria(limit=7), platform_names=["moving"])
        opened.save("watches")
        world.asked.clear()
        yield opened


def looks(scout: Scout, stable_id: str) -> int:
    return observations.moments(scout.store, f"moving:{stable_id}")


def raising(error: Exception, what: str, whom: str) -> Callable[[str, str], None]:
    def breaks(asked: str, stable_id: str) -> None:
        if (asked, stable_id) == (what, whom):
            raise error

    return breaks


@pytest.mark.slow
def test_only_what_is_stale_is_asked_for(scout: Scout, world: World) -> None:
    world.now += DAY // 2
    told = scout.rescore(Wanted())
    assert (told.states, told.changed, dict(world.asked)) == ({}, False, {})
    assert [diff.movements for diff in told.diffs] == [[]], "nobody was looked at, so nobody is scored"
    world.now += DAY
    told = scout.rescore(Wanted())
    assert told.states == {"read": 7}
    assert set(world.asked.values()) == {1}
    assert not told.changed
    assert [looks(scout, str(n)) for n in range(7)] == [2] * 7


@pytest.mark.slow
def test_movements_are_told_from_just_before_to_now(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    world.people["0"].likes = 900
    told = scout.rescore(Wanted(("watches",)))
    assert told.changed
    (first, *_) = told.diffs[0].movements
    assert (first.creator_id, first.what, first.beyond) == ("moving:0", "up", True)
    assert digest(told)["shortlists"][0]["moved"][0]["creator_id"] == "moving:0"
    assert not scout.rescore(Wanted(("watches",))).changed, "a second run has nothing new to tell"


@pytest.mark.slow
def test_a_place_that_shifts_within_the_uncertainty_wakes_nobody(scout: Scout, world: World) -> None:
    best, second, *_ = (row["creator_id"].removeprefix("moving:") for row in scout.ranked("watches").shortlist.rows)
    world.now += 2 * DAY
    world.people[second].likes = world.people[best].likes + 1
    told = scout.rescore(Wanted())
    assert [each.what for each in told.diffs[0].movements[:2]] == ["up", "down"]
    assert not told.changed


@pytest.mark.slow
def test_who_is_gone_withheld_or_somebody_else_is_a_fact(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    del world.people["0"]
    world.people["1"].withheld = ("asks not to be listed",)
    world.people["2"].handle = "c2.new"
    told = scout.rescore(Wanted())
    assert told.states == {"absent": 2, "read": 5}
    assert absences.absent(scout.store) == {"moving:0": absences.GONE, "moving:1": absences.WITHHELD}
    left = {each.creator_id: each.why for each in told.diffs[0].movements if each.what == "left"}
    assert left == {"moving:0": "gone", "moving:1": "asks not to be listed"}
    assert [each.creator_id for each in told.diffs[0].movements if each.renamed] == ["moving:2"]
    shown = [row["creator_id"] for row in scout.ranked("watches").shortlist.rows]
    assert not {"moving:0", "moving:1"} & set(shown)
    assert looks(scout, "1") == 1, "nothing more is kept of who asks not to be listed"
    world.now += 2 * DAY
    world.people["0"] = Person("c0")
    scout.rescore(Wanted())
    assert absences.absent(scout.store) == {"moving:1": absences.WITHHELD}, "who comes back is back"


@pytest.mark.slow
def test_what_cuts_it_off_is_gone_on_from_and_nobody_counts_twice(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    world.breaks = raising(QuotaSpent("enough"), "profile", "5")
    first = scout.rescore(Wanted())
    assert first.partial
    assert not first.failed
    world.breaks = raising(QuotaSpent("enough"), "posts", "3")
    second = scout.rescore(Wanted())
    assert second.partial
    assert second.resumed
    world.breaks = lambda *_: None
    third = scout.rescore(Wanted())
    assert third.states == {"read": 7}
    assert third.resumed
    assert [looks(scout, str(n)) for n in range(7)] == [2] * 7
    assert scout.store.rows("SELECT count(*), count(finished_at) FROM job") == [(1, 1)]


def test_one_who_cannot_be_read_does_not_stop_the_others(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    world.breaks = raising(PayloadError("odd"), "posts", "3")
    told = scout.rescore(Wanted())
    assert told.states == {"read": 6, "skipped": 1}
    assert not told.partial


@pytest.mark.slow
def test_nothing_reached_is_a_failure(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    world.breaks = lambda what, _: raising(Unreachable("no answer"), what, _)(what, _)
    told = scout.rescore(Wanted())
    assert told.failed
    assert told.states == {"due": 7}


@pytest.mark.slow
def test_time_that_is_over_leaves_the_rest_for_the_next_run(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    told = scout.rescore(Wanted(seconds=1e-9))
    assert told.partial
    assert not told.failed
    assert scout.rescore(Wanted()).states == {"read": 7}


@pytest.mark.slow
def test_a_clock_set_back_an_hour_loses_and_doubles_nothing(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    scout.rescore(Wanted())
    world.now -= 3_600
    world.people["0"].likes = 900
    told = scout.rescore(Wanted(older_than=0))
    assert told.states == {"read": 7}
    assert told.changed, "what came after the clock was set back is the newest all the same"
    assert [looks(scout, str(n)) for n in range(7)] == [3] * 7
    newest = scout.ranked("watches").shortlist.rows[0]
    assert (newest["creator_id"], newest["captured_at"]) == ("moving:0", NOW + 2 * DAY + 1)


@pytest.mark.slow
def test_a_clock_set_back_an_hour_in_mid_run_loses_and_doubles_nothing(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    begun = world.now

    def back(what: str, stable_id: str) -> None:
        if (what, stable_id) == ("posts", "3"):
            world.now = begun - 3_600

    world.breaks = back
    world.people["1"].handle = "c1.new"
    told = scout.rescore(Wanted())
    assert told.states == {"read": 7}
    assert [looks(scout, str(n)) for n in range(7)] == [2] * 7
    assert [each.kind for each in told.news] == ["handle"]
    assert scout.rescore(Wanted()).news == []
    assert [looks(scout, str(n)) for n in range(7)] == [2] * 7


def at(world: World, moment: str) -> None:
    world.now = int(datetime.fromisoformat(moment).timestamp())


@pytest.mark.slow
def test_a_daily_run_misses_nobody_on_the_days_on_which_the_clocks_change(scout: Scout, world: World) -> None:
    daily = Wanted(older_than=20 / 24)  # as `schedule add --daily 06:30` writes it
    at(world, "2027-03-27T06:30+01:00")
    scout.rescore(daily)
    for morning in ("2027-03-28T06:30+02:00", "2027-03-29T06:30+02:00"):  # 23 hours, and 24
        at(world, morning)
        assert scout.rescore(daily).states == {"read": 7}
    at(world, "2027-10-30T06:30+02:00")
    scout.rescore(daily)
    at(world, "2027-10-31T06:30+01:00")  # 25 hours
    assert scout.rescore(daily).states == {"read": 7}


@pytest.mark.slow
def test_an_hour_that_comes_twice_asks_nobody_twice(scout: Scout, world: World) -> None:
    daily = Wanted(older_than=20 / 24)
    at(world, "2027-10-31T02:30+02:00")
    assert scout.rescore(daily).states == {"read": 7}
    world.asked.clear()
    at(world, "2027-10-31T02:30+01:00")
    told = scout.rescore(daily)
    assert (told.states, told.changed, dict(world.asked)) == ({}, False, {})


@pytest.mark.slow
def test_a_snapshot_of_a_wrong_clock_is_as_stale_as_can_be(scout: Scout, world: World) -> None:
    world.now += 4_000 * DAY
    scout.rescore(Wanted())
    world.now -= 3_990 * DAY
    assert scout.rescore(Wanted()).states == {"read": 7}


@pytest.mark.slow
def test_counting_anew_is_enough_while_no_post_is_new(
    scout: Scout, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(platforms.BUILT_IN, "moving", counting(world))
    world.now += 2 * DAY
    world.people["1"].post_count = 11
    assert scout.rescore(Wanted()).states == {"counted": 6, "read": 1}
    assert world.asked["recounted"] == 1
    assert world.asked["posts 1"] == 1
    world.now += 13 * DAY
    assert scout.rescore(Wanted()).states == {"counted": 1, "read": 6}, "after two weeks posts are read whole again"


@pytest.mark.slow
def test_the_first_of_the_list_goes_first_when_little_may_be_spent(scout: Scout, world: World) -> None:
    best = [row["creator_id"] for row in scout.ranked("watches").shortlist.rows]
    world.now += 2 * DAY
    asked: list[str] = []
    world.breaks = lambda what, stable_id: asked.append(f"moving:{stable_id}") if what == "profile" else None
    scout.rescore(Wanted())
    assert asked == best


@pytest.mark.slow
def test_only_one_rescore_is_at_work(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    with lock.alone(scout.store.path, "rescore") as mine:
        assert mine
        assert scout.rescore(Wanted()).busy
    assert not world.asked
    assert scout.rescore(Wanted()).states == {"read": 7}


def test_who_is_forgotten_meanwhile_is_not_kept(scout: Scout, world: World) -> None:
    world.now += 2 * DAY
    privacy.forget(scout.store, "moving:3", world.now)
    assert scout.rescore(Wanted()).states == {"read": 6}
    assert observations.find(scout.store, "moving:3") == []


@pytest.mark.slow
def test_the_whole_store_and_platforms_that_nobody_asks(scout: Scout, world: World, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text('{"platform": "elsewhere", "id": "1"}\n{"platform": "twitch", "id": "2"}\n')
    scout.bring_in(file, NOW)
    world.now += 2 * DAY
    told = scout.rescore(Wanted(store=True))
    assert told.states == {"read": 7, "due": 1}
    assert [each.failure.message for each in told.harvests if each.failure] == ["twitch is not configured."]


@pytest.mark.slow
def test_what_was_found_before_a_kill_is_still_told(
    scout: Scout, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.now += 2 * DAY
    world.people["1"].handle = "c1.new"
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "finish", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            scout.rescore(Wanted())
    told = scout.rescore(Wanted())
    assert told.resumed
    assert told.changed
    assert [(each.about, each.kind) for each in told.news] == [("moving:1", "handle")]
    assert [(each.about, each.name) for each in scout.waiting(told.watched)] == [("moving:1", "c1.new")]
    assert len(scout.waiting(())) == 1, "whichever list is looked at next tells it"
    world.now += 2 * DAY
    assert scout.rescore(Wanted()).news == []
    assert len(scout.waiting(told.watched)) == 1, "a channel that was not told yet may have it still"
    world.now += 40 * DAY
    assert scout.waiting(told.watched) == []


@pytest.mark.slow
def test_old_looks_are_thinned_when_a_rescore_ends(scout: Scout, world: World) -> None:
    for _ in range(12):
        world.now += DAY + 60
        scout.rescore(Wanted())
    assert looks(scout, "0") == 13
    world.now += 60 * DAY
    scout.rescore(Wanted())
    assert 3 <= looks(scout, "0") < 8


def test_without_a_list_there_is_nothing_to_do(world: World, tmp_path: Path) -> None:
    with (
        Scout(config.load({"MICROSCOUT_HOME": str(tmp_path)})) as scout,
        pytest.raises(UsageError, match="no shortlist yet"),
    ):
        scout.rescore(Wanted())
