"""Recorded exchanges: which one answers, and what the replay command prints."""

import json
from pathlib import Path

import pytest

from microscout.client.replay import Exchange, Replay
from microscout.platforms import make
from microscout.testing.__main__ import main
from microscout.testing.reading import of_exchange

FIXTURES = Path(__file__).parents[2] / "fixtures"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_was_parsed_and_what_was_left_out_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    feed = FIXTURES / "bluesky" / "14_feed_rita.json"
    gone = FIXTURES / "bluesky" / "faults" / "taken_down.json"
    assert main(["replay", "bluesky", str(feed), str(gone), "no-such-file.json"]) == 0
    told = lines(capsys)
    assert [sorted(line) for line in told[:4]] == [
        ["file", "skipped"],
        ["file", "skipped"],
        ["file", "parsed"],
        ["file", "parsed"],
    ]
    assert told[4] == {"file": "taken_down.json", "skipped": "taken down by Bluesky", "error": "Missing"}
    assert "skipped" in told[5]


def test_every_fixture_of_mastodon_is_read_or_said_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((FIXTURES / "mastodon").rglob("*.json"))
    assert main(["replay", "mastodon", *map(str, files)]) == 0
    assert len(lines(capsys)) > len(files)


def test_a_wrong_call_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay"]) == 2
    assert main(["replay", "blusky", "x.json"]) == 2
    assert "Did you mean bluesky" in capsys.readouterr().err


@pytest.mark.parametrize(
    "recorded", [[], {}, {"status": "ok"}, {"status": True}, {"status": 200, "request": 7}, "text"]
)
def test_what_is_no_exchange_is_a_value_error(recorded: object) -> None:
    with pytest.raises(ValueError, match="not a recorded exchange"):
        Exchange.of(recorded)


def test_the_exchange_that_says_most_answers() -> None:
    replay = Replay(
        [Exchange("/a", body=b"1"), Exchange("/a?q=x", body=b"2"), Exchange("https://b.example/a", body=b"3")]
    )
    assert replay._answer("GET", "https://a.example/a?q=x&n=1").body == b"2"
    assert replay._answer("GET", "https://a.example/a?q=y").body == b"1"
    with pytest.raises(AssertionError, match="no recorded exchange"):
        replay._answer("POST", "https://a.example/a")


@pytest.mark.parametrize(
    ("name", "url", "raw", "unknown"),
    [
        (
            "mastodon",
            "https://a.example/api/v1/accounts/1",
            {"id": "1", "acct": "x@b.example", "username": "x", "url": "https://b.example/@x", "followers_count": 0},
            "followers",
        ),
        (
            "mastodon",
            "https://a.example/api/v1/accounts/1",
            {"id": "1", "acct": "x", "username": "x", "hide_collections": True, "followers_count": 0},
            "followers",
        ),
        (
            "peertube",
            "https://sepiasearch.org/api/v1/search/video-channels",
            {"data": [{"name": "x", "host": "b.example", "followersCount": 0}]},
            "followers",
        ),
        (
            "x",
            "https://api.x.com/2/tweets",
            {"data": [{"id": "1", "text": "x", "public_metrics": {"like_count": 3, "impression_count": 0}}]},
            "views",
        ),
    ],
)
def test_a_zero_of_who_cannot_know_is_unknown(name: str, url: str, raw: object, unknown: str) -> None:
    (line,) = of_exchange(make(name, {}), Exchange.of({"request": url, "status": 200, "body": raw}))
    assert unknown not in line["parsed"]
