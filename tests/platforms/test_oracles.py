"""The fixtures against oracles that are not ours: Bluesky's against models made from its lexicons, Mastodon's
against the fields that its documentation promises."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"
ACCOUNT = {"id", "username", "acct", "display_name", "locked", "bot", "created_at", "url", "discoverable", "emojis"}
STATUS = {"id", "created_at", "account", "content", "visibility", "uri", "url", "reblog", "language", "in_reply_to_id"}


@cache
def lexicon() -> dict[str, Any]:
    """What each endpoint answers with. Loading the models of every lexicon takes seconds: not at collection."""
    from atproto_client import models  # type: ignore[import-untyped]  # a third faster than by way of atproto

    return {
        "searchStarterPacks": models.AppBskyGraphSearchStarterPacks.Response,
        "getFollowers": models.AppBskyGraphGetFollowers.Response,
        "getList": models.AppBskyGraphGetList.Response,
        "searchActors": models.AppBskyActorSearchActors.Response,
        "searchPosts": models.AppBskyFeedSearchPosts.Response,
        "getProfiles": models.AppBskyActorGetProfiles.Response,
        "getAuthorFeed": models.AppBskyFeedGetAuthorFeed.Response,
        "getPostThread": models.AppBskyFeedGetPostThread.Response,
        "createSession": models.ComAtprotoServerCreateSession.Response,
    }


def recorded(platform: str) -> list[Any]:
    return [json.loads(file.read_text("utf-8")) for file in sorted((FIXTURES / platform).glob("*.json"))]


@pytest.mark.parametrize("exchange", recorded("bluesky"), ids=lambda exchange: exchange["request"]["url"][-60:])
def test_bluesky_fixtures_have_the_form_of_the_lexicons(exchange: Any) -> None:
    nsid = exchange["request"]["url"].partition("?")[0].rpartition(".")[2]
    lexicon()[nsid].model_validate(exchange["body"])


def _found(value: Any, key: str) -> list[dict[str, Any]]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    here = [value] if isinstance(value, dict) and key in value else []
    return here + [found for each in inner for found in _found(each, key)]


def test_mastodon_fixtures_have_the_documented_fields() -> None:
    bodies = [exchange["body"] for exchange in recorded("mastodon")]
    assert all(account.keys() >= ACCOUNT for account in _found(bodies, "acct"))
    assert all(status.keys() >= STATUS for status in _found(bodies, "visibility"))
    assert len(_found(bodies, "acct")) > 20


def test_nobody_in_the_fixtures_can_be_real() -> None:
    for file in FIXTURES.glob("*/**/*.json"):
        for actor in _found(json.loads(file.read_text("utf-8")), "handle"):
            assert actor["handle"].endswith((".example", ".test", ".invalid")), (file, actor["handle"])
