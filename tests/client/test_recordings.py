"""The spellings in which others record exchanges all read as one and the same."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.client.recordings import parted, plain
from microscout.client.replay import Exchange
from microscout.platforms.youtube import YouTube
from microscout.testing.reading import of_exchange, of_file

URL = "https://youtube.googleapis.com/youtube/v3/videos?part=snippet&id=x"
BODY = {"kind": "youtube#videoListResponse", "items": [{"id": "x", "snippet": {"channelId": "UC", "title": "é"}}]}
TEXT = json.dumps(BODY)
PACKED = base64.b64encode(gzip.compress(TEXT.encode())).decode()
JSON = {"Content-Type": "application/json"}

SPELLINGS: dict[str, Any] = {
    "ours": {"request": {"method": "GET", "url": URL}, "status": 200, "headers": JSON, "body": BODY},
    "an address": {"request": URL, "status": 200, "headers": JSON, "body": TEXT},
    "a line": {"request": f"get {URL}", "status": "200", "headers": JSON, "body": TEXT},
    "url beside": {"url": URL, "status_code": 200, "headers": JSON, "body": TEXT},
    "packed": {"request": URL, "status": 200, "headers": JSON, "body": PACKED, "body_encoding": "base64"},
    "vcr": {
        "request": {"method": "GET", "uri": URL, "body": None, "headers": {"Accept": ["*/*"]}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"], "Content-Encoding": ["gzip"]},
            "body": {"string": TEXT},
        },
    },
    "betamax": {
        "request": {"method": "GET", "uri": URL},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": JSON,
            "body": {"encoding": "utf-8", "base64_string": PACKED},
        },
    },
    "har": {
        "request": {"method": "GET", "url": URL},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": 9, "mimeType": "application/json", "text": PACKED, "encoding": "base64"},
        },
    },
    "a status line": {"request": f"GET {URL} HTTP/1.1", "status": "HTTP/1.1 200 OK", "headers": JSON, "body": TEXT},
    "no status": {"request": ["GET", URL], "headers": "Content-Type: application/json\r\n", "body": BODY},
    "bare base64": {"request": URL, "status": 200.0, "headers": JSON, "body": PACKED},
    "base64 by name": {"request": {"url": {"raw": URL}}, "status": 200, "headers": JSON, "body_base64": PACKED},
    "text by name": {"request": {"path": URL}, "response": {"status": 200, "headers": JSON, "text": TEXT}},
    "no scheme": {"request": URL.removeprefix("https://"), "status": 200, "headers": JSON, "body": BODY},
    "two slashes": {
        "request": URL.replace("/youtube/v3", "//youtube//v3"),
        "status": 200,
        "headers": JSON,
        "body": BODY,
    },
    "pairs": {"request": URL, "status": 200, "headers": [["Content-Type", "application/json"]], "body": TEXT},
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_spellings(name: str) -> None:
    told = plain(SPELLINGS[name])
    assert told[:4] == ("GET", URL, 200, {"content-type": "application/json"})
    assert json.loads(told.body) == BODY


def test_an_answer_that_has_a_field_called_text_is_no_wrapping() -> None:
    body = {"text": "hello", "id": "7"}
    assert json.loads(plain({"status": 200, "body": body}).body) == body


@pytest.mark.parametrize("packed", [zlib.compress(b"{}"), gzip.compress(b"{}", mtime=0), b"{}"])
def test_what_is_packed_is_unpacked(packed: bytes) -> None:
    assert plain({"status": 200, "body": base64.b64encode(packed).decode(), "encoding": "base64"}).body == b"{}"


def test_what_only_looks_packed_stays() -> None:
    assert plain({"status": 200, "body": "x\u009codd"}).body == "x\u009codd".encode()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(SPELLINGS["ours"]),
        "\ufeff" + json.dumps([SPELLINGS["ours"]]),
        json.dumps({"interactions": [SPELLINGS["vcr"]], "version": 1}),
        json.dumps({"http_interactions": [SPELLINGS["betamax"]]}),
        json.dumps({"log": {"entries": [SPELLINGS["har"]]}}),
        f"{json.dumps(SPELLINGS['ours'])}\n\n{json.dumps(SPELLINGS['vcr'])}\n",
        json.dumps(SPELLINGS["ours"], indent=1) + json.dumps(SPELLINGS["vcr"], indent=1),
        json.dumps({"first": SPELLINGS["ours"], "second": SPELLINGS["vcr"]}),
    ],
)
def test_files_of_one_and_of_many(text: str, tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_text(text, "utf-8")
    assert all(json.loads(plain(each).body) == BODY for each in parted(text))
    lines = list(of_file(YouTube(), file))
    assert {line["parsed"]["post_id"] for line in lines} == {"x"}


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(json.dumps(SPELLINGS["ours"]).encode()),
        json.dumps(SPELLINGS["ours"]).encode("utf-16"),
        json.dumps(SPELLINGS["ours"], ensure_ascii=False).encode("latin-1"),
    ],
)
def test_packed_files_and_other_encodings(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_bytes(content)
    (line,) = of_file(YouTube(), file)
    assert line["parsed"]["text"] == "é"


def test_a_broken_line_among_good_ones_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    file, good = tmp_path / "recorded.jsonl", json.dumps(SPELLINGS["ours"])
    file.write_text(f'{good}\n{{"request": \n{good}\n', "utf-8")
    assert ["parsed" in line for line in of_file(YouTube(), file)] == [True, False, True]


@pytest.mark.parametrize("text", ["", " \n", "nothing", "\0\x80", "{", "{\n{", "[" * 100_000])
def test_a_file_that_is_none_is_told(text: str, tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_text(text, "utf-8")
    (line,) = of_file(YouTube(), file)
    assert "cannot be read" in line["skipped"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["request", "response", "status", "code", "url", "uri", "headers", "body", "string", "encoding"]
                )
                | st.text(max_size=3),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_whatever_was_recorded_is_an_exchange_or_none(recorded: Any) -> None:
    try:
        exchange = Exchange.of(recorded)
    except ValueError:
        return
    assert list(of_exchange(YouTube(), exchange))


# -- answers as they come ---------------------------------------------------------------------------------------------


def line(recorded: Any) -> dict[str, Any]:
    (told,) = of_exchange(YouTube(), Exchange.of(recorded))
    return told


def test_an_address_that_is_not_read_is_told() -> None:
    assert "does not read /youtube/v3/captions" in line({"request": "/youtube/v3/captions", "status": 200})["skipped"]


def test_an_answer_without_its_address_is_not_guessed_at() -> None:
    assert "without its address" in line({"status": 200, "body": BODY})["skipped"]


def test_an_answer_that_holds_nobody_is_told() -> None:
    assert "holds nothing" in line({"request": URL, "status": 200, "body": {"items": []}})["skipped"]
    assert "nothing at items" in line({"request": URL, "status": 200, "body": {"kind": "x"}})["skipped"]


def test_a_byte_order_mark_is_no_part_of_the_answer() -> None:
    assert line({"request": URL, "status": 200, "body": "\ufeff" + TEXT})["parsed"]["post_id"] == "x"


@pytest.mark.parametrize("status", [301, 304, 400, 404, 429, 500])
def test_an_error_says_what_it_means(status: int) -> None:
    assert line({"request": URL, "status": status, "body": "<html>"})["error"]
