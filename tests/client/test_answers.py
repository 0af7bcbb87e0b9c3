"""What an answer means, and where a redirect may lead: once for all platforms."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from fakes.clocks import API, HOST, get, run, said
from microscout.client import Fault
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
    Missing,
    PayloadError,
    Refused,
    Unreachable,
)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (said(b"<!doctype html><h1>Busy</h1>", content_type="text/html"), "web page"),
        (said(b"<html>"), "web page"),
        (said(b'{"half": '), "broken JSON"),
        (said(b'{"not": NaN}'), "broken JSON"),
        (said(b""), "empty"),
        (said(b"\xff\xfe\x00"), "broken JSON"),
        (said(b"[" * 5000), "broken JSON"),
        (said(b'"' + b"x" * 10_000_000 + b'"'), "larger than 8 MB"),
        (said(gzip.compress(b"0" * 50_000_000), content_encoding="gzip"), "larger than 8 MB"),
    ],
)
def test_what_is_no_json_is_a_payload_error(answer: Exchange, words: str) -> None:
    with pytest.raises(PayloadError, match=words):
        run(get, [answer])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb'{"a": "tick \ud83d"}', "tick ?"),
        (rb'{"a": "\ude00 tick \ud83d\ude00"}', "? tick \U0001f600"),
        (b'{"a": "tick\x01\ttock"}', "tick\x01\ttock"),
        (b'{"a": "tick \xff"}', "tick \ufffd"),
    ],
)
def test_half_an_emoji_or_a_control_character_spoils_no_answer(body: bytes, text: str) -> None:
    answer, _ = run(get, [said(body)])
    assert answer == {"a": text}


def test_a_body_that_cannot_be_unpacked_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="unpacked"):
        run(get, [said(b"no gzip at all", content_encoding="gzip")])


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, PayloadError),
        (401, Refused),
        (403, Refused),
        (404, Missing),
        (410, Missing),
        (418, PayloadError),
        (500, Unreachable),
        (503, Unreachable),
    ],
)
def test_statuses_mean_what_http_says(status: int, error: type[MicroscoutError]) -> None:
    with pytest.raises(error) as caught:
        run(get, [said({"error": "Odd", "message": "Something\x1b[31m odd"}, status)])
    assert "\x1b" not in caught.value.message


def test_a_declared_fault_comes_first() -> None:
    api = replace(API, faults=(Fault(400, Missing, message="not found", says="no such creator"),))
    with pytest.raises(Missing, match=r"^no such creator$"):
        run(get, [said({"error": "Invalid", "message": "Profile not found"}, 400)], api)
    with pytest.raises(PayloadError):
        run(get, [said({"error": "Invalid", "message": "Bad limit"}, 400)], api)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"7", b'{"error": {"deep": 1}, "message": 3}'])
def test_an_error_answer_of_any_form_is_understood(body: bytes) -> None:
    with pytest.raises(Refused):
        run(get, [said(body, 403)])


def test_a_redirect_is_followed_on_the_same_host() -> None:
    answers = [said({}, 302, location=f"{HOST}/other"), said({"at": "other"}, url="/other")]
    assert run(get, answers)[0] == {"at": "other"}


def test_a_redirect_to_a_public_host_is_followed() -> None:
    answers = [said({}, 301, location="https://moved.example/thing", url=f"{HOST}/thing")]
    answers.append(said({"at": "moved"}, url="https://moved.example/thing"))
    assert run(get, answers)[0] == {"at": "moved"}


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://router.local/",
        "http://clocks.example/",
        "https://169.254.169.254/latest/meta-data",
        "https://intranet/",
    ],
)
def test_a_redirect_to_a_private_host_is_refused(address: str) -> None:
    seam = Replay([said({}, 302, location=address)])
    with pytest.raises(Unreachable, match="not public"):
        run(get, seam)
    assert {request.url.host for request in seam.asked} == {"clocks.example"}


def test_a_redirect_circle_ends() -> None:
    with pytest.raises(Unreachable, match="circle"):
        run(get, [said({}, 302, location=f"{HOST}/thing")])
