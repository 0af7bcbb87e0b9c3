"""A niche as a founder thinks of it: like, not, words added and shown, niches near it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from asking import Asker
from microscout import relevance
from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance import Lexical

OFFLINE = ("search", "--offline", "--tier", "any", "--format", "json")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "80")
    return Asker(capsys, tmp_path / "home")


def person(handle: str, *texts: str, **facts: object) -> dict[str, object]:
    posts = [
        {"id": f"{handle}{n}", "text": text, "created_at": "2026-10-20", "likes": 40, "comments": 4, "reposts": 1}
        for n, text in enumerate(texts)
    ]
    return {"platform": "sample", "handle": handle, "followers": 5_000, "posts": posts} | facts


@pytest.fixture
def held(ask: Asker) -> Asker:
    """A store with watch people, bread people and a smart watch reviewer."""
    watches = [
        person(f"dial{n}", *["restoring a vintage watch", "my seiko chronograph", "seiko dial"] * 3) for n in range(6)
    ]
    bread = [person(f"rye{n}", *["sourdough bread", "rye flour and a hot oven", "my starter"] * 3) for n in range(16)]
    smart = [person("gadget", *["smart watch review", "my smart watch counts steps"] * 4)]
    ask.imports([*watches, *bread, *smart])
    return ask


def handles(told: str) -> list[str]:
    return [each["handle"] for each in json.loads(told)["creators"]]


def test_more_like_one_are_found_without_any_words_and_without_the_one(held: Asker) -> None:
    found = handles(held(*OFFLINE, "--like", "dial0").out)
    assert set(found[:5]) == {f"dial{n}" for n in range(1, 6)}
    assert "dial0" not in found


def test_like_joins_a_niche_and_may_be_given_twice(held: Asker) -> None:
    status, out, _ = held(*OFFLINE, "--like", "@dial0", "--like", "sample:dial1", "-n", "watches")
    assert status == 0
    assert not {"dial0", "dial1"} & set(handles(out))
    assert json.loads(out)["about"]["niche"] == "watches, like sample:dial0, like sample:dial1"


def test_who_is_liked_is_named_by_handle(held: Asker) -> None:
    held.imports([person("kiln", *["raku glaze", "my kiln"] * 4, id="did:plc:1")])
    told = " ".join(held("search", "--offline", "--like", "kiln").err.split())
    assert "(words of @kiln; --no-expand switches it off)" in told
    assert "did:plc:1" not in told


def test_who_has_a_bio_alone_is_counted_too_but_not_ranked_and_it_is_said_why(ask: Asker) -> None:
    watches = [person(f"dial{n}", *["restoring a vintage watch", "seiko dial"] * 3) for n in range(20)]
    bios = [person(f"bio{n}", bio="vintage watches", followers=None) for n in range(5)]
    ask.imports(watches + bios)
    assert "25 of 25 creators held speak of “vintage watches” itself" in ask("niches", "vintage watches").err
    told = ask("search", "--offline", "--tier", "any", "-n", "vintage watches", "--platform", "sample", "-l", "30").err
    assert "Ranked: 25 speak of the niche → 20 known well enough" in told


@pytest.mark.parametrize(
    ("phrase", "said"),
    [("vintage watches", "Too little is known of each of them"), ("zzxqy", "Nobody speaks of the niche")],
)
def test_an_empty_list_says_where_the_last_ones_were_left_out(ask: Asker, phrase: str, said: str) -> None:
    ask.imports([person("bio", bio="vintage watches", followers=None)])
    assert said in ask("search", "--offline", "-n", phrase).err


@pytest.mark.slow
def test_what_is_not_sought_never_rises(held: Asker) -> None:
    plain = json.loads(held(*OFFLINE, "-n", "watch").out)["creators"]
    without = json.loads(held(*OFFLINE, "-n", "watch", "--not", "smart watch").out)["creators"]
    before = {each["handle"]: each["niche_score"] for each in plain}
    after = {each["handle"]: each["niche_score"] for each in without}
    assert all(after[handle] <= before[handle] + 1e-9 for handle in after)
    assert after.get("gadget", 0.0) < before["gadget"]


@pytest.mark.parametrize(
    ("argv", "said", "hint"),
    [
        (["search", "--not", "smart watches"], "not what you seek", "--niche"),
        (["search", "-n", "Watches", "--not", "watches"], "both sought (--niche) and not sought", "Leave one"),
        (["search", "--like", "dail0"], "Did you mean dial0?", "search"),
        (["search", "--like", "dial0", "--no-expand"], "Nothing to search a platform by", "--offline"),
        (["niches", " "], "Say what you seek", "--niche"),
        (["niches", "watches", "--related", "0"], "--related", ""),
        (["niches", "watches", "-f", "csv"], "There is no format", ""),
    ],
)
def test_wrong_use_is_told_with_a_way_on(held: Asker, argv: list[str], said: str, hint: str) -> None:
    status, out, err = held(*argv)
    assert (status, out) == (2, "")
    assert said in err
    assert hint in err


@pytest.mark.slow
def test_words_are_added_in_the_open_found_again_and_switched_off(ask: Asker) -> None:
    first = ask("search", "-n", "vintage watches", "-p", "sample", "-l", "10")
    assert "They also say: " in first.err
    assert "--expand looks for these too" in first.err
    wider = ask("search", "-n", "vintage watches", "-p", "sample", "-l", "10", "--expand")
    line = next(line for line in wider.err.splitlines() if line.startswith("Also looking for: "))
    assert "--no-expand switches it off" in line
    again = ask("search", "-n", "vintage watches", "-p", "sample", "-l", "10")
    assert line in again.err, "a rerun looks for the same words, and so goes on where it stopped"
    assert again.out == wider.out
    narrow = ask("search", "-n", "vintage watches", "-p", "sample", "-l", "10", "--no-expand")
    assert "lso " not in narrow.err
    assert ask("search", "-n", "vintage watches", "-p", "sample", "--offline", "-q").err == ""


@pytest.mark.slow
def test_the_words_are_part_of_the_run(ask: Asker, tmp_path: Path) -> None:
    import sqlite3

    ask("search", "-n", "vintage watches", "-p", "sample")
    ask("search", "-n", "vintage watches", "-p", "sample", "--expand", "--not", "smart watches")
    with sqlite3.connect(next(tmp_path.rglob("microscout.sqlite"))) as db:
        asked = json.loads(db.execute("SELECT asked FROM run ORDER BY key DESC").fetchone()[0])["niche"]
    assert asked["phrases"] == ["vintage watches"]
    assert asked["avoid"] == ["smart watches"]
    assert asked["expanded"]
    assert "examples" not in asked


def test_an_empty_store_has_no_niches_and_says_so(ask: Asker, recwarn: pytest.WarningsRecorder) -> None:
    status, _, err = ask("niches", "watches")
    assert status == 0
    assert "The store holds 0 creators with posts: too few" in err
    assert not recwarn.list, "nor are there means of nothing"


def test_niches_near_a_niche_are_counted(held: Asker) -> None:
    told = json.loads(held("niches", "vintage watches", "-f", "json").out)
    assert "of 23 creators held" in told["counted"]
    assert all(each["creators"] >= 3 for each in told["related"])
    assert any(
        {"sourdough", "rye", "flour", "bread"} & set(" ".join(each["words"]).split()) for each in told["related"]
    )
    status, out, err = held("search", "-n", "vintage watches", "--offline", "--related", "3")
    assert status == 0
    assert "Niche" in out
    assert "creators held" in err


def test_offline_words_are_told_but_nothing_is_looked_for(held: Asker) -> None:
    for argv in ((), ("--expand",)):
        err = held(*OFFLINE, "-n", "sourdough bread", *argv).err
        assert "They also say: " in err
        assert "On the platforms (without --offline), --expand looks for these too." in err
    assert "They also say" not in held(*OFFLINE, "-n", "sourdough bread", "--no-expand").err


def test_niches_near_a_niche_stay_out_of_what_programs_read(held: Asker) -> None:
    argv = (*OFFLINE, "-n", "vintage watches", "--related", "3")
    status, out, err = held(*argv)
    assert status == 0
    assert json.loads(out)["creators"]
    assert " creators: " in err
    assert "creators held" in err
    quiet = held(*argv, "--quiet")
    assert quiet.out == out
    assert "creators held" not in quiet.err


def test_a_small_store_knows_no_niches_and_says_so(ask: Asker) -> None:
    ask.imports([person("ada", "a vintage watch")])
    status, out, err = ask("niches", "vintage watches")
    assert (status, out) == (0, "")
    assert "too few" in err
    assert "1 creator with posts" in err


@pytest.mark.slow
def test_a_niche_in_another_language_is_told_what_to_expect(held: Asker) -> None:
    assert "seems to be German (de)" in held("search", "-n", "alte Uhren", "--offline").err
    assert "seems to be" not in held("search", "-n", "vintage watches", "--offline").err


@pytest.mark.slow
def test_words_of_strangers_are_harmless_on_the_screen_and_in_searches(ask: Asker) -> None:
    evil = 'seiko\u202e \x1b[31mdial" OR type:org [bold]crown[/bold] -rm'
    ask.imports([person(f"dial{n}", *[f"vintage watch {evil}"] * 6) for n in range(8)])
    ask.imports([person(f"rye{n}", *["sourdough"] * 6) for n in range(30)], name="more.jsonl")
    for argv in (
        ["search", "-n", "vintage watch", "--expand", "-p", "sample"],
        ["search", "--like", "dial0", "--offline"],
    ):
        told = ask(*argv)
        assert told.status == 0
        for line in told.err.splitlines():
            if "lso " in line:
                assert not set(line) & set('\u202e\x1b"[]')


@pytest.mark.slow
def test_show_and_exports_say_what_made_the_score(held: Asker) -> None:
    held(*OFFLINE, "-n", "vintage watches")
    out = " ".join(held("show", "dial0").out.split())
    assert "close by meaning (" in out
    assert "by words (" in out
    row = next(
        each
        for each in json.loads(held(*OFFLINE, "-n", "vintage watches").out)["creators"]
        if each["handle"] == "dial0"
    )
    assert "watch" in row["niche_words"]
    assert row["niche_best_post"] == "restoring a vintage watch"
    assert row["score_reasons"].startswith("close by meaning (")
    assert "3 of 9 posts on the niche; " in row["score_reasons"]


def test_a_creator_found_by_meaning_alone_is_explained_by_words_of_the_posts(held: Asker) -> None:
    told = json.loads(held("show", "dial0", "-n", "timepieces", "-f", "json").out)
    assert told["matches"]
    assert any(set(match["words"]) & {"watch", "seiko", "chronograph", "dial", "vintage"} for match in told["matches"])


def test_focus_and_age_of_the_posts_on_the_niche_are_told_as_evidence(held: Asker) -> None:
    told = " ".join(held("show", "dial0", "-n", "vintage watches").out.split())
    assert "focus " in told
    assert "those posts are " in told


def test_of_a_stranger_s_engine_no_words_are_made_up(held: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute(Lexical):
        name = "mute"

        def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
            return super().matches(frames, niche).with_columns(words=pl.lit([], pl.List(pl.String)))

    monkeypatch.setattr(relevance, "shelf", lambda: {"mute": lambda _: Mute()})
    monkeypatch.setenv("MICROSCOUT_ENGINE", "mute")
    row = json.loads(held(*OFFLINE, "-n", "seiko chronograph").out)["creators"][0]
    assert row["handle"].startswith("dial")
    assert row["niche_words"] is None
    assert "posts on the niche" in row["score_reasons"]
    assert row["niche_best_post"] == "my seiko chronograph"
