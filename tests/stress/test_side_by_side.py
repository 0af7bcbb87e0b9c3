"""Two rescores at once and a search by hand beside them, as real processes on one store."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from microscout.store import Store
from stress._world import PEOPLE, ended, running, saved

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="the world is POSIX")]


def test_two_rescores_and_a_search_do_not_disturb_each_other(tmp_path: Path) -> None:
    saved(tmp_path)
    rescores = [running(tmp_path, 2, 0.3, "rescore", "watches") for _ in range(2)]
    search = running(tmp_path, 2, 0.3, "search", "-n", "vintage watches", "-p", "moving", "-q")
    ends = [ended(each) for each in [*rescores, search]]
    statuses = [status for status, _ in ends]
    assert sorted(statuses[:2]) in ([10, 13], [0, 10]), ends  # the second waits for nobody, or finds nothing stale
    assert statuses[2] == 0, ends
    with Store(tmp_path / "data" / "microscout.sqlite") as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("SELECT state, count(*) FROM task GROUP BY state") == [("read", PEOPLE)]
        looks = dict(store.rows("SELECT creator, count(*) FROM profile GROUP BY creator"))
        assert len(looks) == PEOPLE
        assert set(looks.values()) <= {2, 3}, "one by the first search, one by the rescore, one at most by the second"
        assert store.rows(
            "SELECT count(*) FROM (SELECT 1 FROM post GROUP BY creator, post_id HAVING count(*) > 1)"
        ) == [(0,)]
    assert (tmp_path / "news.txt").read_text().count("Handle moved") == 1
