"""Rescores as real processes, on a platform of people who change, with a clock two days on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from microscout.store import Store

PEOPLE = 60
_WORLD = f"""
import asyncio, sys, time
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from fakes.moving import Person, World, moving
from microscout import platforms
world = World({{str(n): Person(f"c{{n}}", likes=20 + n) for n in range({PEOPLE})}}, int(time.time()) + DAYS * 86_400)
if DAYS:
    world.people["7"].handle = "c7.new"
class Slow(moving(world)):
    async def posts(self, client, profile, limit):
        await asyncio.sleep(PAUSE)
        return await super().posts(client, profile, limit)
platforms.BUILT_IN["moving"] = Slow
from microscout.scout import desk
desk.Desk.__init__.__kwdefaults__["now"] = lambda: float(world.now)
BEFORE
from microscout.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def running(home: Path, days: int, pause: float, *argv: str, before: str = "") -> subprocess.Popen[str]:
    """A command in that world, `days` from now, whose posts take `pause` seconds; `before`: what is done first."""
    code = _WORLD.replace("DAYS", str(days)).replace("PAUSE", str(pause)).replace("BEFORE", before)
    env = os.environ | {
        "MICROSCOUT_HOME": str(home),
        "MICROSCOUT_CREATORS": str(PEOPLE),
        "MICROSCOUT_LIMIT": str(PEOPLE),
        "MICROSCOUT_ALERTS_TO": "file",
        "MICROSCOUT_ALERTS_FILE": str(home / "news.txt"),
        "MICROSCOUT_ALERTS_MOST_PER_DAY": "99",
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *argv], env=env, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit status and what it said."""
    _, err = process.communicate(timeout=180)
    return process.returncode, err


def saved(home: Path) -> None:
    """A list of all people, saved today."""
    for argv in (("search", "-n", "vintage watches", "-p", "moving", "-q"), ("shortlist", "save", "watches")):
        status, err = ended(running(home, 0, 0.0, *argv))
        assert status == 0, err


def nothing_lost_or_doubled(home: Path, rescores: int = 1) -> None:
    """Everybody was looked at once by the search and once by each rescore; the one change was told once."""
    with Store(home / "data" / "microscout.sqlite") as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("SELECT count(*) FROM job WHERE finished_at IS NULL") == [(0,)]
        assert store.rows("SELECT state, count(*) FROM task GROUP BY state") == [("read", rescores * PEOPLE)]
        looks = "SELECT n, count(*) FROM (SELECT count(*) AS n FROM profile GROUP BY creator) GROUP BY n"
        assert store.rows(looks) == [(1 + rescores, PEOPLE)]
        assert store.rows("SELECT kind, count(*) FROM change GROUP BY kind") == [("handle", 1)]
    assert (home / "news.txt").read_text().count("Handle moved from @c7 to @c7.new") == 1
