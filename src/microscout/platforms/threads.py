"""Threads, through Meta's Threads API with the founder's own token and the permission for profile discovery.

Source: Meta's pages on Threads profiles, retrieving posts and keyword search. What one must know: only public profiles
of at least 100 followers are told of; followers are told, but no count of any single post, so posts carry text and time
only (the likes, views and reposts of a profile are sums over 7 days, and are not read); there is no lasting id, so a
new username is a new creator here; reposts stand among the posts; moments are written with an offset without colon.
Lookups and posts share one allowance of 1000 a day, searches have their own; one page is all that is ever asked for.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout.client import Api, Bearer, Call, Client, Fault, Pace, Quota
from microscout.errors import Missing, Refused
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _meta
from microscout.platforms._named import named
from microscout.platforms._shape import Reads, addresses, each, earliest, no_comments, readable, shaped
from microscout.platforms.base import Facts, Work

LOOKUP = Call("/v1.0/profile_lookup", quota="lookups", signed=True)
POSTS = Call("/v1.0/profile_posts", "data", page=100, quota="lookups", signed=True)
FOUND = Call("/v1.0/keyword_search", "data", page=100, quota="searches", signed=True)

PROFILE_FIELDS = "username,name,biography,follower_count"
POST_FIELDS = "id,username,text,timestamp,media_type,permalink,is_quote_post,link_attachment_url,topic_tag"
_USERNAME = re.compile(r"[A-Za-z0-9._]{1,30}")
_KINDS = {"TEXT_POST": "text", "IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "images", "AUDIO": "audio"}

_GONE = "not there, not public, or followed by fewer than 100"
_RIGHTS = "threads_basic and threads_profile_discovery are needed"
_FAULTS = (
    Fault(500, Refused, error="10", says=f"the token lacks a permission: {_RIGHTS}", again=False),
    Fault(400, Missing, error="24", says=_GONE),
    Fault(400, Missing, error="100", message="does not exist", says=_GONE),
    *_meta.faults("threads", missing=_GONE, rights=_RIGHTS),
)


@dataclass(frozen=True)
class Threads:
    """Threads. `creators`: usernames to look at besides those who post about the niche."""

    creators: Sequence[str] = ()
    site: str = "https://graph.threads.com"

    name: ClassVar[str] = "threads"
    facts: ClassVar[Facts] = Facts(
        about="Threads (Meta's API, approved apps): followers of profiles that have at least 100, their posts without "
        "counts; searched by words only with threads_keyword_search (without it, your own posts are searched)",
        access="approval",
        search_by=("posts (with a further permission)", "username (creators you name)"),
        followers=True,
        likes=False,
        comments=False,
        views=False,
        comment_texts=False,
        batch=1,
        cost_of_50="101 calls: 1 search, 50 for profiles, 50 for posts; none for a search where you name them",
        terms="Meta's platform terms: only through the API, for the use that App Review allowed, kept no longer than "
        "needed (refreshed or erased after 30 days here) and erased on request.",
        credentials={
            "token": "developers.facebook.com → your app → Threads API: a user token with threads_basic and "
            "threads_profile_discovery (App Review); threads_keyword_search to search by words"
        },
        retention_days=30,
        proof="invented exchanges in the wire format of Meta's documentation; never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared: 1000 lookups and 2200 searches in any 24 hours."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=2, burst=4, at_once=4),
            quotas=(
                Quota("calls", 1000, 86_400, name="lookups"),
                Quota("calls", 2200, 86_400, name="searches"),
            ),
            auth=Bearer("token"),
            needs_key=True,
            faults=_FAULTS,
            errors_at=_meta.ERRORS_AT,
            usage=_meta.USAGE,
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            "/{version}/profile_lookup": ("", lambda raw, host, now: _profile(raw, now)),
            "/{version}/profile_posts": ("data", lambda raw, host, now: _post(raw, None, now)),
            "/{version}/keyword_search": ("data", lambda raw, host, now: _post(raw, None, now)),
            "/{version}/me": ("", lambda raw, host, now: _profile(raw, now)),
            "/{version}/{creator}/threads": ("data", lambda raw, host, now: _post(raw, None, now)),
        }

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most calls that `work` may take."""
        profiles = work.phrases * min(work.candidates, FOUND.page) + len(self.creators)
        return {"lookups": profiles + min(work.creators, profiles), "searches": work.phrases}

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The creators whom the founder names, then who wrote the posts that Threads ranks highest for the niche."""
        for candidate in named(self.name, self.creators, niche):
            yield candidate
        for phrase in niche.phrases:
            if not phrase.startswith("@"):
                posts = client.items(
                    FOUND, limit=limit, optional=True, q=phrase, search_type="TOP", fields="username,is_reply"
                )
                async for author in each(client, _author, posts, f"posts match “{phrase}”"):
                    yield author

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """One call a creator."""
        for candidate in candidates:
            if not _USERNAME.fullmatch(candidate.handle):
                yield skip(self.name, candidate.handle, "not a Threads username")
                continue
            raw = await client.get(LOOKUP, username=candidate.handle, fields=PROFILE_FIELDS)
            yield _profile(raw, client.now())

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's own newest posts, out of one page that is large enough for some reposts among them."""
        page = client.items(POSTS, limit=min(100, 3 * limit), username=profile.handle, fields=POST_FIELDS)
        raws = [raw async for raw in page]
        return readable(client, _post, raws, profile.creator_id, client.now(), most=limit)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: what is said under others' posts is not told."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """The profile @threads, which is told even before App Review."""
        own = _profile(await client.get(LOOKUP, username="threads", fields=PROFILE_FIELDS), client.now())
        return f"Threads answers and accepts the token: it told of @{own.handle}"


@shaped("a post found")
def _author(raw: Any, found_by: str) -> Candidate | None:
    """Who wrote the post; None where it only answers another."""
    if raw.get("is_reply") is True:
        return None
    return Candidate(platform="threads", handle=raw["username"], found_by=(found_by,))


@shaped("a profile")
def _profile(raw: Any, now: int) -> Profile:
    handle = raw["username"]
    bio = raw.get("biography") or raw.get("threads_biography") or ""
    return Profile(
        platform="threads",
        stable_id=handle.lower(),
        handle=handle,
        captured_at=now,
        name=raw.get("name") or None,
        bio=bio or None,
        url=f"https://www.threads.com/@{handle}",
        followers=raw.get("follower_count"),
        links=addresses(bio),
    )


@shaped("a post")
def _post(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """A post of `creator_id` (None: whoever); None where it is a repost, an answer or somebody else's."""
    whose = f"threads:{raw['username'].lower()}"
    kind = raw.get("media_type") or ""
    if creator_id not in (None, whose) or kind == "REPOST_FACADE" or raw.get("is_reply") is True:
        return None
    text, tag, link = raw.get("text") or "", raw.get("topic_tag"), raw.get("link_attachment_url")
    return Post(
        creator_id=whose,
        post_id=raw["id"],
        captured_at=now,
        text=(text + "\n\n#" + tag).strip() if tag else text,
        created_at=earliest(raw.get("timestamp")),
        url=raw.get("permalink"),
        kind="quote" if raw.get("is_quote_post") is True else _KINDS.get(kind),
        links=(link,) if link else (),
    )
