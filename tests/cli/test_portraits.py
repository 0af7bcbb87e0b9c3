"""Wishes, places and the story on one screen, from the command line, on the bundled sample."""

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

SEARCH = ("search", "--niche", "vintage watches", "--platform", "sample")
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asker:
    monkeypatch.setenv("COLUMNS", "100")
    return Asker(capsys, tmp_path / "home")


def test_near_tells_what_was_taken_for_the_place_and_how_far_they_are(ask: Asker) -> None:
    status, out, err = ask(*SEARCH, "--near", "Cape Town", "--within", "100mi")
    assert status == 0
    assert "Cape Town taken for Cape Town, South Africa (−33.93, 18.42)." in err
    assert "within 161 km of Cape Town" in err
    assert "about 0 km away" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--near", "Leads"), "Did you mean Leeds?"),
        (("--near", "France"), "too large to be near to"),
        (("--near", "Leeds", "--within", "far"), "is no distance"),
        (("--near", "Leeds", "--within", "0km"), "is no distance"),
    ],
)
def test_what_cannot_be_near_is_told_before_anybody_is_asked(ask: Asker, options: tuple[str, ...], said: str) -> None:
    status, out, err = ask(*SEARCH, *options)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.slow
def test_red_lines_musts_and_competitors_are_told(ask: Asker) -> None:
    status, out, err = ask(*SEARCH, "--never", "newsletter", "--must", "watch", "--competitor", "Zenith", "-l", "50")
    assert status == 0
    assert re.search(r"\d+ crossed a red line \(newsletter \d+\)\.", err)
    assert "crossed no red line" in err
    assert "speaks of “watch”" in " ".join(out.split())
    assert re.search(r"names Zenith in \d+ posts?,", " ".join(out.split()))


@pytest.mark.slow
def test_the_sheet_is_filled_with_what_is_known(ask: Asker) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(*SEARCH, "--format", "csv", "--limit", "50").out, newline="")))
    for column in ("email", "email_source", "country", "place", "owned_channels", "est_fee_low", "authenticity_flags"):
        assert any(row[column] for row in rows), column
    assert {"United Kingdom", "South Africa"} <= {row["country"] for row in rows}, "spelled out"
    assert all(float(row["est_fee_low"]) <= float(row["est_fee_high"]) for row in rows if row["est_fee_low"])


@pytest.mark.slow
def test_the_story_stands_on_one_screen(ask: Asker) -> None:
    for row in json.loads(ask(*SEARCH, "--format", "json").out)["creators"]:
        status, out, _ = ask("show", row["creator_id"])
        assert status == 0
        assert len(out.splitlines()) <= 40
        assert max(cell_len(line) for line in out.splitlines()) <= 100
    for part in ("who", "where else", "what about", "who listens", "do they talk", "what to check", "price", "unknown"):
        assert re.search(rf"^{part} ", out, re.MULTILINE), part
    assert "planning guess; ask for a quote" in " ".join(out.split())


@pytest.mark.slow
def test_the_story_tells_brands_trend_and_newest_followers(ask: Asker) -> None:
    said = ask(*SEARCH, "--check-followers", "30", "--quiet")
    assert said.status == 0
    out = " ".join(ask("show", "worn.and.sweep").out.split())
    assert "at least 13 of 20 posts marked as ads (90 %: 40–72 %)" in out
    assert "3 brands named; newer half against older −20 points (90 %: −48 to +8): no clear trend" in out
    assert "2 of the 100 newest followers are new and empty" in out


def test_a_rate_of_one_post_is_of_one_day(ask: Asker) -> None:
    rated = {"id": "p", "text": "a vintage watch", "created_at": "2026-10-01", "likes": 9, "comments": 1, "reposts": 0}
    ada = {"platform": "sample", "handle": "ada", "followers": 500, "captured_at": "2026-10-20", "posts": [rated]}
    ask.imports([ada])
    told = " ".join(ask("show", "ada", "-n", "watches").out.split())
    assert "median 2 % of 1 post, 2026-10-01;" in told


@pytest.mark.parametrize("links", [1, 40])
def test_what_is_cut_in_the_story_is_said_to_be_and_where_the_rest_is(ask: Asker, links: int) -> None:
    ask.imports(
        [{"platform": "old", "handle": "ada", "bio": "dials", "links": [f"https://l{n}.example" for n in range(links)]}]
    )
    _, out, err = ask("show", "ada", "-n", "dials")
    assert ("…" in out) == ("goes on with --format json" in err)


@pytest.mark.slow
def test_the_story_as_json_holds_everything(ask: Asker) -> None:
    ask(*SEARCH, "--quiet")
    told = json.loads(ask("show", "gilt.ticker", "--format", "json").out)
    creator = told["creator"]
    assert creator["owned"][0]["address"] == "https://giltticker.example/newsletter"
    assert (creator["place"], creator["country"]) == ("Cape Town, South Africa", "South Africa")
    assert creator["est_fee_basis"].endswith("planning guess; ask for a quote")
    assert isinstance(creator["signals"], list)
    assert told["story"]["who"].startswith("16,414 followers")


@pytest.mark.slow
def test_hostile_places_links_and_addresses_are_told_harmlessly(ask: Asker, tmp_path: Path) -> None:
    records = [
        {
            "platform": "p",
            "id": f"id{number}",
            "handle": f"h{number}",
            "followers": 5_000,
            "following": 9_999,
            "location": f"Leeds {text}, {text}",
            "bio": f"dials {text} CC BY {text} mail {text} at {text} dot com 📍{text}",
            "links": [
                f"mailto:{text}@a.example",
                f"https://a.example/{text}",
                f"https://linktr.ee/{text}",
                f"https://{text}",
            ],
            "posts": [
                {"id": f"{number}", "text": f"dials {text}", "kind": text, "created_at": "2026-11-01", "links": [text]}
            ],
        }
        for number, text in enumerate(HOSTILE)
    ]
    assert ask.imports(records).status == 0
    wishes = [part for text in HOSTILE if text.strip("\x00 ") for part in (f"--competitor={text}", f"--must={text}")][
        :2
    ]
    search = (
        "search",
        "-n",
        "dials",
        "--offline",
        "--limit",
        "50",
        "--competitor=dials",
        "--must=dials",
        "--never=zzz",
    )
    for options in (search, (*search, *wishes)):
        told = ask(*options, "-o", str(tmp_path / "l.csv"), "-o", str(tmp_path / "l.md"), "--overwrite")
        assert told.status == 0, told.err
        assert not HARMFUL.search(told.out + told.err)
        for name in ("l.csv", "l.md"):
            assert not HARMFUL.search((tmp_path / name).read_text("utf-8"))
    for number in range(len(HOSTILE)):
        for shape in ("table", "json"):
            told = ask("show", f"p:id{number}", "-n", "dials", "-f", shape)
            assert told.status == 0, told.err
            assert not HARMFUL.search(told.out)
