"""``search --platform youtube`` from the command line to the wire and back, on a YouTube of our own."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from asking import Asker
from fakes import youtube
from fakes.youtube import KEY, Answer, YouTube, invented, loaded, running, wrong
from fakes.youtube_wire import rounded
from microscout import config
from microscout.client import opened_at
from microscout.platforms.youtube import YouTube as Platform
from microscout.store import Store, observations
from platforms._youtube_schema import complaints

REAL = os.environ.get("MICROSCOUT_YOUTUBE_DATA")
SEARCH = ("search", "--niche", "vintage watches", "--platform", "youtube", "--tier", "any", "--limit", "100")
WATCHES = [each for number, each in enumerate(invented(60, 1e9)) if number % 3 < 2]
HERE = [each for each in WATCHES if not each["gone"] and not each["private"]]
RANKED = [each for each in HERE if each["posts"]]  # of who has no videos too little is known
WITH_POSTS = len(RANKED)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    return Asker(capsys, tmp_path / "home")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    """The fake, with a key in the founder's environment."""
    monkeypatch.delenv("MICROSCOUT_YOUTUBE_DATA", raising=False)
    monkeypatch.setenv("MICROSCOUT_YOUTUBE_API_KEY", KEY)
    monkeypatch.setenv("MICROSCOUT_POSTS", "10")
    monkeypatch.setenv("MICROSCOUT_COMMENTS", "0")
    with running(YouTube(invented())) as fake:
        monkeypatch.setenv("MICROSCOUT_YOUTUBE_SITE", fake.site)
        yield fake


def creators(out: str) -> dict[str, Any]:
    return {each["handle"]: each for each in json.loads(out)["creators"]}


def posts_held() -> dict[str, int]:
    """How many posts the store holds of each creator."""
    with Store(config.load().store) as store:
        held = observations.frames(store).posts
    return dict(held.group_by("creator_id").len().iter_rows())


@pytest.mark.slow
def test_a_search_from_end_to_end(ask: Asker, site: YouTube) -> None:
    status, out, err = ask(*SEARCH, "--format", "json")
    assert status == 0, err
    found = creators(out)
    assert set(found) == {each["handle"] for each in RANKED}
    for each in RANKED:
        hidden = each["followers"] is None
        assert found[each["handle"]]["followers"] == (None if hidden else rounded(each["followers"]))
    assert "not there, or not any more" in err
    assert "the channel's videos are not public" in err
    assert set(posts_held().values()) == {10}
    assert len(posts_held()) == WITH_POSTS == 37
    assert site.spent == {"searches": 2, "units": 1 + 39 + 8}, "a list also of who has none, and of who hides it"


@pytest.mark.slow
@pytest.mark.parametrize("told", [True, False])
def test_what_creators_declare_as_paid_work_is_read_or_done_without(ask: Asker, site: YouTube, told: bool) -> None:
    site.declared_by_key = told
    for _, post in site.videos.values():
        post["paid"] = post["id"].endswith("5")
    status, _, err = ask(*SEARCH)
    assert status == 0, err
    assert ("declared as paid work" in err) != told
    assert site.spent["units"] == 1 + 39 + 8 + (not told), "a refusal costs a unit, once"
    with Store(config.load().store) as store:
        flags = observations.frames(store).posts["paid"]
    assert flags.null_count() == (0 if told else flags.len())


@pytest.mark.slow
def test_what_the_fake_says_is_as_google_documents_it(ask: Asker, site: YouTube) -> None:
    ask(*SEARCH)
    kinds = {body["kind"] for body in site.bodies}
    assert len(kinds) == 4
    assert [wrong for body in site.bodies for wrong in complaints(body)] == []


@pytest.mark.slow
def test_comments_of_the_best_cost_a_unit_each_and_are_not_asked_for_twice(
    ask: Asker, site: YouTube, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(*SEARCH)
    spent = site.spent["units"]
    status, _, err = ask(*SEARCH, "--comments", "12")
    assert status == 0, err
    assert "12 comments read" in err
    lists_of_the_hidden = 2
    assert site.spent["units"] - spent == 12 + lists_of_the_hidden
    with Store(config.load().store) as store:
        held = observations.frames(store)
    assert held.creators["comments_at"].count() == 12
    assert held.comments.filter("by_creator")["parent"].null_count() == 0
    assert not [wrong for body in site.bodies for wrong in complaints(body)]
    spent = site.spent["units"]
    ask(*SEARCH, "--comments", "12")
    assert site.spent["units"] - spent == lists_of_the_hidden, "who was heard lately is not asked again"


@pytest.mark.slow
def test_units_that_run_out_among_the_comments_lose_nothing(ask: Asker, site: YouTube) -> None:
    ask(*SEARCH)
    site.limits["units"] = site.spent["units"] + 2 + 5
    status, out, err = ask(*SEARCH, "--comments", "12", "--format", "json")
    assert status == 0, "a search without all comments stands"
    assert len(creators(out)) == WITH_POSTS
    assert "did without: comments: " in err
    with Store(config.load().store) as store:
        assert observations.frames(store).creators["comments_at"].count() == 5


@pytest.mark.slow
def test_shorts_do_not_count_towards_engagement(ask: Asker, site: YouTube) -> None:
    ask(*SEARCH)
    told = json.loads(ask("show", "channel0.example", "--format", "json").out)
    assert told["creator"]["er_n"] == 10 - 3 - 2, "of ten videos three are Shorts, and two lack a count"


@pytest.mark.slow
def test_the_key_is_in_no_address_log_or_file(
    ask: Asker, site: YouTube, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    told = ask(*SEARCH, "--export", str(tmp_path / "l.csv"))
    assert site.asked
    assert not any(KEY in address for address in site.asked)
    assert caplog.text
    assert KEY not in caplog.text + told.out + told.err
    assert not any(KEY.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


@pytest.mark.slow
def test_a_second_search_asks_nothing(ask: Asker, site: YouTube) -> None:
    first = ask(*SEARCH, "--format", "csv").out
    asked = len(site.asked)
    assert ask(*SEARCH, "--format", "csv").out == first
    assert len(site.asked) == asked + 2, "only who is gone, and who hides the videos, is looked for again"


@pytest.mark.slow
def test_when_nothing_has_changed_nothing_is_sent(ask: Asker, site: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(*SEARCH)
    held = posts_held()
    monkeypatch.setenv("MICROSCOUT_FRESH_HOURS", "0")
    assert ask(*SEARCH).status == 0
    assert posts_held() == held
    assert site.spent["searches"] == 4


@pytest.mark.slow
def test_units_that_run_out_half_way_lose_nothing(ask: Asker, site: YouTube) -> None:
    site.limits["units"] = 20
    status, out, err = ask(*SEARCH, "--format", "json")
    assert status == 6
    assert "midnight in California" in err
    kept = posts_held()
    assert len(kept) >= 15 - 5, "five creators for six units"
    assert set(creators(out)) >= {_handle(each) for each in kept}
    spent = site.spent.copy()
    site.limits["units"] = 10_000  # the next day
    status, out, err = ask(*SEARCH, "--format", "json")
    assert status == 0, err
    assert len(creators(out)) == WITH_POSTS
    assert site.spent["searches"] == spent["searches"], "the search is remembered"
    lists = WITH_POSTS - len(kept) + 2
    assert site.spent["units"] - spent["units"] <= 1 + lists + (WITH_POSTS - len(kept)) * 10 // 50 + 2
    assert set(posts_held()) > set(kept)


def _handle(creator_id: str) -> str:
    return str(next(each["handle"] for each in HERE if creator_id == f"youtube:{each['id']}"))


@pytest.mark.slow
def test_our_own_ledger_is_that_of_youtube(ask: Asker, site: YouTube) -> None:
    site.fault = _hiccup  # who is asked again pays again
    assert ask(*SEARCH).status == 0
    with Store(config.load().store) as store:
        booked = dict(store.rows("SELECT quota, SUM(units) FROM spent WHERE platform = 'youtube' GROUP BY quota"))
    assert {name: units for name, units in booked.items() if units} == dict(site.spent)


@pytest.mark.slow
def test_searches_that_run_out_leave_the_other_purse_open(ask: Asker, site: YouTube) -> None:
    site.limits["searches"] = 1
    status, out, _ = ask(*SEARCH, "--format", "json")
    assert status in (0, 6)
    assert len(creators(out)) == WITH_POSTS
    assert site.spent["units"] > 40


def test_no_search_at_all_says_when_to_come_back(ask: Asker, site: YouTube) -> None:
    site.limits["searches"] = 0
    status, out, err = ask(*SEARCH)
    assert (status, out) == (3, "")
    assert "midnight in California" in err
    assert len(site.asked) == 1, "a spent purse is asked once"


@pytest.mark.slow
@pytest.mark.parametrize(("at", "open_again"), [(0, False), (-1, True)])
def test_what_was_spent_before_midnight_in_california_is_forgotten_after_it(
    ask: Asker, site: YouTube, at: int, open_again: bool
) -> None:
    """Earlier runs all but emptied both purses: in the first second of the day there, or the last of the day before."""
    purse = next(quota for quota in Platform().api.quotas if quota.name == "units")
    moment = opened_at(purse, time.time()) + at
    with Store(config.load().store) as store, store.writing() as db:
        for name, units in (("units", 9_999), ("searches", 99)):
            db.execute(
                "INSERT INTO spent (platform, quota, units, at) VALUES ('youtube', ?, ?, ?)", (name, units, moment)
            )
    _, _, err = ask(*SEARCH[:3], "--platform", "youtube", "--limit", "1")
    assert ("1 is left for now" in err) != open_again
    assert site.spent["searches"] == (2 if open_again else 1)
    assert (site.spent["units"] > 1) == open_again


def test_a_wrong_key_is_told(ask: Asker, site: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_YOUTUBE_API_KEY", "another-key")
    status, out, err = ask(*SEARCH)
    assert (status, out) == (3, "")
    assert "MICROSCOUT_YOUTUBE_API_KEY" in err
    assert "another-key" not in err


def test_without_a_key_nobody_is_asked(ask: Asker, site: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MICROSCOUT_YOUTUBE_API_KEY")
    status, _, err = ask(*SEARCH)
    assert status == 2
    assert "not configured" in err
    assert site.asked == []


def _hiccup(number: int, method: str, question: Mapping[str, str]) -> Answer | None:
    return wrong(500, "backendError", "Backend Error") if number == 5 else None


def _crowded(number: int, method: str, question: Mapping[str, str]) -> Answer | None:
    return wrong(403, "rateLimitExceeded", "Rate Limit Exceeded", "usageLimits") if number in (4, 9) else None


def _webpage(number: int, method: str, question: Mapping[str, str]) -> Answer | None:
    return (200, "<!doctype html><title>Sorry</title>") if number == 6 else None


def _unlisted(number: int, method: str, question: Mapping[str, str]) -> Answer | None:
    gone = method == "playlistItems" and question["playlistId"].startswith("UUinvented1-")
    return wrong(404, "playlistNotFound", "The playlist cannot be found.", "youtube.playlistItem") if gone else None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "lacking"), [(_hiccup, 0), (_crowded, 0), (_webpage, 1), (_unlisted, 1)], ids=lambda each: str(each)[:12]
)
def test_faults_on_the_way(
    ask: Asker, site: YouTube, fault: Callable[[int, str, Mapping[str, str]], Answer | None], lacking: int
) -> None:
    site.fault = fault
    site.latency = 0.005
    status, _, err = ask(*SEARCH)
    assert status == 0, err
    assert len(posts_held()) == WITH_POSTS - lacking


@pytest.mark.skipif(REAL is None, reason="MICROSCOUT_YOUTUBE_DATA names no file of channels")
def test_real_channels(ask: Asker, site: YouTube, monkeypatch: pytest.MonkeyPatch) -> None:
    channels = loaded(Path(str(REAL)))
    monkeypatch.setenv("MICROSCOUT_POSTS", "50")
    with running(YouTube(channels)) as fake:
        monkeypatch.setenv("MICROSCOUT_YOUTUBE_SITE", fake.site)
        status, _, err = ask(*SEARCH[:1], "--niche", "vegan", *SEARCH[3:], "--format", "json")
    assert status == 0, err
    by_id = {f"youtube:{each['id']}": each for each in channels}
    with Store(config.load().store) as store:
        held = observations.frames(store)
    assert held.creators.height >= 5
    for each in held.creators.iter_rows(named=True):
        assert each["followers"] == rounded(by_id[each["creator_id"]]["followers"])
    for post in held.posts.iter_rows(named=True):
        told = next(p for p in by_id[post["creator_id"]]["posts"] if p["id"] == post["post_id"])
        assert (post["likes"], post["comments"], post["views"]) == (told["likes"], told["comments"], told["views"])
    assert not [complaint for body in fake.bodies for complaint in complaints(body)]


def test_the_fake_counts_every_question() -> None:
    fake = YouTube(invented())
    for question in ({}, {"part": "id", "id": "x", "maxResults": "99"}, {"part": "id"}):
        fake.answer("/youtube/v3/channels", question, youtube.KEY)
    assert fake.spent == {"units": 3}
    assert fake.answer("/youtube/v3/search", {"part": "id", "pageToken": "?"}, youtube.KEY)[0] == 400
    assert fake.answer("/youtube/v3/videos:batchGetStats", {"part": "id", "id": "v0000-00000"}, youtube.KEY)[0] == 200
    assert fake.spent == {"units": 3, "searches": 1, "stats": 1}
