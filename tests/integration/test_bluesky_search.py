"""The main job against a real Bluesky: AppView and PDS from npm with 40 invented creators, loaded and indexed.

Only the ranking behind the search endpoints is a stand-in (see ``bluesky_server/search.mjs``).
"""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from microscout import config
from microscout.cli.main import main
from microscout.models import Niche
from microscout.scout import Scout
from microscout.shortlist import Criteria
from microscout.store import Store, observations

from .bluesky_server import server

CREATORS = Path(server.__file__).with_name("creators.jsonl")
SEARCH = ["search", "--niche", "vintage watches", "--platform", "bluesky"]
LOADED = {each["handle"]: each for each in map(json.loads, CREATORS.read_text("utf-8").splitlines())}
WITHHELD = {name for name, each in LOADED.items() if each.get("flags", {}).get("no_unauthenticated")}
GONE = {name for name, each in LOADED.items() if each.get("state")}
PACKED = {member for each in LOADED.values() for pack in each.get("starter_packs", ()) for member in pack["members"]}
ASKED_AGAIN = 1  # of who asked not to be shown nothing is kept, so every run asks for them: one batch of profiles

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def bluesky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    if reason := server.missing():
        pytest.skip(reason)
    with server.running(CREATORS, tmp_path_factory.mktemp("bluesky")) as running:
        yield running


@pytest.fixture(autouse=True)
def _here(bluesky: server.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MICROSCOUT_BSKY")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MICROSCOUT_BLUESKY_APPVIEW", bluesky.appview)


def found(capsys: pytest.CaptureFixture[str], *options: str, status: int = 0) -> list[dict[str, Any]]:
    """The creators of a search, best first."""
    capsys.readouterr()
    assert main([*SEARCH, "--format", "json", *options]) == status
    creators: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["creators"]
    return creators


def test_watch_creators_come_first_and_filters_hold(capsys: pytest.CaptureFixture[str]) -> None:
    creators = found(capsys, "--tier", "any", "--limit", "100")
    handles = [each["handle"] for each in creators]
    watchers = list(LOADED)[:22]
    assert len(handles) >= 12
    assert set(handles[:10]) <= set(watchers)
    assert not set(handles) & (WITHHELD | GONE)
    followers = {each["handle"]: each["followers"] for each in creators}
    assert followers == {handle: LOADED[handle]["followers"] for handle in handles}
    micro = found(capsys, "--limit", "100")
    assert [each["handle"] for each in micro] == [each for each in handles if 1_000 <= followers[each] <= 100_000]


def test_who_asked_not_to_be_shown_is_left_out_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    main([*SEARCH, "--tier", "any"])
    assert "asked not to be shown to people who are not signed in" in capsys.readouterr().err
    with Store(config.load().store) as store:
        assert not {row[0] for row in store.rows("SELECT handle_key FROM creator")} & (WITHHELD | GONE)
        kept = " ".join(row[0] for row in store.rows("SELECT candidate FROM lead WHERE candidate LIKE '%bio%'"))
    assert not any(LOADED[handle]["bio"] in kept for handle in WITHHELD)


def test_counts_are_as_loaded_without_reposts_and_with_a_pin_counted_once(capsys: pytest.CaptureFixture[str]) -> None:
    found(capsys, "--tier", "any")
    with Store(config.load().store) as store:
        held = observations.frames(store)
    handle_of = dict(held.creators.select("creator_id", "handle").iter_rows())
    checked = 0
    for (creator_id,), posts in held.posts.group_by("creator_id"):
        handle = handle_of[str(creator_id)]
        loaded = {post["text"]: post for post in LOADED[handle]["posts"]}
        assert posts.height == len(loaded), handle
        for post in posts.iter_rows(named=True):
            told = loaded[post["text"]]
            counts = {"likes": "likes", "reposts": "reposts", "quotes": "quotes", "comments": "replies"}
            assert {ours: post[ours] for ours in counts} == {ours: told[name] for ours, name in counts.items()}, handle
        checked += 1
    assert {"tickwell.test", "patinapatrol.test", "crownpuller.test"} <= set(handle_of.values())
    assert checked >= 12


def test_members_of_starter_packs_are_found_and_marked(capsys: pytest.CaptureFixture[str]) -> None:
    found(capsys, "--tier", "any")
    with Store(config.load().store) as store:
        creators = observations.frames(store).creators.select("handle", "lists")
    lists = {handle: set(names) for handle, names in creators.iter_rows()}
    assert {handle for handle, names in lists.items() if names} == PACKED & set(lists)
    assert set(lists) >= PACKED - WITHHELD - GONE
    assert lists["orchidbezel.test"] == {"Vintage watch people"}


def test_the_exported_csv_is_read_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "watches.csv"
    creators = found(capsys, "--export", str(path))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["handle"] for row in rows] == [each["handle"] for each in creators]
    assert [int(row["followers"]) for row in rows] == [each["followers"] for each in creators]


def test_a_second_run_asks_only_who_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    first = found(capsys)
    with Scout(config.load()) as scout:
        again = scout.search(Niche.of("vintage watches"), Criteria(1_000, 100_000), platform_names=["bluesky"])
    assert [harvest.units for harvest in again.harvests] == [{"requests": ASKED_AGAIN}]
    assert found(capsys) == first


def test_post_search_through_the_pds(
    capsys: pytest.CaptureFixture[str], bluesky: server.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = {each["handle"] for each in found(capsys, "--tier", "any", "--limit", "100")}
    folder = config.load().config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(f'[platform.bluesky]\npds = "{bluesky.pds}"\n')
    monkeypatch.setenv("MICROSCOUT_BLUESKY_IDENTIFIER", "tickwell.test")
    monkeypatch.setenv("MICROSCOUT_BLUESKY_APP_PASSWORD", bluesky.password)
    monkeypatch.setenv("MICROSCOUT_FRESH_HOURS", "0")
    assert main([*SEARCH, "--tier", "any", "--limit", "100", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert "vintage" in told.out
    with Store(config.load().store) as store:
        leads = [json.loads(row[0]) for row in store.rows("SELECT candidate FROM lead")]
        everything = config.load().store.read_bytes()
    by_posts = {each["handle"] for each in leads if any(why.startswith("posts match") for why in each["found_by"])}
    assert by_posts
    assert by_posts <= set(LOADED) - GONE
    assert without <= {each["handle"] for each in json.loads(told.out)["creators"]}
    assert bluesky.password.encode() not in everything
    assert bluesky.password not in told.out + told.err


def test_killed_in_mid_search_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_COMMENTS", "0")  # what is counted here are profiles and posts
    command = [sys.executable, "-m", "microscout", *SEARCH, "--tier", "any", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    store = config.load().store
    until = time.monotonic() + 60
    while _arrived(store) < 3 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    said = process.communicate()[1]
    arrived = _arrived(store)
    assert arrived >= 3, said
    with Scout(config.load()) as scout:
        again = scout.search(Niche.of("vintage watches"), platform_names=["bluesky"])
    (harvest,) = again.harvests
    assert len(harvest.creator_ids) > arrived, "the kill came too late to prove anything"
    assert harvest.units == {"requests": len(harvest.creator_ids) - arrived + ASKED_AGAIN}  # nobody's posts twice


def _arrived(path: Path) -> int:
    """How many creators with posts a store holds, while another process makes and writes it."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        try:
            return int(db.execute("SELECT count(*) FROM profile WHERE posts_known").fetchone()[0])
        except sqlite3.OperationalError:  # its tables are being made
            return 0
