"""What every platform keeps, clause by clause: see ``microscout.platforms.base``. No network, no waiting, no clock.

The platform is led through search, profiles, posts and comments over recorded exchanges: first as they are, then
with every field in turn missing or of another type, then with answers that are no JSON at all.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pydantic import SecretStr, ValidationError

from microscout.client import Client, Clock
from microscout.client.replay import Exchange, Replay
from microscout.errors import MicroscoutError, SkipCreator
from microscout.models import Candidate, Comment, Follower, Niche, Post, Profile, Skip
from microscout.platforms.base import Gathered, Platform, Recounted, Together

NOW = 1_795_500_000  # 2026-11-24, the day of the fixtures
POSTS = 10
_COUNTS = {
    Profile: ("followers", "following", "post_count"),
    Post: ("likes", "comments", "reposts", "quotes", "views"),
    Follower: ("posts",),
}
_NO_JSON = {
    "a web page": b"<!doctype html><title>Busy</title>",
    "broken JSON": b'{"feed": [{"post": ',
    "nothing": b"",
    "a number": b"7",
    "null": b"null",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "a list of odd things": b'[null, 7, "x", [], {}]',
}


@dataclass
class Told:
    """All that a platform told about one niche."""

    candidates: list[Candidate] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    posts: dict[str, list[Post]] = field(default_factory=dict)
    comments: dict[str, list[Comment]] = field(default_factory=dict)
    recounted: list[Post] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)


def check_platform(platform: Platform, fixtures: Path | Sequence[Exchange], niche: str = "vintage watches") -> None:
    """Hold `platform` to the contract, over the exchanges in `fixtures`. AssertionError names the broken clause."""
    recorded = Replay(fixtures).exchanges if isinstance(fixtures, Path) else list(fixtures)
    _check_declared(platform)
    with _nothing_blocks():
        first = told(platform, Replay(recorded), niche)
        _check_told(platform, first)
        _clause(first == told(platform, Replay(recorded), niche), "the same answers give the same models")
        _check_hidden_counts(platform, recorded, niche, first)
        for name, changed in _strange(recorded):
            _borne(name, platform, Replay(changed, otherwise=404), niche)


def _borne(name: str, platform: Platform, replay: Replay, niche: str) -> Told | None:
    """What `platform` tells where `name` says what is wrong; None where it says that with an error of ours."""
    try:
        return told(platform, replay, niche)
    except MicroscoutError:
        return None
    except Exception as error:
        raise AssertionError(f"{name} must be a PayloadError, not {type(error).__name__}: {error}") from error


def told(platform: Platform, replay: Replay, niche: str = "vintage watches", limit: int = 50) -> Told:
    """Lead `platform` through search, profiles, posts and comments, as ``collect`` does."""
    return asyncio.run(_led(platform, replay, Niche.of(niche), limit))


async def _led(platform: Platform, replay: Replay, niche: Niche, limit: int) -> Told:
    heard = Told()
    keys = {name: SecretStr("not-a-real-key") for name in platform.facts.credentials}
    async with Client(platform.api, credentials=keys, seam=replay, clock=frozen_clock()) as client:
        async for candidate in platform.search(client, niche, limit):
            heard.candidates.append(candidate)
        unlike = list({candidate.key: candidate for candidate in heard.candidates}.values())
        for start in range(0, len(unlike), platform.facts.batch):
            with _skipping(heard, platform, "a batch"):
                async for answer in platform.profiles(client, unlike[start : start + platform.facts.batch]):
                    (heard.skipped if isinstance(answer, Skip) else heard.profiles).append(answer)  # type: ignore[arg-type]
        listed = [profile for profile in heard.profiles if not profile.withheld]
        if isinstance(platform, Together):
            with _skipping(heard, platform, "a batch"):
                async for read in platform.posts_of(client, listed, POSTS):
                    heard.skipped.append(read) if isinstance(read, Skip) else heard.posts.update([read])
        for profile in listed if not isinstance(platform, Together) else ():
            with _skipping(heard, platform, profile.handle):
                heard.posts[profile.creator_id] = await platform.posts(client, profile, POSTS) or []
        for post in [post for posts in heard.posts.values() for post in posts[:2]]:
            with _skipping(heard, platform, post.post_id):
                heard.comments[post.post_id] = [each async for each in platform.comments(client, post, 20)]
        if isinstance(platform, Recounted):
            with _skipping(heard, platform, "known posts"):
                known = [post for posts in heard.posts.values() for post in posts]
                heard.recounted = [each async for each in platform.recounted(client, known)]
        for profile in listed[:1] if isinstance(platform, Gathered) else ():
            with _skipping(heard, platform, profile.handle):
                heard.followers = [each async for each in platform.followers(client, profile)]  # type: ignore[attr-defined]
        heard.notes = dict(client.notes)
    return heard


def frozen_clock() -> Clock:
    """A clock for tests: it begins at :data:`NOW`, only sleeping moves it on, and sleeping takes no time."""
    passed = [0.0]

    async def sleep(seconds: float) -> None:
        passed[0] += seconds

    return Clock(now=lambda: NOW + passed[0], monotonic=lambda: passed[0], sleep=sleep, luck=lambda: 0.5)


@contextmanager
def _skipping(heard: Told, platform: Platform, handle: str) -> Iterator[None]:
    try:
        yield
    except (SkipCreator, ValidationError) as error:
        heard.skipped.append(Skip(platform=platform.name, handle=handle, reason=type(error).__name__))


@contextmanager
def _nothing_blocks() -> Iterator[None]:
    def blocked(*_: Any, **__: Any) -> None:
        raise AssertionError("a platform never sleeps and never opens a connection of its own")

    with (
        patch.object(time, "sleep", blocked),
        patch.object(asyncio, "sleep", blocked),
        patch.object(socket, "create_connection", blocked),
    ):
        yield


def _clause(holds: object, words: str) -> None:
    if not holds:
        raise AssertionError(words)


def _check_declared(platform: Platform) -> None:
    name, facts, api = platform.name, platform.facts, platform.api
    _clause(re.fullmatch(r"[a-z][a-z0-9_]*", name), f"a platform's name is a lower-case word, not {name!r}")
    _clause(api.name == name, "the declared Api goes by the platform's name")
    _clause(api.base_url.startswith(("https://", "http://")), "the declared base_url is an address")
    for fact in fields(facts):
        told_fact = getattr(facts, fact.name)
        _clause(told_fact not in ("", (), None) or fact.name == "retention_days", f"facts.{fact.name} is told")
    _clause(facts.batch >= 1, "facts.batch is at least 1")
    _clause(not api.needs_key or facts.credentials, "a platform that needs a key names it in facts.credentials")


def _check_told(platform: Platform, heard: Told) -> None:
    name = platform.name
    _clause(heard.candidates, "the recorded exchanges let the search find somebody")
    _clause(heard.profiles, "the recorded exchanges bring at least one profile")
    for candidate in heard.candidates:
        _clause(candidate.platform == name, "candidates carry the platform's name")
        _clause(candidate.found_by, f"{candidate.handle}: found_by says how the creator was found")
    for profile in heard.profiles:
        _clause(profile.platform == name, "profiles carry the platform's name")
        _clause(profile.creator_id == f"{name}:{profile.stable_id}", "creator_id is platform:stable-id")
        _clause(profile.captured_at <= NOW + 86_400, "captured_at comes from client.now()")
    for creator_id, posts in heard.posts.items():
        _clause({post.creator_id for post in posts} <= {creator_id}, f"{creator_id}: no other authors' posts")
        _clause(not any(post.is_repost for post in posts), f"{creator_id}: no reposts")
        _clause(len({post.post_id for post in posts}) == len(posts) <= POSTS, f"{creator_id}: {POSTS} unlike posts")
    known = {(post.creator_id, post.post_id): post for posts in heard.posts.values() for post in posts}
    _clause(heard.recounted or not isinstance(platform, Recounted), "some of the posts are counted anew")
    for post in heard.recounted:
        former = known.get((post.creator_id, post.post_id))
        _clause(former and former.text == post.text, f"{post.post_id}: who counts anew changes nothing else")
    _clause(heard.followers or not isinstance(platform, Gathered), "somebody follows the first creator")
    _clause(not platform.facts.comment_texts or any(heard.comments.values()), "a post has comments to be read")
    for post_id, comments in heard.comments.items():
        _clause(all(comment.post_id == post_id for comment in comments), "comments name their post")


def _check_hidden_counts(platform: Platform, recorded: Sequence[Exchange], niche: str, first: Told) -> None:
    """With every number taken out of the answers, no count may be left: unknown is None, never zero."""
    blind = _borne("no number", platform, Replay([_changed(each, _numberless) for each in recorded]), niche)
    if blind is None or first == blind:
        return  # nothing came over the network: there was nothing to take out; or it wants its numbers, and says so
    posts = [post for posts in blind.posts.values() for post in posts]
    for fact in [*blind.profiles, *posts, *blind.recounted, *blind.followers]:
        for count in _COUNTS[type(fact)]:
            _clause(getattr(fact, count) is None, f"{type(fact).__name__}.{count} is None where it is not told, not 0")


def _strange(recorded: Sequence[Exchange]) -> Iterator[tuple[str, list[Exchange]]]:
    """The exchanges with one thing wrong at a time, and what it is."""
    for name, body in _NO_JSON.items():
        for path in dict.fromkeys(_path(each) for each in recorded):
            yield (
                f"{name} from {path}",
                [replace(each, body=body) if _path(each) == path else each for each in recorded],
            )
    keys = sorted({key for each in recorded for key in _keys(_parsed(each))})
    for key in keys:
        yield f"no {key}", [_changed(each, partial(_without, key)) for each in recorded]
        yield f"odd {key}", [_changed(each, partial(_odd, key)) for each in recorded]


def _path(exchange: Exchange) -> str:
    return re.sub(r"/\w*\d\w*", "/…", exchange.url.partition("?")[0])


def _parsed(exchange: Exchange) -> Any:
    try:
        return json.loads(exchange.body)
    except ValueError:
        return None


def _changed(exchange: Exchange, change: Callable[[Any], Any]) -> Exchange:
    parsed = _parsed(exchange)
    return exchange if parsed is None else replace(exchange, body=json.dumps(change(parsed)).encode())


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(inner)


def _rebuilt(value: Any, keep: Callable[[str, Any], bool], change: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _rebuilt(change(key, inner), keep, change) for key, inner in value.items() if keep(key, inner)}
    return [_rebuilt(inner, keep, change) for inner in value] if isinstance(value, list) else value


def _numberless(value: Any) -> Any:
    """`value` without numbers; what is called a count is one, even where it is written as text."""

    def keep(name: str, inner: Any) -> bool:
        if isinstance(inner, str):
            return not (inner.isdigit() and name.lower().endswith("count"))
        return isinstance(inner, bool) or not isinstance(inner, int | float)

    return _rebuilt(value, keep, lambda _, v: v)


def _without(key: str, value: Any) -> Any:
    return _rebuilt(value, lambda name, _: name != key, lambda _, v: v)


def _odd(key: str, value: Any) -> Any:
    """`value` with another type under every `key`: text for numbers and lists, a list for text, 7 for objects."""

    def other(name: str, inner: Any) -> Any:
        if name != key:
            return inner
        return ["odd", 7] if isinstance(inner, str) else 7 if isinstance(inner, dict) else "odd"

    return _rebuilt(value, lambda *_: True, other)
