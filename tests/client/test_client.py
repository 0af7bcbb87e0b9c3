"""The client's manners, once for all platforms, with faults put in at the HTTP seam. Nobody waits: time is a number."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from microscout.client import Api, Bearer, Call, Client, Clock, Cursor, Fault, Ledger, LinkNext, Offset, Pace, Quota
from microscout.client import Session as SignIn
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
    Missing,
    PayloadError,
    QuotaSpent,
    Refused,
    Unreachable,
)
from microscout.testing.contract import NOW, frozen_clock

HOST = "https://clocks.example"
API = Api(name="clocks", base_url=HOST, pace=Pace(per_second=1000, burst=1000, at_once=8))
THING = Call("/thing")
LIST = Call("/list", "things", Cursor())
SECRET = "s3cret-never-to-be-seen"
HTTP_NOW = "Tue, 24 Nov 2026 06:00:00 GMT"


def said(body: Any, status: int = 200, url: str = "/thing", **headers: str) -> Exchange:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Exchange(url, status, {name.replace("_", "-"): value for name, value in headers.items()}, raw)


def fails(how: Any, url: str = "/thing") -> Exchange:
    return Exchange(url, fails=how)


def run(
    talk: Callable[[Client], Coroutine[Any, Any, Any]], seam: Any, api: Api = API, **given: Any
) -> tuple[Any, float]:
    """What `talk` gets from a client, and how many seconds it would have waited."""
    clock = given.pop("clock", None) or frozen_clock()
    seam = seam if hasattr(seam, "handle_async_request") else Replay(seam)

    async def whole() -> Any:
        async with Client(api, seam=seam, clock=clock, **given) as client:
            return await talk(client)

    start = clock.monotonic()
    return asyncio.run(whole()), clock.monotonic() - start


def get(client: Client) -> Coroutine[Any, Any, Any]:
    return client.get(THING)


async def listed(client: Client, call: Call = LIST, limit: int = 100, **more: Any) -> list[Any]:
    return [item async for item in client.items(call, limit=limit, **more)]


@pytest.mark.parametrize(
    ("first", "seconds"),
    [
        (said({}, 429, retry_after="20"), 20),
        (said({}, 503, retry_after="7"), 7),
        (said({}, 429, ratelimit_reset=str(NOW + 30)), 30),
        (said({}, 429, x_ratelimit_reset="2026-11-24T06:00:25Z", date=HTTP_NOW), 25),
        (said({}, 429), 0.375),
        (said({}, 500), 0.375),
        (said({}, 502), 0.375),
        (fails("refused"), 0.375),
        (fails("timeout"), 0.375),
        (fails("cut"), 0.375),
    ],
)
def test_a_passing_fault_is_waited_out(first: Exchange, seconds: float) -> None:
    answer, waited = run(get, [first, said({"fine": True})])
    assert answer == {"fine": True}
    assert waited == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize("off", [-3600, 3600])
def test_a_clock_an_hour_off_waits_no_longer(off: int) -> None:
    clock = frozen_clock()
    wrong = replace(clock, now=lambda: clock.now() + off)
    first = said({}, 429, ratelimit_reset="1795500030", date="Tue, 24 Nov 2026 06:00:00 GMT")
    assert NOW == 1_795_500_000
    _, waited = run(get, [first, said({})], clock=wrong)
    assert waited == pytest.approx(30)


def test_a_storm_of_429_ends_in_quota_spent_and_is_not_asked_again() -> None:
    seam = Replay([said({}, 429, retry_after="300")])

    async def twice(client: Client) -> list[QuotaSpent]:
        errors = []
        for _ in range(2):
            with pytest.raises(QuotaSpent) as caught:
                await client.get(THING)
            errors.append(caught.value)
        return errors

    errors, waited = run(twice, seam)
    assert len(seam.asked) == 1
    assert waited == 0, "five minutes are more than the patience of one"
    assert errors[0].wait == 300
    assert "5 min" in errors[0].message


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"error": {"retry_after": 30}}, {}, 30),
        ({"error": {"retry_after": 30}}, {"retry_after": "40"}, 40),
        ({"error": {"retry_after": 30.5}}, {"retry_after": "5"}, 30.5),
        ({"error": {"retry_after": "soon"}}, {"retry_after": "5"}, 5),
        ({"error": {"retry_after": True}}, {"retry_after": "5"}, 5),
        ({"error": {"retry_after": -9}}, {"retry_after": "5"}, 5),
        (b"<html>", {"retry_after": "5"}, 5),
    ],
)
def test_how_long_to_wait_may_be_told_in_the_body_of_a_429(body: Any, headers: dict[str, str], seconds: float) -> None:
    api = replace(API, wait_at="error.retry_after")
    answer, waited = run(get, [said(body, 429, **headers), said({"a": 1})], api)
    assert answer == {"a": 1}
    assert waited == seconds


def test_a_429_that_never_ends_is_given_up_after_four_tries() -> None:
    seam = Replay([said({}, 429, retry_after="1")])
    with pytest.raises(QuotaSpent):
        run(get, seam)
    assert len(seam.asked) == 4


def test_a_host_that_never_answers_is_not_asked_again() -> None:
    seam = Replay([fails("refused")])

    async def often(client: Client) -> None:
        for _ in range(5):
            with pytest.raises(Unreachable, match=r"no connection to clocks\.example"):
                await client.get(THING)

    run(often, seam)
    assert len(seam.asked) == 4


def test_a_host_that_keeps_failing_is_left_alone_and_others_are_not() -> None:
    seam = Replay([said({}, 500), said({"ok": 1}, url="https://other.example/thing")])

    async def often(client: Client) -> Any:
        for _ in range(5):
            with pytest.raises(Unreachable):
                await client.get(THING)
        return await client.get(THING, base="https://other.example")

    answer, _ = run(often, seam)
    assert answer == {"ok": 1}
    assert len(seam.asked) == 3 * 4 + 1


def test_the_pace_is_shared_by_all_tasks() -> None:
    api = replace(API, pace=Pace(per_second=2, burst=4, at_once=3))

    async def at_once(client: Client) -> None:
        await asyncio.gather(*(client.get(THING) for _ in range(24)))

    _, waited = run(at_once, [said({})], api)
    assert 10 <= waited <= 10.5, "4 at a stretch, then 20 at 2 a second"


def test_a_used_up_limit_holds_everybody_until_it_opens() -> None:
    seam = Replay([said({}, x_ratelimit_remaining="0", x_ratelimit_reset="40"), said({})])

    async def two(client: Client) -> None:
        await client.get(THING)
        await asyncio.gather(client.get(THING), client.get(THING))

    assert run(two, seam)[1] == pytest.approx(40, abs=0.1)


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


def pages(*bodies: Any) -> list[Exchange]:
    """Pages of LIST: the first asked without cursor, the others by number."""
    urls = ["/list", *(f"/list?cursor={number}" for number in range(2, len(bodies) + 1))]
    return [body if isinstance(body, Exchange) else said(body, url=url) for body, url in zip(bodies, urls, strict=True)]


@pytest.mark.parametrize(
    "bodies",
    [
        ({"things": [1, 2], "cursor": "2"}, {"things": [3]}),
        ({"things": [1, 2], "cursor": "2"}, {"things": [3], "cursor": "3"}, {"things": []}),
        ({"things": [1, 2], "cursor": "2"}, {"things": [], "cursor": "3"}, {"things": [3]}),
        ({"things": [1, 2, 3], "cursor": "2"}, *({"things": [], "cursor": str(n)} for n in (3, 4, 5))),
        ({"things": [1], "cursor": "2"}, {"things": [2, 3], "cursor": ""}),
        ({"things": [1, 2, 3], "cursor": None},),
    ],
)
def test_pages_end_with_or_without_a_last_cursor(bodies: tuple[Any, ...]) -> None:
    assert run(listed, pages(*bodies))[0] == [1, 2, 3]


def test_no_more_pages_than_the_limit_needs() -> None:
    seam = Replay(pages({"things": [1, 2], "cursor": "2"}, {"things": [3, 4], "cursor": "3"}))
    assert run(lambda client: listed(client, limit=4), seam)[0] == [1, 2, 3, 4]
    assert len(seam.asked) == 2


def test_a_page_size_is_asked_for_and_never_above_what_a_page_holds() -> None:
    seam = Replay([said({"things": []}, url="/list")])
    call = replace(LIST, page=100, page_parameter="size")
    for limit in (7, 500):
        run(partial(listed, call=call, limit=limit), seam)
    assert [request.url.params["size"] for request in seam.asked] == ["7", "100"]


def test_a_page_loop_ends() -> None:
    notes: dict[str, int] = {}

    async def talk(client: Client) -> list[Any]:
        found = await listed(client)
        notes.update(client.notes)
        return found

    seam = Replay([said({"things": [1], "cursor": "again"}, url="/list")])
    assert run(talk, seam)[0] == [1, 1]
    assert len(seam.asked) == 2
    assert any("same page twice" in note for note in notes)


@pytest.mark.parametrize(
    "later",
    [said({}, 500, url="/list?cursor=2"), said(b"<html>", url="/list?cursor=2"), said({}, url="/list?cursor=2")],
)
def test_a_later_page_that_fails_keeps_what_came(later: Exchange) -> None:
    async def talk(client: Client) -> tuple[list[Any], dict[str, int]]:
        return await listed(client), client.notes

    (found, notes), _ = run(talk, pages({"things": [1, 2], "cursor": "2"}, later))
    assert found == [1, 2]
    assert sum(notes.values()) == 1


def test_a_first_page_that_fails_is_raised_or_only_noted() -> None:
    with pytest.raises(Unreachable):
        run(listed, [said({}, 500, url="/list")])

    async def talk(client: Client) -> tuple[list[Any], MicroscoutError | None]:
        return await listed(client, optional=True), client.first_failure

    (found, failure), _ = run(talk, [said({}, 500, url="/list")])
    assert found == []
    assert isinstance(failure, Unreachable)


def test_an_attempt_turns_a_failure_into_a_note_but_missing_is_an_answer() -> None:
    async def talk(client: Client) -> Any:
        return await client.attempt(THING), client.notes

    (answer, notes), _ = run(talk, [said({}, 403)])
    assert answer is None
    assert len(notes) == 1
    with pytest.raises(Missing):
        run(talk, [said({}, 404)])


def test_the_next_page_of_a_link_header_stays_on_our_host() -> None:
    call = Call("/list", paging=LinkNext())
    link = '<https://evil.example/list?max_id=5&limit=2>; rel="next", <https://evil.example/list?min_id=9>; rel="prev"'
    seam = Replay([said([1, 2], url="/list", link=link), said([], url="/list?max_id=5")])
    assert run(lambda client: listed(client, call), seam)[0] == [1, 2]
    assert {request.url.host for request in seam.asked} == {"clocks.example"}
    assert dict(seam.asked[1].url.params) == {"max_id": "5", "limit": "2"}


def test_pages_by_number() -> None:
    call = Call("/list", paging=Offset())
    seam = [said([1, 2], url="/list"), said([3], url="/list?offset=2"), said([], url="/list?offset=3")]
    assert run(lambda client: listed(client, call), seam)[0] == [1, 2, 3]


def test_the_ledger_counts_every_try_and_stops_at_the_limit() -> None:
    ledger = Ledger()
    api = replace(API, quotas=(Quota("points", limit=10, seconds=3600),))
    run(lambda client: client.get(replace(THING, cost=3)), [said({}, 500), said({})], api, ledger=ledger)
    assert ledger.spent == {("clocks", ""): 6}
    with pytest.raises(QuotaSpent, match="10 points"):
        run(lambda client: client.get(replace(THING, cost=5)), [said({})], api, ledger=ledger)
    assert ledger.spent == {("clocks", ""): 6}


SESSION = replace(API, auth=SignIn("/in", {"identifier": "name", "password": "key"}, "token"))
KEYS = {"name": SecretStr("founder.example"), "key": SecretStr(SECRET)}
SIGNED = replace(THING, signed=True)


def sign_in(token: str) -> Exchange:
    return replace(said({"token": token}, url="/in"), method="POST")


def test_a_session_is_opened_once_for_all_tasks() -> None:
    seam = Replay([sign_in("first"), said({})])

    async def at_once(client: Client) -> None:
        await asyncio.gather(*(client.get(SIGNED) for _ in range(5)))

    run(at_once, seam, SESSION, credentials=KEYS)
    assert [request.method for request in seam.asked].count("POST") == 1
    assert {request.headers["authorization"] for request in seam.asked[1:]} == {"Bearer first"}
    assert json.loads(seam.asked[0].content) == {"identifier": "founder.example", "password": SECRET}


def test_a_session_that_ran_out_is_renewed() -> None:
    expired = said({"error": "ExpiredToken", "message": "Token has expired"}, 400)
    seam = Replay([sign_in("first"), sign_in("second"), expired, said({"fine": 1})])
    answer, waited = run(lambda client: client.get(SIGNED), seam, SESSION, credentials=KEYS)
    assert answer == {"fine": 1}
    assert waited == 0
    assert seam.asked[-1].headers["authorization"] == "Bearer second"


def test_a_session_that_is_always_over_does_not_go_round_for_ever() -> None:
    seam = Replay([sign_in("first"), said({"error": "ExpiredToken"}, 400)])
    with pytest.raises(MicroscoutError):
        run(lambda client: client.get(SIGNED), seam, SESSION, credentials=KEYS)
    assert len(seam.asked) < 10


def test_a_token_goes_only_to_the_host_that_it_belongs_to() -> None:
    api = replace(API, auth=Bearer("token"))
    seam = Replay([said({})])
    keys = {"token": SecretStr(SECRET), "token@third.example": SecretStr("third")}

    async def three(client: Client) -> None:
        for base in ("", "https://other.example", "https://third.example"):
            await client.get(SIGNED, base=base)

    run(three, seam, api, credentials=keys)
    sent = [request.headers.get("authorization") for request in seam.asked]
    assert sent == [f"Bearer {SECRET}", None, "Bearer third"]


def test_a_redirect_takes_no_token_to_another_host() -> None:
    api = replace(API, auth=Bearer("token"))
    seam = Replay([said({}, 302, url=f"{HOST}/thing", location="https://other.example/thing"), said({})])
    run(lambda client: client.get(SIGNED), seam, api, credentials={"token": SecretStr(SECRET)})
    assert "authorization" not in seam.asked[1].headers


@pytest.mark.parametrize(
    "answers",
    [
        [sign_in("t"), said({})],
        [sign_in("t"), said({}, 500)],
        [sign_in("t"), fails("cut")],
        [sign_in("t"), said({"error": SECRET[:3]}, 403)],
        [replace(said({"error": "no"}, 401, url="/in"), method="POST")],
        [replace(said(b"<html>", url="/in"), method="POST")],
    ],
)
def test_secrets_are_in_no_address_log_or_error(answers: list[Exchange], caplog: pytest.LogCaptureFixture) -> None:
    seam = Replay(answers)
    shown = ""
    with caplog.at_level(logging.DEBUG):
        try:
            run(lambda client: client.get(SIGNED, q="watches"), seam, SESSION, credentials=KEYS)
        except MicroscoutError as error:
            shown = f"{error!r} {error.message} {error.hint} {error.__cause__!r}"
    client = Client(SESSION, credentials=KEYS)
    shown += repr(client) + repr(vars(client)) + caplog.text + " ".join(str(request.url) for request in seam.asked)
    assert SECRET not in shown


def test_placeholders_cannot_leave_their_place_in_the_path() -> None:
    seam = Replay([], otherwise=404)
    with pytest.raises(Missing):
        run(lambda client: client.get(Call("/tag/{tag}"), tag="../secret?x=1#y"), seam)
    assert seam.asked[0].url.raw_path == b"/tag/..%2Fsecret%3Fx%3D1%23y"


def test_every_request_names_the_project() -> None:
    seam = Replay([said({})])
    run(get, seam)
    assert seam.asked[0].headers["user-agent"].startswith("microscout/")


def test_no_exception_of_the_http_library_gets_out() -> None:
    class Odd(httpx.AsyncBaseTransport):
        def __init__(self, error: Exception) -> None:
            self.error = error

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise self.error

    for error in (
        httpx.ConnectTimeout("x"),
        httpx.PoolTimeout("x"),
        httpx.ProxyError("x"),
        httpx.UnsupportedProtocol("x"),
        httpx.RemoteProtocolError("x"),
        httpx.WriteError("x"),
        httpx.CloseError("x"),
    ):
        with pytest.raises(Unreachable):
            run(get, Odd(error))


def test_an_address_that_is_none_is_a_payload_error() -> None:
    with pytest.raises(PayloadError, match="not a valid address"):
        run(lambda client: client.get(THING, base="https://["), [said({})])


def test_now_is_the_clocks() -> None:
    client = Client(API, clock=Clock(now=lambda: 12.9))
    assert client.now() == 12
