"""Collections as others make them: numbers for ids, broken lines, missing files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from _collection import load


def folder(at: Path, *, packed: bool = False) -> Path:
    creators = [{"id": 1, "platform": "web", "handle": "a", "posts": [{"id": 5, "text": "dial", "likes": -2}]}]
    creators += [{"id": "b", "platform": "web", "handle": "b", "name": None, "bio": None, "posts": None}]
    lines = "\n".join([*map(json.dumps, creators), "{broken", "[]", '{"id": 3}', ""])
    if packed:
        (at / "creators.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    else:
        (at / "creators.jsonl").write_text(lines, "utf-8")
    (at / "queries.jsonl").write_text('{"query_id": 7, "text": "dials"}\n{"query_id": "none", "text": "x"}\n', "utf-8")
    (at / "qrels.tsv").write_text("query_id\tcreator_id\tgrade\n7\t1\t2\n7\tb\t0\nnone\n", "utf-8")
    return at


@pytest.mark.parametrize("packed", [False, True])
def test_numbers_are_ids_and_broken_lines_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, packed: bool
) -> None:
    held = load(folder(tmp_path, packed=packed))
    assert sorted(held.ids.values()) == ["1", "b"]
    assert (held.queries, held.grades, held.unjudged) == ({"7": "dials"}, {"7": {"1": 2}}, {})
    told = capsys.readouterr().err
    assert "line 3 is no JSON object" in told
    assert "line 4 is no JSON object" in told
    assert "3 is left out" in told
    assert "'none' has no 3 columns" in told


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"holds no creators\.jsonl, plain or gzipped"):
        load(tmp_path)
    folder(tmp_path)
    (tmp_path / "qrels.tsv").write_text("", "utf-8")
    with pytest.raises(SystemExit, match="names nobody right for any of the 2 queries"):
        load(tmp_path)


def test_names_of_several_words_are_read_and_who_comes_twice_or_asks_nothing_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path)
    creators = [{"id": "a b", "platform": "letters", "handle": "clay one", "bio": "pottery"}] * 2
    (tmp_path / "creators.jsonl").write_text("\n".join(map(json.dumps, creators)), "utf-8")
    asked = [{"query_id": "q 1", "text": "pottery"}, {"query_id": "e", "text": " "}, {"query_id": "n", "text": None}]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), "utf-8")
    (tmp_path / "qrels.tsv").write_text("q 1\ta b\t2\ne\ta b\t1\nn\ta b\t1\n", "utf-8")
    held = load(tmp_path)
    assert (held.ids, held.queries) == ({"letters:a b": "a b"}, {"q 1": "pottery"})
    assert held.snapshots[0].profile.handle == "clay-one"
    told = capsys.readouterr().err
    assert "a b comes twice" in told
    assert "e has no words" in told
    assert "n has no words" in told
