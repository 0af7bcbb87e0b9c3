"""A rescore that is killed at random moments loses nothing and doubles nothing. MICROSCOUT_KILLS: how often (8)."""

from __future__ import annotations

import os
import random
import sys
import time
from pathlib import Path

import pytest

from stress._world import ended, nothing_lost_or_doubled, running, saved

KILLS = int(os.environ.get("MICROSCOUT_KILLS", "8"))

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")]


def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    luck = random.Random(18)
    saved(tmp_path)
    for _ in range(KILLS):
        begun = running(tmp_path, 2, 0.3, "rescore")
        time.sleep(luck.uniform(0.5, 6.0))
        begun.kill()
        begun.communicate(timeout=30)
    status, err = ended(running(tmp_path, 2, 0.0, "rescore"))
    assert status in (0, 10), err
    nothing_lost_or_doubled(tmp_path)
