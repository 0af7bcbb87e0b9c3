"""The newest followers of a few: who counts as new and empty, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest

from builders import DAY, NOW, profile
from microscout.client import Api, Client, Pace
from microscout.collect import Gate
from microscout.collect.followers import counted, gather, is_empty
from microscout.errors import Missing, PayloadError, Unreachable
from microscout.models import Follower, Newcomers, Profile
from microscout.platforms.sample import Sample

NEW = Follower(created_at=NOW - 89 * DAY, posts=0, avatar=False, bio=False)


@pytest.mark.parametrize(
    ("differs", "empty"),
    [
        ({}, True),
        ({"created_at": NOW - 90 * DAY}, False),
        ({"posts": 1}, False),
        ({"avatar": True}, False),
        ({"bio": True}, False),
        ({"posts": None}, None),
        ({"created_at": None}, None),
        ({"posts": None, "bio": True}, False),
    ],
)
def test_new_and_empty_is_who_shows_nothing_at_all(differs: dict[str, int | bool | None], empty: bool | None) -> None:
    assert is_empty(NEW.model_copy(update=differs), NOW) is empty


def test_who_says_too_little_counts_neither_way() -> None:
    followers = [NEW, NEW, NEW.model_copy(update={"posts": 3}), NEW.model_copy(update={"posts": None})]
    told = counted("sample:1", followers, NOW)
    assert (told.sampled, told.told, told.empty) == (4, 3, 2)


@dataclass
class Followed(Sample):
    """A platform on which everybody has two followers; `breaks` raises in the place of an answer."""

    breaks: Callable[[str], None] = lambda _: None
    name: ClassVar[str] = "sample"
    api: ClassVar[Api] = Api(name="sample", base_url="https://tiny.example", pace=Pace(1_000.0))

    async def followers(self, client: Client, profile: Profile) -> AsyncIterator[Follower]:
        self.breaks(profile.handle)
        yield NEW
        yield NEW.model_copy(update={"bio": True})


def gathered(breaks: Callable[[str], None]) -> tuple[list[Newcomers], list[str]]:
    told: list[Newcomers] = []
    wanted = {"sample": [profile("ada", captured_at=NOW), profile("bo", captured_at=NOW)]}
    said = gather([Gate(Followed(breaks=breaks))], wanted, told.append)
    return told, said


def test_one_after_the_other_as_counts_alone() -> None:
    told, said = gathered(lambda _: None)
    assert [(each.creator_id, each.sampled, each.empty) for each in told] == [("sample:ada", 2, 1), ("sample:bo", 2, 1)]
    assert said == []
    assert set(Newcomers.model_fields) == {"creator_id", "captured_at", "sampled", "told", "empty"}


def test_a_creator_who_cannot_be_read_is_told_and_the_others_go_on() -> None:
    def breaks(handle: str) -> None:
        if handle == "ada":
            raise Missing("not there, or not any more")

    told, said = gathered(breaks)
    assert [each.creator_id for each in told] == ["sample:bo"]
    assert said == ["@ada: followers: not there, or not any more"]


@pytest.mark.parametrize("error", [Unreachable("no answer"), ZeroDivisionError("x")])
def test_a_platform_that_fails_is_not_asked_further(error: Exception) -> None:
    def breaks(handle: str) -> None:
        raise error

    told, said = gathered(breaks)
    assert told == []
    assert len(said) == 1
    assert said[0].startswith("sample: followers: ")


def test_what_is_not_as_documented_is_that_creator_only() -> None:
    def breaks(handle: str) -> None:
        raise PayloadError("a follower is not as documented")

    assert len(gathered(breaks)[1]) == 2
