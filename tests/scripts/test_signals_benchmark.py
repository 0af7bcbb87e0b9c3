"""The signals benchmark reads any folder of either form, plain or gzipped, and prints one line."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import pytest

import signals

SENTENCES = [
    ("v1", "Some links are affiliate links", "affiliate_link"),
    ("v1", "A day at the sea", "none"),
    ("v2", "Our referral scheme is explained elsewhere", "explanation"),
    ("v3", "My links above are affiliate links", "affiliate_link"),
    ("v3", "Affiliate links, an essay", "none"),
]


def run(argv: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    monkeypatch.setattr(sys, "argv", ["signals.py", *argv])
    assert signals.main() == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_sentences_plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "disclosures.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("video_id", "sentence", "disclosure"), *SENTENCES])
    told = run([str(tmp_path)], monkeypatch, capsys)
    assert (told["precision"], told["recall"], told["f1"]) == (0.6667, 0.6667, 0.6667)
    assert (told["n"], told["positives"], told["videos"]) == (5, 3, 3)
    folded = run([str(tmp_path), "--cross-validate"], monkeypatch, capsys)["candidates"]
    assert isinstance(folded, dict)
    assert folded["our patterns"]["f1"] <= 0.6667


def test_comments_gzipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with gzip.open(tmp_path / "comments.csv.gz", "wt", newline="") as file:
        rows = [("v1", "concern", "how do I open it"), ("v1", "other", "lovely"), ("v2", "concern", "hm")]
        csv.writer(file).writerows([("video_id", "label", "text"), *rows])
    told = run([str(tmp_path)], monkeypatch, capsys)
    assert (told["precision"], told["recall"]) == (1.0, 0.5)
    assert told["per_class"] == {"concern": {"n": 2, "recall": 0.5}}


def test_a_folder_of_neither_form_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["signals.py", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        signals.main()
    assert stopped.value.code == 2
