"""Run files, as others read them: six columns, and scores that fall from rank to rank."""

from __future__ import annotations

from importlib import util
from pathlib import Path

import pytest

import relevance as benchmark


def test_a_run_keeps_its_order_whatever_is_done_with_ties(tmp_path: Path) -> None:
    ranking = [("b", 0.5), ("a", 0.5), ("no no", 0.499999), ("c", 0.2)]
    benchmark._write(tmp_path / "runs" / "x.run", "default", {"q 1": ranking})
    rows = [line.split(" ") for line in (tmp_path / "runs" / "x.run").read_text("utf-8").splitlines()]
    assert [row[:4] for row in rows] == [
        ["q%201", "Q0", "b", "1"],
        ["q%201", "Q0", "a", "2"],
        ["q%201", "Q0", "no%20no", "3"],
        ["q%201", "Q0", "c", "4"],
    ]
    scores = [float(row[4]) for row in rows]
    assert scores == sorted(set(scores), reverse=True)
    assert scores == pytest.approx([0.5, 0.5, 0.5, 0.2], abs=1e-4)


def test_what_is_not_installed_or_unknown_is_left_out_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmark, "find_spec", lambda name: None if name == "bm25s" else util.find_spec(name))
    assert benchmark._baseline() == []
    assert benchmark._engines("lexical,no such") == ["lexical"]
    told = capsys.readouterr().err
    assert "bm25 is left out: bm25s" in told
    assert "no such is left out" in told
    with pytest.raises(SystemExit, match="no engine to measure"):
        benchmark._engines("no such")


def test_without_a_baseline_nothing_is_compared_with_it() -> None:
    told = {"default": {"first_s": 1.0, "next_s": 0.5}}
    benchmark._compared(told, {"default": {"q": {"ndcg@10": 1.0}}})
    assert told == {"default": {"first_s": 1.0, "next_s": 0.5}}
