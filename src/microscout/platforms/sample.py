"""A fictional catalogue, so that every command can be tried without network or keys. Nobody in it exists.

About 300 creators in over 18 niches, made by ``scripts/make_sample.py`` and bundled. It is a platform like any other:
it searches, it withholds nothing, it costs nothing. The catalogue's moment is fixed, so output is the same on any day.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar

from microscout import records
from microscout.client import Api, Client, Pace
from microscout.errors import Missing
from microscout.models import Candidate, Comment, Follower, Niche, Post, Profile, Skip, Snapshot, skip, to_epoch
from microscout.platforms.base import Facts

CAPTURED_AT = to_epoch("2026-11-01T00:00:00Z")


class Sample:
    """See the module's text."""

    name: ClassVar[str] = "sample"
    facts: ClassVar[Facts] = Facts(
        about="a bundled, fictional catalogue to try everything on; nobody in it exists",
        access="keyless",
        search_by=("posts", "bio and name", "curated lists"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=True,
        batch=500,
        cost_of_50="nothing: it is a file in the package",
        terms="fiction, free to use; never show its creators as real ones",
        credentials={},
        proof="itself: it is a file",
    )
    api: ClassVar[Api] = Api(name="sample", base_url="https://sample.example", pace=Pace(per_second=1_000.0))

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Creators who use a word of a phrase anywhere, most frequent first; phrase after phrase, as others do."""
        for phrase in niche.phrases:
            sought = re.compile("|".join(re.escape(word.rstrip("s")) for word in phrase.casefold().split()))
            hits = [(len(sought.findall(text)), handle) for handle, text in _texts().items()]
            for count, handle in sorted(hits, key=lambda hit: -hit[0])[:limit]:
                if count:
                    yield _candidate(_snapshot(handle))

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Straight from the catalogue."""
        for candidate in candidates:
            handle = candidate.handle.casefold()
            if handle in _catalogue():
                yield _snapshot(handle).profile
            else:
                yield skip(self.name, candidate.handle, Missing("not there, or not any more"))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The newest of the catalogue's posts."""
        return list(_snapshot(profile.handle.casefold()).posts or ())[:limit]

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """The catalogue's comments under `post`."""
        for comment in [each for each in _said(post.creator_id) if each.post_id == post.post_id][:limit]:
            yield comment

    followers_cost: ClassVar[float] = 0

    async def followers(self, client: Client, profile: Profile) -> AsyncIterator[Follower]:
        """A hundred invented ones: of most creators a few are new and empty, of one in sixteen nearly half."""
        luck = zlib.crc32(profile.handle.encode())
        empty = 45 if luck % 16 == 0 else luck % 12
        for number in range(100):
            new = number < empty
            joined = CAPTURED_AT - (20 if new else 900) * 86_400
            yield Follower(created_at=joined, posts=0 if new else 30, avatar=not new, bio=not new)

    async def probe(self, client: Client) -> str:
        """Count the catalogue."""
        return f"the catalogue holds {len(_catalogue())} fictional creators"


@cache
def _catalogue() -> dict[str, dict[str, Any]]:
    """The catalogue's records by handle; each is read when somebody wants it."""
    packed = files(__package__).joinpath("sample.jsonl.gz").read_bytes()
    read = [json.loads(line) for line in gzip.decompress(packed).splitlines()]
    return {record["handle"].casefold(): record for record in read}


@cache
def _snapshot(handle: str) -> Snapshot:
    read = records.snapshot(_catalogue()[handle], CAPTURED_AT)
    profile = read.profile.model_copy(update={"counts_from": "platform", "consent": "fictional"})
    return read.model_copy(update={"profile": profile})


def _said(creator_id: str) -> Sequence[Comment]:
    known = {f"{record['platform']}:{record['id']}": handle for handle, record in _catalogue().items()}
    return _snapshot(known[creator_id]).comments or ()


@cache
def _texts() -> dict[str, str]:
    """All that each creator of the catalogue says, by handle, in small letters."""
    return {handle: _all_text(record) for handle, record in _catalogue().items()}


def _all_text(record: Mapping[str, Any]) -> str:
    about = (record.get("name"), record["handle"], record.get("bio"), *record.get("lists", ()))
    posts = record.get("posts") or ()
    return "\n".join([text for text in about if text] + [post["text"] for post in posts]).casefold()


def _candidate(snapshot: Snapshot) -> Candidate:
    profile = snapshot.profile
    return Candidate(
        platform=profile.platform,
        handle=profile.handle,
        stable_id=profile.stable_id,
        found_by=("words in posts or bio", *(f"curated list “{name}”" for name in profile.lists)),
        lists=profile.lists,
        profile=profile,
        settled=True,
    )
