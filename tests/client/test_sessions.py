"""Signing in: once for all tasks, renewed, and no secret where it does not belong."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import replace

import pytest
from pydantic import SecretStr

from fakes.clocks import API, HOST, SECRET, THING, fails, run, said
from microscout.client import Bearer, Client
from microscout.client import Session as SignIn
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
)

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
