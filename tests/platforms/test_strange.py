"""No answer breaks a built-in platform's parsers, and none makes them say zero of what is not told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from microscout.platforms import BUILT_IN, make
from microscout.platforms._shape import Reads
from microscout.platforms.bluesky import Bluesky
from microscout.testing import check_parsers

FIXTURES = Path(__file__).parents[2] / "fixtures"
FETCHED = sorted(BUILT_IN.keys() - {"sample"})


@pytest.mark.parametrize("name", FETCHED)
def test_parsers_stand_what_is_strange(name: str) -> None:
    check_parsers(make(name, {}), FIXTURES / name, spoilt=150)


@pytest.mark.slow
@pytest.mark.parametrize("name", FETCHED)
def test_parsers_stand_much_that_is_strange(name: str) -> None:
    check_parsers(make(name, {}), FIXTURES / name, spoilt=2_000, seed=2)


@dataclass(frozen=True)
class Careless(Bluesky):
    """Bluesky, with a reader of counts that trusts what comes."""

    likes: str = "raw.get('likeCount') or 0"

    @property
    def reads(self) -> Reads:
        return {
            "/xrpc/app.bsky.feed.getAuthorFeed": (
                "feed",
                lambda raw, host, now: {"likes": _evaluated(self.likes, raw)},
            )
        }


def _evaluated(expression: str, raw: Any) -> Any:
    post = raw.get("post") if isinstance(raw, dict) else None
    return eval(expression, {"raw": post}) if isinstance(post, dict) else None


@pytest.mark.parametrize(("likes", "complaint"), [("raw.get('likeCount') or 0", "zero"), ("raw['likeCount']", "broke")])
def test_who_is_careless_is_noticed(likes: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_parsers(Careless(likes=likes), FIXTURES / "bluesky", spoilt=3_000)


@dataclass(frozen=True)
class Silent(Bluesky):
    """Bluesky, without a word on which parser reads what."""

    @property
    def reads(self) -> Reads:
        return {}


def test_who_declares_no_parsers_is_not_passed_over() -> None:
    with pytest.raises(AssertionError, match="declare them as its `reads`"):
        check_parsers(Silent(), FIXTURES / "bluesky")
