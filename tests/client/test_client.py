"""The client's manners, once for all platforms, with faults put in at the HTTP seam. Nobody waits: time is a number."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fakes.clocks import API, HTTP_NOW, THING, fails, get, run, said
from microscout.client import Call, Client, Clock, Ledger, Pace, Quota
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    Missing,
    PayloadError,
    QuotaSpent,
    Unreachable,
)
from microscout.testing.contract import NOW, frozen_clock


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


def test_a_wait_of_a_day_is_told_in_hours() -> None:
    with pytest.raises(QuotaSpent, match=r"opens again in 24 h$"):
        run(get, [said({}, 429, retry_after="86400")])


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


def test_the_ledger_counts_every_try_and_stops_at_the_limit() -> None:
    ledger = Ledger()
    api = replace(API, quotas=(Quota("points", limit=10, seconds=3600),))
    run(lambda client: client.get(replace(THING, cost=3)), [said({}, 500), said({})], api, ledger=ledger)
    assert ledger.spent == {("clocks", ""): 6}
    with pytest.raises(QuotaSpent, match="10 points"):
        run(lambda client: client.get(replace(THING, cost=5)), [said({})], api, ledger=ledger)
    assert ledger.spent == {("clocks", ""): 6}


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
