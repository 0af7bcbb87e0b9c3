"""Comments of the best: which posts are asked about, what a rerun asks, what failures cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from builders import DAY, NOW, post, profile, said
from microscout.client import Api, Client, Pace
from microscout.collect import Gate, Harvest, Limits, listen
from microscout.errors import Missing, PayloadError, QuotaSpent, Unreachable
from microscout.models import Comment, Discussion, Post, Profile, Snapshot
from microscout.platforms.sample import Sample


@dataclass
class Talkative(Sample):
    """A platform on which each post has one comment; `breaks` raises in the place of an answer."""

    breaks: Callable[[str], None] = lambda _: None
    asked: Counter[str] = field(default_factory=Counter)
    name: ClassVar[str] = "sample"
    api: ClassVar[Api] = Api(name="sample", base_url="https://tiny.example", pace=Pace(1_000.0))

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        self.asked[post.post_id] += 1
        self.breaks(post.post_id)
        yield said(creator_id=post.creator_id, post_id=post.post_id)


class AllAtOnce(Talkative):
    """One that tells of all of a creator's posts with one call."""

    async def comments_of(self, client: Client, profile: Profile, limit: int) -> AsyncIterator[Comment]:
        self.asked[profile.handle] += 1
        self.breaks(profile.handle)
        yield said(creator_id=profile.creator_id)


@dataclass
class Notes:
    """A notebook in memory."""

    told: list[Discussion] = field(default_factory=list)

    def heard(self, platform: str) -> set[str]:
        return {each.creator_id for each in self.told}

    def now(self) -> int:
        return NOW

    def said(self, told: Discussion) -> None:
        self.told.append(told)


def somebody(handle: str, *ages: int, comments: int | None = 2) -> Snapshot:
    posts = tuple(post(n, handle, created_at=NOW - age * DAY, comments=comments) for n, age in enumerate(ages))
    return Snapshot(profile=profile(handle), posts=posts)


def run(platform: Any, creators: list[Snapshot], notes: Notes | None = None, **limits: Any) -> tuple[Notes, Harvest]:
    notes, told = notes or Notes(), Harvest("sample")
    listen([(Gate(platform), told)], {"sample": creators}, Limits(**limits), notes, lambda *_: None)
    return notes, told


def breaking(error: Exception, at: str) -> Callable[[str], None]:
    def breaks(asked: str) -> None:
        if asked == at:
            raise error

    return breaks


def test_asked_are_posts_of_3_to_60_days_the_newest_five() -> None:
    platform = Talkative()
    notes, told = run(platform, [somebody("ada", 1, 2, 3, 9, 10, 11, 59, 60, 61)])
    assert set(platform.asked) == {"ada-2", "ada-3", "ada-4", "ada-5", "ada-6"}
    (heard,) = notes.told
    assert (len(heard.comments), heard.threads) == (5, 100)
    assert (heard.since, heard.until) == (NOW - 60 * DAY, NOW - 3 * DAY)
    assert told.stages == {"comments read": 1}


def test_a_post_without_comments_is_not_asked_about_and_that_is_an_answer() -> None:
    platform = Talkative()
    notes, _ = run(platform, [somebody("ada", 5, comments=0), somebody("eva")])
    assert not platform.asked
    assert [each.comments for each in notes.told] == [(), ()]


def test_one_call_a_creator_where_that_is_offered() -> None:
    platform = AllAtOnce()
    run(platform, [somebody("ada", 5, 6, 7), somebody("eva")])
    assert platform.asked == {"ada": 1, "eva": 1}


def test_who_was_heard_lately_is_not_asked_again() -> None:
    platform = AllAtOnce()
    notes, _ = run(platform, [somebody("ada")])
    _, told = run(platform, [somebody("ada"), somebody("eva")], notes)
    assert platform.asked == {"ada": 1, "eva": 1}
    assert told.stages == {"comments read": 2}


def test_calls_end_with_the_budget_and_that_is_told() -> None:
    platform = Talkative()
    notes, told = run(platform, [somebody("ada", 5, 6), somebody("eva", 5, 6), somebody("ida", 5, 6)], comment_calls=3)
    assert platform.asked.total() == 3
    assert sum(len(each.comments) for each in notes.told) == 3
    assert list(told.notes) == ["comments: the 3 calls that the settings allow are made"]
    assert run(platform, [somebody("ida", 5)], notes)[0].told[-1].creator_id == "sample:ida", "asked the next time"


@pytest.mark.parametrize("error", [PayloadError("odd"), Missing("gone")])
def test_one_post_that_cannot_be_read_is_a_note(error: Exception) -> None:
    notes, told = run(Talkative(breaks=breaking(error, "ada-0")), [somebody("ada", 5, 6)])
    assert len(notes.told[0].comments) == 1
    assert told.notes == {f"comments of a creator: {error}": 1}
    assert told.failure is None


def test_a_creator_of_whom_nothing_could_be_read_was_not_heard() -> None:
    notes, _ = run(AllAtOnce(breaks=breaking(Missing("gone"), "ada")), [somebody("ada"), somebody("eva")])
    assert [each.creator_id for each in notes.told] == ["sample:eva"]


@pytest.mark.parametrize("error", [QuotaSpent("enough"), Unreachable("no answer")])
def test_a_platform_that_falls_out_keeps_what_had_come(error: Exception) -> None:
    creators = [somebody(f"c{n:02}", 5, 6) for n in range(20)]
    notes, told = run(Talkative(breaks=breaking(error, "c12-1")), creators)
    assert len(notes.told) >= 5
    assert told.failure is None, "a search without comments stands"
    assert f"comments: {error}" in told.notes


def test_nobody_is_asked_where_comments_have_no_texts_or_the_platform_fell_out() -> None:
    silent = AllAtOnce()
    silent.facts = replace(Sample.facts, comment_texts=False)  # type: ignore[misc]
    assert run(silent, [somebody("ada")])[0].told == []
    platform, fallen = AllAtOnce(), Harvest("sample", failure=Unreachable("no answer"))
    listen([(Gate(platform), fallen)], {"sample": [somebody("ada")]}, Limits(), Notes(), lambda *_: None)
    assert not platform.asked
