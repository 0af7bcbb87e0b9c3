"""``platforms check``: what came back from the cheapest call; whatever went wrong, the founder is told why."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from microscout import config
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, NothingReached, UsageError
from microscout.platforms import shelf
from microscout.scout import Scout

OPTIONS: dict[str, dict[str, Any]] = {
    "instagram": {"own_id": "17841400000000001"},
    "rss": {"feeds": ("https://ticking.example/feed",)},
    "mastodon": {"instances": ("ticktock.example",)},
}
FETCHED = sorted(shelf().keys() - {"sample"})
JSON = {"content-type": "application/json"}


def checked(folder: Path, name: str, answer: Exchange, **changed: Any) -> str:
    """What ``check`` says where every question gets `answer`; all keys are there."""
    keys = {key: SecretStr("not-a-real-key") for key in shelf()[name].facts.credentials}
    told: dict[str, Any] = {"data": folder, "options": OPTIONS, "credentials": {name: keys}, "max_usd": 1.0} | changed
    settings = config.load().model_copy(update={**told, "patience_seconds": 0.0})
    with Scout(settings, seams={name: Replay([], fault=lambda *_: answer)}) as scout:
        return scout.check(name)


@pytest.mark.parametrize("name", FETCHED)
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Exchange("/", fails="refused"), "online"),
        (Exchange("/", 503), "in a while|trouble"),
        (Exchange("/", 200, {"content-type": "text/html"}, b"<!doctype html><html>"), "proxy|changed"),
        (Exchange("/", 401, JSON, b"{}"), r"`microscout platforms|Check the key|takes no key"),
        (Exchange("/", 429, {**JSON, "retry-after": "3600"}, b"{}"), "check again later"),
    ],
    ids=["no network", "trouble", "a web page", "a wrong key", "a limit"],
)
def test_every_platform_says_what_went_wrong_and_what_to_do(
    tmp_path: Path, name: str, answer: Exchange, words: str
) -> None:
    with pytest.raises(NothingReached) as raised:
        checked(tmp_path, name, answer)
    assert raised.value.message.count(f"{name}: {name}") == 0, "named once"
    assert name in raised.value.message
    assert re.search(words, raised.value.hint), raised.value


@pytest.mark.parametrize("name", ["reddit", "tiktok", "twitch"])
@pytest.mark.parametrize("status", [429, 500, 503])
def test_trouble_at_the_sign_in_says_nothing_of_the_key(tmp_path: Path, name: str, status: int) -> None:
    with pytest.raises(NothingReached) as raised:
        checked(tmp_path, name, Exchange("/", status, JSON, b"{}"))
    assert "did not accept" not in raised.value.message


def test_a_call_that_costs_money_is_allowed_first(tmp_path: Path) -> None:
    found = Exchange("/", 200, JSON, b'{"data": [{"id": "1", "username": "XDevelopers"}]}')
    with pytest.raises(UsageError, match=r"costs 0\.01 dollars, and 0\.00 are allowed") as raised:
        checked(tmp_path, "x", found, max_usd=0.0)
    assert raised.value.hint.endswith("microscout platforms check x --max-usd 0.01")
    assert "accepts the token" in checked(tmp_path, "x", found, max_usd=0.01)


def test_what_is_left_of_its_limits_is_said(tmp_path: Path) -> None:
    sites = Exchange("/", 200, JSON, b'{"items": [{"name": "Stack Overflow"}], "quota_remaining": 299}')
    assert checked(tmp_path, "stackexchange", sites).endswith("Left now: 299 calls.")


def test_who_is_not_configured_is_told_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(MicroscoutError, match="not configured") as raised:
        checked(tmp_path, "threads", Exchange("/"), credentials={})
    assert "microscout platforms threads" in raised.value.hint
