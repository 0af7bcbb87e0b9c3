"""YouTube, through the Data API v3 with the founder's own free key.

Sources: developers.google.com/youtube/v3 (quota cost, revision history, errors), Google's discovery document. What
one must know: since June 2026 a key has three purses a day, opened at midnight in California: 100 searches, 10,000
units for all other reads, and 10,000 calls of ``videos:batchGetStats``, by which videos that are known already are
counted anew (``_youtube_counts``). Counts are texts; those of subscribers are rounded to three digits, and may be
hidden.
Creators and videos that are gone are left out of an answer without a word, sometimes together with its list. An
answer that brings nothing still costs a unit, so whatever can be asked 50 at a time is, across creators. Which video
is a Short is not told either: ``_youtube`` has a rule of our own.

Comments under one post cost a unit a post. ``comments_of`` is the cheap way: 100 newest threads of a whole channel
(``allThreadsRelatedToChannelId``) for one unit.
"""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Cursor, HeaderKey, Pace, Quota
from microscout.errors import Missing, PayloadError, SkipCreator
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _youtube as read
from microscout.platforms import _youtube_counts as counts
from microscout.platforms import _youtube_videos as videos
from microscout.platforms._shape import Reads, each, readable
from microscout.platforms.base import Facts, Work

_PAGES = Cursor("nextPageToken", "pageToken")
_BATCH = 50  # ids in a call, and items on a page


def _call(method: str, quota: str = "units", *, page: int = 0, cached: bool = False) -> Call:
    return Call(
        f"/youtube/v3/{method}",
        "items",
        _PAGES if page else None,
        page=page,
        page_parameter="maxResults",
        quota=quota,
        signed=True,
        cached=cached,
        empty_if="kind",
    )


VIDEO_SEARCH = _call("search", "searches", page=_BATCH)
CHANNEL_SEARCH = replace(VIDEO_SEARCH, paging=None)  # one page: there are 100 searches a day
CHANNELS = _call("channels", cached=True)
UPLOADS = _call("playlistItems", page=_BATCH, cached=True)
THREADS = _call("commentThreads", page=100)

_CHANNEL = re.compile(r"UC[\w-]{22}")
_SPARE = 5  # entries of a list of videos, for those that are not public


@dataclass(frozen=True)
class YouTube:
    """YouTube. `site`: where the API is; `region` (``DE``) and `language` (``de``): whose results come first."""

    site: str = "https://youtube.googleapis.com"
    region: str | None = None
    language: str | None = None

    # The playlist of each channel's videos, as told by the answer that brought the profile; belongs to this run.
    _uploads: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "youtube"
    facts: ClassVar[Facts] = Facts(
        about="YouTube (Data API v3): channels by name and description, and who made the videos on the niche",
        access="free key",
        search_by=("channel", "video"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=True,
        batch=_BATCH,
        cost_of_50="1 search and 61 units: 1 for profiles, 50 for lists of videos, 10 for 500 videos",
        terms="Refreshed or erased within 30 days. Scores are microscout's own, not YouTube's; YouTube allows derived "
        "metrics, and longer keeping, to those who accepted its amendment of May 2026 (yt_api_form, section 5); then "
        "quote it as the option `amendment`.",
        credentials={"api_key": "console.cloud.google.com → Library → YouTube Data API v3 → Enable → Credentials"},
        posts_batch=25,  # 25 or 50 cost the same for 10 posts each, and two batches are read side by side
        retention_days=30,
        proof="documented exchanges held against Google's discovery document, and a local fake that keeps its quotas; "
        "never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. How fast it may be asked is not published: the pace is our own courtesy."""
        midnight = "America/Los_Angeles"
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=20, burst=60),
            quotas=(
                Quota("units", 10_000, 86_400, midnight, "units"),
                Quota("calls", 100, 86_400, midnight, "searches"),
                Quota("calls", 10_000, 86_400, midnight, "stats"),
            ),
            auth=HeaderKey("X-Goog-Api-Key", "api_key"),
            needs_key=True,
            faults=read.FAULTS,
            errors_at=("error.errors.0.reason", "error.message"),
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            VIDEO_SEARCH.path: ("items", lambda raw, host, now: read.candidate(raw, "a recording")),
            CHANNELS.path: ("items", lambda raw, host, now: read.profile(raw, now)),
            UPLOADS.path: ("items", lambda raw, host, now: read.upload(raw)),
            videos.VIDEOS.path: ("items", lambda raw, host, now: _video(raw, now)),
            counts.STATS.path: ("items", lambda raw, host, now: counts.post(raw, None, now)),
            THREADS.path: ("items", lambda raw, host, now: read.thread(raw)),
            "/youtube/v3/comments": ("items", lambda raw, host, now: read.comment(raw)),
        }

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most that `work` may cost, by purse."""
        creators, posts = work.creators, work.creators * work.posts
        profiles = math.ceil(work.phrases * (_BATCH + work.candidates) / _BATCH)
        batches = math.ceil(creators / self.facts.posts_batch)
        lists = creators * math.ceil(work.posts / _BATCH)
        calls = min(posts, math.ceil(posts / _BATCH) + max(0, batches - 1))
        recounts = math.ceil(work.recounted / counts.AT_ONCE)
        talk = work.discussed * math.ceil(work.threads / 100)
        return {
            "searches": work.phrases * (1 + math.ceil(work.candidates / _BATCH)),
            "units": profiles + lists + calls + bool(posts) + recounts + talk,  # one may be refused: `_youtube_videos`
            "stats": recounts,
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """One page of channels for each phrase; where these are fewer than `limit`, who made videos on it."""
        found: dict[str, set[str]] = {phrase: set() for phrase in niche.phrases}
        for phrase, seen in found.items():
            async for channel in self._found(client, CHANNEL_SEARCH, "channel", phrase, min(limit, _BATCH)):
                seen.add(channel.key)
                yield channel
        for phrase, seen in found.items():
            if len(seen) < limit:
                left = (limit - len(seen)) // _BATCH * _BATCH or min(
                    limit, _BATCH
                )  # a page costs the same, full or not
                async for maker in self._found(client, VIDEO_SEARCH, "video", phrase, left):
                    yield maker

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Up to 50 profiles with one call; who is known by handle only costs a call each."""
        wanted = {each.stable_id or each.handle: each for each in candidates}
        ids = [asked for asked in wanted if _CHANNEL.fullmatch(asked)]
        questions = [{"id": ",".join(ids)}] if ids else []
        for question in [*questions, *({"forHandle": asked} for asked in wanted if asked not in ids)]:
            asked = {**read.ASKED["channels"], **question}
            async for raw in client.items(CHANNELS, limit=_BATCH, maxResults=_BATCH, **asked):
                named = raw.get("id") if isinstance(raw, dict) else None
                candidate = wanted.pop(str(question.get("forHandle", named)), None)
                try:
                    yield self._profile(raw, client.now())
                except PayloadError as error:
                    yield skip(self.name, candidate.handle if candidate else "?", error)
        for candidate in wanted.values():
            yield skip(self.name, candidate.handle, Missing("not there, or not any more"))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's newest public videos."""
        async for found in self.posts_of(client, [profile], limit):
            if not isinstance(found, Skip):
                return found[1]
            raise PayloadError(found.reason)
        return []

    async def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        """The newest public videos of each, 50 videos a call whosoever they are.

        A creator is handed over as soon as the last video is known: a purse that runs empty on the way costs
        no more than the few whose videos had not been asked for yet.
        """
        waiting: list[tuple[Profile, list[str]]] = []
        unasked: list[str] = []
        told: dict[str, Any] = {}
        lost: dict[str, SkipCreator] = {}
        for profile in (*profiles, None):
            if profile is not None:
                try:
                    ids = await self._newest(client, profile, limit)
                except SkipCreator as error:
                    yield skip(self.name, profile.handle, error)
                    continue
                waiting.append((profile, ids))
                unasked += ids
            while len(unasked) >= _BATCH or (unasked and profile is None):
                asked, unasked = unasked[:_BATCH], unasked[_BATCH:]
                try:
                    told |= await videos.told(client, asked)
                except SkipCreator as error:
                    lost |= dict.fromkeys(asked, error)
            while waiting and not set(waiting[0][1]) & set(unasked):
                whose, ids = waiting.pop(0)
                why = next((lost[one] for one in ids if one in lost), None)
                raws = [told[one] for one in ids if one in told]
                yield skip(self.name, whose.handle, why) if why else self._whole(client, whose, raws)

    async def recounted(self, client: Client, posts: Sequence[Post]) -> AsyncIterator[Post]:
        """Videos that are known already, with the counts of now: a call of their own purse for 50."""
        async for post in counts.recounted(client, posts):
            yield post

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """The newest threads under `post`, with those answers that come along. Switched off: none."""
        where = {"videoId": post.post_id}
        said = [each async for each in self._threads(client, where, limit, post.creator_id, post.post_id)]
        for comment in said[:limit]:
            yield comment

    async def comments_of(self, client: Client, profile: Profile, limit: int) -> AsyncIterator[Comment]:
        """The newest threads under all of the creator's videos: a unit for a hundred, with up to five answers each."""
        whole = {"allThreadsRelatedToChannelId": profile.stable_id}
        async for comment in self._threads(client, whole, limit, profile.creator_id):
            yield comment

    async def probe(self, client: Client) -> str:
        """One unit: is the channel there that Google's own examples ask for?"""
        own = [raw async for raw in client.items(CHANNELS, limit=1, part="id", id="UC_x5XG1OV2P6uZZ5FSM9Ttw")]
        return f"YouTube answers and accepts the key: {len(own)} channel found for 1 unit"

    async def _found(self, client: Client, call: Call, kind: str, phrase: str, limit: int) -> AsyncIterator[Candidate]:
        near = {"regionCode": self.region, "relevanceLanguage": self.language}
        asked = read.ASKED["search"] | near | {"type": kind, "q": phrase}
        raws = client.items(call, limit=limit, optional=True, **asked)
        async for candidate in each(client, read.candidate, raws, f"{kind} matches “{phrase}”"):
            yield candidate

    def _profile(self, raw: Any, now: int) -> Profile:
        profile = read.profile(raw, now)
        if uploads := read.playlist(raw):
            self._uploads[profile.stable_id] = uploads
        return profile

    async def _newest(self, client: Client, profile: Profile, limit: int) -> list[str]:
        """Ids of the newest public videos. Their list is told with the profile; it is UU… for a channel UC…."""
        uploads = self._uploads.get(profile.stable_id) or f"UU{profile.stable_id.removeprefix('UC')}"
        most = max(limit, _BATCH)
        raws: list[Any] = []
        with _none_where(read.NO_UPLOADS):
            async for raw in client.items(UPLOADS, limit=most, playlistId=uploads, **read.ASKED["playlistItems"]):
                raws.append(raw)
                if len(raws) == min(limit + _SPARE, most):
                    break
        return list(dict.fromkeys(readable(client, read.upload, raws)))[:limit]

    def _whole(self, client: Client, profile: Profile, raws: Sequence[Any]) -> tuple[str, list[Post]] | Skip:
        try:
            return profile.creator_id, readable(client, read.post, raws, profile.creator_id, client.now())
        except SkipCreator as error:
            return skip(self.name, profile.handle, error)

    async def _threads(self, client: Client, where: dict[str, Any], limit: int, *known: str) -> AsyncIterator[Comment]:
        raws: list[Any] = []
        asked = read.ASKED["commentThreads"] | {"textFormat": "plainText", "order": "time"} | where
        with _none_where(read.NO_COMMENTS):
            raws = [raw async for raw in client.items(THREADS, limit=limit, **asked)]
        for thread in readable(client, read.thread, raws, *known):
            for comment in thread:
                yield comment


def _video(raw: Any, now: int) -> Post | None:
    """A recorded video; of one that was asked for without its snippet the counts are read."""
    snipped = isinstance(raw, dict) and "snippet" not in raw
    return counts.post(raw, None, now) if snipped else read.post(raw, None, now)


@contextmanager
def _none_where(said: str) -> Iterator[None]:
    """Where YouTube says `said` there are none; whatever else is missing is missing."""
    try:
        yield
    except Missing as error:
        if error.message != said:
            raise
