"""``rescore``, as cron runs it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from asking import Asker
from builders import DAY, NOW
from fakes.moving import Person, World, moving
from microscout import platforms
from microscout.cli import render
from microscout.errors import QuotaSpent, Unreachable


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World({str(n): Person(f"c{n}") for n in range(3)}, NOW)
    monkeypatch.setitem(platforms.BUILT_IN, "moving", moving(made))
    monkeypatch.setattr("time.time", lambda: float(made.now))
    monkeypatch.setattr("microscout.scout.desk.Desk.__init__.__kwdefaults__", {"seams": None, "now": lambda: made.now})
    return made


@pytest.fixture
def ask(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    asker = Asker(capsys, tmp_path)
    asker("search", "-n", "vintage watches", "-p", "moving", "-q", "-f", "json")
    asker("shortlist", "save", "watches; $(x)")
    world.now += 2 * DAY
    return asker


def fail(error: Exception) -> None:
    raise error


@pytest.mark.slow
def test_each_end_has_its_own_exit_status(ask: Asker, world: World, tmp_path: Path) -> None:
    ran = ask("rescore", "--quiet")
    assert (ran.status, ran.out, ran.err) == (0, "", ""), "cron sends no mail when nothing moved"
    world.now += 2 * DAY
    world.people["2"].likes = 900
    ran = ask("rescore", "--quiet")
    assert ran.status == 10
    assert ran.err.count("\n") == 1
    assert "1 moved on 1 list (1 more place shifted within the uncertainty); 0 new changes; 3 read" in ran.err
    world.now += 2 * DAY
    world.breaks = lambda *_: fail(QuotaSpent("enough"))
    ran = ask("rescore", "-q")
    assert ran.status == 11
    assert ran.err.endswith("stopped early, the next run goes on. moving: enough.\n")
    world.now += 2 * DAY
    world.breaks = lambda *_: fail(Unreachable("no answer"))
    ran = ask("rescore")
    assert ran.status == 12
    assert "moving fell out: no answer" in ran.err
    ran = ask("rescore", "--quiet", "--log", str(tmp_path / "r.log"))
    assert ran.err.count("\n") == 1
    assert "moving fell out: no answer" in ran.err, "cron's mail says why"
    assert "moving fell out: no answer" in (tmp_path / "r.log").read_text()
    assert ask("rescore", "nobody", "--log", str(tmp_path / "r.log")).status == 2
    assert "There is no shortlist 'nobody'" in (tmp_path / "r.log").read_text()


def test_machines_read_json(ask: Asker, world: World) -> None:
    world.people["2"].likes = 900
    told = json.loads(ask("rescore", "-f", "json", "-q").out)
    assert told["changed"]
    assert told["creators"] == {"read": 3}
    assert told["shortlists"][0]["name"] == "watches; $(x)"
    first, *others = told["shortlists"][0]["moved"]
    assert first["matters"]
    assert others
    assert not any(each["matters"] for each in others), "who was overtaken has not changed"


@pytest.mark.slow
def test_quiet_says_nothing_of_channels_that_work(
    ask: Asker, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "file,stdout")
    monkeypatch.setenv("MICROSCOUT_ALERTS_FILE", str(tmp_path / "news.txt"))
    world.people["2"].handle = "new"
    ran = ask("rescore", "--quiet")
    assert (ran.status, ran.err.count("\n")) == (10, 1), "one line, as cron's mail"
    assert "Handle moved from @c2 to @new" in ran.out, "the digest itself is data"
    assert (tmp_path / "news.txt").read_text().strip() == ran.out.strip()
    monkeypatch.setenv("MICROSCOUT_ALERTS_FILE", str(tmp_path))
    assert "file: " in ask("alerts", "--test").err


@pytest.mark.slow
def test_a_digest_on_stdout_goes_aside_where_json_is_wanted(
    ask: Asker, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "stdout")
    world.people["1"].handle = "c1.new"
    ran = ask("rescore", "-f", "json", "-q")
    (news,) = json.loads(ran.out)["news"]
    assert news["kind"] == "handle"
    assert news["at"].startswith("2026-11-26T"), "moments are written as everywhere"
    assert "Handle moved from @c1 to @c1.new" in ran.err
    assert ran.err.count("Handle moved") == 1
    world.now += 2 * DAY
    world.people["1"].handle = "c1.newer"
    assert "Handle moved from @c1.new to @c1.newer" in ask("rescore").out


@pytest.mark.slow
def test_the_log_is_the_founders_alone_and_does_not_grow_for_ever(ask: Asker, world: World, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "rescore.log"
    assert ask("rescore", "--log", str(log)).status == 0
    assert "3 read" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    log.write_text("x" * 1_000_000)
    ask("rescore", "--log", str(log))
    assert log.stat().st_size < 10_000
    assert log.stat().st_mode & 0o077 == 0
    log.unlink()
    with render.logged(log):
        logging.getLogger("microscout").info("x" * 900_000)
        logging.getLogger("microscout").info("y" * 200_000)
        assert log.stat().st_mode & 0o077 == 0, "so is the one that is begun in mid-run"
    assert ask("rescore", "--log", "/proc/none/x.log").status == 5
    before = Path("/dev/null").stat().st_mode
    assert ask("rescore", "--log", "/dev/null").status == 0
    assert Path("/dev/null").stat().st_mode == before, "it is everybody's"


def test_what_cannot_be_is_refused(ask: Asker) -> None:
    named = ("watches; $(x)", "--all")
    for wrong in (("--for", "20"), ("--for", "0m"), ("--for", "²m"), ("--max-cost", "youtube"), ("nobody",), named):
        assert ask("rescore", *wrong).status == 2, wrong
    assert ask("rescore", "--max-cost", "youtube=²").status == 2
    assert "cannot be read: No such file" in ask("rescore", "--env-file", "/none/env").err
    assert "Did you mean youtube?" in ask("rescore", "--max-cost", "youtbe=5").err, "a limit that is none would cost"


def test_a_list_that_is_named_twice_is_looked_at_once(ask: Asker) -> None:
    assert " 0 moved on 1 list;" in ask("rescore", "watches; $(x)", "WATCHES; $(x)").err
