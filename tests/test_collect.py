"""The funnel, with a platform made of a dict: who drops out, who is read, what a rerun asks for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from builders import NOW, post, profile
from microscout.client import Api, Client, Pace
from microscout.client.replay import Exchange, Replay
from microscout.collect import Gate, Harvest, Limits, harvest, reasons
from microscout.errors import Missing, PayloadError, QuotaSpent, Refused, StoreError, Unreachable
from microscout.models import Candidate, Niche, Post, Profile, Skip, Snapshot, skip
from microscout.platforms import Facts
from microscout.platforms.bluesky import Bluesky
from microscout.platforms.sample import Sample

NICHE = Niche.of("dials")


@dataclass
class Tiny:
    """A platform of `people`; `breaks` raises in the place of an answer: ``breaks("posts", handle)``."""

    people: dict[str, Profile]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    breaks: Callable[[str, str], None] = lambda *_: None
    named: str = "tiny"
    asked: Counter[str] = field(default_factory=Counter)
    name: ClassVar[str] = "tiny"
    facts: ClassVar[Facts] = replace(Sample.facts, batch=2)

    @property
    def api(self) -> Api:
        return Api(name=self.named, base_url="https://tiny.example", pace=Pace(1_000.0))

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        for handle in list(self.people)[:limit]:
            self._ask("search", handle)
            told = self.lists.get(handle, ())
            yield Candidate(platform=self.name, handle=handle, found_by=("bio",), lists=told)

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        self.asked["batches"] += 1
        for each in candidates:
            self._ask("profiles", each.handle)
            found = self.people[each.handle]
            yield found if found.consent != "gone" else skip(self.name, each.handle, "not there, or not any more")

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        self._ask("posts", profile.handle)
        await asyncio.sleep(0)
        return [post(n, creator_id=profile.creator_id) for n in range(min(limit, 3))]

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Any]:
        for _ in ():
            yield _

    async def probe(self, client: Client) -> str:
        return "it answers"

    def _ask(self, what: str, handle: str) -> None:
        self.asked[what] += 1
        self.breaks(what, handle)


@dataclass
class Notes:
    """A memory in memory."""

    arrivals: list[Snapshot] = field(default_factory=list)
    leads: dict[str, Candidate] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    done: bool = False
    full: bool = False

    def recalled(self, platform: str) -> list[Candidate] | None:
        return list(self.leads.values()) if self.done else None

    def found(self, platform: str, candidates: Sequence[Candidate]) -> None:
        self.leads |= {each.key: each for each in candidates}

    def searched(self, platform: str) -> None:
        self.done = True

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        return self.gone & set(names)

    def fresh(self, platform: str) -> set[str]:
        return {each.creator_id for each in self.arrivals}

    def arrived(self, snapshot: Snapshot) -> None:
        if self.full:
            raise StoreError("the disk is full")
        self.arrivals.append(snapshot)

    @property
    def handles(self) -> list[str]:
        return [each.profile.handle for each in self.arrivals]


def people(*handles: str, **facts: Any) -> dict[str, Profile]:
    return {each: profile(each, platform="tiny", **facts) for each in handles}


def run(platform: Tiny, memory: Notes | None = None, promise: dict[str, float] | None = None, **limits: Any) -> Harvest:
    gate = Gate(platform=platform)
    (told,) = harvest([gate], NICHE, Limits(**limits), memory or Notes(), lambda _: promise or {}, lambda *_: None)
    return told


def raising(error: Exception, what: str, *handles: str) -> Callable[[str, str], None]:
    def breaks(asked: str, handle: str) -> None:
        if asked == what and handle in handles:
            raise error

    return breaks


def test_each_stage_tells_what_it_let_through() -> None:
    held = (
        people("ada", "eva", followers=5_000) | people("ida", followers=50) | people("ole", withheld=("wants no list",))
    )
    memory = Notes()
    told = run(Tiny(held | people("uma", consent="gone")), memory, min_followers=1_000, max_followers=9_000)
    assert told.stages == {"candidates": 5, "may be listed": 3, "of the right size": 2, "posts read": 2}
    assert sorted(memory.handles) == ["ada", "eva"]
    assert reasons(told.skipped) == {
        "wants no list": 1,
        "fewer followers than asked for": 1,
        "not there, or not any more": 1,
    }


def test_who_wishes_not_to_be_listed_leaves_no_trace() -> None:
    memory = Notes()
    run(Tiny(people("ole", bio="a private thing", withheld=("wants no list",))), memory)
    assert not memory.arrivals
    assert not any(each.profile for each in memory.leads.values())


def test_an_unknown_size_is_not_held_against_anybody() -> None:
    memory = Notes()
    run(Tiny(people("ada")), memory, min_followers=1_000)
    assert memory.handles == ["ada"]


@pytest.mark.parametrize("name", ["ada", "id-of-ada"])
def test_the_forgotten_are_not_read_be_it_by_handle_or_by_id(name: str) -> None:
    held = {"ada": profile("id-of-ada", platform="tiny", handle="ada")} | people("eva")
    memory, platform = Notes(gone={name}), Tiny(held)
    told = run(platform, memory)
    assert memory.handles == ["eva"]
    assert platform.asked["posts"] == 1
    assert reasons(told.skipped) == {"asked to be forgotten": 1}
    assert not any("ada" in each.handle for each in told.skipped), "a skip does not name the forgotten"


def test_members_of_lists_come_first_then_the_most_promising() -> None:
    memory = Notes()
    held = people("dull", "bright", "listed", "other")
    run(Tiny(held, lists={"listed": ("dial people",)}), memory, {"tiny:bright": 0.9, "tiny:other": 0.5}, creators=2)
    assert sorted(memory.handles) == ["bright", "listed"]
    assert next(each for each in memory.arrivals if each.profile.handle == "listed").profile.lists == ("dial people",)


def test_profiles_are_asked_for_in_batches() -> None:
    platform = Tiny(people("a", "b", "c", "d", "e"))
    run(platform)
    assert platform.asked["batches"] == 3


def test_a_creator_found_twice_is_one_with_all_the_evidence() -> None:
    class Twice(Tiny):
        async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
            yield Candidate(platform="tiny", handle="Ada", found_by=("bio",))
            yield Candidate(platform="tiny", handle="ada", found_by=("list",), lists=("dial people",))

    platform = Twice({"Ada": profile("ada", platform="tiny", handle="Ada")})
    memory = Notes()
    told = run(platform, memory)
    assert told.stages["candidates"] == 1
    assert memory.leads["ada"].found_by == ("bio", "list")
    assert memory.handles == ["Ada"]


@pytest.mark.parametrize("error", [PayloadError("no such field"), Missing("gone")])
def test_a_creator_that_cannot_be_read_is_skipped_with_the_reason(error: Exception) -> None:
    memory = Notes()
    told = run(Tiny(people("ada", "bad", "eva"), breaks=raising(error, "posts", "bad")), memory)
    assert sorted(memory.handles) == ["ada", "eva"]
    assert [(each.handle, each.reason) for each in told.skipped] == [("bad", str(error))]
    assert told.failure is None


def test_a_post_that_no_model_takes_skips_its_creator() -> None:
    class Odd(Tiny):
        async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
            return [post(creator_id=profile.creator_id, likes=-1 if profile.handle == "bad" else 1)]

    memory = Notes()
    told = run(Odd(people("ada", "bad")), memory)
    assert memory.handles == ["ada"]
    assert told.skipped[0].reason.startswith("likes: ")


def test_a_batch_that_breaks_off_skips_those_who_had_not_come() -> None:
    memory = Notes()
    told = run(Tiny(people("a", "b", "c"), breaks=raising(PayloadError("odd"), "profiles", "b")), memory)
    assert sorted(memory.handles) == ["a", "c"]
    assert [(each.handle, each.reason) for each in told.skipped] == [("b", "odd")]


def test_a_search_that_breaks_off_keeps_what_it_had_found() -> None:
    memory = Notes()
    told = run(Tiny(people("a", "b", "c"), breaks=raising(PayloadError("odd"), "search", "c")), memory)
    assert sorted(memory.handles) == ["a", "b"]
    assert told.notes == {"odd": 1}


@pytest.mark.parametrize("error", [Unreachable("no answer"), QuotaSpent("enough"), Refused("no key")])
def test_a_platform_that_falls_out_keeps_what_had_come(error: Exception) -> None:
    memory = Notes()
    handles = [f"c{n:02}" for n in range(30)]
    told = run(
        Tiny(people(*handles), breaks=raising(error, "posts", "c20")),
        memory,
        {f"tiny:{h}": -n for n, h in enumerate(handles)},
    )
    assert told.failure is error
    assert len(memory.arrivals) >= 8
    assert sorted(told.creator_ids) == sorted(each.creator_id for each in memory.arrivals)
    assert told.stages["posts read"] == len(memory.arrivals)


PACKS, ACTORS = "/xrpc/app.bsky.graph.searchStarterPacks", "/xrpc/app.bsky.actor.searchActors"
NOBODY = [Exchange(PACKS, body=b'{"starterPacks": []}'), Exchange(ACTORS, body=b'{"actors": []}')]
ONE = Exchange(ACTORS, body=b'{"actors": [{"did": "did:plc:a", "handle": "ada.example"}]}')


def bluesky(memory: Notes, *exchanges: Exchange) -> Harvest:
    gate = Gate(platform=Bluesky(), seam=Replay(exchanges), patience=0.0)
    (told,) = harvest([gate], NICHE, Limits(), memory, lambda _: {}, lambda *_: None)
    return told


@pytest.mark.parametrize(("body", "said"), [(b"<html>Sign in</html>", "web page"), (b"{}", "no list"), (b"", "empty")])
def test_a_platform_none_of_whose_answers_makes_sense_falls_out_and_is_searched_again(body: bytes, said: str) -> None:
    memory = Notes()
    told = bluesky(memory, Exchange(PACKS, body=body), Exchange(ACTORS, body=body))
    assert told.failure is not None
    assert said in told.failure.message
    assert not memory.done, "nobody was found because nothing was told: that is no result to go by for a day"


@pytest.mark.parametrize(
    ("exchanges", "done"),
    [
        (NOBODY, True),
        ((Exchange(PACKS, body=b"<html>"), NOBODY[1]), False),
        ((Exchange(PACKS, status=500), NOBODY[1]), False),
        ((Exchange(PACKS, status=500), ONE), False),
        ((Exchange(PACKS, status=403), ONE), True),
    ],
)
def test_a_search_counts_as_done_where_asking_again_would_bring_no_more(
    exchanges: Sequence[Exchange], done: bool
) -> None:
    memory = Notes()
    profiles = Exchange("/xrpc/app.bsky.actor.getProfiles", body=b'{"profiles": []}')
    assert bluesky(memory, *exchanges, profiles).failure is None
    assert memory.done == done


def test_a_refusal_says_nothing_that_the_refused_question_does_not_bear_out() -> None:
    refused = bluesky(Notes(), Exchange(PACKS, status=403), Exchange(ACTORS, status=403)).failure
    assert refused is not None
    assert refused.message == "bluesky refused the request"


def test_one_dead_platform_leaves_the_other_alone() -> None:
    memory = Notes()
    dead = Tiny(people("x"), breaks=raising(Unreachable("no answer"), "search", "x"), named="dead")
    told = harvest([Gate(dead), Gate(Tiny(people("ada")))], NICHE, Limits(), memory, lambda _: {}, lambda *_: None)
    assert [each.failure is None for each in told] == [False, True]
    assert memory.handles == ["ada"]


@pytest.mark.parametrize("what", ["search", "profiles", "posts"])
def test_code_that_breaks_costs_its_own_platform_only(what: str) -> None:
    told = run(Tiny(people("a", "b"), breaks=raising(ZeroDivisionError("division by zero"), what, "b")))
    assert told.failure is not None
    assert told.failure.message == "the code that reads tiny broke (ZeroDivisionError: division by zero)"


def test_an_error_of_the_store_ends_the_whole() -> None:
    with pytest.raises(StoreError, match="full"):
        run(Tiny(people("a", "b", "c")), Notes(full=True))


def test_a_rerun_asks_only_for_what_is_missing() -> None:
    memory, handles = Notes(), [f"c{n:02}" for n in range(20)]
    platform = Tiny(people(*handles), breaks=raising(Unreachable("cut"), "posts", "c15"))
    run(platform, memory)
    had = len(memory.arrivals)
    assert 0 < had < 20
    first = platform.asked.copy()
    platform.breaks = lambda *_: None
    told = run(platform, memory)
    assert platform.asked["search"] == first["search"], "the search is recalled"
    assert platform.asked["batches"] == first["batches"], "so are the profiles"
    assert platform.asked["posts"] - first["posts"] == 20 - had
    assert len(told.creator_ids) == 20
    run(platform, memory)
    assert platform.asked["posts"] - first["posts"] == 20 - had, "who is fresh is not asked for at all"


def test_progress_is_told_for_every_stage() -> None:
    heard: list[tuple[str, str, int, int | None]] = []
    harvest(
        [Gate(Tiny(people("ada", "eva")))], NICHE, Limits(), Notes(), lambda _: {}, lambda *told: heard.append(told)
    )
    assert ("tiny", "candidates", 2, None) in heard
    assert ("tiny", "profiles", 2, 2) in heard
    assert heard[-1] == ("tiny", "creators", 2, 2)


def test_the_moment_is_the_platforms_own() -> None:
    memory = Notes()
    run(Tiny(people("ada")), memory)
    assert memory.arrivals[0].profile.captured_at == NOW
