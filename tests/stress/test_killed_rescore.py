"""A rescore that is killed at random moments loses nothing and doubles nothing. MICROSCOUT_KILLS: how often (8)."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microscout.store import Store

KILLS = int(os.environ.get("MICROSCOUT_KILLS", "8"))
PEOPLE = 60
WORLD = f"""
import asyncio, sys, time
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from fakes.moving import Person, World, moving
from microscout import platforms
world = World({{str(n): Person(f"c{{n}}", likes=20 + n) for n in range({PEOPLE})}}, int(time.time()) + DAYS * 86_400)
part = moving(world)
class Slow(part):
    async def posts(self, client, profile, limit):
        await asyncio.sleep(PAUSE)
        return await super().posts(client, profile, limit)
platforms.BUILT_IN["moving"] = Slow
from microscout.scout import desk
desk.Desk.__init__.__kwdefaults__["now"] = lambda: float(world.now)
from microscout.cli.main import main
sys.exit(main(sys.argv[1:]))
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")]


def running(home: Path, days: int, pause: float, *argv: str) -> subprocess.Popen[bytes]:
    code = WORLD.replace("DAYS", str(days)).replace("PAUSE", str(pause))
    env = os.environ | {
        "MICROSCOUT_HOME": str(home),
        "MICROSCOUT_CREATORS": str(PEOPLE),
        "MICROSCOUT_LIMIT": str(PEOPLE),
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *argv], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    luck = random.Random(18)
    assert running(tmp_path, 0, 0.0, "search", "-n", "vintage watches", "-p", "moving", "-q").wait(120) == 0
    assert running(tmp_path, 0, 0.0, "shortlist", "save", "watches").wait(120) == 0
    for _ in range(KILLS):
        begun = running(tmp_path, 2, 0.3, "rescore")
        time.sleep(luck.uniform(0.5, 5.0))
        begun.kill()
        begun.wait(30)
    assert running(tmp_path, 2, 0.0, "rescore").wait(120) in (0, 10)
    with Store(tmp_path / "data" / "microscout.sqlite") as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("SELECT count(*) FROM job WHERE finished_at IS NULL") == [(0,)]
        assert store.rows("SELECT state, count(*) FROM task GROUP BY state") == [("read", PEOPLE)]
        looks = "SELECT n, count(*) FROM (SELECT count(*) AS n FROM profile GROUP BY creator) GROUP BY n"
        assert store.rows(looks) == [(2, PEOPLE)], "everybody was looked at once by the search and once by the rescore"
