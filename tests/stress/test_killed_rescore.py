"""A rescore that is killed at random moments loses nothing and doubles nothing. MICROSCOUT_KILLS: how often (8).

A kill counts where it met a rescore that was not yet done; once one is done, the clock goes on by a day, and all are
due again. Ten kills a store, so that no look is old enough to be thinned.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from microscout.store import Store
from stress._world import PEOPLE, ended, nothing_lost_or_doubled, running, saved

KILLS = int(os.environ.get("MICROSCOUT_KILLS", "8"))
_A_STORE = 10

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")]


@pytest.mark.parametrize("done", range(0, KILLS, _A_STORE))
def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path: Path, done: int) -> None:
    luck, kills = random.Random(18 + done), min(_A_STORE, KILLS - done)
    saved(tmp_path)
    met: Counter[str] = Counter()
    days = 2
    while met.total() < kills:
        begun = running(tmp_path, days, 0.5, "rescore")
        time.sleep(luck.uniform(0.5, 7.0))
        begun.kill()
        begun.communicate(timeout=30)
        if begun.returncode == -9:
            met[_moment(tmp_path, days)] += 1
        days += _is_done(tmp_path, days)
    status, err = ended(running(tmp_path, days, 0.0, "rescore"))
    assert status in (0, 10), err
    print(f"{met.total()} kills in {days - 1} rescores: {dict(met)}")
    nothing_lost_or_doubled(tmp_path, rescores=days - 1)


def _is_done(home: Path, days: int) -> bool:
    """Whether as many rescores are done as there were days on which everybody was due."""
    with Store(home / "data" / "microscout.sqlite") as store:
        return store.rows("SELECT count(*) FROM job WHERE finished_at IS NOT NULL") == [(days - 1,)]


def _moment(home: Path, days: int) -> str:
    """How far the rescore was that was killed."""
    with Store(home / "data" / "microscout.sqlite") as store:
        begun, ended_ = store.rows("SELECT count(*), count(finished_at) FROM job")[0]
        if begun < days - 1:
            return "before it began"
        left = store.rows("SELECT count(*) FROM task WHERE state = 'due'")[0][0]
        told = "half-way" if left < PEOPLE else "with nobody read"
        return "after its end" if begun == ended_ else told if left else "when all were read"
