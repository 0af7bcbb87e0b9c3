"""PeerTube: video channels on a thousand servers, found through Sepia Search, an index of them. Keyless.

Sources: docs.joinpeertube.org (REST reference). The index speaks the servers' own language, and knows a channel as it
was when it was last read: its follower counts are marked as seen from afar. Followers are those of the fediverse only.
Numbers mean something on their own server only: a channel is ``name@host``. Errors follow RFC 7807.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Offset, Pace, public_base
from microscout.errors import Missing, SkipCreator
from microscout.models import Candidate, Comment, CountSource, Niche, Post, Profile, Skip, skip
from microscout.platforms import _html
from microscout.platforms._servers import one_server, site
from microscout.platforms._shape import Reads, addresses, each, earliest, from_afar, numbered, readable, shaped
from microscout.platforms.base import Facts

FOUND_CHANNELS = Call("/api/v1/search/video-channels", "data", Offset("start"), page=100, page_parameter="count")
FOUND_VIDEOS = Call("/api/v1/search/videos", "data", Offset("start"), page=100, page_parameter="count")
CHANNEL = Call("/api/v1/video-channels/{channel}")
VIDEOS = Call("/api/v1/video-channels/{channel}/videos", "data", page=100, page_parameter="count")  # one page
THREADS = Call("/api/v1/videos/{id}/comment-threads", "data", page=100, page_parameter="count")  # one page

_GONE = "not there, or not any more"


@dataclass(frozen=True)
class PeerTube:
    """PeerTube. `index`: where channels are searched: Sepia Search, or one server."""

    index: str = "https://sepiasearch.org"

    # Comments come from accounts, and a channel never has its account's name: whose channel it is has to be known.
    # Told by the channel's videos and its profile; kept here, since it belongs to this run and this platform only.
    _owners: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "peertube"
    facts: ClassVar[Facts] = Facts(
        about="PeerTube: video channels and makers of videos on its many servers, through Sepia Search",
        access="keyless",
        search_by=("channel", "video"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=True,
        batch=1,
        cost_of_50="51 calls: 1 search, 50 for videos; 1 more for each channel found by a video only",
        terms="Each server's rules; the index is run by Framasoft for people, so it is asked gently. No spam.",
        credentials={},
        proof="invented exchanges in the documented form: videos held against a client made from its OpenAPI document, "
        "channels and comments against the fields of its REST reference; never run against a live server",
    )

    @property
    def api(self) -> Api:
        """The site, declared. A server lets 50 calls through in 10 seconds; ours stay at half of it."""
        return Api(
            name=self.name,
            base_url=self.index,
            pace=Pace(per_second=2.5, burst=10, at_once=4),
            faults=(Fault(404, Missing, says=_GONE),),
            errors_at=("code", "detail"),
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            FOUND_CHANNELS.path: ("data", lambda raw, host, now: _profile(raw, host, now)),
            "/api/v1/video-channels": ("data", lambda raw, host, now: _profile(raw, host, now)),
            "/api/v1/accounts/{name}/video-channels": ("data", lambda raw, host, now: _profile(raw, host, now)),
            CHANNEL.path: ("", lambda raw, host, now: _profile(raw, host, now)),
            **{
                path: ("data", lambda raw, host, now: _video(raw, host, None, now))
                for path in (FOUND_VIDEOS.path, VIDEOS.path, "/api/v1/videos", "/api/v1/accounts/{name}/videos")
            },
            "/api/v1/videos/{id}": ("", lambda raw, host, now: _video(raw, host, None, now)),
            THREADS.path: ("data", lambda raw, host, now: _comment(raw, None, host)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Channels whose name or description matches; where these are few, who made videos on it."""
        now, host = client.now(), site(self.index)
        found: dict[str, set[str]] = {phrase: set() for phrase in niche.phrases}
        for phrase, seen in found.items():
            channels = client.items(FOUND_CHANNELS, limit=limit, optional=True, search=phrase)
            async for channel in each(client, _channel, channels, f"channel matches “{phrase}”", host, now):
                seen.add(channel.key)
                yield channel
        for phrase, seen in found.items():
            if len(seen) < limit:
                videos = client.items(FOUND_VIDEOS, limit=limit, optional=True, search=phrase, sort="-match")
                async for maker in each(client, _maker, videos, f"video matches “{phrase}”", host):
                    yield maker

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The channel as its own server tells it."""
        for candidate in candidates:
            asked = candidate.stable_id or candidate.handle
            try:
                base = self._base(asked.rpartition("@")[2])
                with one_server(base):
                    raw = await client.get(CHANNEL, base=base, channel=asked.rpartition("@")[0])
                yield _profile(raw, site(base), client.now())
            except SkipCreator as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The channel's newest videos, asked at its own server."""
        name, _, host = profile.stable_id.rpartition("@")
        base = self._base(host)
        asked = client.items(VIDEOS, limit=limit, base=base, channel=name, sort="-publishedAt")
        with one_server(base):
            raws = [raw async for raw in asked]
        for raw in raws:
            self._note_owner(raw, profile.creator_id, site(base))
        return readable(client, _video, raws, host, profile.creator_id, client.now(), most=limit)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """The threads' first comments under `post`: each answer would cost a call a thread."""
        base = self._base(post.creator_id.rpartition("@")[2])
        try:
            with one_server(base):
                raws = [raw async for raw in client.items(THREADS, limit=limit, base=base, id=post.post_id)]
        except SkipCreator as error:
            if "not enabled" in error.message or "disabled" in error.message:
                return
            raise
        if raws and post.creator_id not in self._owners:
            channel = post.creator_id.partition(":")[2].rpartition("@")[0]
            self._note_owner(await client.attempt(CHANNEL, base=base, channel=channel), post.creator_id, site(base))
        for comment in readable(client, _comment, raws, post, site(base), self._owners.get(post.creator_id)):
            yield comment

    def _note_owner(self, raw: Any, creator_id: str, host: str) -> None:
        """Remember who owns a channel, out of a video of it or of its profile."""
        if not isinstance(raw, dict):
            return
        channel, account = raw.get("channel") or raw, raw.get("account") or raw.get("ownerAccount")
        try:
            mine = f"peertube:{_name(channel, host)}".lower() == creator_id
            owner = _name(account, host)
        except (TypeError, KeyError):
            return  # not told here; perhaps elsewhere
        if mine:
            self._owners[creator_id] = owner.lower()

    async def probe(self, client: Client) -> str:
        """One search for one channel."""
        found = [raw async for raw in client.items(FOUND_CHANNELS, limit=1, search="hello")]
        return f"{site(self.index)} answers: {len(found)} channel found for “hello”"

    def _base(self, host: str) -> str:
        """Where `host` is: the index itself, or a public host; PayloadError for any other."""
        return self.index.rstrip("/") if host == site(self.index) else public_base(host)


@shaped("a search result")
def _channel(raw: Any, found_by: str, host: str, now: int) -> Candidate:
    """A channel with its profile. Where the index tells no followers, the profile is asked for at home."""
    profile = _profile(raw, host, now)
    return Candidate(
        platform="peertube",
        handle=profile.handle,
        stable_id=profile.stable_id,
        found_by=(found_by,),
        profile=profile,
        settled=profile.followers is not None,
    )


@shaped("a search result")
def _maker(raw: Any, found_by: str, host: str) -> Candidate:
    handle = _name(raw["channel"], host)
    return Candidate(platform="peertube", handle=handle, stable_id=handle.lower(), found_by=(found_by,))


def _name(raw: Any, host: str) -> str:
    """``name@host``; a server does not always name itself."""
    name, home = raw["name"], raw.get("host") or host
    if not (isinstance(name, str) and isinstance(home, str) and name and "@" not in name):
        raise TypeError
    return f"{name}@{home}"


@shaped("a profile")
def _profile(raw: Any, host: str, now: int) -> Profile:
    """The channel as `host` sees it."""
    handle = _name(raw, host)
    source: CountSource = "home server" if handle.rpartition("@")[2].lower() == host else "local view"
    said = "\n\n".join(part for part in (raw.get("description"), raw.get("support")) if part)
    # who does not say whose it is may be an index as well, which knows not of all who follow, nor of all videos
    sure = source == "home server" and bool(raw.get("host"))
    return Profile(
        platform="peertube",
        stable_id=handle.lower(),
        handle=handle,
        captured_at=now,
        name=raw.get("displayName") or None,
        bio=said or None,
        url=raw.get("url") or f"https://{handle.rpartition('@')[2]}/video-channels/{raw['name']}",
        followers=from_afar(raw.get("followersCount"), sure=sure),
        following=from_afar(raw.get("followingCount"), sure=sure),
        post_count=from_afar(raw.get("videosCount"), sure=sure),
        counts_from=source,
        links=addresses(said),
        created_at=earliest(raw.get("createdAt")),
    )


@shaped("a video")
def _video(raw: Any, host: str, creator_id: str | None, now: int) -> Post | None:
    """A video of the channel `creator_id` (None: whoever); None for another's."""
    author = f"peertube:{_name(raw['channel'], host).lower()}"
    if creator_id not in (None, author):
        return None
    said = (raw["name"], raw.get("description") or raw.get("truncatedDescription"))
    return Post(
        creator_id=author,
        post_id=raw["uuid"],
        captured_at=now,
        text="\n\n".join(part for part in said if part),
        created_at=earliest(raw.get("publishedAt")),
        url=raw.get("url") or f"https://{host}/w/{raw['uuid']}",
        language=(raw.get("language") or {}).get("id") or None,
        kind="live" if raw.get("isLive") else "video",
        likes=raw.get("likes"),
        comments=raw.get("comments"),
        views=raw.get("views"),
    )


@shaped("a comment")
def _comment(raw: Any, post: Post | None, host: str, owner: str | None = None) -> Comment | None:
    """A comment; None for one that is deleted. `owner`: the account that the channel belongs to, where known."""
    if raw.get("isDeleted") or not raw.get("account"):
        return None
    author = _name(raw["account"], host)
    channel = (raw.get("video") or {}).get("channel")
    return Comment(
        creator_id=post.creator_id if post else f"peertube:{_name(channel, host).lower()}" if channel else "peertube:?",
        post_id=post.post_id if post else "?",
        comment_id=numbered(raw["id"]),
        author=author,
        by_creator=author.lower() == owner,
        text=_html.text(raw["text"]),
        created_at=earliest(raw.get("createdAt")),
    )
