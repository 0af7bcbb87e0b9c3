"""Mastodon, and what speaks its API (GoToSocial, Pixelfed, Akkoma): many servers, each seen through its own eyes.

Sources: docs.joinmastodon.org. A server knows only in part what happens on others: a remote creator's counts are
asked at the creator's home, and what the asked server believes is the fallback, marked as such. Numbers of
creators and posts mean something on their own server only, so a creator's id here is ``name@home-server``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from microscout.client import Api, Bearer, Call, Client, Fault, LinkNext, Pace, public_base
from microscout.errors import Missing, PayloadError, Refused, SkipCreator, Unreachable
from microscout.models import Candidate, Comment, Follower, Niche, Post, Profile, Skip, skip
from microscout.platforms import _mastodon as read
from microscout.platforms._servers import one_server, site
from microscout.platforms._shape import Reads, each, readable, shaped
from microscout.platforms.base import Facts

TAG = Call("/api/v1/timelines/tag/{tag}", paging=LinkNext(), page=40, signed=True)
ACCOUNTS = Call("/api/v2/search", "accounts", page=40, signed=True)
DIRECTORY = Call("/api/v1/directory", page=80, signed=True)  # one page: the most active
LOOKUP = Call("/api/v1/accounts/lookup", signed=True)
STATUSES = Call("/api/v1/accounts/{id}/statuses", page=40, signed=True)  # one page: calls are what costs
FOLLOWERS = Call("/api/v1/accounts/{id}/followers", page=80, signed=True)  # one page: the newest
CONTEXT = Call("/api/v1/statuses/{id}/context", "descendants", signed=True)


@dataclass(frozen=True)
class Mastodon:
    """Mastodon and its kin. `instances`: the servers to search, each a host name or a whole base address."""

    instances: Sequence[str] = ("mastodon.social", "mstdn.social", "mastodon.art", "fosstodon.org", "hachyderm.io")

    # Where each creator's posts are, and under which number: told by the answer that brought the profile. Kept here,
    # by creator id, since it belongs to this run and this platform only, and saves one lookup for every creator.
    _homes: dict[str, tuple[str, str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "mastodon"
    followers_cost: ClassVar[float] = 2  # a page, and a lookup where the creator's number at home is not known
    facts: ClassVar[Facts] = Facts(
        about="Mastodon, GoToSocial, Pixelfed, Akkoma: posts under hashtags, names and bios, directories",
        access="keyless",
        search_by=("hashtags", "name and bio", "directory"),
        followers=True,
        likes=True,
        comments=True,
        views=False,
        comment_texts=True,
        batch=1,
        cost_of_50="52 calls: 2 searches, 50 for posts; 1 more for each creator whose home is another server",
        terms="Each server's rules. Only creators who agreed to be discoverable are listed; noindex is obeyed.",
        credentials={"token": "your server → Preferences → Development; token@HOST for further servers; optional"},
        proof="documented exchanges of Mastodon and GoToSocial, held against the entities that Mastodon.py declares; "
        "never run against a live server",
    )

    def __post_init__(self) -> None:
        if isinstance(self.instances, str) or not self.instances or not all(self.instances):
            raise ValueError("instances: a list of servers is needed")
        if not all(self._bases):  # asked now, so that an address that is none is told as a wrong setting
            raise ValueError("instances: a host name or a base address is needed")

    @property
    def api(self) -> Api:
        """The site, declared. A server lets 300 requests through in 5 minutes: 60 at once + 0.8/s stay within."""
        return Api(
            name=self.name,
            base_url=next(iter(self._bases.values())),
            pace=Pace(per_second=0.8, burst=60, at_once=4),
            auth=Bearer("token"),
            errors_at=("error", "error_description"),
            faults=(
                Fault(401, Refused, says="the server answers only with a token"),
                Fault(422, Refused, says="the server answers only with a token"),
                Fault(418, Refused, says="the server does not want to be asked by programs"),
                Fault(404, Missing, error="not found", says="not there, or not any more"),
                Fault(404, Missing, error="Not Found", says="not there, or not any more"),
                Fault(404, Unreachable, says="the server has no such address: it does not speak Mastodon's API"),
            ),
        )

    @property
    def _bases(self) -> dict[str, str]:
        whole = (server if "://" in server else f"https://{server}" for server in self.instances)
        return {urlsplit(base).netloc.lower(): base.rstrip("/") for base in whole}

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            TAG.path: ("", lambda raw, host, now: read.seen(raw, host, now)),
            ACCOUNTS.path: ("accounts", lambda raw, host, now: read.profile(raw, host, now)),
            DIRECTORY.path: ("", lambda raw, host, now: read.profile(raw, host, now)),
            **dict.fromkeys(
                (
                    *("/api/v1/accounts", "/api/v1/accounts/{id}"),
                    *(f"/api/v1/accounts/{{id}}/{who}" for who in ("followers", "following")),
                    *(f"/api/v1/statuses/{{id}}/{who}_by" for who in ("favourited", "reblogged")),
                ),
                ("", lambda raw, host, now: read.profile(raw, host, now)),
            ),
            **dict.fromkeys(
                (
                    *("/api/v1/statuses", "/api/v1/statuses/{id}", "/api/v1/trends/statuses"),
                    *("/api/v1/timelines/{which}", "/api/v1/timelines/list/{id}"),
                    *("/api/v1/favourites", "/api/v1/bookmarks"),
                ),
                ("", lambda raw, host, now: read.seen(raw, host, now)),
            ),
            f"{ACCOUNTS.path}#statuses": ("statuses", lambda raw, host, now: read.seen(raw, host, now)),
            STATUSES.path: ("", lambda raw, host, now: read.seen(raw, host, now)),
            CONTEXT.path: ("descendants", lambda raw, host, now: read.comment(raw, None, host)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Who posts under the niche's hashtags; then whose name or bio matches; where that is few, the directory."""
        now = client.now()
        seen: dict[str, set[str]] = {host: set() for host in self._bases}
        for host, base in self._bases.items():
            for tag in niche.hashtags:
                if len(seen[host]) < limit:
                    tagged = client.items(TAG, limit=limit, base=base, optional=True, tag=tag)
                    async for author in each(client, self._found, tagged, host, now, f"posts under #{tag}", "account"):
                        seen[host].add(author.key)
                        yield author
        for host, base in self._bases.items():
            for phrase in niche.phrases:
                matching = client.items(ACCOUNTS, limit=limit, base=base, optional=True, type="accounts", q=phrase)
                why = f"bio or name matches “{phrase}”"
                async for candidate in each(client, self._found, matching, host, now, why):
                    seen[host].add(candidate.key)
                    yield candidate
        for host, base in self._bases.items():
            if len(seen[host]) < limit:
                listed = client.items(DIRECTORY, limit=80, base=base, optional=True, order="active", local=True)
                async for entry in each(client, self._found, listed, host, now, f"directory of {host}"):
                    if entry.profile and _is_about(entry.profile, niche):
                        yield entry

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile as the home server tells it, which is only asked where the search asked another one."""
        for candidate in candidates:
            known = candidate.profile
            try:
                if known is None or known.counts_from != "home server":
                    told = await self._told_at_home(client, candidate.stable_id or candidate.handle)
                    # a home server does not always know the domain that its creators go by; who asked it does
                    known = told.model_copy(update={"handle": candidate.handle}) if told and known else told or known
            except SkipCreator as error:
                yield skip(self.name, candidate.handle, error)
            else:
                yield known or skip(self.name, candidate.handle, "the creator's server gave no answer")

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's own newest public posts: one page of up to 40, without replies to others.

        Counts are those of the home server, or unknown: what another server saw of them is some share that nobody
        knows, and what it saw nothing of would be missing from it.
        """
        base, number = await self._home(client, profile)
        page = client.items(STATUSES, limit=2 * limit, base=base, id=number, exclude_replies=True, exclude_reblogs=True)
        with one_server(base):
            raws = [raw async for raw in page]
        known = (profile.creator_id, number, site(base), client.now())
        posts = readable(client, read.post, raws, *known, most=limit)
        at_home = site(base) == profile.stable_id.rpartition("@")[2]
        return posts if at_home else [read.uncounted(post) for post in posts]

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Public replies under `post`, at every depth, as its home server knows them."""
        stable_id = post.creator_id.partition(":")[2]
        base = self._homes[stable_id][0] if stable_id in self._homes else self._base(stable_id)
        context = client.items(CONTEXT, limit=limit, base=base, id=post.post_id)
        with one_server(base):
            raws = [raw async for raw in context]
        for comment in readable(client, read.comment, raws, post, site(base)):
            yield comment

    async def followers(self, client: Client, profile: Profile) -> AsyncIterator[Follower]:
        """One page of up to 80 as the home server knows them; none where the creator does not show them."""
        base, number = await self._home(client, profile)
        listed = client.items(FOLLOWERS, limit=80, base=base, id=number)
        with one_server(base):
            raws = [raw async for raw in listed]
        for follower in readable(client, read.follower, raws, site(base)):
            yield follower

    async def probe(self, client: Client) -> str:
        """One search on the first server, for one creator at most."""
        found = [raw async for raw in client.items(ACCOUNTS, limit=1, type="accounts", q="hello")]
        return f"{site(self.api.base_url)} answers: {len(found)} creator found for “hello”"

    async def _home(self, client: Client, profile: Profile) -> tuple[str, str]:
        """The creator's server, and the creator's number there; asked for where it is not known yet."""
        if profile.stable_id not in self._homes:
            await self._told_at_home(client, profile.stable_id)
        if profile.stable_id not in self._homes:
            raise PayloadError("the creator's server gave no answer")
        return self._homes[profile.stable_id]

    def _base(self, name_at_host: str) -> str:
        """Where the creator's home is: a server of the settings, or a public host; PayloadError for any other."""
        host = name_at_host.rpartition("@")[2].lower()
        return self._bases.get(host) or public_base(host)

    def _found(self, raw: Any, host: str, now: int, found_by: str, at: str = "") -> Candidate:
        profile = self._profile_at(raw, host, now, at)
        return Candidate(
            platform=self.name,
            handle=profile.handle,
            stable_id=profile.stable_id,
            found_by=(found_by,),
            profile=profile,
            settled=profile.counts_from == "home server",
        )

    @shaped("a profile")
    def _profile_at(self, raw: Any, host: str, now: int, at: str = "") -> Profile:
        """The profile that the server `host` tells, and a note of where the creator's posts are."""
        raw = raw[at] if at else raw
        profile = read.profile(raw, host, now)
        place = (self._bases.get(host) or public_base(host), str(raw["id"]))
        if profile.counts_from == "home server":
            self._homes[profile.stable_id] = place
        else:
            self._homes.setdefault(profile.stable_id, place)
        return profile

    async def _told_at_home(self, client: Client, name_at_host: str) -> Profile | None:
        base = self._base(name_at_host)
        raw = await client.attempt(LOOKUP, base=base, acct=name_at_host.rpartition("@")[0])
        return None if raw is None else self._profile_at(raw, site(base), client.now())


def _is_about(profile: Profile, niche: Niche) -> bool:
    said = f"{profile.name or ''} {profile.bio or ''}".casefold()
    wholly = any(all(word in said for word in phrase.casefold().split()) for phrase in niche.phrases)
    return wholly or any(f"#{tag}" in said for tag in niche.hashtags)
