"""A platform of people who change between two looks, as a test tells them to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from microscout.client import Api, Client, Pace
from microscout.errors import Missing
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import Facts
from microscout.platforms.sample import Sample


@dataclass
class Person:
    """Somebody there: what is told of them."""

    handle: str
    followers: int = 5_000
    post_count: int | None = 10
    likes: int = 20
    withheld: tuple[str, ...] = ()


@dataclass
class World:
    """Who is there (by stable id), the moment, what was asked for, and what breaks: ``breaks("posts", id)``."""

    people: dict[str, Person]
    now: int
    asked: Counter[str] = field(default_factory=Counter)
    breaks: Callable[[str, str], None] = lambda *_: None


def moving(world: World) -> type[Sample]:
    """The platform ``moving`` of `world`."""

    class Moving(Sample):
        name: ClassVar[str] = "moving"
        facts: ClassVar[Facts] = replace(Sample.facts, batch=3, comment_texts=False)
        api: ClassVar[Api] = Api(name="moving", base_url="https://moving.example", pace=Pace(10_000.0))

        async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
            for stable_id, person in world.people.items():
                yield Candidate(platform="moving", handle=person.handle, stable_id=stable_id, lists=("a list",))

        async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
            for each in candidates:
                world.asked[f"profile {each.stable_id}"] += 1
                world.breaks("profile", each.stable_id or "")
                person = world.people.get(each.stable_id or "")
                yield (
                    _profile(world, each.stable_id or "", person)
                    if person
                    else skip(self.name, each.handle, Missing("not there, or not any more"))
                )

        async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
            world.asked[f"posts {profile.stable_id}"] += 1
            world.breaks("posts", profile.stable_id)
            await asyncio.sleep(0)
            return [_post(world, profile, n) for n in range(min(limit, 8))]

        async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
            for each in list[Comment]():
                yield each

    return Moving


def counting(world: World) -> type[Sample]:
    """As :func:`moving`, for a platform that counts known posts anew."""

    class Counting(moving(world)):  # type: ignore[misc]
        async def recounted(self, client: Client, posts: Sequence[Post]) -> AsyncIterator[Post]:
            world.asked["recounted"] += 1
            for post in posts:
                person = world.people[post.creator_id.removeprefix("moving:")]
                yield post.model_copy(update={"likes": person.likes, "captured_at": world.now})

    return Counting


def _profile(world: World, stable_id: str, person: Person) -> Profile:
    return Profile(
        platform="moving",
        stable_id=stable_id,
        handle=person.handle,
        captured_at=world.now,
        bio="I mend vintage watches",
        followers=person.followers,
        post_count=person.post_count,
        withheld=person.withheld,
    )


def _post(world: World, profile: Profile, number: int) -> Post:
    person = world.people[profile.stable_id]
    return Post(
        creator_id=profile.creator_id,
        post_id=f"{profile.stable_id}-{number}",
        captured_at=world.now,
        created_at=world.now - (8 + 2 * number) * 86_400,
        text="a vintage watch on the bench",
        language="en",
        likes=person.likes,
        comments=3,
        reposts=1,
    )
