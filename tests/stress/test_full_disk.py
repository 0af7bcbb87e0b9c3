"""A disk that is full in mid-rescore: a sentence, an exit status, a sound store; with room again it goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from microscout.store import Store
from stress._world import PEOPLE, ended, nothing_lost_or_doubled, running, saved

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")]

FULL = """
from microscout.store import database
prepared = database._prepared
def small(db):
    prepared(db)
    db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0] + MORE}")
database._prepared = small
"""
TOO_LARGE = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (MORE, resource.RLIM_INFINITY))
"""


@pytest.mark.parametrize(
    ("limit", "said"),
    [(FULL.replace("MORE", "2"), "is full"), (TOO_LARGE.replace("MORE", "300_000"), "fails: full")],
)
def test_it_is_told_and_gone_on_from(tmp_path: Path, limit: str, said: str) -> None:
    saved(tmp_path)
    status, err = ended(running(tmp_path, 2, 0.0, "rescore", before=limit))
    assert (status, said in err) == (4, True), err
    assert "Traceback" not in err
    with Store(tmp_path / "data" / "microscout.sqlite") as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        (states,) = [dict(store.rows("SELECT state, count(*) FROM task GROUP BY state"))]
        assert sum(states.values()) == PEOPLE
        assert 0 < states["due"] < PEOPLE, "some had arrived, and are kept"
    status, err = ended(running(tmp_path, 2, 0.0, "rescore"))
    assert status in (0, 10), err
    nothing_lost_or_doubled(tmp_path)
