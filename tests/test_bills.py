"""What a search may cost is known before it begins; dollars are spent only where they were allowed, and never more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest

from asking import Asker
from fakes.x import X as FakeX
from microscout import config, platforms
from microscout.client import Api, Call, Client, Ledger, Quota
from microscout.config import Settings
from microscout.errors import QuotaSpent, UsageError
from microscout.models import Candidate, Niche
from microscout.platforms.base import Work
from microscout.platforms.sample import Sample
from microscout.platforms.x import X
from microscout.scout import Scout
from microscout.testing.contract import frozen_clock

WATCHES = Niche.of("vintage watches")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("MICROSCOUT_X_TOKEN", "a-token")
    return config.load().model_copy(update={"candidates": 50, "creators": 50, "posts": 10})


def test_nothing_is_spent_unless_it_is_allowed(settings: Settings) -> None:
    fake = FakeX()
    with Scout(settings, seams={"x": fake}) as scout, pytest.raises(UsageError) as refused:
        scout.search(WATCHES, platform_names=["x"])
    assert refused.value.message == "x: this search may cost up to 3.25 dollars, and 0.00 are allowed."
    assert "--max-usd 3.25" in refused.value.hint
    assert fake.asked == []


@pytest.mark.slow
def test_what_is_allowed_is_spent_and_booked_to_the_cent(settings: Settings) -> None:
    fake = FakeX()
    with Scout(settings.model_copy(update={"max_usd": 3.25}), seams={"x": fake}) as scout:
        (harvest,) = scout.search(WATCHES, platform_names=["x"]).harvests
        (again,) = scout.search(WATCHES, platform_names=["x"]).harvests
    assert harvest.failure is None
    assert harvest.units == {"USD": pytest.approx(3.25)}
    assert fake.dollars == pytest.approx(3.25), "50 posts found, 50 profiles, 500 posts"
    assert len(fake.asked) == 1 + 1 + 50
    assert again.units == {"USD": 0}, "what has arrived is not paid for twice"


@pytest.mark.parametrize("most", [3.24, float("nan")])
def test_a_little_too_little_is_too_little(settings: Settings, most: float) -> None:
    with Scout(settings.model_copy(update={"max_usd": most})) as scout, pytest.raises(UsageError):
        scout.search(WATCHES, platform_names=["x"])


def test_the_bill_of_x() -> None:
    assert X().bill(Work(phrases=1, candidates=100, creators=50, posts=10)) == {"USD": 0.5 + 1.0 + 2.5}
    assert X().bill(Work(phrases=1, candidates=3, creators=50, posts=1)) == {"USD": 0.155}
    assert X(creators=("a", "b")).bill(Work(phrases=0, candidates=0, creators=9, posts=10))["USD"] == 0.12


def test_calls_side_by_side_never_spend_more_than_is_left() -> None:
    """Each alone could be paid; together they could not: what they may cost is booked before they are sent."""
    fake = FakeX()
    api = replace(X().api, auth=None)
    call = Call("/2/users/7/tweets", "data", page=100, page_parameter="max_results", cost=0, cost_each=0.01)
    ledger = Ledger(caps={("x", "USD"): 1.5})

    async def asked() -> list[Any]:
        async with Client(api, ledger=ledger, seam=Unsigned(fake), clock=frozen_clock()) as client:
            return await asyncio.gather(*(read(client) for _ in range(8)), return_exceptions=True)

    async def read(client: Client) -> int:
        return len([raw async for raw in client.items(call, limit=100)])

    came = asyncio.run(asked())
    assert came.count(100) == 1
    assert sum(isinstance(each, QuotaSpent) for each in came) == 7
    assert ledger.spent["x", "USD"] == pytest.approx(1.0)


class Unsigned(FakeX):
    """As `fake`, without a look at the key."""

    def __init__(self, fake: FakeX) -> None:
        super().__init__()
        self._fake = fake

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers["authorization"] = "Bearer a-token"
        return await self._fake.handle_async_request(request)


class Tight(Sample):
    """The sample, with a limit of 5 calls a day."""

    name: ClassVar[str] = "tight"

    api: ClassVar[Api] = replace(Sample.api, name="tight", quotas=(Quota("calls", 5, 86_400),))

    def bill(self, work: Work) -> Mapping[str, float]:
        return {"": work.phrases * 7}

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        async for each in super().search(client, niche, limit):
            yield each.model_copy(update={"platform": "tight"})


def test_what_is_more_than_is_left_is_said_before_it_begins(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(platforms.BUILT_IN, "tight", Tight)
    told = Asker(capsys, tmp_path / "home")("search", "--niche", "vintage watches", "--platform", "tight")
    assert "tight: this search may take up to 7 calls, and 5 are left for now." in told.err
    assert told.status in (0, 6), "and it begins all the same"


def test_the_option_and_its_refusal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSCOUT_X_TOKEN", "a-token")
    ask = Asker(capsys, tmp_path / "home")
    told = ask("search", "--niche", "vintage watches", "--platform", "x", "--max-usd", "1")
    assert told.status == 2
    assert "may cost up to" in told.err
    assert "1.00 are allowed" in told.err
    assert "--max-usd" in told.err


def test_offline_costs_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSCOUT_X_TOKEN", "a-token")
    told = Asker(capsys, tmp_path / "home")("search", "--niche", "vintage watches", "--platform", "x", "--offline")
    assert "dollars" not in told.err


def test_the_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_MAX_USD", "2.5")
    assert config.load().max_usd == 2.5
    assert json.loads(config.load().model_dump_json())["max_usd"] == 2.5
