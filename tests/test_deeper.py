"""What is asked about the chosen only where the founder says so, over a network of the tests' own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from builders import NOW, post, said, snapshot
from microscout import config
from microscout.cli import render
from microscout.models import Niche, Snapshot, iso
from microscout.scout import Deeper, Scout, deeper
from microscout.shortlist import Criteria
from microscout.store import following, observations
from microscout.testing.exports import HOSTILE

HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NICHE = Niche.of("vintage watches")
EVERYBODY = Criteria(limit=10)


class Shortener:
    """bit.ly, as far as it goes; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        there = {"/Shop1": "https://adamakes.co.uk/shop", "/gone": ""}[request.url.path]
        return httpx.Response(301 if there else 404, headers={"location": there} if there else {})


@pytest.fixture
def bitly(monkeypatch: pytest.MonkeyPatch) -> Shortener:
    async def public(host: str) -> list[str]:
        return ["93.184.216.34"]

    monkeypatch.setattr("microscout.client.short._addresses_of", public)
    return Shortener()


@pytest.fixture
def scout(tmp_path: Path, bitly: Shortener) -> Iterator[Scout]:
    settings = config.load({"MICROSCOUT_HOME": str(tmp_path)})
    with Scout(settings, seams={"short links": httpx.MockTransport(bitly)}, now=lambda: float(NOW)) as opened:
        yield opened


def held(scout: Scout, tmp_path: Path, **facts: Any) -> str:
    said = {"text": "vintage watches and dials", "likes": 90, "comments": 9, "reposts": 1}
    posts = [said | {"id": str(n), "created_at": iso(NOW - 4 * n * 86_400)} for n in range(1, 9)]
    row = {"platform": "sample", "id": "ada", "handle": "ada", "followers": 5_000, "posts": posts} | facts
    file = tmp_path / "ada.jsonl"
    file.write_text(json.dumps(row) + "\n")
    scout.bring_in(file, NOW)
    return "sample:ada"


def searched(scout: Scout, *, offline: bool = True, follow: bool = True) -> tuple[dict[str, Any], list[str]]:
    found = scout.search(
        NICHE, EVERYBODY, offline=offline, deeper=Deeper(follow_links=follow), platform_names=["sample"]
    )
    return found.shortlist.rows[0], found.shortlist.notes


@pytest.mark.slow
def test_offline_and_unasked_no_link_is_followed(scout: Scout, tmp_path: Path, bitly: Shortener) -> None:
    held(scout, tmp_path, links=["https://bit.ly/Shop1"])
    row, notes = searched(scout)
    assert (row["owned"], len(row["not_followed"])) == ([], 1)
    assert "Offline nobody is asked: short links were not followed." in notes
    searched(scout, follow=False)
    assert bitly.asked == 0


def test_where_a_link_leads_is_an_owned_channel_and_is_asked_once(
    scout: Scout, tmp_path: Path, bitly: Shortener
) -> None:
    held(scout, tmp_path, links=["https://bit.ly/Shop1", "https://bit.ly/gone"])
    rows = observations.creators(scout.store)
    judged = scout.scored(observations.frames(scout.store), NICHE, scout.weights())
    assert rows.height == 1
    assert deeper.asked(scout, Deeper(follow_links=True), False, judged) == [
        "Short links followed: 2 (1 of them lead nowhere)."
    ]
    row, _ = searched(scout)
    assert row["owned"] == [
        {
            "kind": "shop",
            "name": "adamakes.co.uk",
            "address": "https://adamakes.co.uk/shop",
            "source": "profile link, followed short link bit.ly/Shop1",
        }
    ]
    assert [one["name"] for one in row["not_followed"]] == ["leads nowhere"]
    again = deeper.asked(scout, Deeper(follow_links=True), False, judged)
    assert again == ["Those shown publish no short link that was not followed before."]
    assert bitly.asked == 2


def test_who_is_forgotten_leaves_no_followed_link(scout: Scout, tmp_path: Path, bitly: Shortener) -> None:
    creator = held(scout, tmp_path)
    following.keep(scout.store, creator, "bit.ly/x", "https://ada.example/", NOW)
    assert following.ends(scout.store, [creator], NOW - 1) == {}
    scout.forget(creator)
    assert scout.store.rows("SELECT count(*) FROM followed") == [(0,)]


@pytest.mark.slow
def test_followers_of_the_best_are_counted_once_and_only_counts_are_kept(scout: Scout) -> None:
    wanted = Deeper(followers_of=3)
    found = scout.search(NICHE, EVERYBODY, platform_names=["sample"], deeper=wanted)
    assert "Followers looked at: those of 3 creators." in found.shortlist.notes
    counted = [row["new_empty_followers_n"] for row in found.shortlist.rows]
    assert counted[:3] == [100, 100, 100]
    assert counted[3:] == [None] * 7
    again = scout.search(NICHE, EVERYBODY, platform_names=["sample"], deeper=wanted)
    assert "Followers looked at: those of 0 creators." in again.shortlist.notes
    offline = scout.search(NICHE, EVERYBODY, offline=True, deeper=wanted)
    assert "Offline nobody is asked: followers were not looked at." in offline.shortlist.notes
    assert [row["new_empty_followers_n"] for row in offline.shortlist.rows].count(100) == 3
    columns = [row[1] for row in scout.store.rows("PRAGMA table_info(audience)")]
    assert columns == ["creator", "captured_at", "sampled", "told", "empty"]


def test_what_a_look_at_followers_may_cost_is_told_before(scout: Scout) -> None:
    (bill,) = scout.bills(["bluesky"], NICHE, Deeper(followers_of=10))
    assert (bill.platform, bill.estimate, bill.apart) == ("bluesky", 50, "followers")
    assert scout.bills(["bluesky"], NICHE) == []


def talked_to(number: int, **about: Any) -> Snapshot:
    """A creator with 20 voices of the own; under the first three the same 8 more."""
    same = [f"g{n}" for n in range(8)] if number < 3 else []
    authors = [*same, *(f"c{number}v{n}" for n in range(20))]
    where = {"creator_id": f"sample:c{number}", "post_id": f"{number}-1"}
    comments = tuple(said(n, author=author, **where) for n, author in enumerate(authors))
    posts = (post(1, f"c{number}", post_id=f"{number}-1"),)
    return snapshot(f"c{number}", posts, comments=comments, **about)


def test_a_circle_of_voices_is_seen_through_the_hashes(scout: Scout) -> None:
    observations.add_all(scout.store, [talked_to(number) for number in range(12)])
    (seen,) = (each["seen"] for each in scout.show("c0", NICHE).row["signals"] if each["signal"] == "circle")
    assert (
        seen == "8 of 28 voices are heard under @c1 and @c2 as well, 0.5 expected by chance (comments of 12 creators)"
    )
    assert not [each for each in scout.show("c5", NICHE).row["signals"] if each["signal"] == "circle"]


def test_hostile_handles_and_ends_of_links_are_told_harmlessly(
    scout: Scout, capsys: pytest.CaptureFixture[str]
) -> None:
    links = tuple(f"https://bit.ly/{number}" for number in range(len(HOSTILE)))
    observations.add_all(scout.store, [talked_to(n, handle=f"{n}[red]<script>", links=links) for n in range(12)])
    for number, text in enumerate(HOSTILE):
        following.keep(scout.store, "sample:c0", f"bit.ly/{number}", f"https://ada{number}.example/{text}", NOW)
    story = scout.show("sample:c0", NICHE)
    assert [each for each in story.row["signals"] if each["signal"] == "circle"]
    assert sum("followed short link" in one["source"] for one in story.row["owned"]) > 5
    for shape in ("table", "json"):
        render.story(story, NICHE, shape)
        assert not HARMFUL.search(capsys.readouterr().out)
