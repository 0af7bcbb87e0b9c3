"""Bluesky, through its public AppView: keyless but for post search, which goes through the founder's own PDS.

Sources: docs.bsky.app (rate limits, API hosts) and the lexicons of bluesky-social/atproto. What one must know:
an unknown, deleted or suspended creator is answered with 400; getProfiles leaves such creators out without a word;
a page may be shorter than asked and still not be the last; a post's ``createdAt`` is whatever its client wrote.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from microscout.client import Api, Call, Client, Cursor, Fault, Pace, Session
from microscout.errors import Missing, PayloadError, Refused
from microscout.models import Candidate, Comment, Follower, Niche, Post, Profile, Skip, skip
from microscout.platforms import _bluesky as read
from microscout.platforms._shape import Reads, each, readable
from microscout.platforms.base import Facts

PACKS = Call("/xrpc/app.bsky.graph.searchStarterPacks", "starterPacks", Cursor(), page=100)
MEMBERS = Call("/xrpc/app.bsky.graph.getList", "items", Cursor(), page=100)
ACTORS = Call("/xrpc/app.bsky.actor.searchActors", "actors", Cursor(), page=100)
FOUND_POSTS = Call("/xrpc/app.bsky.feed.searchPosts", "posts", Cursor(), page=100, signed=True)
PROFILES = Call("/xrpc/app.bsky.actor.getProfiles", "profiles")
FEED = Call("/xrpc/app.bsky.feed.getAuthorFeed", "feed", page=100)  # one page: its cursor never ends of itself
FOLLOWERS = Call("/xrpc/app.bsky.graph.getFollowers", "followers", page=100)  # one page: the newest
THREAD = Call("/xrpc/app.bsky.feed.getPostThread")

SIGN_IN = Session(
    "/xrpc/com.atproto.server.createSession", {"identifier": "identifier", "password": "app_password"}, "accessJwt"
)

_PACKS_A_PHRASE = 5
_GONE = "not there, or not any more"
_IDENTIFIER = re.compile(r"did:[a-z]+:[\w.:%-]+|(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Bluesky:
    """Bluesky. `appview` answers what needs no key; `pds` is where the founder's app password signs in."""

    appview: str = "https://public.api.bsky.app"
    pds: str = "https://bsky.social"

    name: ClassVar[str] = "bluesky"
    followers_cost: ClassVar[float] = 5  # a page of names, and what 4 × 25 of them say of themselves
    facts: ClassVar[Facts] = Facts(
        about="Bluesky (AT Protocol): starter packs, names and bios; with an app password also posts",
        access="keyless",
        search_by=("starter packs", "name and bio", "posts (with an app password)"),
        followers=True,
        likes=True,
        comments=True,
        views=False,
        comment_texts=True,
        batch=25,
        cost_of_50="54 calls: 2 searches, 2 for profiles, 50 for posts; each starter pack read is 1 more",
        terms="Open network. No spam; creators who ask not to be shown to people who are not signed in are left out.",
        credentials={
            "identifier": "your own handle, such as you.bsky.social",
            "app_password": "bsky.app → Settings → Privacy and security → App passwords",
        },
        proof="documented exchanges, atproto's own models, the real AppView and PDS from npm; never the public network",
    )

    @property
    def api(self) -> Api:
        """The site, declared. The AppView's limits are unpublished: the pace is our own courtesy."""
        return Api(
            name=self.name,
            base_url=self.appview,
            pace=Pace(per_second=10, burst=10),  # and far below a PDS's published 3000 in 5 minutes
            auth=SIGN_IN,
            faults=(
                Fault(400, Missing, error="AccountTakedown", says="taken down by Bluesky"),
                Fault(400, Missing, error="AccountDeactivated", says="deactivated by its owner"),
                Fault(400, Missing, message="Profile not found", says=_GONE),
                Fault(400, Missing, message="Actor not found", says=_GONE),
                Fault(400, Missing, message="List not found", says="that list is not there, or not any more"),
                Fault(400, Missing, error="NotFound", says="that post is not there, or not any more"),
                Fault(400, Refused, error="ExpiredToken", says="bluesky says that a fresh session is over"),
                Fault(400, Refused, error="InvalidToken", says="bluesky did not accept the session"),
            ),
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            PACKS.path: ("starterPacks", lambda raw, host, now: read.pack(raw)),
            MEMBERS.path: ("items", lambda raw, host, now: read.candidate(raw, "a recording", "subject")),
            ACTORS.path: ("actors", lambda raw, host, now: read.candidate(raw, "a recording")),
            FOUND_POSTS.path: ("posts", lambda raw, host, now: read.candidate(raw, "a recording", "author")),
            PROFILES.path: ("profiles", lambda raw, host, now: read.profile(raw, now)),
            PROFILES.path.removesuffix("s"): ("", lambda raw, host, now: read.profile(raw, now)),
            FEED.path: ("feed", lambda raw, host, now: read.feed_post(raw, None, now)),
            **dict.fromkeys(
                (f"/xrpc/app.bsky.feed.{name}" for name in ("getTimeline", "getFeed", "getListFeed")),
                ("feed", lambda raw, host, now: read.feed_post(raw, None, now)),
            ),
            FOLLOWERS.path: ("followers", lambda raw, host, now: read.candidate(raw, "a recording")),
            "/xrpc/app.bsky.graph.getFollows": ("follows", lambda raw, host, now: read.candidate(raw, "a recording")),
            "/xrpc/app.bsky.feed.getPosts": ("posts", lambda raw, host, now: read.feed_post({"post": raw}, None, now)),
            THREAD.path: ("thread", lambda raw, host, now: read.told(raw, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Members of starter packs first: somebody chose them by hand; then names and bios; then posts."""
        for phrase in niche.phrases:
            async for member in self._packed(client, phrase, limit):
                yield member
        for phrase in niche.phrases:
            actors = client.items(ACTORS, limit=limit, optional=True, q=phrase)
            async for candidate in each(client, read.candidate, actors, f"bio or name matches “{phrase}”"):
                yield candidate
        for phrase in niche.phrases if client.has("app_password") else ():
            posts = client.items(FOUND_POSTS, limit=limit, base=self.pds, optional=True, q=phrase, sort="top")
            async for author in each(client, read.candidate, posts, f"posts match “{phrase}”", "author"):
                yield author

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Up to 25 profiles with one call, asked for by the id where it is known: handles change."""
        wanted = {(candidate.stable_id or candidate.handle).lower(): candidate for candidate in candidates}
        for asked in [asked for asked in wanted if not _IDENTIFIER.fullmatch(asked)]:
            yield skip(self.name, wanted.pop(asked).handle, "not a Bluesky handle")  # it would fail the whole batch
        if not wanted:
            return
        now = client.now()
        async for raw in client.items(PROFILES, limit=self.facts.batch, actors=list(wanted)):
            ids = [str(raw.get(field)).lower() for field in ("did", "handle")] if isinstance(raw, dict) else []
            candidate = next((wanted.pop(asked) for asked in ids if asked in wanted), None)
            try:
                yield read.profile(raw, now)
            except PayloadError as error:
                yield skip(self.name, candidate.handle if candidate else "?", error)
        for candidate in wanted.values():
            yield skip(self.name, candidate.handle, Missing(_GONE))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's own newest posts, out of one page that is large enough for some reposts among them."""
        feed = client.items(
            FEED, limit=min(100, 3 * limit), actor=profile.stable_id, filter="posts_no_replies", includePins=False
        )
        raws = [raw async for raw in feed]
        return readable(client, read.feed_post, raws, profile.creator_id, client.now(), most=limit)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Replies under `post`, and replies to those."""
        answer = await client.get(THREAD, uri=post.post_id, depth=2, parentHeight=0)
        for comment in readable(client, read.comment, read.thread(answer)[:limit], post):
            yield comment

    async def followers(self, client: Client, profile: Profile) -> AsyncIterator[Follower]:
        """A page of followers, the newest first as the AppView's source has it; then their profiles, 25 a call."""
        listed = client.items(FOLLOWERS, limit=100, actor=profile.stable_id)
        ids = [did async for did in each(client, read.did, listed)]
        for start in range(0, len(ids), self.facts.batch):
            told = client.items(PROFILES, limit=self.facts.batch, actors=ids[start : start + self.facts.batch])
            async for follower in each(client, read.follower, told):
                yield follower

    async def probe(self, client: Client) -> str:
        """One search that brings one creator at most."""
        found = [raw async for raw in client.items(ACTORS, limit=1, q="hello")]
        return f"the AppView answers: {len(found)} creator found for “hello”"

    async def _packed(self, client: Client, phrase: str, limit: int) -> AsyncIterator[Candidate]:
        packs = client.items(PACKS, limit=_PACKS_A_PHRASE, optional=True, q=phrase)
        left = limit
        async for name, members in each(client, read.pack, packs):
            listed = client.items(MEMBERS, limit=left, optional=True, list=members)
            why = f"starter pack “{name}”"
            async for candidate in each(client, read.candidate, listed, why, "subject", (name,)):
                left -= 1
                yield candidate
