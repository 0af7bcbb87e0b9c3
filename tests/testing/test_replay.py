"""Recorded exchanges: which one answers, and what the replay command prints."""

import json
from pathlib import Path

import pytest

from microscout.client.replay import Exchange, Replay
from microscout.testing.__main__ import main

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


@pytest.mark.parametrize("recorded", [[], {}, {"status": "200"}, {"status": 200, "request": 7}, "text"])
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
