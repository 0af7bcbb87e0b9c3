"""Whatever stands in a creator's texts, it is shown as text: on the screen, in files, in JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from asking import Asker
from microscout.testing.exports import HOSTILE

HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]")
TEXT = " ".join(HOSTILE)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("MICROSCOUT_MIN_COVERAGE", "0.4")
    asker = Asker(capsys, tmp_path / "home")
    records = [
        {
            "platform": f"p{number}",
            "id": f"id{number}{text}"[:100],
            "handle": re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b\u202e]", "", text) or f"h{number}",
            "followers": 5_000,
            "posts": [
                {
                    "id": f"i{text}",
                    "text": f"dials {text} {TEXT}",
                    "url": text,
                    "language": text,
                    "created_at": "2026-11-01",
                    "discussion": [
                        {"id": f"i{text}", "author": text, "text": text, "parent": None, "created_at": "2026-11-02"},
                        {"id": f"a{text}", "author": text, "text": TEXT, "parent": f"i{text}", "by_creator": True},
                    ],
                }
            ],
            "languages": [text],
            "links": [text, TEXT],
            "lists": [text],
        }
        | dict.fromkeys(("name", "bio", "url", "location"), f"{text} dials {TEXT}")
        for number, text in enumerate(HOSTILE)
    ]
    told = asker.imports(records)
    assert told.status == 0, told.err
    return asker


def search(ask: Asker, *options: str) -> str:
    status, out, err = ask("search", "-n", "dials", "--offline", "--tier", "any", "--limit", "50", *options)
    assert status == 0, err
    assert not HARMFUL.search(err)
    return out


@pytest.mark.slow
@pytest.mark.parametrize("columns", [80, 160])
def test_a_table_shows_them_as_text_and_keeps_its_width(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = search(ask)
    assert not HARMFUL.search(out)
    assert max(cell_len(line) for line in out.splitlines()) <= columns
    assert "[red]rich" in out.replace("\n", ""), "square brackets are no markup"


@pytest.mark.slow
def test_show_tells_them_as_text(ask: Asker) -> None:
    for number in range(0, len(HOSTILE), 6):
        creator = json.loads(search(ask, "-p", f"p{number}", "-f", "json"))["creators"][0]["creator_id"]
        status, out, err = ask("show", "-n", "dials", "--", creator)
        assert status == 0, err
        assert not HARMFUL.search(out)
        assert max(cell_len(line) for line in out.splitlines()) <= 80
        status, out, _ = ask("show", "-n", "dials", "-f", "json", "--", creator)
        assert not HARMFUL.search(out)
        assert json.loads(out)["creator"]["creator_id"] == creator


@pytest.mark.slow
def test_csv_on_the_screen_and_on_disk_holds_no_formula(ask: Asker, tmp_path: Path) -> None:
    out = search(ask, "-f", "csv", "-o", str(tmp_path / "l.csv"))
    assert (tmp_path / "l.csv").read_text("utf-8") == out
    assert not HARMFUL.search(out)
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert len(rows) == len(HOSTILE) + 1
    numbers = [n for n, name in enumerate(rows[0]) if name.startswith(("er_", "score", "est_", "niche_score"))]
    for row in rows[1:]:
        assert not [cell for n, cell in enumerate(row) if n not in numbers and FORMULA.match(cell)]


@pytest.mark.slow
def test_json_tells_them_as_they_came(ask: Asker) -> None:
    out = search(ask, "-f", "json")
    assert not HARMFUL.search(out)
    told = json.loads(out)["creators"]
    assert any(each["name"].startswith("=HYPERLINK(") for each in told)
    assert any("\u202egnp.exe" in each["name"] for each in told)


@pytest.mark.slow
def test_markdown_holds_no_markup_of_theirs(ask: Asker, tmp_path: Path) -> None:
    search(ask, "-o", str(tmp_path / "l.md"))
    text = (tmp_path / "l.md").read_text("utf-8")
    assert not HARMFUL.search(text)
    bare = re.sub(r"\\.", "", text)
    assert not re.search(r"[<>\[\]`*_]", re.sub(r"<https?://[^\s<>]+>", "", bare))


def test_a_question_before_forgetting_shows_a_hostile_name_as_text(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert not HARMFUL.search(ask("forget", "\x1b[31mred\u202e").err)


def test_wrong_rows_are_told_harmlessly(ask: Asker) -> None:
    told = ask.imports([{"platform": "\x1b[31m", "handle": "a b"}], "bad.jsonl")
    assert told.status == 2
    assert not HARMFUL.search(told.err)


def test_an_unknown_creator_is_named_harmlessly(ask: Asker) -> None:
    assert not HARMFUL.search(ask("show", "-n", "dials", "\x1b[31mred\u202e").err)
