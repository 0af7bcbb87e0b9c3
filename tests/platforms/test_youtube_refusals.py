"""What each of YouTube's refusals means, and that a strange answer makes nothing up."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from microscout.client import Call
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
    Missing,
    PayloadError,
    QuotaSpent,
    Refused,
    SkipCreator,
    Unreachable,
)
from microscout.models import Candidate, Profile, Skip
from microscout.testing import told
from platforms._youtube_fixtures import FIXTURES, HERE, ask, channel, profile


@pytest.mark.parametrize(
    ("name", "error", "words", "questions"),
    [
        ("quota_exceeded", QuotaSpent, "midnight in California", 1),
        ("daily_limit_exceeded", QuotaSpent, "midnight in California", 1),
        ("searches_spent_429", QuotaSpent, "midnight in California", 1),
        ("slow_down_403", QuotaSpent, "to stop for now", 4),
        ("slow_down_user_403", QuotaSpent, "to stop for now", 4),
        ("slow_down_bare", QuotaSpent, "to stop for now", 4),
        ("slow_down_seconds", QuotaSpent, "opens again in 60 min", 1),
        ("slow_down_date", QuotaSpent, "opens again in 60 min", 1),
        ("bad_key", Refused, "API_KEY", 1),
        ("bad_key_details_only", Refused, "API_KEY", 1),
        ("bad_key_old", Refused, "API_KEY", 1),
        ("expired_key", Refused, "API_KEY", 1),
        ("auth_error", Refused, "API_KEY", 1),
        ("not_enabled", Refused, "switched", 1),
        ("key_blocked", Refused, "restricted", 1),
        ("key_elsewhere", Refused, "restricted", 1),
        ("referer_blocked", Refused, "restricted", 1),
        ("key_suspended", Refused, "suspended", 1),
        ("no_key", Refused, "API_KEY", 1),
        ("playlist_not_found", Missing, "no public videos", 1),
        ("playlist_not_accessible", SkipCreator, "not public", 1),
        ("playlist_forbidden", SkipCreator, "not public", 1),
        ("forbidden", SkipCreator, "not public", 1),
        ("channel_not_found", Missing, "not there", 1),
        ("video_not_found", Missing, "not there", 1),
        ("comments_disabled", Missing, "switched off", 1),
        ("processing_failure", Unreachable, "failed", 4),
        ("invalid_page_token", PayloadError, "did not accept", 1),
        ("invalid_search_filter", PayloadError, "did not accept", 1),
        ("missing_parameter", PayloadError, "did not accept", 1),
        ("incompatible_parameters", PayloadError, "did not accept", 1),
        ("unknown_part", PayloadError, "did not accept", 1),
        ("channel_forbidden", SkipCreator, "not public", 1),
        ("channel_suspended", Missing, "closed", 1),
        ("thread_not_found", Missing, "not there", 1),
        ("slow_down_details_only", QuotaSpent, "to stop for now", 4),
        ("backend_error", Unreachable, "500", 4),
        ("unavailable", Unreachable, "503", 4),
        ("plain_sentence", PayloadError, "400", 1),
        ("web_page", PayloadError, "web page", 1),
        ("broken_json", PayloadError, "broken JSON", 1),
    ],
)
def test_what_an_answer_means(name: str, error: type[MicroscoutError], words: str, questions: int) -> None:
    async def asked() -> object:
        async with ask(replay) as client:
            return await client.get(call)

    exchange = Exchange.read(FIXTURES / "faults" / f"{name}.json")
    call = Call(urlsplit(exchange.url).path, quota="units", signed=True)
    replay = Replay([exchange])
    with pytest.raises(error, match=words):
        asyncio.run(asked())
    assert len(replay.asked) == questions


def test_every_fault_is_tried() -> None:
    tried = test_what_an_answer_means.pytestmark[0].args[1]  # type: ignore[attr-defined]
    tested = {each[0] for each in tried} | {"all_strange", "wrong_types", "missing_fields"}
    assert {file.stem for file in (FIXTURES / "faults").glob("*.json")} == tested


@pytest.mark.parametrize(
    ("name", "profiles", "skips"), [("wrong_types", 0, 2), ("missing_fields", 1, 2), ("all_strange", 0, 5)]
)
def test_a_strange_channel_is_skipped_and_nothing_is_made_up(name: str, profiles: int, skips: int) -> None:
    async def asked() -> list[Profile | Skip]:
        async with ask(Replay([Exchange.read(FIXTURES / "faults" / f"{name}.json")])) as client:
            wanted = [Candidate(platform="youtube", handle=channel(each)) for each in ("tilda", "mira")]
            return [each async for each in HERE.profiles(client, wanted)]

    found = asyncio.run(asked())
    assert sum(isinstance(each, Profile) for each in found) == profiles
    assert all(each.followers is None for each in found if isinstance(each, Profile))
    assert sum(isinstance(each, Skip) for each in found) == skips


def test_a_spent_purse_is_not_asked_again_and_the_others_are() -> None:
    def fault(number: int, method: str, url: str) -> Exchange | None:
        spent = Exchange.read(FIXTURES / "faults" / "searches_spent_429.json")
        return spent if "/search" in url and number > 1 else None

    heard = told(HERE, replay := Replay(FIXTURES, fault=fault))
    assert len([each for each in replay.asked if "/search" in str(each.url)]) == 2
    assert profile(heard, "tilda").followers == 42_100
    assert any("midnight" in note for note in heard.notes)
