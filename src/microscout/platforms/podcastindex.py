"""Podcast Index, the open directory of podcasts, with the founder's own free key.

Source: the OpenAPI document of Podcastindex-org/docs-api. What one must know: each call is signed with the moment and
a SHA-1 of key, secret and moment, good for three minutes; truth is written ``true``, ``"true"`` or 1; one call brings
the episodes of up to 200 shows, but at most 1000 of them, newest first, so a busy show can hide a quiet one: such are
asked for again alone. Nobody publishes listeners or followers of a podcast: all counts but the number of episodes are
unknown.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Pace, Stamped
from microscout.errors import Missing, PayloadError, Refused, SkipCreator
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _feed, _html
from microscout.platforms._shape import Reads, each, earliest, no_comments, numbered, readable, shaped
from microscout.platforms.base import Facts

_MOST = 1000
SEARCH = Call("/api/1.0/search/byterm", "feeds", page=_MOST, page_parameter="max", signed=True)
SHOW = Call("/api/1.0/podcasts/byfeedid", signed=True)
EPISODES = Call("/api/1.0/episodes/byfeedid", "items", page=_MOST, page_parameter="max", signed=True)

_GONE = "not there, or not any more"
_TRUE = (True, 1, "1", "true")


def _signed(held: Mapping[str, str], now: int) -> dict[str, str]:
    """The headers that sign a call; the hash is the platform's choice, and no secret can be read from it."""
    text = f"{held['api_key']}{held['api_secret']}{now}"
    digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    return {"X-Auth-Key": held["api_key"], "X-Auth-Date": str(now), "Authorization": digest}


@dataclass(frozen=True)
class PodcastIndex:
    """Podcast Index. `site`: where the API is."""

    site: str = "https://api.podcastindex.org"

    name: ClassVar[str] = "podcastindex"
    facts: ClassVar[Facts] = Facts(
        about="Podcast Index: shows and episodes of the open podcast directory",
        access="free key",
        search_by=("title", "author", "owner"),
        followers=False,
        likes=False,
        comments=False,
        views=False,
        comment_texts=False,
        batch=1,
        cost_of_50="2 calls: 1 search, 1 for episodes; 1 more for each show that busier ones crowd out (at most 50)",
        terms="Free for everybody with a key; an honest User-Agent is asked for. No limit of calls is published.",
        credentials={
            "api_key": "api.podcastindex.org → sign up by e-mail; key and secret arrive at once",
            "api_secret": "comes with the key",
        },
        posts_batch=50,
        proof="exchanges written after its OpenAPI document; never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. No limit is published: the pace is our own courtesy."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=2, burst=5, at_once=4),
            auth=Stamped(("api_key", "api_secret"), _signed),
            needs_key=True,
            faults=(
                Fault(401, Refused, says="podcastindex does not accept the key, or this machine's clock is wrong"),
                Fault(400, Missing, message="not found", says=_GONE),
            ),
            errors_at=("status", "description"),
            max_bytes=16_000_000,
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            **{
                f"/api/1.0/{found}": ("feeds", lambda raw, host, now: _profile(raw, now))
                for found in ("search/byterm", "search/bytitle", "podcasts/trending", "podcasts/bytag", "recent/feeds")
            },
            **{
                f"/api/1.0/podcasts/{by}": ("feed", lambda raw, host, now: _profile(raw, now))
                for by in ("byfeedid", "byfeedurl", "byitunesid", "byguid")
            },
            **{
                f"/api/1.0/{listed}": ("items", lambda raw, host, now: _episode(raw, now))
                for listed in (
                    *("episodes/byfeedid", "episodes/byfeedurl", "episodes/byitunesid", "episodes/bypodcastguid"),
                    *("recent/episodes", "search/byperson"),
                )
            },
            "/api/1.0/episodes/byid": ("episode", lambda raw, host, now: _episode(raw, now)),
            "/api/1.0/episodes/random": ("episodes", lambda raw, host, now: _episode(raw, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Shows whose title, author or owner match; they come with all that their profile tells."""
        for phrase in niche.phrases:
            shows = client.items(SEARCH, limit=limit, optional=True, q=phrase)
            async for show in each(client, _profile, shows, client.now()):
                yield Candidate(
                    platform=self.name,
                    handle=show.handle,
                    stable_id=show.stable_id,
                    found_by=(f"show matches “{phrase}”",),
                    profile=show,
                    settled=True,
                )

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile; no call for who was found by a search."""
        for candidate in candidates:
            try:
                show = candidate.profile or await self._asked(client, candidate.stable_id or candidate.handle)
                yield show or skip(self.name, candidate.handle, Missing(_GONE))
            except SkipCreator as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The show's newest episodes."""
        raws = [raw async for raw in client.items(EPISODES, limit=limit, id=profile.stable_id)]
        return [post for post in readable(client, _episode, raws, client.now()) if _is_of(post, profile)][:limit]

    async def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        """The newest episodes of all `profiles` with one call; who was crowded out is asked for alone."""
        ids = ",".join(profile.stable_id for profile in profiles)
        raws = [raw async for raw in client.items(EPISODES, limit=_MOST, id=ids)]
        whole = len(raws) < _MOST
        read = list({post.post_id: post for post in readable(client, _episode, raws, client.now())}.values())
        for profile in profiles:
            own = [post for post in read if _is_of(post, profile)]
            have = limit if profile.post_count is None else min(limit, profile.post_count)
            try:
                enough = len(own) >= have or (whole and bool(own))  # none of many may be a cap that nobody documented
                yield profile.creator_id, own[:limit] if enough else await self.posts(client, profile, limit)
            except SkipCreator as error:
                yield skip(self.name, profile.handle, error)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: the directory has no comments."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One search for one show."""
        found = [raw async for raw in client.items(SEARCH, limit=1, q="hello")]
        return f"Podcast Index answers and accepts the key: {len(found)} show found for “hello”"

    async def _asked(self, client: Client, number: str) -> Profile | None:
        if not (number.isascii() and number.isdigit()):
            raise PayloadError("not the number of a show at Podcast Index")
        answer = await client.get(SHOW, id=number)
        raw = answer.get("feed") if isinstance(answer, dict) else answer
        return _profile(raw, client.now()) if raw else None  # an unknown show is answered with an empty list


def _is_of(post: Post, profile: Profile) -> bool:
    return post.creator_id == profile.creator_id


@shaped("a show")
def _profile(raw: Any, now: int) -> Profile | None:
    """The show; None for one whose feed is dead."""
    if raw.get("dead") in _TRUE:
        return None
    number = numbered(raw["id"])
    funding = raw.get("funding") or {}
    about = [part for part in (raw.get("author"), _html.text(raw.get("description") or "")) if part]
    published = [_feed.web(link) for link in (raw.get("url"), raw.get("link"), funding.get("url"))]
    return Profile(
        platform="podcastindex",
        stable_id=number,
        handle=number,
        captured_at=now,
        name=raw.get("title") or None,
        bio=" — ".join(about) or None,
        url=f"https://podcastindex.org/podcast/{number}",
        post_count=raw.get("episodeCount"),
        languages=(raw["language"],) if raw.get("language") else (),
        links=tuple(dict.fromkeys(link for link in published if link)),
    )


@shaped("an episode")
def _episode(raw: Any, now: int) -> Post:
    html = raw.get("description") or ""
    said = _html.text(html)
    return Post(
        creator_id=f"podcastindex:{numbered(raw['feedId'])}",
        post_id=numbered(raw["id"]),
        captured_at=now,
        text="\n\n".join(part for part in (raw.get("title"), said) if part),
        created_at=earliest(raw.get("datePublished") or None),
        url=_feed.web(raw.get("link")) or _feed.web(raw.get("enclosureUrl")),
        language=raw.get("feedLanguage") or None,
        kind=(raw.get("enclosureType") or "audio").partition("/")[0],
        links=_html.links(html),
    )
