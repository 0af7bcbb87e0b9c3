"""Recorded exchanges: which one answers, and what the replay command prints."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from microscout.client.replay import Exchange, Replay
from microscout.platforms import make
from microscout.platforms._shape import Reads
from microscout.platforms.x import X
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


def test_a_folder_stands_for_all_files_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "x", str(FIXTURES / "x" / "faults")]) == 0
    files = {str(line["file"]) for line in lines(capsys)}
    assert files == {file.name for file in (FIXTURES / "x" / "faults").iterdir()}


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


def read(name: str, url: str, body: object) -> list[dict[str, object]]:
    return list(of_exchange(make(name, {}), Exchange.of({"request": url, "status": 200, "body": body})))


@pytest.mark.parametrize(
    ("name", "url", "body"),
    [
        ("x", "https://api.twitter.com/2/users/1/tweets", {"meta": {"result_count": 0}}),
        ("tiktok", "/v2/research/video/query/", {"data": {"search_id": "7", "videos": None}, "error": {"code": "ok"}}),
        ("reddit", "https://oauth.reddit.com/api/info?id=t3_x", {"kind": "Listing", "data": {"children": []}}),
    ],
)
def test_an_empty_answer_is_no_fault(name: str, url: str, body: object) -> None:
    assert read(name, url, body) == [{"skipped": "the answer holds nothing: nobody was found"}]


def test_whom_x_could_not_tell_of_is_told_beside_the_others() -> None:
    good = {"id": "1", "username": "tilda", "name": "Tilda"}
    gone = {"title": "Not Found Error", "detail": "Could not find user with usernames: [gone].", "value": "gone"}
    told = read("x", "https://api.twitter.com/2/users/by?usernames=tilda,gone", {"data": [good], "errors": [gone]})
    assert "parsed" in told[0]
    assert told[1] == {"skipped": "x says: Could not find user with usernames: [gone].", "error": "Missing"}


def test_everything_of_reddits_is_read_by_its_kind() -> None:
    def listing(*things: object) -> object:
        return {"kind": "Listing", "data": {"children": list(things), "after": None}}

    answer = {"kind": "t1", "data": {"id": "b", "author": "oskar", "link_id": "t3_p", "parent_id": "t1_a", "body": "y"}}
    first = {"id": "a", "author": "tilda", "link_id": "t3_p", "parent_id": "t3_p", "body": "x", "score_hidden": True}
    more = {"kind": "more", "data": {"children": ["c"], "count": 1}}
    post = {"kind": "t3", "data": {"id": "p", "title": "Ticks", "permalink": "/r/x/p", "author": "tilda", "score": 3}}
    thread = [listing(post), listing({"kind": "t1", "data": {**first, "replies": listing(answer, more), "score": 1}})]
    told = read("reddit", "https://oauth.reddit.com/r/x/comments/p/ticks/", thread)
    assert [line["parsed"].get("comment_id") for line in told if "parsed" in line] == [None, "a", "b"]  # type: ignore[attr-defined]
    assert "likes" not in told[1]["parsed"]  # type: ignore[operator]
    about = {"kind": "t2", "data": {"name": "gone", "is_suspended": True}}
    assert read("reddit", "/user/gone/about", about)[0]["skipped"] == "suspended by Reddit"


@pytest.mark.parametrize(
    ("url", "body", "facts"),
    [
        ("https://graph.facebook.com/v12.0/1", {"business_discovery": {"followers_count": 7, "id": "2"}}, ["Profile"]),
        (
            "https://graph.facebook.com/v12.0/1",
            {"business_discovery": {"media": {"data": [{"id": "3"}]}, "id": "2"}},
            ["Post"],
        ),
        ("https://graph.facebook.com/1", {"id": "1", "username": "tilda", "followers_count": 7}, ["Profile"]),
        ("https://graph.facebook.com/v12.0/3", {"id": "3", "media_type": "IMAGE"}, ["Post"]),
        ("https://graph.facebook.com/v12.0/1/media", {"data": [{"id": "3"}, {"id": "4"}]}, ["Post", "Post"]),
        ("https://graph.facebook.com/v12.0/9", {"id": "9", "name": "#watches"}, []),
    ],
)
def test_whatever_instagrams_nodes_hold(url: str, body: object, facts: list[str]) -> None:
    told = [line["parsed"] for line in read("instagram", url, body) if "parsed" in line]
    assert [each["fact"] for each in told] == facts  # type: ignore[index]
    assert not any(each.keys() & {"likes", "comments"} for each in told)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "address", "read"),
    [
        ("youtube", "GET /videos?part=statistics", True),
        ("youtube", "videos", True),
        ("twitch", "/users?id=1", True),
        ("bluesky", "app.bsky.actor.getProfile", True),
        ("stackexchange", "/users/1", True),
        ("mastodon", "/accounts/1/statuses", True),
        ("mastodon", "/1/statuses", False),
        ("youtube", "/x/videos", False),
        ("youtube", "/", False),
    ],
)
def test_an_address_may_lack_what_all_of_a_site_begin_with(name: str, address: str, read: bool) -> None:
    (line,) = of_exchange(make(name, {}), Exchange.of({"request": address, "status": 200, "body": {}}))
    assert ("does not read" not in str(line["skipped"])) == read


def test_whoever_reads_only_the_beginning_is_left_in_peace() -> None:
    argv = [sys.executable, "-m", "microscout.testing", "replay", "bluesky", *[str(FIXTURES / "bluesky")] * 20]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


def test_what_breaks_while_an_answer_is_cut_is_told_as_such() -> None:
    @dataclass(frozen=True)
    class Sharp(X):
        @property
        def reads(self) -> Reads:
            return {"*": (lambda answer: answer["nothing"], lambda raw, host, now: None)}

    (line,) = of_exchange(Sharp(), Exchange.of({"request": "/2/x", "status": 200, "body": {}}))
    assert line["broke"] == "KeyError"
