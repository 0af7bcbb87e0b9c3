"""``schedule``: a private crontab, and the entry's very command line run as cron would run it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from asking import Asker
from builders import DAY
from microscout import config
from microscout.models import Niche
from microscout.scout import Scout
from microscout.shortlist import Criteria
from microscout.store import Store, named, observations

NAME = "watches; $(x) 50%"
THEIRS = "MAILTO=\n0  5 * *  7  x %a%b  # mine\n"
FAKE = """#!/bin/sh
tab='{folder}/tab'
case "$1" in
-l) [ -f "$tab" ] && exec cat "$tab"; echo "no crontab for ada" >&2; exit 1 ;;
-) exec cat > "$tab" ;;
esac
exit 2
"""
SYSTEMCTL = '#!/bin/sh\necho "$@" >> "{folder}/asked"\n'

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is usual is another scheduler there")


@pytest.fixture
def tab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A private crontab, behind a ``crontab`` of our own on PATH; no systemd but a program that takes notes."""
    programs = tmp_path / "50% programs"
    programs.mkdir()
    for name, text in {"crontab": FAKE, "systemctl": SYSTEMCTL}.items():
        (programs / name).write_text(text.format(folder=programs))
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    for name in config.passed_on():
        monkeypatch.delenv(name)
    monkeypatch.setenv("MICROSCOUT_HOME", str(tmp_path / "50% home"))
    return programs / "tab"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store in which a list was saved two days ago."""
    folder = tmp_path_factory.mktemp("saved")
    with Scout(config.load({"MICROSCOUT_HOME": str(folder)}), now=lambda: time.time() - 2 * DAY) as scout:
        scout.search(Niche.of("vintage watches"), Criteria(limit=3), platform_names=["sample"])
        scout.save(NAME)
        with scout.store.writing() as db:
            db.execute("UPDATE profile SET captured_at = captured_at - ?", (2 * DAY,))
    return folder / "data"


@pytest.fixture
def ask(tab: Path, saved: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    """Commands over that store."""
    shutil.copytree(saved, tmp_path / "50% home" / "data")
    return Asker(capsys, tmp_path)


def looks(tmp_path: Path) -> set[int]:
    """At how many moments those on the list were looked at."""
    with Store(tmp_path / "50% home" / "data" / "microscout.sqlite") as store:
        (watches,) = named.every(store)
        return {observations.moments(store, each) for each in named.members(store, watches)}


@pytest.mark.slow
def test_adding_replaces_and_removing_leaves_the_others_alone(ask: Asker, tab: Path) -> None:
    tab.write_text(THEIRS)
    assert ask("schedule", "add", NAME, "--daily", "06:30").status == 0
    assert ask("schedule", "add", NAME.upper(), "--weekly", "monday", "7:05").status == 0
    ask("schedule", "add", "all", "--daily", "18:00")
    head, ours, every = tab.read_text().removeprefix(THEIRS).partition("\n")[0], *tab.read_text().splitlines()[-2:]
    assert tab.read_text().startswith(THEIRS)
    assert head == ours
    assert ours.startswith("5 7 * * 1 ")
    assert "--older-than 6d" in ours
    assert " --all # microscout:all" in every
    rows = json.loads(ask("schedule", "list", "-f", "json").out)
    assert [(row["shortlist"], row["when"], row["with"]) for row in rows] == [
        (NAME, "weekly, monday 07:05", "cron"),
        ("all", "daily 18:00", "cron"),
    ]
    assert ask("schedule", "remove", NAME).status == 0
    assert ask("schedule", "remove", "all").status == 0
    assert tab.read_text() == THEIRS
    assert ask("schedule", "remove", NAME).status == 2


@pytest.mark.slow
def test_the_very_command_line_runs_with_nothing_around_it(ask: Asker, tab: Path, tmp_path: Path) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    command = tab.read_text().strip().split(None, 5)[5].replace("\\%", "%")  # as cron reads it
    bare = ["env", "-i", f"HOME={tmp_path}", "LOGNAME=ada", "SHELL=/bin/sh", "PATH=/usr/bin:/bin"]
    assert looks(tmp_path) == {1}
    ran = subprocess.run([*bare, "/bin/sh", "-c", command], cwd="/", capture_output=True, text=True, timeout=120)
    assert ran.returncode in (0, 10), ran.stderr
    assert ran.stdout == ""
    assert looks(tmp_path) == {2}
    assert "read" in (tmp_path / "50% home" / "data" / "rescore.log").read_text()


@pytest.mark.slow
def test_test_says_that_it_works_and_run_now_runs_it(ask: Asker, tmp_path: Path) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    ran = ask("schedule", "test", NAME)
    assert ran.status == 0, ran.err
    assert "It works in cron's bare surroundings" in ran.err
    assert looks(tmp_path) == {2}
    ran = ask("schedule", "run-now", NAME)
    assert ran.status == 0, "nothing is stale any more"
    assert "It ended with exit status 0: nothing changed. Log: " in ran.err


def test_keys_go_into_a_file_that_is_the_founders_alone(
    ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "50% home" / "config" / "schedule.env"
    file.parent.mkdir(parents=True)
    file.write_text("# mine\nMICROSCOUT_BLUESKY_APP_PASSWORD=old\nMICROSCOUT_LIMIT=7\n")
    monkeypatch.setenv("MICROSCOUT_BLUESKY_APP_PASSWORD", "very-secret")
    ran = ask("schedule", "add", NAME, "--daily", "06:30")
    assert "MICROSCOUT_BLUESKY_APP_PASSWORD" in ran.err
    assert "very-secret" not in ran.err
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().splitlines() == [
        "# mine",
        "MICROSCOUT_LIMIT=7",
        "MICROSCOUT_BLUESKY_APP_PASSWORD=very-secret",
        f"MICROSCOUT_CONFIG={tmp_path / '50% home' / 'config'}",
        f"MICROSCOUT_DATA={tmp_path / '50% home' / 'data'}",
    ]


def changed(tab: Path, tmp_path: Path, what: str) -> None:
    home = tmp_path / "50% home"
    match what:
        case "command":
            tab.write_text(tab.read_text().replace(shlex.quote(sys.executable), "/gone/python"))
        case "folder":
            log = shlex.quote(str(home / "data" / "rescore.log")).replace("%", "\\%")
            assert log in tab.read_text()
            tab.write_text(tab.read_text().replace(log, "/proc/none/x.log"))
        case "open":
            (home / "config" / "schedule.env").chmod(0o644)
        case "keys":
            with Store(home / "data" / "microscout.sqlite") as store, store.writing() as db:
                db.execute("UPDATE creator SET platform = 'youtube', creator_id = 'youtube:' || key")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("command", "the command is not there any more: /gone/python"),
        ("open", "Others on this machine can read"),
        pytest.param("folder", "the folder /proc/none cannot be written", marks=pytest.mark.slow),
        pytest.param("keys", "youtube needs a key, and this run has none", marks=pytest.mark.slow),
    ],
)
def test_test_says_what_is_missing(ask: Asker, tab: Path, tmp_path: Path, what: str, said: str) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    changed(tab, tmp_path, what)
    ran = ask("schedule", "test", NAME)
    assert ran.status == 1
    assert said in ran.err


@pytest.mark.slow
def test_a_key_that_is_set_here_alone_is_told(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    monkeypatch.setenv("MICROSCOUT_BLUESKY_APP_PASSWORD", "very-secret")
    ran = ask("schedule", "test", NAME)
    assert ran.status == 1
    assert "bluesky: app_password is set here, and not for this run" in ran.err
    assert "very-secret" not in ran.err


def test_a_list_that_was_dropped_is_told(ask: Asker) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    assert "cron still runs “" in ask("shortlist", "rename", NAME, "dials").err
    ask("undo")
    assert "microscout schedule remove " in ask("shortlist", "delete", NAME).err
    assert "there is no shortlist" in ask("schedule", "test", NAME).err


def test_a_systemd_timer_takes_the_place_of_the_crontab_line(ask: Asker, tab: Path, tmp_path: Path) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    assert ask("schedule", "add", NAME, "--daily", "07:00", "--with", "systemd").status == 0
    assert tab.read_text() == ""
    assert "enable --now microscout-watches_3b_20_24_28x_29_2050_25.timer" in (tab.parent / "asked").read_text()
    (row,) = json.loads(ask("schedule", "list", "-f", "json").out)
    assert (row["with"], row["when"], row["shortlist"]) == ("systemd", "daily 07:00", NAME)
    assert ask("schedule", "remove", NAME).status == 0
    assert list((tmp_path / "xdg" / "systemd" / "user").iterdir()) == []


def test_the_crontab_line_stays_where_no_timer_can_take_its_place(ask: Asker, tab: Path) -> None:
    ask("schedule", "add", NAME, "--daily", "06:30")
    before = tab.read_text()
    (tab.parent / "systemctl").write_text("#!/bin/sh\nexit 1\n")
    assert ask("schedule", "add", NAME, "--daily", "07:00", "--with", "systemd").status == 5
    assert tab.read_text() == before


@pytest.mark.parametrize(("way", "told"), [("launchd", "StartCalendarInterval"), ("windows", "Register-ScheduledTask")])
def test_for_other_systems_it_is_printed(ask: Asker, tab: Path, way: str, told: str) -> None:
    ran = ask("schedule", "add", NAME, "--daily", "02:30", "--with", way)
    assert ran.status == 0
    assert told in ran.out
    assert "take it away" in ran.err
    assert "clocks change" in ran.err
    assert not tab.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("nobody", "--daily", "06:30"),
        (NAME,),
        (NAME, "--daily", "06:30", "--weekly", "monday", "06:30"),
        (NAME, "--daily", "6"),
        (NAME, "--daily", "06:30", "--for", "long"),
        (NAME, "--daily", "06:30", "--max-cost", "youtube"),
        (NAME, "--daily", "06:30", "--with", "at"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(ask: Asker, tab: Path, wrong: tuple[str, ...]) -> None:
    assert ask("schedule", "add", *wrong).status == 2
    assert not tab.exists()


def test_a_crontab_that_cannot_be_read_or_written_stays(ask: Asker, tab: Path) -> None:
    def broken(how: str) -> None:
        (tab.parent / "crontab").write_text(f"#!/bin/sh\n{how}\n")

    broken("echo not allowed >&2; exit 1")
    ran = ask("schedule", "add", NAME, "--daily", "06:30")
    assert (ran.status, "not allowed" in ran.err) == (5, True)
    broken('[ "$1" = -l ] && exit 0; echo too long >&2; exit 1')
    ran = ask("schedule", "add", NAME, "--daily", "06:30")
    assert (ran.status, "too long. It is as it was" in " ".join(ran.err.split())) == (5, True)


def test_without_any_scheduler_it_says_what_to_do(ask: Asker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = ask("schedule", "add", NAME, "--daily", "06:30")
    assert ran.status == 2
    assert "apt install cron" in ran.err
    assert "Nothing is scheduled" in ask("schedule", "list").err
