"""GitHub: people who build in the open. With a token one GraphQL question brings 50 of them, repositories and all.

Sources: docs.github.com (REST, version 2022-11-28, and GraphQL; their limits). A post is a repository: what it says is
its name, description and topics; likes are stars, reposts forks. Issues are no comments, so comments are unknown.
Without a token REST is asked, 60 calls an hour, two for every creator. GraphQL tells its errors under status 200.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout import hashtags
from microscout.client import Api, Bearer, Call, Client, Fault, Pace, Quota
from microscout.errors import DropPlatform, Missing, PayloadError, QuotaSpent, Refused, quoted
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _github as read
from microscout.platforms._shape import Reads, each, no_comments, readable
from microscout.platforms.base import Facts

FOUND_USERS = Call("/search/users", "items", page=100, page_parameter="per_page", quota="searches")
FOUND_REPOS = Call("/search/repositories", "items", page=100, page_parameter="per_page", quota="searches")
USER = Call("/users/{login}", quota="requests", cached=True)
REPOS = Call("/users/{login}/repos", page=100, page_parameter="per_page", quota="requests", cached=True)
GRAPHQL = Call("/graphql", quota="points", method="POST", signed=True)

_BATCH = 50
_BREAK = re.compile(r"[\s-]+")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")


@dataclass(frozen=True)
class GitHub:
    """GitHub. `site`: where its API is; `followers`: how many those have whom a search may turn up."""

    site: str = "https://api.github.com"
    followers: str = "1000..100000"

    # Repositories that came along with a profile, by creator id; belongs to this run and saves a call for each.
    _repos: dict[str, list[Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "github"
    facts: ClassVar[Facts] = Facts(
        about="GitHub: people who develop in the open, by name and by the topics of their repositories",
        access="keyless",
        search_by=("name", "topic of a repository"),
        followers=True,
        likes=True,
        comments=False,
        views=False,
        comment_texts=False,
        batch=_BATCH,
        cost_of_50="1 call with a token; 101 without, of which 60 an hour are free",
        terms="Its acceptable-use policies forbid unsolicited mail to people found here, and selling their details.",
        credentials={
            "token": "github.com → Settings → Developer settings → Personal access tokens; no scope is needed"
        },
        posts_batch=_BATCH,
        proof="documented exchanges, REST ones held against githubkit's models, GraphQL ones and the questions against "
        "GitHub's published schema; never run against the live platform",
    )

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d+\.\.\d+|[<>]=?\d+|", self.followers):
            raise ValueError("followers: a range such as 1000..100000 is needed")

    @property
    def api(self) -> Api:
        """The site, declared. The pace keeps below the secondary limits, which count points a minute."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=5, burst=5, at_once=4),
            quotas=(
                Quota("calls", 60, 3600, name="requests"),
                Quota("calls", 10, 60, name="searches"),
                Quota("points", 5000, 3600, name="points"),
            ),
            auth=Bearer("token"),
            faults=(
                Fault(401, Refused, says="github did not accept the token"),
                Fault(403, QuotaSpent, again=True, message="ate limit"),
                Fault(403, QuotaSpent, again=True, message="ate Limit"),
                Fault(403, QuotaSpent, again=True, message="abuse detection"),
                Fault(403, Refused, message="User Agent"),
                Fault(404, Missing, says=read.GONE),
            ),
            errors_at=("error", "message"),
            headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            FOUND_USERS.path: ("items", lambda raw, host, now: read.candidate(raw, "a recording")),
            FOUND_REPOS.path: ("items", lambda raw, host, now: read.candidate(raw, "a recording", "owner")),
            USER.path: ("", lambda raw, host, now: read.profile(raw, now)),
            REPOS.path: ("", lambda raw, host, now: read.seen(raw, now)),
            **dict.fromkeys(("/user", "/orgs/{login}"), ("", lambda raw, host, now: read.profile(raw, now))),
            **dict.fromkeys(
                ("/user/repos", "/orgs/{login}/repos", "/repos/{owner}/{name}", "/users/{login}/starred"),
                ("", lambda raw, host, now: read.seen(raw, now)),
            ),
            **dict.fromkeys(
                ("/users", "/users/{login}/followers", "/users/{login}/following", "/orgs/{login}/members"),
                ("", lambda raw, host, now: read.candidate(raw, "a recording")),
            ),
            GRAPHQL.path: ("data.search.nodes", lambda raw, host, now: read.recorded(raw, now)),
            f"{GRAPHQL.path}#people": ("data", lambda raw, host, now: read.recorded_people(raw, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """People whose name matches; if these are few, who has repositories on it. With a token they come whole."""
        found: set[str] = set()
        within = f" followers:{self.followers}" if self.followers else ""
        for phrase in niche.phrases:
            asked, why = f"{phrase} type:user{within}", f"name or login matches “{phrase}”"
            async for person in self._found(client, (read.SEARCH, ""), FOUND_USERS, why, limit, asked):
                found.add(person.key)
                yield person
        for topic in _topics(niche) if len(found) < limit else ():
            asked, why = f"topic:{topic}", f"a repository on {topic}"
            async for owner in self._found(client, (read.OWNERS, "owner"), FOUND_REPOS, why, limit, asked):
                yield owner

    async def _found(
        self, client: Client, graphql: tuple[str, str], rest: Call, why: str, limit: int, asked: str
    ) -> AsyncIterator[Candidate]:
        query, at = graphql
        if not client.has("token"):
            raws = client.items(rest, limit=min(limit, 100), optional=True, q=asked)
            async for candidate in each(client, read.candidate, raws, why, at):
                yield candidate
            return
        try:
            told = await self._asked(client, query, {"q": asked, "first": min(limit, 100), "posts": 10})
            people = readable(client, read.person, read.nodes(told, at), client.now())
        except (DropPlatform, PayloadError) as error:
            client.note(error)
            return
        for profile, repos in people:
            self._repos[profile.creator_id] = repos
            yield read.whole(profile, why)

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """With a token up to 50 with one call, else one call each; asked for by login."""
        signed = client.has("token")
        logins = [candidate.handle for candidate in candidates if _LOGIN.fullmatch(candidate.handle)]
        people = await self._people(client, logins) if signed and logins else {}
        for candidate in candidates:
            try:
                if candidate.handle not in logins:
                    raise PayloadError("not a GitHub login")
                if signed:
                    profile, repos = read.required(people[candidate.handle], client.now())
                    self._repos[profile.creator_id] = repos
                else:
                    profile = read.profile(await client.get(USER, login=candidate.handle), client.now())
            except (Missing, PayloadError) as error:
                yield skip(self.name, candidate.handle, error)
            else:
                yield profile

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The repositories that the creator last pushed to, forks of others' left out."""
        async for told in self.posts_of(client, [profile], limit):
            if not isinstance(told, Skip):
                return told[1]
            raise PayloadError(told.reason)
        return []

    async def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        """As :meth:`posts`; those that came along with a profile cost nothing more."""
        short = [profile for profile in profiles if profile.creator_id not in self._repos or limit > 10]
        if client.has("token") and short:
            people = await self._people(client, [profile.handle for profile in short], min(limit, 100))
            for raw in people.values():
                if raw is not None:
                    self._keep(client, raw)
        for profile in profiles:
            try:
                if not client.has("token"):
                    asked = client.items(
                        REPOS, limit=min(100, 2 * limit), login=profile.handle, type="owner", sort="pushed"
                    )
                    raws = [raw async for raw in asked]
                elif profile.creator_id in self._repos:
                    raws = self._repos[profile.creator_id]
                else:
                    raise Missing(read.GONE)
                yield (
                    profile.creator_id,
                    readable(client, read.repository, raws, profile.creator_id, client.now(), most=limit),
                )
            except (Missing, PayloadError) as error:
                yield skip(self.name, profile.handle, error)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: issues are work on the code, not talk with an audience."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """With a token one point, without one call of 60: is GitHub's own mascot there?"""
        if client.has("token"):
            told = await self._asked(client, read.VIEWER, {})
            return f"GitHub accepts the token of {quoted(str(read.viewer(told)))}"
        profile = read.profile(await client.get(USER, login="octocat"), client.now())
        return f"GitHub answers without a token: {quoted(profile.handle)} is there"

    def _keep(self, client: Client, raw: Any) -> None:
        try:
            told = read.person(raw, client.now())
        except PayloadError as error:
            client.note(error)
        else:
            if told is not None:
                self._repos[told[0].creator_id] = told[1]

    async def _people(self, client: Client, logins: Sequence[str], posts: int = 10) -> dict[str, Any]:
        """The raw person of each login, None for who is not there; one call for all."""
        told = await self._asked(
            client, read.people(len(logins)), {f"u{n}": login for n, login in enumerate(logins)} | {"posts": posts}
        )
        return {login: told.get(f"u{number}") for number, login in enumerate(logins)}

    async def _asked(self, client: Client, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        return read.data(await client.get(GRAPHQL, query=query, variables=variables))


def _topics(niche: Niche) -> list[str]:
    """What the niche names, as topics of repositories: ``vintage-watches``."""
    named = [_BREAK.split(thing) for phrase in niche.phrases for thing in hashtags.things(phrase)]
    topics = ["-".join(tag for word in words if (tag := hashtags.hashtag(word))) for words in named]
    return [topic for topic in dict.fromkeys(topics) if topic]
