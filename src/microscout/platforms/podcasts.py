"""Podcasts, keyless: Apple's search finds the shows, each show's own RSS feed tells the rest.

Sources: Apple's iTunes Search documentation and what others measured in 2026. What one must know: a search brings at
most 100 shows and has no second page, so further country stores are asked where that is few; about 20 searches a
minute are let through, and more are answered with 403; the answer is JSON behind empty lines and called JavaScript.
Nobody publishes listeners, followers or likes of a podcast: all these are unknown. A feed is at any host there is:
only public names are asked, with https, and one host that fails costs its own shows only.

The feed brings bio and episodes at once: it is read once, for the profile, and its episodes are kept for ``posts``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Pace, Quota
from microscout.errors import DropPlatform, Missing, PayloadError, Refused, SkipCreator
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _feed, _html
from microscout.platforms._shape import RawReads, Reads, each, no_comments, readable, shaped
from microscout.platforms.base import Facts

SEARCH = Call("/search", "results", page=100, quota="searches")
LOOKUP = Call("/lookup", "results", quota="searches")

_GONE = "not there, or not any more"
_NO_FEED = "the show has no public feed: it is at Apple's only"


@dataclass(frozen=True)
class Podcasts:
    """Podcasts. `stores`: Apple's country stores, asked one after the other until enough shows are found."""

    stores: Sequence[str] = ("us", "gb", "ca", "au", "de", "in")

    # The feeds that profiles were made of, by stable id, until their episodes are asked for; belongs to this run.
    _feeds: dict[str, _feed.Feed] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "podcasts"
    facts: ClassVar[Facts] = Facts(
        about="Podcasts: shows by Apple's search, episodes from each show's own RSS feed",
        access="keyless",
        search_by=("show",),
        followers=False,
        likes=False,
        comments=False,
        views=False,
        comment_texts=False,
        batch=1,
        cost_of_50="51 to 56 calls: 1 search a store (1 to 6), 50 for feeds, which bring profile and episodes at once",
        terms="Apple: about 20 searches a minute. Feeds are made to be read; who asks not to be listed is left out.",
        credentials={},
        proof="documented exchanges and hostile feeds written by hand; never run against the live platform",
    )

    def __post_init__(self) -> None:
        if isinstance(self.stores, str) or not self.stores or not all(len(store) == 2 for store in self.stores):
            raise ValueError("stores: a list of two-letter countries is needed")

    @property
    def api(self) -> Api:
        """The site, declared. 5 at once and 1 every 4 seconds stay within Apple's 20 a minute; hosts of feeds, each
        at the same pace, publish no limits.
        """
        return Api(
            name=self.name,
            base_url="https://itunes.apple.com",
            pace=Pace(per_second=0.25, burst=5, at_once=4),
            quotas=(Quota("searches", 20, 60, name="searches"), Quota(name="feeds")),
            faults=(Fault(403, Refused, says="the host answers no more: asked too often, or not open to programs"),),
            errors_at=("errorMessage", "errorMessage"),
            max_bytes=16_000_000,
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {call.path: ("results", lambda raw, host, now: _show(raw, now)) for call in (SEARCH, LOOKUP)}

    @property
    def reads_raw(self) -> RawReads:
        """Which parser reads the entries of a feed, for the same command."""
        return _feed.entries, lambda raw, host, now: _feed.post(raw, f"{self.name}:{host}", now)

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Shows that match, store after store until there are `limit` unlike ones for the phrase."""
        for phrase in niche.phrases:
            seen: set[str] = set()
            for store in self.stores:
                try:
                    shows = client.items(SEARCH, limit=limit, **_ASKED, term=phrase, country=store.upper())
                    async for show in each(client, _show, shows, client.now()):
                        if show.stable_id not in seen and len(seen) < limit:
                            seen.add(show.stable_id)
                            yield self._candidate(show, f"show matches “{phrase}”")
                except DropPlatform as error:
                    client.note(error)  # it says no to all stores alike
                    return
                except SkipCreator as error:
                    client.note(error)
                if len(seen) >= limit:
                    break

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile as the show's own feed tells it."""
        for candidate in candidates:
            try:
                show = candidate.profile or await self._looked_up(client, candidate.stable_id or candidate.handle)
                feed = self._feeds[show.stable_id] = await _feed.fetched(client, _address(show))
                yield _profile(show, feed)
            except SkipCreator as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The newest episodes; no call where the feed was read for the profile in this run."""
        feed = self._feeds.pop(profile.stable_id, None) or await _feed.fetched(client, _address(profile))
        return _feed.posts(feed, profile.creator_id, client.now(), limit)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: podcasts have no place for them that could be read."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One search for one show."""
        found = [raw async for raw in client.items(SEARCH, limit=1, **_ASKED, term="hello", country="US")]
        return f"Apple's search answers: {len(found)} show found for “hello”"

    def _candidate(self, show: Profile, found_by: str) -> Candidate:
        return Candidate(
            platform=self.name, handle=show.handle, stable_id=show.stable_id, found_by=(found_by,), profile=show
        )

    async def _looked_up(self, client: Client, number: str) -> Profile:
        if not (number.isascii() and number.isdigit()):
            raise PayloadError("not the number of a show at Apple")
        raws = [raw async for raw in client.items(LOOKUP, limit=1, id=number, entity="podcast")]
        for show in readable(client, _show, raws, client.now()):
            return show
        raise Missing(_GONE)


_ASKED: dict[str, Any] = {"media": "podcast", "entity": "podcast"}


def _address(show: Profile) -> str:
    """The feed of the show: always the first of its links."""
    if not show.links:
        raise SkipCreator(_NO_FEED)
    return show.links[0]


@shaped("a show")
def _show(raw: Any, now: int) -> Profile | None:
    """What Apple knows of a show; None for what is none: an episode, an artist, an album, an audio book."""
    if raw.get("kind", "podcast") != "podcast" or raw.get("wrapperType", "track") != "track":
        return None
    genres = [genre for genre in raw.get("genres") or () if isinstance(genre, str)]
    number, feed = raw["collectionId"], raw.get("feedUrl")
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError
    return Profile(
        platform="podcasts",
        stable_id=str(number),
        handle=str(number),
        captured_at=now,
        name=raw.get("collectionName") or None,
        bio=", ".join(part for part in [raw.get("artistName"), *genres] if part) or None,
        url=raw.get("collectionViewUrl") or f"https://podcasts.apple.com/podcast/id{number}",
        post_count=raw.get("trackCount"),
        links=(feed,) if feed else (),
    )


@shaped("a feed")
def _profile(show: Profile, feed: _feed.Feed) -> Profile:
    """The show, completed with what its feed tells; where the two differ, the creator's own feed is right."""
    contact = (f"mailto:{feed.email}",) if feed.email else ()
    said = " — ".join(part for part in (feed.author, _html.text(feed.about)) if part)
    found: dict[str, Any] = {
        "name": feed.title or show.name,
        "bio": said or show.bio,
        "languages": (feed.language,) if feed.language else (),
        "links": tuple(dict.fromkeys([*show.links, *feed.links, *_html.links(feed.about), *contact])),
        "withheld": ("asks directories not to list the show",) if feed.blocked else (),
    }
    return Profile(**show.model_dump() | found)
