"""Mixcloud: DJs and radio shows. Keyless. A post is a cloudcast: a mix or a broadcast.

Source: mixcloud.com/developers. Everything has a ``key`` (``/tilda/some-mix/``) which is its path in the API too.
Favourites are likes; plays are views.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Offset, Pace
from microscout.errors import Missing, PayloadError, QuotaSpent
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms._shape import Reads, addresses, each, earliest, readable, shaped
from microscout.platforms.base import Facts

SEARCH = Call("/search/", "data", Offset(), page=100)
USER = Call("/{user}/")
CLOUDCASTS = Call("/{user}/cloudcasts/", "data", page=100)  # one page
COMMENTS = Call("/{user}/{cloudcast}/comments/", "data", page=100)  # one page

_GONE = "not there, or not any more"
_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True)
class Mixcloud:
    """Mixcloud. `site`: where its API is."""

    site: str = "https://api.mixcloud.com"

    name: ClassVar[str] = "mixcloud"
    facts: ClassVar[Facts] = Facts(
        about="Mixcloud: DJs, radio shows and podcasts in sound, by name and by what their shows are called",
        access="keyless",
        search_by=("name", "cloudcast"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=True,
        batch=1,
        cost_of_50="101 calls: 1 search, 50 for profiles, 50 for shows",
        terms="All calls are limited in rate; sound is not available. Link back to what is shown, and never spam.",
        credentials={},
        proof="invented exchanges in the documented form; how hidden counts look is not documented; never run against "
        "the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. Its limits are not published: the pace is our own courtesy."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=2, burst=5, at_once=4),
            faults=(
                Fault(403, QuotaSpent, error="RateLimitException", again=True),
                Fault(404, Missing, says=_GONE),
            ),
            errors_at=("error.type", "error.message"),
            wait_at="error.retry_after",
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            SEARCH.path: ("data", lambda raw, host, now: _found(raw, "a recording")),
            USER.path: ("", lambda raw, host, now: _profile(raw, now)),
            CLOUDCASTS.path: ("data", lambda raw, host, now: _seen(raw, now)),
            **dict.fromkeys(
                ("/{user}/followers/", "/{user}/following/"),
                ("data", lambda raw, host, now: _found(raw, "a recording")),
            ),
            **dict.fromkeys(
                ("/{user}/favorites/", "/{user}/listens/", "/popular/", "/popular/hot/", "/new/"),
                ("data", lambda raw, host, now: _seen(raw, now)),
            ),
            "/{user}/{cloudcast}/": ("", lambda raw, host, now: _seen(raw, now)),
            COMMENTS.path: ("data", lambda raw, host, now: _comment(raw, None)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Whose name matches; where these are few, who made cloudcasts on it."""
        found: set[str] = set()
        for kind, why in (("user", "name"), ("cloudcast", "cloudcast")):
            for phrase in niche.phrases if len(found) < limit else ():
                raws = client.items(SEARCH, limit=limit, optional=True, q=phrase, type=kind)
                async for candidate in each(client, _found, raws, f"{why} matches “{phrase}”"):
                    found.add(candidate.key)
                    yield candidate

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile of each, a call each."""
        for candidate in candidates:
            try:
                if not _NAME.fullmatch(candidate.handle):
                    raise PayloadError("not a Mixcloud name")
                yield _profile(await client.get(USER, user=candidate.handle), client.now())
            except (Missing, PayloadError) as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's own newest cloudcasts; more are asked for, since others' that name a host are among them."""
        raws = [raw async for raw in client.items(CLOUDCASTS, limit=min(100, 2 * limit), user=profile.handle)]
        return readable(client, _cloudcast, raws, profile.creator_id, client.now(), most=limit)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Comments under `post`."""
        user, _, cloudcast = post.post_id.strip("/").partition("/")
        raws = [raw async for raw in client.items(COMMENTS, limit=limit, user=user, cloudcast=cloudcast)]
        for comment in readable(client, _comment, raws, post):
            yield comment

    async def probe(self, client: Client) -> str:
        """One search for one creator."""
        found = [raw async for raw in client.items(SEARCH, limit=1, q="hello", type="user")]
        return f"Mixcloud answers: {len(found)} creator found for “hello”"


@shaped("a search result")
def _found(raw: Any, found_by: str) -> Candidate:
    """Whom the search found, or who made the cloudcast that it found."""
    username = (raw.get("user") or raw)["username"]
    return Candidate(platform="mixcloud", handle=username, stable_id=username.lower(), found_by=(found_by,))


@shaped("a profile")
def _profile(raw: Any, now: int) -> Profile:
    """The username is the id, lower-case: the API knows no number."""
    places = [place for place in (raw.get("city"), raw.get("country")) if place]
    return Profile(
        platform="mixcloud",
        stable_id=raw["username"].lower(),
        handle=raw["username"],
        captured_at=now,
        name=raw.get("name") or None,
        bio=raw.get("biog") or None,
        url=raw.get("url"),
        followers=raw.get("follower_count"),
        following=raw.get("following_count"),
        post_count=raw.get("cloudcast_count"),
        location=", ".join(places) or None,
        links=addresses(raw.get("biog")),
        created_at=earliest(raw.get("created_time")),
    )


@shaped("a cloudcast")
def _seen(raw: Any, now: int) -> Post | None:
    """The cloudcast, whoever made it."""
    return _cloudcast(raw, f"mixcloud:{raw['user']['username'].lower()}", now)


@shaped("a cloudcast")
def _cloudcast(raw: Any, creator_id: str, now: int) -> Post | None:
    """A cloudcast of the creator; None for another's."""
    if f"mixcloud:{raw['user']['username'].lower()}" != creator_id:
        return None
    tags = " ".join(f"#{tag['name']}" for tag in raw.get("tags") or ())
    told = {} if raw.get("hidden_stats") else raw  # who hides the counts has not got zero of each
    said = (raw["name"], raw.get("description"), tags)
    return Post(
        creator_id=creator_id,
        post_id=raw["key"],
        captured_at=now,
        text="\n\n".join(part for part in said if part),
        created_at=earliest(raw.get("created_time")),
        url=raw.get("url"),
        kind="cloudcast",
        likes=told.get("favorite_count"),
        comments=told.get("comment_count"),
        reposts=told.get("repost_count"),
        views=told.get("play_count"),
    )


@shaped("a comment")
def _comment(raw: Any, post: Post | None) -> Comment:
    author = raw["user"]["username"]
    return Comment(
        creator_id=post.creator_id if post else "mixcloud:?",
        post_id=post.post_id if post else "?",
        comment_id=raw["key"],
        author=author,
        by_creator=bool(post and post.creator_id == f"mixcloud:{author.lower()}"),
        text=raw["comment"],
        created_at=earliest(raw.get("submit_date")),
    )
