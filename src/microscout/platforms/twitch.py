"""Twitch, through the Helix API with the founder's own free key.

Sources: dev.twitch.tv/docs/api and its OpenAPI mirror. What one must know: a token belongs to a client id, which every
call carries besides; 800 points a minute, one a call; unknown creators are left out of an answer without a word, and
absent text is the empty text. Followers are told as a total, one creator a call. There are no likes and no comments;
``view_count`` of a creator is long dead and is not read. Recordings go after weeks and many have none: clips then.
That a channel declares branded content is told for now, not for each recording: it is read as the newest one's.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import TypeAdapter

from microscout.client import Api, Call, Client, Cursor, Grant, Pace, Quota
from microscout.errors import Missing, SkipCreator
from microscout.models import Candidate, Comment, Count, Niche, Post, Profile, Skip, iso, skip
from microscout.platforms._shape import Reads, addresses, each, earliest, no_comments, readable, shaped
from microscout.platforms.base import Facts


def _call(method: str, *, pages: bool = True) -> Call:
    paging = Cursor("pagination.cursor", "after") if pages else None
    return Call(f"/helix/{method}", "data", paging, page=100, page_parameter="first", signed=True)


CATEGORIES = _call("search/categories", pages=False)
STREAMS = _call("streams")
CLIPS = _call("clips")
NAMES = _call("search/channels")
USERS = Call("/helix/users", "data", signed=True)
CHANNELS = Call("/helix/channels", "data", signed=True)
FOLLOWERS = Call("/helix/channels/followers", signed=True)
VIDEOS = _call("videos", pages=False)

SIGN_IN = Grant(
    "https://id.twitch.tv/oauth2/token",
    {"grant_type": "client_credentials"},
    {"client_id": "client_key", "client_secret": "client_secret"},
    headers={"Client-Id": "client_key"},
)
_BATCH = 100
_CLIPPED_WITHIN = 90 * 86_400
_GONE = "not there, or not any more"
_LOGIN = re.compile(r"[a-z0-9_]{1,60}", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True)
class Twitch:
    """Twitch. `language` (``de``): only streams in it are looked at."""

    language: str | None = None

    # Whose channel declares branded content, by stable id, as told with the profile; belongs to this run.
    _branded: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "twitch"
    facts: ClassVar[Facts] = Facts(
        about="Twitch: who streams or is clipped in the category of the niche, and channels named after it",
        access="free key",
        search_by=("category", "channel name"),
        followers=True,
        likes=False,
        comments=False,
        views=True,
        comment_texts=False,
        batch=_BATCH,
        cost_of_50="104 to 155 calls: 1 for the category, 1 to 3 for its creators, 2 for profiles, 50 for followers, "
        "50 for recordings; 1 more, for clips, for each creator without recordings",
        terms="Developer agreement: data is kept fresh, deleted when asked, never sold. Views and followers only.",
        credentials={
            "client_key": "dev.twitch.tv/console → Applications → Register: the Client ID",
            "client_secret": "the same page → New Secret",
        },
        proof="exchanges written after its OpenAPI document, held against twitchAPI's classes; never run against the "
        "live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared: 800 points a minute; 80 at once and 12 a second stay within."""
        return Api(
            name=self.name,
            base_url="https://api.twitch.tv",
            pace=Pace(per_second=12, burst=80),
            quotas=(Quota("points", None, 60),),  # the pace keeps the minute; a limit here would end a run at 800
            auth=SIGN_IN,
            needs_key=True,
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            STREAMS.path: ("data", lambda raw, host, now: _streaming(raw, "a recording")),
            NAMES.path: ("data", lambda raw, host, now: _named(raw, "a recording")),
            CLIPS.path: ("data", lambda raw, host, now: _clip(raw, None, now)),
            USERS.path: ("data", lambda raw, host, now: _profile(raw, {}, None, now)),
            CHANNELS.path: ("data", lambda raw, host, now: {"creator": _channel(raw)[0]}),
            FOLLOWERS.path: ("", lambda raw, host, now: {"followers": _total(raw)}),
            CATEGORIES.path: ("data", lambda raw, host, now: {"category": _category(raw)[1]}),
            VIDEOS.path: ("data", lambda raw, host, now: _video(raw, None, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Who streams in the phrase's category now; where these are few, who is clipped there; then names."""
        for phrase in niche.phrases:
            seen: set[str] = set()
            async for game, title in each(
                client, _category, client.items(CATEGORIES, limit=1, optional=True, query=phrase)
            ):
                live = client.items(STREAMS, limit=limit, optional=True, game_id=game, language=self.language)
                async for streaming in each(client, _streaming, live, f"streams in the category {title}"):
                    seen.add(streaming.stable_id or "")
                    yield streaming
                clips = (
                    client.items(CLIPS, limit=limit, optional=True, game_id=game, **_lately(client))
                    if len(seen) < limit
                    else None
                )
                async for clipped in each(client, _clipped, clips, f"clipped in {title}") if clips else _nobody():
                    if clipped.handle not in seen:
                        seen.add(clipped.handle)
                        yield clipped
            if len(seen) < limit:
                names = client.items(NAMES, limit=limit - len(seen), optional=True, query=phrase, live_only=False)
                async for named in each(client, _named, names, f"channel matches “{phrase}”"):
                    yield named

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Up to 100 profiles with two calls, and the followers of each with one."""
        wanted = {(candidate.stable_id or candidate.handle).lower(): candidate for candidate in candidates}
        for asked in [asked for asked in wanted if not _LOGIN.fullmatch(asked)]:
            yield skip(self.name, wanted.pop(asked).handle, "not a Twitch name")  # it would fail the whole batch
        if not wanted:
            return
        ids = [asked for asked, one in wanted.items() if one.stable_id and _NUMBER.fullmatch(asked)]
        logins = [asked for asked in wanted if asked not in ids]
        raws = [raw async for raw in client.items(USERS, limit=_BATCH, id=ids or None, login=logins or None)]
        numbers = [raw["id"] for raw in raws if isinstance(raw, dict) and isinstance(raw.get("id"), str)]
        channels = client.items(CHANNELS, limit=_BATCH, optional=True, broadcaster_id=numbers)
        told = dict([one async for one in each(client, _channel, channels)] if numbers else [])
        for raw in raws:
            named = [str(raw.get(part)).lower() for part in ("id", "login")] if isinstance(raw, dict) else []
            candidate = next((wanted.pop(asked) for asked in named if asked in wanted), None)
            try:
                profile = _profile(raw, told.get(named[0] if named else "", {}), None, client.now())
                total = await client.attempt(FOLLOWERS, broadcaster_id=profile.stable_id, first=1)
                channel = told.get(profile.stable_id, {})
                self._branded[profile.stable_id] = channel.get("is_branded_content") is True
                yield _profile(raw, channel, total, client.now())
            except SkipCreator as error:
                yield skip(self.name, candidate.handle if candidate else "?", error)
        for candidate in wanted.values():
            yield skip(self.name, candidate.handle, Missing(_GONE))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The newest recordings; clips of the creator's streams where there are none."""
        videos = client.items(VIDEOS, limit=min(limit, _BATCH), user_id=profile.stable_id, sort="time")
        raws = [raw async for raw in videos]
        posts = readable(client, _video, raws, profile.creator_id, client.now())
        if not raws:
            cut = client.items(CLIPS, limit=min(limit, _BATCH), broadcaster_id=profile.stable_id, **_lately(client))
            posts = readable(client, _clip, [raw async for raw in cut], profile.creator_id, client.now())
            posts.sort(key=lambda post: post.created_at or 0, reverse=True)
        posts = list({post.post_id: post for post in posts}.values())[:limit]
        if posts and posts[0].kind == "archive" and self._branded.get(profile.stable_id):
            posts[0] = posts[0].model_copy(update={"paid": True})
        return posts

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: Twitch hands out no comments."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One search for one category."""
        found = [raw async for raw in client.items(CATEGORIES, limit=1, query="art")]
        return f"Twitch answers and accepts the key: {len(found)} category found for “art”"


def _lately(client: Client) -> dict[str, Any]:
    """Clips come most viewed first, of all time unless told: the window keeps them to what is current."""
    now = client.now()
    return {"started_at": iso(now - _CLIPPED_WITHIN), "ended_at": iso(now)}


async def _nobody() -> AsyncIterator[Candidate]:
    for candidate in list[Candidate]():
        yield candidate


@shaped("a category")
def _category(raw: Any) -> tuple[str, str]:
    number, name = raw["id"], raw["name"]
    if not (isinstance(number, str) and isinstance(name, str)):
        raise TypeError
    return number, name


@shaped("a stream")
def _streaming(raw: Any, found_by: str) -> Candidate:
    number = raw["user_id"]
    return Candidate(platform="twitch", handle=raw.get("user_login") or number, stable_id=number, found_by=(found_by,))


@shaped("a clip")
def _clipped(raw: Any, found_by: str) -> Candidate:
    """The creator whose stream the clip shows; its name here is the one for display, so the id is the handle."""
    number = raw["broadcaster_id"]
    return Candidate(platform="twitch", handle=number, stable_id=number, found_by=(found_by,))


@shaped("a search result")
def _named(raw: Any, found_by: str) -> Candidate:
    handle = raw.get("broadcaster_login") or raw["id"]
    return Candidate(platform="twitch", handle=handle, stable_id=raw["id"], found_by=(found_by,))


@shaped("a channel")
def _channel(raw: Any) -> tuple[str, dict[str, Any]]:
    return str(raw["broadcaster_id"]), dict(raw)


@shaped("a profile")
def _profile(raw: Any, channel: Any, followers: Any, now: int) -> Profile:
    """The creator of `raw`, with what the answers about the channel and its followers tell, if they came."""
    bio, language = raw.get("description"), channel.get("broadcaster_language")
    if not _NUMBER.fullmatch(raw["id"]):
        raise ValueError
    return Profile(
        platform="twitch",
        stable_id=raw["id"],
        handle=raw["login"],
        captured_at=now,
        name=raw.get("display_name") or None,
        bio=bio or None,
        url=f"https://www.twitch.tv/{raw['login']}",
        followers=None if followers is None else followers.get("total"),
        languages=(language,) if language and language != "other" else (),
        links=addresses(bio),
        created_at=earliest(raw.get("created_at")),
    )


@shaped("a total of followers")
def _total(raw: Any) -> int | None:
    return TypeAdapter[int | None](Count | None).validate_python(raw.get("total"))


@shaped("a recording")
def _video(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """A recording of `creator_id` (None: whoever); None for one that is somebody else's, or not public."""
    owner = f"twitch:{raw['user_id']}"
    if creator_id not in (None, owner) or raw.get("viewable", "public") != "public":
        return None
    said = [part for part in (raw.get("title"), raw.get("description")) if part]
    return _post(raw, owner, "\n\n".join(said), raw.get("type") or None, now)


@shaped("a clip")
def _clip(raw: Any, creator_id: str | None, now: int) -> Post | None:
    owner = f"twitch:{raw['broadcaster_id']}"
    return None if creator_id not in (None, owner) else _post(raw, owner, raw.get("title") or "", "clip", now)


def _post(raw: Any, owner: str, text: str, kind: str | None, now: int) -> Post:
    return Post(
        creator_id=owner,
        post_id=raw["id"],
        captured_at=now,
        text=text,
        created_at=earliest(raw.get("published_at") or None, raw.get("created_at")),
        url=raw.get("url") or None,
        language=raw.get("language") or None,
        kind=kind,
        views=raw.get("view_count"),
        links=addresses(text),
    )
