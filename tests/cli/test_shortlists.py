"""Shortlists with a name, notes, tags and undo, as a founder types them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from asking import Asker
from microscout import config
from microscout.scout import Scout
from microscout.store import absences

SEARCH = ("search", "-n", "vintage watches", "-p", "sample", "-l", "3", "-q", "-f", "json")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    asker = Asker(capsys, tmp_path)
    assert asker(*SEARCH).status == 0
    assert asker("shortlist", "save", "Watches").status == 0
    return asker


def listed(ask: Asker) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(ask("shortlist", "show", "watches", "-f", "json").out)["creators"]
    return found


@pytest.mark.slow
def test_a_list_is_that_of_its_search_whatever_is_searched_later(ask: Asker) -> None:
    first = [each["creator_id"] for each in listed(ask)]
    assert len(first) == 3
    ask("search", "-n", "home espresso", "-p", "sample", "-l", "2", "-q", "-f", "json")
    assert [each["creator_id"] for each in listed(ask)] == first
    assert "3 creators" in ask("shortlist", "save", "Watches", "--run", "1").err
    rows = json.loads(ask("shortlist", "searches", "-f", "json").out)
    assert [(row["run"], row["niche"]) for row in rows] == [(2, "home espresso"), (1, "vintage watches")]


@pytest.mark.slow
def test_who_was_put_on_by_hand_stays_whether_or_not_the_niche_is_theirs(ask: Asker) -> None:
    ask("search", "-n", "fountain pens", "-p", "sample", "-l", "2", "-q", "-f", "json")
    assert "1 of 1 put on" in ask("shortlist", "add", "watches", "@ink.feather").err
    rows = listed(ask)
    assert [row["handle"] for row in rows if row["handle"] == "ink.feather"] == ["ink.feather"]
    assert len(rows) == 4


@pytest.mark.slow
def test_changes_by_hand_are_shown_by_diff_and_taken_back(ask: Asker) -> None:
    gone = str(listed(ask)[0]["creator_id"])
    assert "1 of 1 taken off" in ask("shortlist", "remove", "watches", gone).err
    assert "0 of 1 taken off “watches”: none was on it" in ask("shortlist", "remove", "watches", gone).err
    assert "1 of 1 put on" in ask("shortlist", "add", "watches", "@lumeandticker").err
    assert "0 of 1 put on “watches”: all were on it already" in ask("shortlist", "add", "watches", "@lumeandticker").err
    ran = ask("shortlist", "diff", "watches")
    assert "2 moved (2 more places shifted within the uncertainty: --all shows them), 0 stayed" in ran.err
    assert ran.out.count("moved up") == 0
    assert ask("shortlist", "diff", "watches", "--all").out.count("moved up") == 2
    told = json.loads(ask("shortlist", "diff", "watches", "-f", "json").out)["creators"]
    assert {each["what"] for each in told if each["creator_id"] == gone} == {"left"}
    assert [each["rank_before"] for each in told if each["what"] == "came"] == [None]
    assert "Taken back: shortlist add “Watches”: sample:" in ask("undo").err
    assert "Taken back: shortlist remove" in ask("undo").err
    assert listed(ask)[0]["creator_id"] == gone
    assert "0 moved, 3 stayed" in ask("shortlist", "diff", "watches").err
    assert "Done again: shortlist remove" in ask("undo", "--redo").err
    assert gone in ask("undo", "--list").out


@pytest.mark.slow
def test_notes_and_tags_are_beside_the_creator_everywhere(ask: Asker, tmp_path: Path) -> None:
    ask("note", "gilt.ticker", "ask [bold]in\x1b[31m May")
    assert ask("tag", "gilt.ticker", "+asked", "leeds", "-maybe").status == 0
    assert "ask [bold]in [31m May" in ask("show", "gilt.ticker", "-n", "vintage watches").out
    assert "asked, leeds" in ask("shortlist", "show", "watches").out
    file = tmp_path / "out.csv"
    ask("shortlist", "export", "watches", str(file))
    rows = {row["handle"]: row for row in csv.DictReader(file.read_text("utf-8").splitlines())}
    assert rows["gilt.ticker"]["tags"] == "asked; leeds"
    assert "May" in rows["gilt.ticker"]["note"]
    text = file.with_suffix(".md")
    ask("shortlist", "export", "watches", str(text))
    assert text.read_text("utf-8").count("| asked; leeds | ask \\[bold\\]in \\[31m May |") == 1
    ask("note", "gilt.ticker", "")
    assert "sample:smp0021: leeds." in ask("tag", "gilt.ticker", "-asked").err
    assert "sample:smp0021: no tags." in ask("tag", "gilt.ticker", "-leeds").err
    assert "your tags" not in ask("shortlist", "show", "watches").out


@pytest.mark.slow
def test_who_is_on_a_list_and_cannot_be_shown_is_counted(ask: Asker) -> None:
    assert "not shown" not in ask("shortlist", "show", "watches").err
    with Scout(config.load()) as scout:
        first, *others = [str(each["creator_id"]) for each in listed(ask)]
        absences.note(scout.store, first, absences.GONE, int(scout.now()))
        for each in others:
            scout.store.rows(
                "DELETE FROM profile WHERE creator = (SELECT key FROM creator WHERE creator_id = ?)", [each]
            )
    told = ask("shortlist", "show", "watches").err
    assert "3 of those on it are not shown: 1 gone, 2 nothing of them is held any more" in told


@pytest.mark.slow
def test_names_are_looked_after(ask: Asker) -> None:
    assert "“watches” is called “Dials; $(rm -rf /)”" in ask("shortlist", "rename", "watches", "Dials; $(rm -rf /)").err
    assert ask("shortlist", "show", "Dial; $(rm -rf /)").err.count("Did you mean Dials; $(rm -rf /)?") == 1
    assert ask("shortlist", "rename", "Dials; $(rm -rf /)", "a\x1bb").status == 2
    assert ask("shortlist", "save", "").status == 2
    assert "no hyphen" in ask("shortlist", "save", "--", "-x").err, "every other command would take it for an option"
    assert ask("shortlist", "save", "x" * 81).status == 2
    assert ask("shortlist", "save", "x", "--run", "99").status == 2
    ask("shortlist", "save", "two")
    assert "in place of those before" in ask("shortlist", "save", "TWO").err
    assert "already" in ask("shortlist", "rename", "two", "DIALS; $(rm -rf /)").err
    assert "is dropped" in ask("shortlist", "delete", "two").err
    assert "two" not in ask("shortlist", "list").out
    assert ask("shortlist", "save", "All").status == 2, "which `schedule add all` takes for every list"
    assert "Taken back: shortlist delete “two” (" in ask("undo").err
    assert "two" in ask("shortlist", "list", "-f", "csv").out


@pytest.mark.slow
def test_what_is_no_tag_is_refused(ask: Asker) -> None:
    for whose, tag in (("gilt.ticker", "two words"), ("gilt.ticker", "a;b"), ("nobody", "x")):
        assert ask("tag", whose, tag).status == 2, tag


@pytest.mark.slow
def test_a_day_or_a_length_of_time_says_since_when(ask: Asker) -> None:
    assert "everybody is new" in ask("shortlist", "diff", "watches", "--since", "2026-01-01").err
    assert ask("shortlist", "diff", "watches", "--since", "7d").status == 0
    assert "since 1970-01-01" in ask("shortlist", "diff", "watches", "--since", "999y").err
    assert ask("shortlist", "diff", "watches", "--since", "last week").status == 2
    assert "lies ahead" in ask("shortlist", "diff", "watches", "--since", "2999-01-01").err


def test_without_a_search_there_is_nothing_to_save(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ask = Asker(capsys, tmp_path)
    assert "There was no search yet" in ask("shortlist", "save", "x").err
    assert "There is no shortlist yet" in ask("shortlist", "list").err
    assert "There is nothing to take back" in ask("undo").err
