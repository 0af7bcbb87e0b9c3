"""TikTok, through its Research API: for approved researchers of non-profit institutions only, never for commerce.

Source: TikTok's pages on the Research API (eligibility, user info, video query, errors). What one must know: questions
are POST bodies, only the fields wanted stand in the address; a question reaches over 30 days at most, so older videos
are not seen; counts are up to ten days behind; profiles have no lasting id, so a new username is a new creator here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Grant, Pace, Quota
from microscout.errors import Missing, PayloadError, QuotaSpent, Refused, Unreachable
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms._named import named
from microscout.platforms._shape import Reads, each, earliest, no_comments, readable, shaped
from microscout.platforms.base import Facts, Work

INFO = Call("/v2/research/user/info/", method="POST", query=("fields",), quota="requests", signed=True)
VIDEOS = Call(
    "/v2/research/video/query/",
    "data.videos",
    method="POST",
    query=("fields",),
    page=100,
    page_parameter="max_count",
    quota="requests",
    signed=True,
    empty_if="data.has_more",
)

INFO_FIELDS = "display_name,bio_description,follower_count,following_count,video_count,bio_url"
VIDEO_FIELDS = "id,username,video_description,create_time,like_count,comment_count,share_count,view_count"
_DAYS = 30
_USERNAME = re.compile(r"[A-Za-z0-9._]{2,24}")
_TOMORROW = "tiktok: no requests are left today; more from midnight UTC"
_WHO = "tiktok: only approved researchers of non-profit institutions may use this; has the project the scope for it?"
_FAULTS = (
    Fault(403, Refused, says=_WHO),
    *(Fault(status, Missing, message="cannot find", says="not there, or not any more") for status in (400, 200)),
    *(
        Fault(under, means, error=code, says=says, again=again)
        for status, code, means, says, again in (
            (401, "scope_not_authorized", Refused, _WHO, False),
            (401, "access_token_invalid", Refused, "tiktok does not accept the session", False),
            (429, "daily_quota_limit_exceeded", QuotaSpent, _TOMORROW, False),
            (429, "rate_limit_exceeded", QuotaSpent, "tiktok asks to slow down", True),
            (500, "internal_error", Unreachable, "tiktok has a hiccup", True),
            (504, "timeout", Unreachable, "tiktok has a hiccup", True),
            (400, "invalid_params", PayloadError, "", False),
        )
        for under in (status, 200)
    ),
    Fault(401, Refused, says="tiktok does not accept the session"),
)
"""Its error codes; they come with their own status, and with 200 as well."""


@dataclass(frozen=True)
class TikTok:
    """TikTok. `creators`: usernames to look at besides those who post on the niche."""

    creators: Sequence[str] = ()
    site: str = "https://open.tiktokapis.com"

    name: ClassVar[str] = "tiktok"
    facts: ClassVar[Facts] = Facts(
        about="TikTok (Research API): for approved researchers of non-profit institutions in the US and Europe, never "
        "for commerce; videos of the last 30 days",
        access="approval",
        search_by=("keywords of videos", "username (creators you name)"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=False,
        batch=1,
        cost_of_50="101 requests: 1 search, 50 for profiles, 50 for videos",
        terms="Non-profit, non-commercial research under an approved proposal only: a founder may not use it. "
        "Refreshed or erased after 15 days here.",
        credentials={
            "client_key": "developers.tiktok.com → Research API → apply; the approved project's client key",
            "client_secret": "the same project's client secret",
        },
        retention_days=15,
        proof="invented exchanges in the documented wire format, held against nothing but its description; never run "
        "against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared: a thousand requests a day."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=2, burst=2, at_once=2),
            quotas=(Quota("requests", 1000, 86_400, "UTC", "requests"),),
            auth=Grant(
                f"{self.site}/v2/oauth/token/",
                {"grant_type": "client_credentials"},
                {"client_key": "client_key", "client_secret": "client_secret"},
            ),
            needs_key=True,
            faults=_FAULTS,
            errors_at=("error.code", "error.message"),
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            INFO.path: ("", lambda raw, host, now: _profile(raw, "a_recording", now)),
            VIDEOS.path: ("data.videos", lambda raw, host, now: _post(raw, None, now)),
            f"{VIDEOS.path}#empty": ("data.search_id", None),
        }

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most requests that `work` may take."""
        profiles = work.phrases * min(work.candidates, VIDEOS.page) + len(self.creators)
        return {"requests": work.phrases + profiles + min(work.creators, profiles)}

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The creators whom the founder names, then who made videos on the niche in the last 30 days."""
        for candidate in named(self.name, self.creators, niche):
            yield candidate
        for phrase in niche.phrases:
            if not phrase.startswith("@"):
                videos = self._videos(client, "keyword", phrase, limit, "username", optional=True)
                async for maker in each(client, _maker, videos, f"videos match “{phrase}”"):
                    yield maker

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """One request a creator."""
        for candidate in candidates:
            if not _USERNAME.fullmatch(candidate.handle):
                yield skip(self.name, candidate.handle, "not a TikTok username")
                continue
            raw = await client.get(INFO, fields=INFO_FIELDS, username=candidate.handle)
            yield _profile(raw, candidate.handle, client.now())

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's videos of the last 30 days, newest first."""
        raws = [raw async for raw in self._videos(client, "username", profile.handle, 100, VIDEO_FIELDS)]
        posts = readable(client, _post, raws, profile.creator_id, client.now())
        return sorted(posts, key=lambda post: post.created_at or 0, reverse=True)[:limit]

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: the API does not tell whose they are."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One profile, for one request."""
        _profile(await client.get(INFO, fields="display_name", username="tiktok"), "tiktok", client.now())
        return "TikTok answers and accepts the client"

    def _videos(
        self, client: Client, field: str, value: str, limit: int, fields: str, *, optional: bool = False
    ) -> AsyncIterator[Any]:
        now = client.now()
        return client.items(
            VIDEOS,
            limit=limit,
            optional=optional,
            fields=fields,
            query={"and": [{"operation": "EQ", "field_name": field, "field_values": [value]}]},
            start_date=_day(now - (_DAYS - 1) * 86_400),
            end_date=_day(now),
        )


def _day(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y%m%d")


@shaped("a video found")
def _maker(raw: Any, found_by: str) -> Candidate:
    return Candidate(platform="tiktok", handle=raw["username"], found_by=(found_by,))


@shaped("a profile")
def _profile(raw: Any, username: str, now: int) -> Profile:
    told = raw["data"]
    if not isinstance(told, dict) or not told or (raw.get("error") or {}).get("code", "ok") != "ok":
        raise TypeError  # an error may come under a good status
    link = told.get("bio_url")
    return Profile(
        platform="tiktok",
        stable_id=username.lower(),
        handle=username,
        captured_at=now,
        name=told.get("display_name") or None,
        bio=told.get("bio_description") or None,
        url=f"https://www.tiktok.com/@{username}",
        followers=told.get("follower_count"),
        following=told.get("following_count"),
        post_count=told.get("video_count"),
        links=(link,) if link else (),
    )


@shaped("a video")
def _post(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """A video of `creator_id` (None: whoever); None where it is somebody else's. Not every answer repeats the maker."""
    maker = raw.get("username")
    whose = f"tiktok:{maker.lower()}" if maker else creator_id or "tiktok:?"
    if creator_id not in (None, whose):
        return None
    return Post(
        creator_id=whose,
        post_id=str(raw["id"]),
        captured_at=now,
        text=raw.get("video_description") or "",
        created_at=earliest(raw.get("create_time")),
        url=f"https://www.tiktok.com/@{maker}/video/{raw['id']}" if maker else None,
        kind="video",
        likes=raw.get("like_count"),
        comments=raw.get("comment_count"),
        reposts=raw.get("share_count"),
        views=raw.get("view_count"),
    )
