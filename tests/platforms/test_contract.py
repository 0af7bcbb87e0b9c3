"""Every built-in platform keeps the contract; and the suite itself notices who does not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from microscout.client import Client
from microscout.client.replay import Exchange, Replay
from microscout.models import Post, Profile
from microscout.platforms.bluesky import Bluesky
from microscout.platforms.mastodon import Mastodon
from microscout.platforms.sample import Sample
from microscout.testing import check_platform

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.mark.slow
def test_bluesky() -> None:
    check_platform(Bluesky(), FIXTURES / "bluesky")


@pytest.mark.slow
def test_mastodon() -> None:
    check_platform(Mastodon(instances=("ticktock.example",)), FIXTURES / "mastodon")


def test_sample() -> None:
    check_platform(Sample(), [])


@dataclass(frozen=True)
class Broken(Bluesky):
    """Bluesky, with its posts spoilt."""

    spoil: Callable[[list[Post]], list[Post]] = list

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        return self.spoil(await super().posts(client, profile, limit))


def changed(**update: Any) -> Callable[[list[Post]], list[Post]]:
    return lambda posts: [post.model_copy(update=update) for post in posts]


def counted(posts: list[Post]) -> list[Post]:
    if len(posts) > 2 and all(post.likes is None for post in posts):
        raise TypeError("a number was awaited")
    return posts


def crash() -> list[Post]:
    raise ZeroDivisionError


def of_one_creator() -> Iterator[Exchange]:
    """Bluesky's exchanges with the first profile alone: the same way through the contract, but a short one."""
    for each in Replay(FIXTURES / "bluesky").exchanges:
        body = json.loads(each.body)
        shorter = body | {"profiles": body["profiles"][:1]} if "profiles" in body else body
        yield replace(each, body=json.dumps(shorter).encode())


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (changed(creator_id="bluesky:somebody-else"), "no other authors' posts"),
        (changed(is_repost=True), "no reposts"),
        (changed(likes=0), r"Post\.likes is None"),
        (lambda posts: posts * 2, "unlike posts"),
        (counted, "no number must be a PayloadError, not TypeError"),
        (
            lambda posts: crash() if posts and posts[0].language is None else posts,
            "must be a PayloadError, not ZeroDivision",
        ),
    ],
)
def test_a_broken_platform_is_noticed(spoil: Callable[[list[Post]], list[Post]], clause: str) -> None:
    with pytest.raises(AssertionError, match=clause):
        check_platform(Broken(spoil=spoil), list(of_one_creator()))
