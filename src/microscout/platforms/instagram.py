"""Instagram, through business_discovery of the Graph API, with the founder's own token and professional profile.

Source: Meta's reference for business_discovery, rate limiting and error codes. What one must know: there is no search
by words, so creators are named by the founder; only professional (business or creator) profiles are told of; a profile
and its newest posts come with one call; likes that the creator hides are left out of the answer; moments are written
with an offset that has no colon. Which share of the hourly allowance is used stands in two headers, in per cent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout.client import Api, Bearer, Call, Client, Fault, Pace, Quota
from microscout.errors import Refused
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _meta
from microscout.platforms._named import named, nobody
from microscout.platforms._shape import Reads, earliest, no_comments, readable, shaped
from microscout.platforms.base import Facts

VERSION = "v26.0"
DISCOVERY = Call(f"/{VERSION}/{{own_id}}", signed=True)

_POSTS = 50  # they come with the profile: more of them are no more calls
_MEDIA = "id,caption,media_type,media_product_type,like_count,comments_count,view_count,timestamp,permalink"
_PROFILE = "id,username,name,biography,website,followers_count,follows_count,media_count"
_USERNAME = re.compile(r"[A-Za-z0-9._]{1,30}")
_WHOEVER = "instagram:(the profile)"  # posts do not name their maker
_EDGES = ("media", "top_media", "recent_media", "stories", "tags", "children")
_KINDS = {"IMAGE": "image", "VIDEO": "video", "CAROUSEL_ALBUM": "images"}

_LACKS = (
    "the id of your own professional profile: set own_id under [platform.instagram] in config.toml, or "
    "MICROSCOUT_INSTAGRAM_OWN_ID (Graph API Explorer: me/accounts?fields=instagram_business_account)"
)
_FAULTS = _meta.faults(
    "instagram",
    missing="not there, or not a professional (business or creator) profile",
    rights="instagram_basic, instagram_manage_insights and pages_read_engagement are needed",
)
_OWN_ID = Fault(400, Refused, error="100", message="does not exist", says="instagram knows no profile with your own_id")


def asked_for(username: str) -> str:
    """The fields of one creator's profile and newest posts, as business_discovery wants them."""
    return f"business_discovery.username({username}){{{_PROFILE},media.limit({_POSTS}){{{_MEDIA}}}}}"


@dataclass(frozen=True)
class Instagram:
    """Instagram. `own_id`: the id of your own professional profile; `creators`: usernames to look at."""

    own_id: str = ""
    creators: Sequence[str] = ()
    site: str = "https://graph.facebook.com"

    # The posts that came with each profile; belongs to this run.
    _came: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "instagram"
    facts: ClassVar[Facts] = Facts(
        about="Instagram (Graph API, business_discovery): professional profiles that you name, with their 50 newest "
        "posts; needs own_id, the id of your own professional profile, under [platform.instagram]",
        access="approval",
        search_by=("username (creators you name)",),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=False,
        batch=1,
        cost_of_50="50 calls: profile and posts come together",
        terms="Meta's platform terms: only through the API, for the use that App Review allowed, kept no longer than "
        "needed (refreshed or erased after 30 days here) and erased on request.",
        credentials={
            "token": "developers.facebook.com → your app → Graph API Explorer: a User access token with "
            "instagram_basic, instagram_manage_insights and pages_read_engagement"
        },
        retention_days=30,
        proof="invented exchanges in the documented wire format, held against the fields that python-facebook-api "
        "declares; never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. The allowance depends on the app: only its used share is told, by two headers."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=2, burst=4, at_once=4),
            quotas=(Quota("calls", None, 3600),),
            auth=Bearer("token"),
            needs_key=True,
            faults=(*_FAULTS, _OWN_ID),
            errors_at=_meta.ERRORS_AT,
            usage=_meta.USAGE,
        )

    @property
    def lacks(self) -> str:
        """The own id, where it is not set."""
        return "" if self.own_id.isdigit() else _LACKS

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        answered = {
            "": ("", _recorded),
            "#posts": ("business_discovery.media.data", _recorded_post),
            "#own posts": ("media.data", _recorded_post),
        }
        nodes = {
            f"{path}{part}": read for path in ("/{version}/{own_id}", "/{own_id}") for part, read in answered.items()
        }
        return nodes | dict.fromkeys((f"/{{version}}/{{node}}/{edge}" for edge in _EDGES), ("data", _recorded_post))

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The creators whom the founder names."""
        found = list(named(self.name, self.creators, niche))
        if not found:
            raise nobody(self.name)
        for candidate in found:
            yield candidate

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """One call a creator, whose newest posts come along and are remembered."""
        for candidate in candidates:
            if not _USERNAME.fullmatch(candidate.handle):
                yield skip(self.name, candidate.handle, "not an Instagram username")
                continue
            raw = await self._told(client, candidate.handle)
            profile = _profile(raw, candidate.handle, client.now())
            self._came[profile.stable_id] = raw
            yield profile

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's newest posts, 50 at most; asked for again only where the profile came in an earlier run."""
        raw = self._came.pop(profile.stable_id, None)
        if raw is None:
            raw = await self._told(client, profile.handle)
        return readable(client, _post, _media(raw), profile.creator_id, client.now(), most=limit)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: Instagram tells how many there are, not what they say."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """The founder's own profile."""
        own = await client.get(DISCOVERY, own_id=self._own_id(), fields="id,username")
        return f"the Graph API answers for your own profile {_username(own)}"

    async def _told(self, client: Client, username: str) -> Any:
        return await client.get(DISCOVERY, own_id=self._own_id(), fields=asked_for(username))

    def _own_id(self) -> str:
        if self.lacks:
            raise Refused(f"instagram needs {self.lacks}")
        return self.own_id


@shaped("the own profile")
def _username(raw: Any) -> str:
    return f"@{raw['username']}"


@shaped("a profile")
def _profile(raw: Any, asked: str, now: int) -> Profile:
    """The profile of whom one asked for; an answer need not repeat the username."""
    told = raw["business_discovery"]
    handle = told.get("username", asked)
    website = told.get("website")
    return Profile(
        platform="instagram",
        stable_id=told["id"],
        handle=handle,
        captured_at=now,
        name=told.get("name") or None,
        bio=told.get("biography") or None,
        url=f"https://www.instagram.com/{handle}/",
        followers=told.get("followers_count"),
        following=told.get("follows_count"),
        post_count=told.get("media_count"),
        links=(website,) if website else (),
    )


@shaped("a profile's posts")
def _media(raw: Any) -> list[Any]:
    """The raw posts that came along. Without a list of them there are none only where their number is 0."""
    told = raw["business_discovery"]
    return [] if "media" not in told and told.get("media_count") == 0 else list(told["media"]["data"])


@shaped("a post")
def _post(raw: Any, creator_id: str, now: int) -> Post:
    kind = "reel" if raw.get("media_product_type") == "REELS" else _KINDS.get(raw.get("media_type", ""))
    return Post(
        creator_id=creator_id,
        post_id=raw["id"],
        captured_at=now,
        text=raw.get("caption") or "",
        created_at=earliest(raw.get("timestamp")),
        url=raw.get("permalink"),
        kind=kind,
        likes=raw.get("like_count"),
        comments=raw.get("comments_count"),
        views=raw.get("view_count"),
    )


@shaped("an answer")
def _recorded(raw: Any, host: str, now: int) -> Profile | Post | None:
    """Whatever a recorded answer of one node holds: a profile asked for, somebody's own, or a post.

    None where it holds posts only, which are read by themselves.
    """
    if "business_discovery" in raw:
        found = raw["business_discovery"]
        return None if "media" in found and not found.keys() - {"media", "id"} else _profile(raw, found["id"], now)
    if raw.keys() & {"media_type", "permalink", "timestamp", "shortcode"}:
        return _post(raw, _WHOEVER, now)
    return _profile({"business_discovery": raw}, raw["username"], now)


def _recorded_post(raw: Any, host: str, now: int) -> Post:
    return _post(raw, _WHOEVER, now)
