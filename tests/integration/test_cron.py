"""Debian's own cron daemon runs an entry of ours, and the store holds what came of it. Takes up to 75 seconds.

It is the crontab of whoever runs the test: it is put back as it was, and the daemon is stopped if the test started it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from asking import Asker
from builders import DAY
from microscout import config
from microscout.models import Niche
from microscout.scout import Scout
from microscout.shortlist import Criteria
from microscout.store import Store

_PATIENCE = 90.0

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(
        sys.platform == "win32" or not (shutil.which("cron") and shutil.which("crontab")),
        reason="there is no cron here (Debian: apt install cron)",
    ),
    pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root may start the cron daemon"),
]


def crontab(*argv: str, text: str | None = None) -> str:
    ran = subprocess.run(["crontab", *argv], input=text, capture_output=True, text=True)
    return ran.stdout if ran.returncode == 0 else ""


@pytest.fixture
def daemon() -> Iterator[None]:
    """A cron daemon; the crontab is restored before it is stopped."""
    before = crontab("-l")
    running = subprocess.Popen(["cron", "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        if before:
            crontab("-", text=before)
        else:
            crontab("-r")
        running.terminate()  # where another one holds the lock, ours has ended by itself
        running.wait(10)


def test_crons_own_daemon_runs_the_entry(
    daemon: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "50% home"
    monkeypatch.setenv("MICROSCOUT_HOME", str(home))
    with Scout(config.load(), now=lambda: time.time() - 2 * DAY) as scout:
        scout.search(Niche.of("vintage watches"), Criteria(limit=3), platform_names=["sample"])
        scout.save("watches")
        with scout.store.writing() as db:
            db.execute("UPDATE profile SET captured_at = captured_at - ?", (2 * DAY,))
    before = crontab("-l")
    assert Asker(capsys, home)("schedule", "add", "watches", "--daily", "06:30").status == 0
    added = crontab("-l")
    assert added.startswith(before)
    crontab("-", text=added.replace("30 6 * * * ", "* * * * * "))
    end = time.monotonic() + _PATIENCE
    while not finished(home) and time.monotonic() < end:
        time.sleep(0.5)
    assert finished(home) == 1
    assert Asker(capsys, home)("schedule", "remove", "watches").status == 0
    assert crontab("-l") == before


def finished(home: Path) -> int:
    """How many rescores came to their end and read somebody."""
    with Store(home / "data" / "microscout.sqlite") as store:
        sql = """SELECT count(*) FROM job WHERE finished_at IS NOT NULL
            AND EXISTS (SELECT 1 FROM task WHERE job = job.key AND state = 'read')"""
        return int(store.rows(sql)[0][0])
