"""When, and how each scheduler writes it: worked by hand, and whatever a name holds comes back as it was."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from microscout.errors import UsageError
from microscout.schedules import Entry, When, crontab, daily, launchd, systemd, weekly, windows
from microscout.schedules.entry import command, named, token

ENV, LOG = Path("/home/ada/.config/microscout/schedule.env"), Path("/home/ada/100% mine/rescore.log")
NAMES = some.text(some.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=80)
THEIRS = """\
# a crontab with all that people write
MAILTO=
A = b
0  0  *  *  *   /bin/a   # mine
@daily /bin/c
0 0 * * 7 x %a%b
30 6 * * * /usr/bin/microscout rescore watches
15 4 * * * echo # microscout:watches
not a line at all
"""


def entry(name: str = "watches") -> Entry:
    argv = command("/opt/x/python", name, "20h", environment=ENV, log=LOG, longest="4h", costs=("youtube=500",))
    return Entry(name, "daily 06:30", argv)


def test_times_are_read_as_people_write_them() -> None:
    assert daily("6:30") == When(6, 30)
    assert weekly("Mon", "18:05") == When(18, 5, 1)
    assert (daily("06:30").cron, daily("06:30").calendar) == ("30 6 * * *", "*-*-* 06:30:00")
    assert (weekly("sunday", "06:30").cron, weekly("sunday", "06:30").calendar) == (
        "30 6 * * 0",
        "Sun *-*-* 06:30:00",
    )
    assert weekly("tuesday", "00:00").text == "weekly, tuesday 00:00"


@pytest.mark.parametrize("wrong", ["24:00", "6", "06:60", "", "6:30pm"])
def test_what_is_no_time_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError):
        daily(wrong)


@pytest.mark.parametrize("wrong", ["t", "s", "someday", ""])
def test_what_is_no_day_is_refused(wrong: str) -> None:
    with pytest.raises(UsageError):
        weekly(wrong, "06:30")


def test_the_line_is_what_it_says() -> None:
    assert crontab.line(entry(), daily("06:30")) == (
        "30 6 * * * /opt/x/python -P -m microscout rescore --quiet --env-file "
        "/home/ada/.config/microscout/schedule.env --log '/home/ada/100\\% mine/rescore.log' --older-than 20h --for 4h "
        "--max-cost youtube=500 -- watches # microscout:watches"
    )


def test_other_lines_stay_byte_for_byte_and_adding_twice_replaces() -> None:
    once = crontab.replaced(THEIRS, entry(), daily("06:30"), str(ENV))
    assert once == THEIRS + crontab.line(entry(), daily("06:30")) + "\n"
    twice = crontab.replaced(once + "0 1 * * * /bin/z\n", entry(), weekly("monday", "07:00"), str(ENV))
    assert [each.when for each in crontab.entries(twice, str(ENV))] == ["weekly, monday 07:00"]
    assert crontab.without(twice, "watches", str(ENV)) == THEIRS + "0 1 * * * /bin/z\n"


def test_what_another_folder_scheduled_is_not_ours() -> None:
    other = crontab.replaced("", entry(), daily("06:30"), str(ENV))
    assert crontab.entries(other, "/elsewhere/schedule.env") == []
    assert crontab.without(other, "watches", "/elsewhere/schedule.env") == other


def test_a_line_that_the_founder_changed_or_switched_off_is_told_as_it_is() -> None:
    text = crontab.line(entry(), daily("06:30")).replace("30 6", "*/5 6")
    assert [each.when for each in crontab.entries(text, str(ENV))] == ["*/5 6 * * *"]
    assert crontab.entries("# " + text, str(ENV)) == []


def cron_reads(line: str) -> str:
    """The command that cron hands to the shell, as Debian's do_command.c takes it from the line, sign by sign."""
    command, escaped = "", False
    for sign in line.split(None, 5)[5]:
        if escaped:
            command, escaped = (command[:-1] + sign if sign == "%" else command + sign), False
            continue
        if sign == "%":
            break
        escaped, command = sign == "\\", command + sign
    return command


@given(NAMES)
def test_any_name_comes_through_cron_and_the_shell(name: str) -> None:
    made = entry(" ".join(name.split()) or "x")
    line = crontab.line(made, daily("06:30"))
    assert tuple(shlex.split(cron_reads(line), comments=True)) == made.argv
    (found,) = crontab.entries(line, str(ENV))
    assert (found.name, found.argv) == (made.name, made.argv)


@given(NAMES)
def test_any_name_comes_through_systemd(name: str) -> None:
    made = entry(name)
    files = systemd.units(made, weekly("sat", "06:30"))
    assert all(len(each.encode()) < 200 and "/" not in each for each in files)
    found = systemd.entry({"." + each.rpartition(".")[2]: text for each, text in files.items()})
    assert found == Entry(name, "weekly, saturday 06:30", made.argv)


@given(NAMES)
def test_any_name_comes_through_a_token(name: str) -> None:
    assert named(token(name)) == name
    assert set(token(name)) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")


def test_the_property_list_of_macos() -> None:
    told = plistlib.loads(launchd.plist(entry("a & <b>"), weekly("monday", "06:30")).encode())
    assert told["StartCalendarInterval"] == {"Hour": 6, "Minute": 30, "Weekday": 1}
    assert told["ProgramArguments"] == list(entry("a & <b>").argv)


def test_the_task_of_windows() -> None:
    told = windows.command(entry("ada's’"), weekly("monday", "06:30"))
    assert told.startswith("Register-ScheduledTask -Force -TaskName 'microscout-ada_27s_e2_80_99' ")
    assert "-Weekly -DaysOfWeek Monday -At 06:30" in told
    assert "-- ada''s’’'" in told
    assert '--log "/home/ada/100% mine/rescore.log"' in told


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine")
def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    made = Entry('50% "x" $HOME', "", (sys.executable, "-P", "-c", '50% "x" \\ \' $HOME ${A} # ;'))
    for name, text in systemd.units(made, weekly("sunday", "06:30")).items():
        (tmp_path / name).write_text(text)
    units = [str(path) for path in tmp_path.iterdir()]
    ran = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60)
    ours = [line for line in ran.stderr.splitlines() if "microscout" in line]
    assert (ran.returncode, ours) == (0, [])
