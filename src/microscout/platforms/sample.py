"""A fictional catalogue, so that every command can be tried without network or keys. Nobody in it exists.

About 300 creators in over 18 niches, made by ``scripts/make_sample.py`` and bundled. It is a platform like any other:
it searches, it withholds nothing, it costs nothing. The catalogue's moment is fixed, so output is the same on any day.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import AsyncIterator, Sequence
from functools import cache
from importlib.resources import files
from typing import ClassVar

from microscout import records
from microscout.client import Api, Client, Pace
from microscout.errors import Missing
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, Snapshot, skip, to_epoch
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
        """Creators who use a word of the niche anywhere, most frequent first."""
        words = [re.escape(word.rstrip("s")) for phrase in niche.phrases for word in phrase.casefold().split()]
        sought = re.compile("|".join(words))
        hits = [(len(sought.findall(_all_text(each))), each) for each in _catalogue().values()]
        for count, snapshot in sorted(hits, key=lambda hit: -hit[0])[:limit]:
            if count:
                yield _candidate(snapshot)

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Straight from the catalogue."""
        for candidate in candidates:
            found = _catalogue().get(candidate.handle.casefold())
            yield found.profile if found else skip(self.name, candidate.handle, Missing("not there, or not any more"))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The newest of the catalogue's posts."""
        return list(_catalogue()[profile.handle.casefold()].posts or ())[:limit]

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """The catalogue's comments under `post`."""
        held = next(each for each in _catalogue().values() if each.creator_id == post.creator_id)
        for comment in [each for each in held.comments or () if each.post_id == post.post_id][:limit]:
            yield comment

    async def probe(self, client: Client) -> str:
        """Count the catalogue."""
        return f"the catalogue holds {len(_catalogue())} fictional creators"


@cache
def _catalogue() -> dict[str, Snapshot]:
    """The catalogue by handle."""
    packed = files(__package__).joinpath("sample.jsonl.gz").read_bytes()
    read = [records.snapshot(json.loads(line), CAPTURED_AT) for line in gzip.decompress(packed).splitlines()]
    for number, each in enumerate(read):
        profile = each.profile.model_copy(update={"counts_from": "platform", "consent": "fictional"})
        read[number] = each.model_copy(update={"profile": profile})
    return {each.profile.handle.casefold(): each for each in read}


def _all_text(snapshot: Snapshot) -> str:
    profile = snapshot.profile
    about = (profile.name, profile.handle, profile.bio, *profile.lists)
    return "\n".join([text for text in about if text] + [post.text for post in snapshot.posts or ()]).casefold()


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
