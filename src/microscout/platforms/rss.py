"""Newsletters and blogs: any feed (RSS, Atom, JSON Feed) as a creator: Substack, Ghost, beehiiv, WordPress, one's own.

Sources: the RSS 2.0 specification, RFC 4287, jsonfeed.org. There is no search over all feeds of the world: the founder
lists addresses (option ``feeds``), and those whose titles and entries speak of the niche are the candidates. A feed
tells rhythm, topics and the creator's own place; it has no counts, so followers, likes and views are unknown.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout.client import Api, Client, Pace, Quota
from microscout.errors import Refused, SkipCreator
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _feed, _html
from microscout.platforms._shape import RawReads, no_comments, shaped
from microscout.platforms.base import Facts

_WORD = re.compile(r"\.?[^\W_]+[+#]*|[^\x00-\x7f\w\s]")  # C++, C#, .NET and 🍕 are words too
_NO_FEEDS = "rss has no feeds to look through"
_HINT = 'List them: feeds = ["https://…"] in [platform.rss] of the settings, or MICROSCOUT_RSS_FEEDS.'


@dataclass(frozen=True)
class Rss:
    """Feeds. `feeds`: their addresses."""

    feeds: Sequence[str] = ()

    # Feeds that were read for the profile, by stable id, until their entries are asked for; belongs to this run.
    _read: dict[str, _feed.Feed] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "rss"
    facts: ClassVar[Facts] = Facts(
        about="Newsletters and blogs by their feeds (Substack, Ghost, beehiiv, WordPress): rhythm and topics",
        access="keyless",
        search_by=("words in the feeds that you list",),
        followers=False,
        likes=False,
        comments=False,
        views=False,
        comment_texts=False,
        batch=1,
        cost_of_50="50 calls: one for each listed feed, which brings profile and entries at once",
        terms="Feeds are made to be read; who asks directories not to be listed is left out. Each host's rules.",
        credentials={},
        proof="feeds of each kind, hostile ones too, written by hand and held against what feedparser reads in them; "
        "never run against a live host",
    )

    def __post_init__(self) -> None:
        if isinstance(self.feeds, str) or not all(self.feeds):
            raise ValueError("feeds: a list of addresses is needed")

    @property
    def api(self) -> Api:
        """The site, declared. Hosts of feeds publish no limits: the pace, for each host, is our own courtesy."""
        return Api(
            name=self.name,
            base_url="https://rss.invalid",  # each feed has a host of its own
            pace=Pace(per_second=1, burst=5, at_once=2),
            quotas=(Quota(name="feeds"),),
            max_bytes=16_000_000,
        )

    @property
    def lacks(self) -> str:
        """The list of feeds, where there is none."""
        return "" if self.feeds else f"a list of feeds. {_HINT}"

    @property
    def reads_raw(self) -> RawReads:
        """Which parser reads a feed and its entries, for ``python -m microscout.testing replay``."""
        return _feed.parts, _recorded

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Those of the listed feeds that speak of the niche, in the order in which they are listed."""
        if not self.feeds:
            raise Refused(_NO_FEEDS, hint=_HINT)
        came = 0
        for address in dict.fromkeys(self.feeds):
            try:
                profile = await self._told(client, address)
            except SkipCreator as error:
                client.note(error)
                continue
            if came < limit and (why := _speaks_of(niche, self._read[profile.stable_id])):
                came += 1
                yield Candidate(
                    platform=self.name,
                    handle=profile.handle,
                    stable_id=profile.stable_id,
                    found_by=(why,),
                    profile=profile,
                    settled=True,
                )

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile as the feed tells it; any address of a feed is a handle."""
        for candidate in candidates:
            try:
                yield await self._told(client, candidate.stable_id or candidate.handle)
            except SkipCreator as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The newest entries; no call where the feed was read for the profile in this run."""
        feed = self._read.pop(profile.stable_id, None) or await _feed.fetched(client, profile.stable_id)
        return _feed.posts(feed, profile.creator_id, client.now(), limit)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: a feed carries no comments."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One feed, the first that is listed."""
        if not self.feeds:
            raise Refused(_NO_FEEDS, hint=_HINT)
        feed = await _feed.fetched(client, self.feeds[0])
        return f"the first of {len(self.feeds)} feeds answers: {len(feed.entries)} entries"

    async def _told(self, client: Client, address: str) -> Profile:
        feed = await _feed.fetched(client, address)
        profile = _profile(feed, address, client.now())
        self._read[profile.stable_id] = feed
        return profile


def _recorded(raw: _feed.Feed | _feed.Entry, host: str, now: int) -> Profile | Post:
    return _profile(raw, host, now) if isinstance(raw, _feed.Feed) else _feed.post(raw, f"rss:{host}", now)


@shaped("a feed")
def _profile(feed: _feed.Feed, address: str, now: int) -> Profile:
    """The feed as a creator; its address, without scheme, is both handle and id."""
    call, base = _feed.call(address)
    place = f"{base.removeprefix('https://')}{call.path}"
    contact = (f"mailto:{feed.email}",) if feed.email else ()
    about = [part for part in (feed.author, _html.text(feed.about)) if part]
    details: dict[str, Any] = {"languages": (feed.language,)} if feed.language else {}
    return Profile(
        platform="rss",
        stable_id=place,
        handle=place,
        captured_at=now,
        name=feed.title or None,
        bio=" — ".join(about) or None,
        url=feed.url or f"https://{place}",
        links=tuple(dict.fromkeys([*feed.links, *_html.links(feed.about), *contact])),
        withheld=("asks directories not to be listed",) if feed.blocked else (),
        **details,
    )


def _speaks_of(niche: Niche, feed: _feed.Feed) -> str:
    """Where all words of a phrase stand: in the title or description first, then in an entry; empty where nowhere."""
    for place, texts in (
        ("the feed's title or description", [f"{feed.title} {feed.about}"]),
        ("an entry", [f"{entry.title} {entry.html} {' '.join(entry.tags)}" for entry in feed.entries]),
    ):
        for phrase in niche.phrases:
            words = set(_WORD.findall(phrase.casefold()))
            if words and any(words <= set(_WORD.findall(_html.text(text).casefold())) for text in texts):
                return f"{place} matches “{phrase}”"
    return ""
