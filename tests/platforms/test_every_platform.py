"""What no fixture has to spell out: every platform waits as it is told in any spelling, and finds nobody in nothing."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from microscout.client import Call, Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import ConfigError, PayloadError, QuotaSpent, Unreachable
from microscout.platforms import BUILT_IN, make
from microscout.testing import told
from microscout.testing.contract import NOW, frozen_clock

FIXTURES = Path(__file__).parents[2] / "fixtures"
FETCHED = sorted(BUILT_IN.keys() - {"sample"})
OPTIONS: dict[str, dict[str, Any]] = {
    "mastodon": {"instances": ["ticktock.example"]},
    "rss": {"feeds": ["https://tilda.example/feed"]},
}
THERE = {"date": "Tue, 24 Nov 2026 06:00:00 GMT"}
SLOW_DOWN = {
    "seconds": {"retry-after": "30"},
    "a date": {"retry-after": "Tue, 24 Nov 2026 06:00:30 GMT"},
    "an epoch": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795500030"},
    "an epoch, as X spells it": {"x-rate-limit-reset": "1795500030"},
    "an epoch, as the IETF spells it": {"ratelimit-remaining": "0", "ratelimit-reset": "1795500030"},
    "ISO 8601": {"x-ratelimit-reset": "2026-11-24T06:00:30.000000Z"},
    "seconds in the header of a moment": {"ratelimit-reset": "30"},
}
ODD = {
    "a web page": (200, b"<!doctype html><title>Busy</title>", "text/html", PayloadError),
    "broken JSON": (200, b'{"data": [{"id": ', "application/json", PayloadError),
    "nothing": (200, b"", "application/json", PayloadError),
    "a page of a proxy": (502, b"<html><h1>502 Bad Gateway</h1></html>", "text/html", Unreachable),
}


def asked(name: str, *exchanges: Exchange) -> tuple[Any, float, int]:
    """The answer to a question, how many seconds that took, and how often it was put."""

    async def whole() -> tuple[Any, float, int]:
        clock, platform = frozen_clock(), make(name, OPTIONS.get(name, {}))
        under = urlsplit(platform.api.base_url).path
        replay = Replay([replace(each, url=f"{under}{each.url}") for each in exchanges])
        async with Client(replace(platform.api, quotas=platform.api.quotas[:1]), seam=replay, clock=clock) as client:
            answer = await client.get(Call("/thing"))
            return answer, clock.now() - NOW, len(replay.asked)

    return asyncio.run(whole())


@pytest.mark.parametrize("name", FETCHED)
@pytest.mark.parametrize("spelling", SLOW_DOWN)
def test_a_429_is_waited_for_as_long_as_it_says(name: str, spelling: str) -> None:
    busy = Exchange("/thing", 429, THERE | SLOW_DOWN[spelling], b"{}")
    answer, waited, times = asked(name, busy, Exchange("/thing", headers=THERE, body=b'{"a": 1}'))
    assert (answer, times) == ({"a": 1}, 2)
    assert 30 <= waited < 31, "and its own turn after it"


@pytest.mark.parametrize("name", FETCHED)
def test_a_429_that_says_nothing_is_tried_four_times(name: str) -> None:
    with pytest.raises(QuotaSpent):
        asked(name, Exchange("/thing", 429, THERE, b"{}"))


@pytest.mark.parametrize("name", FETCHED)
@pytest.mark.parametrize("what", ODD)
def test_what_is_no_answer_is_told_as_such(name: str, what: str) -> None:
    status, body, kind, error = ODD[what]
    with pytest.raises(error) as raised:
        asked(name, Exchange("/thing", status, {"content-type": kind}, body))
    assert "<" not in raised.value.message


@pytest.mark.parametrize("name", sorted({*FETCHED} - {"rss", "instagram"}))  # these two are told whom to read
def test_nobody_is_found_where_all_lists_are_empty(name: str) -> None:
    recorded = Replay(FIXTURES / name).exchanges
    heard = told(make(name, OPTIONS.get(name, {})), Replay([emptied(each) for each in recorded], otherwise=404))
    assert heard.candidates == []
    assert heard.posts == {}


@pytest.mark.parametrize("name", sorted({*FETCHED} - {"rss", "instagram"}))
def test_what_is_declared_is_told_and_nothing_else(name: str) -> None:
    platform = make(name, OPTIONS.get(name, {}))
    heard = told(platform, Replay(FIXTURES / name, otherwise=404))
    posts = [post for several in heard.posts.values() for post in several]
    assert posts
    facts = {count: any(getattr(post, count) is not None for post in posts) for count in ("likes", "comments", "views")}
    facts["followers"] = any(profile.followers is not None for profile in heard.profiles)
    facts["comment_texts"] = any(heard.comments.values())
    assert facts == {fact: getattr(platform.facts, fact) for fact in facts}


def emptied(exchange: Exchange) -> Exchange:
    try:
        body = json.loads(exchange.body)
    except ValueError:
        return exchange
    return replace(exchange, body=json.dumps(_emptied(body)).encode())


def _emptied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _emptied(inner) for name, inner in value.items()}
    return [] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("mastodon", {"instances": [5]}, "instances is a list of texts"),
        ("mastodon", {"instances": {"a": "b"}}, "instances is a list of texts"),
        ("bluesky", {"appview": 5}, "appview is an address, such as https://public.api.bsky.app"),
        ("bluesky", {"appview": "notaurl"}, "appview is an address"),
    ],
)
def test_an_option_of_the_wrong_kind_is_told_in_our_own_words(name: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make(name, options)
    assert caught.value.message.startswith(f"The settings of platform {name} are wrong: {said}")


def test_options_from_the_environment_are_texts_and_still_fit() -> None:
    assert vars(make("mastodon", {"instances": "a.example, b.example"}))["instances"] == ("a.example", "b.example")
    assert vars(make("instagram", {"own_id": 17841400}))["own_id"] == "17841400"
