"""GitHub, with a token (GraphQL) and without (REST); the REST fixtures are held against githubkit's models."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fakes.crowd import Crowd
from fakes.github import graphql, rest
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Niche, Profile, Skip
from microscout.platforms.base import Facts, Together
from microscout.platforms.github import GitHub
from microscout.testing import Told, check_platform, told
from platforms._fifty import asked_of, client, led

FIXTURES = Path(__file__).parents[2] / "fixtures" / "github"


class Keyless(GitHub):
    """GitHub, as it is without a token."""

    facts: ClassVar[Facts] = replace(GitHub.facts, credentials={})


@pytest.fixture(scope="module")
def heard() -> Told:
    return told(GitHub(), Replay(FIXTURES))


@pytest.fixture(scope="module")
def keyless() -> Told:
    return told(Keyless(), Replay(FIXTURES / "keyless"))


def profile(heard: Told, handle: str) -> Profile:
    return next(each for each in heard.profiles if each.handle == handle)


@pytest.mark.slow
def test_the_contract() -> None:
    check_platform(GitHub(), FIXTURES)
    check_platform(Keyless(), FIXTURES / "keyless")
    assert isinstance(GitHub(), Together)


@pytest.mark.parametrize("file", sorted((FIXTURES / "keyless").glob("*.json")), ids=lambda file: file.stem)
def test_the_fixtures_are_as_github_says(file: Path) -> None:
    models = pytest.importorskip("githubkit_schemas.latest.models")
    body = json.loads(file.read_text("utf-8"))["body"]
    if file.stem.startswith("01"):
        checked = [models.UserSearchResultItem.model_validate(each) for each in body["items"]]
        assert [each.login for each in checked] == ["tilda-ticks", "oskar-lume", "gustav-gone"]
    elif file.stem in ("10_tilda", "11_oskar"):
        assert models.PublicUser.model_validate(body).followers == body["followers"]
    for each in body if isinstance(body, list) else ():
        models.SimpleUser.model_validate(each["owner"])
        assert set(each) <= set(models.MinimalRepository.model_json_schema(by_alias=True)["properties"])


def test_a_person(heard: Told) -> None:
    tilda = profile(heard, "tilda-ticks")
    assert (tilda.followers, tilda.following, tilda.post_count) == (4210, 12, 37)
    assert (tilda.creator_id, tilda.location) == ("github:9000001", "Lund")
    assert tilda.links == ("https://tilda-ticks.example", "https://x.com/tildaticks")


def test_the_same_person_without_a_token(keyless: Told) -> None:
    tilda = profile(keyless, "tilda-ticks")
    assert (tilda.followers, tilda.creator_id) == (4210, "github:9000001")
    assert tilda.links[0] == "https://tilda-ticks.example"


def test_what_is_not_told_is_unknown(heard: Told, keyless: Told) -> None:
    for bare in (profile(heard, "bo-bare"), profile(keyless, "mira-lume")):
        assert (bare.followers, bare.post_count, bare.name, bare.bio) == (None,) * 4
    for post in (heard.posts["github:9000003"][0], keyless.posts["github:9000005"][0]):
        assert (post.likes, post.reposts, post.comments, post.views, post.created_at) == (None,) * 5


def test_repositories_are_posts(heard: Told, keyless: Told) -> None:
    for told_ in (heard, keyless):
        winder, notes = told_.posts["github:9000001"]
        assert (winder.likes, winder.reposts, winder.comments) == (412, 31, None)
        assert winder.text.startswith("watch-winder\n\nFirmware for a winder of vintage watches\n\n#vintage-watches")
        assert winder.links == ("https://tilda-ticks.example/winder",)
        assert winder.created_at == 1_795_162_500
        assert (notes.likes, notes.reposts) == (0, 0), "a told zero stays a zero"
        assert told_.posts["github:9000002"] == []


def test_who_is_gone_is_skipped(heard: Told, keyless: Told) -> None:
    for told_ in (heard, keyless):
        assert [(each.handle, each.reason) for each in told_.skipped] == [("gustav-gone", "not there, or not any more")]


def test_owners_of_repositories_come_after_names(heard: Told) -> None:
    assert heard.candidates[4].handle == "mira-lume"
    assert heard.candidates[4].found_by == ("a repository on vintage-watches",)
    assert heard.candidates[4].settled


def test_organisations_are_left_out(keyless: Told) -> None:
    assert "watch-org" not in {each.handle for each in keyless.candidates}


def test_a_handle_that_is_no_login_is_not_asked_for() -> None:
    async def asked() -> list[Profile | Skip]:
        async with client(GitHub(), Replay([])) as asks:
            wanted = [Candidate(platform="github", handle="../x")]
            return [each async for each in GitHub().profiles(asks, wanted)]

    assert [each.reason for each in asyncio.run(asked()) if isinstance(each, Skip)] == ["not a GitHub login"]


@pytest.mark.parametrize(
    ("name", "error", "questions"),
    [
        ("bad_token", Refused, 1),
        ("spent_epoch", QuotaSpent, 1),
        ("secondary_403", QuotaSpent, 2),
        ("abuse_403", QuotaSpent, 2),
        ("slow_down_seconds", QuotaSpent, 3),
        ("slow_down_epoch", QuotaSpent, 1),
        ("slow_down_bare", QuotaSpent, 4),
        ("no_agent", Refused, 1),
        ("forbidden", Refused, 1),
        ("not_found", Missing, 1),
        ("validation", PayloadError, 1),
        ("web_page", PayloadError, 1),
        ("broken_json", PayloadError, 1),
        ("unavailable", Unreachable, 4),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError], questions: int) -> None:
    exchange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    with pytest.raises(error):
        asked_of(GitHub(), FIXTURES / "faults" / f"{name}.json")
    assert questions == _questions(exchange)


def _questions(exchange: Exchange) -> int:
    from microscout.client import Call

    async def asked() -> None:
        async with client(GitHub(), replay) as asks:
            await asks.get(Call("/x"))

    replay = Replay([replace(exchange, url="/x")])
    with pytest.raises(MicroscoutError):
        asyncio.run(asked())
    return len(replay.asked)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("rate_limited", QuotaSpent),
        ("forbidden", Refused),
        ("timeout", Unreachable),
        ("no_data", PayloadError),
    ],
)
def test_errors_under_status_200(name: str, error: type[MicroscoutError]) -> None:
    async def asked() -> None:
        async with client(GitHub(), replay, token="not-a-real-key") as asks:
            assert not [each async for each in GitHub().search(asks, Niche.of("watches"), 50)]
            assert isinstance(asks.first_failure, error)
            wanted = [Candidate(platform="github", handle="tilda-ticks")]
            with pytest.raises(error):
                assert not [each async for each in GitHub().profiles(asks, wanted)]

    replay = Replay([Exchange.read(FIXTURES / "faults" / f"graphql_{name}.json")])
    asyncio.run(asked())


def test_strange_people_are_skipped() -> None:
    async def asked() -> list[Profile | Skip]:
        replay = Replay([Exchange.read(FIXTURES / "faults" / "graphql_wrong_types.json")])
        async with client(GitHub(), replay, token="not-a-real-key") as asks:
            wanted = [Candidate(platform="github", handle=handle) for handle in ("tilda-ticks", "oskar-lume")]
            return [each async for each in GitHub().profiles(asks, wanted)]

    assert [each.reason for each in asyncio.run(asked()) if isinstance(each, Skip)] == [
        "a profile is not as documented: followers",
        "a profile is not as documented: no databaseId",
    ]


def test_followers_must_be_a_range() -> None:
    with pytest.raises(ValueError, match="range"):
        GitHub(followers="many")


# -- what it costs --------------------------------------------------------------------------------------------------


def test_fifty_creators_cost_one_call_with_a_token() -> None:
    read = led(GitHub(), crowd := Crowd(graphql), token="not-a-real-key")
    assert [len(posts) for posts in read.values()] == [10] * 50
    (request,) = crowd.asked
    assert str(request.url) == "https://api.github.com/graphql"
    assert request.headers["Authorization"] == "Bearer not-a-real-key"


def test_fifty_creators_known_by_handle_cost_one_call_too() -> None:
    async def asked() -> list[Any]:
        async with client(here, crowd, token="not-a-real-key") as asks:
            wanted = [Candidate(platform="github", handle=f"c{number}") for number in range(50)]
            people = [each async for each in here.profiles(asks, wanted) if isinstance(each, Profile)]
            return [each async for each in here.posts_of(asks, people, 10)]

    here, crowd = GitHub(), Crowd(graphql)
    assert len(asyncio.run(asked())) == 50
    assert len(crowd.asked) == 1


def test_without_a_token_a_creator_costs_two_calls() -> None:
    read = led(GitHub(), crowd := Crowd(rest))
    assert [len(posts) for posts in read.values()] == [10] * 20
    assert len(crowd.asked) == 2 + 20 + 20
    assert not any("Authorization" in headers for headers in (request.headers for request in crowd.asked))


def test_the_probe() -> None:
    async def asked(**keys: str) -> str:
        answer = {"data": {"viewer": {"login": "tilda-ticks"}}} if keys else {"login": "octocat", "id": 1}
        async with client(GitHub(), Crowd(lambda *_: answer), **keys) as asks:
            return await GitHub().probe(asks)

    assert "tilda-ticks" in asyncio.run(asked(token="not-a-real-key"))
    assert "without a token" in asyncio.run(asked())
