"""More than one process: two at once are safe, and a kill -9 loses nothing that was acknowledged."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from microscout.store import Store, observations

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from builders import post, snapshot
from microscout.store import Store, observations
with Store(Path(sys.argv[1])) as store:
    for number in range(int(sys.argv[3])):
        handle = f"{{sys.argv[2]}}{{number}}"
        observations.add(store, snapshot(handle, (post(1, handle), post(2, handle))))
        print(handle, flush=True)
"""


def writer(path: Path, name: str, number: int) -> subprocess.Popen[str]:
    code = WRITER.format(tests=str(Path(__file__).parents[1]))
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path), name, str(number)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_several_processes_may_make_and_write_one_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "s.sqlite"
    running = [writer(path, name, 40) for name in "abc"]
    for each in running:
        _, complaint = each.communicate(timeout=60)
        assert each.returncode == 0, complaint
    with Store(path) as store:
        held = observations.frames(store)
    assert (held.creators.height, held.posts.height) == (120, 240)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_a_kill_in_mid_write_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    running = writer(path, "c", 1_000_000)
    assert running.stdout is not None
    acknowledged = [running.stdout.readline().strip() for _ in range(20)]
    time.sleep(0.05)
    running.kill()
    acknowledged += running.communicate()[0].split()
    with Store(path) as store:
        held = observations.frames(store)
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert set(acknowledged) <= set(held.creators["handle"]) | {""}
    assert held.posts.height == 2 * held.creators.height, "a snapshot is kept whole or not at all"
