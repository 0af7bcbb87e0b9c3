"""A niche with symbols reaches every platform as it was meant: whole, and quoted as its search needs it."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from fakes.crowd import keys
from microscout import platforms
from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError
from microscout.models import Niche
from microscout.platforms.base import Work
from microscout.platforms.stackexchange import StackExchange
from microscout.testing.contract import frozen_clock

SEARCHED_BY_PHRASE = (
    "bluesky", "mastodon", "github", "mixcloud", "peertube", "podcasts", "reddit", "threads", "twitch", "x", "youtube",
)  # fmt: skip
SYMBOLS = ("C++", "C#", ".NET", "low-carb", "#nofilter", "🍕", "盆栽", "R&D", "50% off", "a=b;c/d?e")
SECRET = {"access_token": "t", "token_type": "bearer", "expires_in": 3600, "accessJwt": "t", "refreshJwt": "t"}


def asked(name: str, *phrases: str) -> list[tuple[str, dict[str, str]]]:
    """What the platform's search asks for: path segments and parameters, as the server reads them."""

    def token(_: int, method: str, url: str) -> Exchange | None:
        if "token" not in url and "createSession" not in url:
            return None
        return Exchange(url, 200, {"content-type": "application/json"}, json.dumps(SECRET).encode())

    platform = platforms.make(name, {})
    replay = Replay([], fault=token, otherwise=404)
    credentials = keys(platform) if platform.api.needs_key else {}

    async def search() -> None:
        async with Client(platform.api, credentials=credentials, seam=replay, clock=frozen_clock()) as client:
            async for _ in platform.search(client, Niche.of(*phrases), 10):
                pass

    try:
        asyncio.run(search())
    except MicroscoutError:
        assert replay.asked, "it gave up before it asked"
    found = []
    for request in replay.asked:
        url = urlsplit(str(request.url))
        assert not url.fragment, f"{url.fragment} would never reach {name}"
        body = request.content.decode() if request.method == "POST" else ""
        told = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
        found.append((unquote(url.path), dict(parse_qsl(url.query)) | {key: str(told[key]) for key in told}))
    return found


@pytest.mark.parametrize("name", SEARCHED_BY_PHRASE)
def test_the_phrase_arrives_whole(name: str) -> None:
    values = [value for _, told in asked(name, *SYMBOLS) for value in told.values()]
    assert [phrase for phrase in SYMBOLS if not any(phrase in value for value in values)] == []


@pytest.mark.parametrize(
    ("name", "phrase", "path"),
    [
        ("mastodon", "C++", "/api/v1/timelines/tag/cpp"),
        ("mastodon", "C#", "/api/v1/timelines/tag/csharp"),
        ("mastodon", ".NET", "/api/v1/timelines/tag/dotnet"),
        ("mastodon", "low-carb", "/api/v1/timelines/tag/lowcarb"),
        ("mastodon", "#nofilter", "/api/v1/timelines/tag/nofilter"),
        ("mastodon", "盆栽", "/api/v1/timelines/tag/盆栽"),
        ("stackexchange", "C++", "/2.3/tags/c++/top-answerers/all_time"),
        ("stackexchange", "C#", "/2.3/tags/c#/top-answerers/all_time"),
        ("stackexchange", ".NET", "/2.3/tags/.net/top-answerers/all_time"),
    ],
)
def test_a_hashtag_or_tag_is_the_one_that_people_use(name: str, phrase: str, path: str) -> None:
    assert path in [path for path, _ in asked(name, phrase)]


@pytest.mark.parametrize(
    ("name", "phrase", "parameter"),
    [
        ("devto", "C++", ("tag", "cpp")),
        ("devto", "C#", ("tag", "csharp")),
        ("x", 'say "cheese" OR dogs', ("query", '"say  cheese  OR dogs" -is:retweet')),
    ],
)
def test_what_a_search_string_would_misread_is_spelled_or_quoted(
    name: str, phrase: str, parameter: tuple[str, str]
) -> None:
    key, value = parameter
    assert value in [told.get(key) for _, told in asked(name, phrase)]


@pytest.mark.parametrize(
    ("phrase", "topic"), [("C++", "cpp"), ("C#", "csharp"), (".NET", "dotnet"), ("low-carb food", "low-carb-food")]
)
def test_a_github_topic_holds_letters_digits_and_hyphens(phrase: str, topic: str) -> None:
    assert any(f"topic:{topic}" in value for _, told in asked("github", phrase) for value in told.values())


@pytest.mark.parametrize("name", ["mastodon", "devto", "github", "stackexchange"])
def test_a_niche_that_makes_no_tag_asks_for_none(name: str) -> None:
    for path, told in asked(name, "🍕"):
        assert not path.endswith("/tag/")
        assert told.get("tag") != ""
        assert "topic: " not in str(told) + " "


def test_things_that_a_phrase_lists_are_tags_and_topics_of_their_own() -> None:
    listed = "databases, SQL and data storage"
    topics = [value for _, told in asked("github", listed) for value in told.values() if "topic:" in value]
    assert topics == ["topic:databases", "topic:sql", "topic:data-storage"]
    tags = [path.split("/")[3] for path, _ in asked("stackexchange", listed) if "/tags/" in path]
    assert tags == ["databases", "sql", "data-storage", "storage"]
    assert StackExchange().bill(Work(phrases=1, candidates=30, creators=0, things=3))[""] >= len(tags)
