"""The command as a process of its own: in a terminal, in a pipe, interrupted, killed and run again."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microscout.store import Store, observations

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and terminals")

SLOW = """
import asyncio
import signal
from microscout import platforms
from microscout.models import Candidate, Post, Profile
from microscout.platforms.sample import Sample
class Slow(Sample):
    name = "slow"
    async def search(self, client, niche, limit):
        print("searching", flush=True)
        for n in range(40):
            profile = Profile(platform="slow", stable_id=str(n), handle=f"c{n}", captured_at=client.now(), bio="dials")
            yield Candidate(platform="slow", handle=f"c{n}", found_by=("x",), profile=profile, settled=True)
    async def posts(self, client, profile, limit):
        print("asked", profile.handle, flush=True)
        await asyncio.sleep(PAUSE)
        return [Post(creator_id=profile.creator_id, post_id="p", captured_at=client.now(), text="dials")]
platforms.BUILT_IN["slow"] = Slow
signal.signal(signal.SIGINT, signal.default_int_handler)  # even where a background job's parent ignores it
from microscout.cli.main import run
run()
"""
SEARCH = ("search", "-n", "dials", "-p", "slow", "--tier", "any", "-f", "json")


def command(pause: float) -> list[str]:
    return [sys.executable, "-c", SLOW.replace("PAUSE", str(pause)), *SEARCH]


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"MICROSCOUT_HOME": str(home), "PYTHONUNBUFFERED": "1", "MICROSCOUT_MIN_COVERAGE": "0.3"}


def held(home: Path) -> set[str]:
    with Store(home / "data" / "microscout.sqlite") as store:
        return set(observations.frames(store).creators["handle"])


@pytest.mark.slow
def test_an_interrupt_in_mid_search_keeps_what_had_arrived(tmp_path: Path) -> None:
    running = started(tmp_path)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, err
    assert "Interrupted. What had arrived is kept" in err
    assert "{" not in out
    assert 0 < len(held(tmp_path)) < 40


@pytest.mark.slow
def test_a_kill_loses_nothing_and_the_next_run_goes_on_there(tmp_path: Path) -> None:
    running = started(tmp_path)
    running.kill()
    running.communicate(timeout=30)
    had = held(tmp_path)
    assert 0 < len(had) < 40
    again = subprocess.run(
        command(0.0), env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=True
    )
    asked = [line.split()[1] for line in again.stdout.splitlines() if line.startswith("asked")]
    assert len(asked) == 40 - len(had)
    assert not had & set(asked), "who had arrived is not asked for again"
    assert "searching" not in again.stdout, "nor is the search made again"
    assert held(tmp_path) == {f"c{n}" for n in range(40)}
    assert len(json.loads(again.stdout[again.stdout.index("{") :])["creators"]) == 20


def test_output_that_cannot_be_written_at_the_end_is_no_success() -> None:
    """The process ends without Python's own tidying up, and the last of its output must still be accounted for."""
    ended = "from microscout.cli.main import _end; import sys; sys.stdout.write('kept'); _end(6)"
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    ran = subprocess.run([sys.executable, "-c", ended], capture_output=True, text=True, env=buffered)
    assert (ran.returncode, ran.stdout) == (6, "kept")
    if (full := Path("/dev/full")).exists():
        with full.open("w") as nowhere:
            ran = subprocess.run(
                [sys.executable, "-c", ended], stdout=nowhere, stderr=subprocess.PIPE, text=True, env=buffered
            )
        assert (ran.returncode, ran.stderr.count("the disk is full")) == (5, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_under_what_is_printed_is_no_bug(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "microscout", "platforms", "-f", "csv"]
    with Path("/dev/full").open("w") as nowhere:
        ran = subprocess.run(argv, env=environment(tmp_path), stdout=nowhere, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 5
    assert "the disk is full" in ran.stderr
    assert "bug" not in ran.stderr


def started(home: Path) -> subprocess.Popen[str]:
    """A search that has read some creators and is reading others."""
    running = subprocess.Popen(
        command(0.25),
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    for _ in range(10):  # eight at once: with the ninth asked for, one at least has arrived
        running.stdout.readline()
    time.sleep(0.1)
    return running


@pytest.mark.slow
def test_in_a_terminal_progress_goes_to_stderr_and_none_of_it_to_stdout(tmp_path: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    running = subprocess.Popen(
        command(0.08), env=environment(tmp_path) | {"TERM": "xterm"}, stdout=subprocess.PIPE, stderr=follower
    )
    os.close(follower)
    shown = bytearray()
    while True:
        try:
            chunk = os.read(leader, 65_536)
        except OSError:  # Linux's way to say that the other end is closed
            break
        if not chunk:
            break
        shown += chunk
    out = running.communicate(timeout=30)[0].decode()
    os.close(leader)
    assert running.returncode == 0
    assert b"slow: creators" in shown
    assert b"/40" in shown
    assert "\x1b" not in out
    assert "slow: creators" not in out


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["json", "csv"])
def test_what_goes_to_a_file_arrives_there_though_somebody_watches(tmp_path: Path, shape: str) -> None:
    import pty

    leader, follower = pty.openpty()
    argv = [sys.executable, "-m", "microscout", "search", "-n", "vintage watches", "-p", "sample", "-f", shape]
    env = environment(tmp_path) | {"TERM": "xterm"}
    with (tmp_path / "out").open("w") as file:
        running = subprocess.Popen(argv, env=env, stdout=file, stderr=follower)
    os.close(follower)
    shown = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(leader, 65_536):
            shown += chunk
    os.close(leader)
    assert running.wait(timeout=60) == 0
    assert b"sample: creators" in shown
    assert "gilt.ticker" in (tmp_path / "out").read_text()
    assert b"gilt.ticker" not in shown


@pytest.mark.slow
def test_in_a_terminal_without_colours_there_are_none(tmp_path: Path) -> None:
    import pty

    leader, follower = pty.openpty()
    argv = [sys.executable, "-m", "microscout", "search", "-n", "vintage watches", "-p", "sample", "-l", "2", "-q"]
    plain = environment(tmp_path) | {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "80"}
    running = subprocess.Popen(argv, env=plain, stdout=follower, stderr=subprocess.DEVNULL)
    os.close(follower)
    shown = b""
    while True:
        try:
            chunk = os.read(leader, 65_536)
        except OSError:
            break
        shown += chunk
        if not chunk:
            break
    assert running.wait(timeout=30) == 0
    os.close(leader)
    assert b"Followers" in shown
    assert not [code for code in (b"\x1b[3", b"\x1b[9", b"\x1b[4") if code in shown], "no colour codes"


@pytest.mark.slow
def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "microscout", "platforms", "-f", "json"]
    running = subprocess.Popen(argv, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    assert b"Traceback" not in running.stderr.read()
    running.stderr.close()
    assert running.wait(timeout=30) == 0


@pytest.mark.slow
def test_closed_streams_are_no_error(tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m microscout platforms -f json >&- 2>&-"
    assert subprocess.run(["sh", "-c", command], env=environment(tmp_path), timeout=60, check=False).returncode == 0


@pytest.mark.slow
def test_output_that_ascii_cannot_hold_is_written_all_the_same(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "microscout", "search", "-n", "vintage watches", "-p", "sample", "-l", "2"]
    ran = subprocess.run(
        argv, env=environment(tmp_path) | {"PYTHONIOENCODING": "ascii"}, capture_output=True, timeout=60, check=True
    )
    assert "·" in ran.stdout.decode()


def test_the_module_is_the_command(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "microscout", "--help"]
    ran = subprocess.run(argv, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.startswith("Usage: ")
    assert "search" in ran.stdout
