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

from microscout.client import Api, Bearer, Call, Client, Fault, Pace, Quota
from microscout.errors import DropPlatform, Missing, PayloadError, QuotaSpent, Refused, Unreachable, quoted
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, hashtag, skip
from microscout.platforms._shape import Reads, each, earliest, numbered, readable, shaped
from microscout.platforms.base import Facts

FOUND_USERS = Call("/search/users", "items", page=100, page_parameter="per_page", quota="searches")
FOUND_REPOS = Call("/search/repositories", "items", page=100, page_parameter="per_page", quota="searches")
USER = Call("/users/{login}", quota="requests")
REPOS = Call("/users/{login}/repos", page=100, page_parameter="per_page", quota="requests")
GRAPHQL = Call("/graphql", quota="points", method="POST", signed=True)

_BATCH = 50
_BREAK = re.compile(r"[\s-]+")
_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
_GONE = "not there, or not any more"
_PERSON = """fragment person on User {
  databaseId login name bio location websiteUrl twitterUsername createdAt
  followers { totalCount } following { totalCount }
  repositories(first: $posts, ownerAffiliations: OWNER, isFork: false, privacy: PUBLIC,
               orderBy: {field: PUSHED_AT, direction: DESC}) {
    totalCount
    nodes {
      databaseId name description url homepageUrl stargazerCount forkCount pushedAt
      repositoryTopics(first: 10) { nodes { topic { name } } }
    }
  }
}"""
SEARCH = (
    """query found($q: String!, $first: Int!, $posts: Int!) {
  search(type: USER, query: $q, first: $first) { nodes { ... on User { ...person } } }
}
"""
    + _PERSON
)
OWNERS = (
    """query owners($q: String!, $first: Int!, $posts: Int!) {
  search(type: REPOSITORY, query: $q, first: $first) {
    nodes { ... on Repository { owner { ... on User { ...person } } } }
  }
}
"""
    + _PERSON
)
VIEWER = "query { viewer { login } }"


def people(number: int) -> str:
    """The question after `number` people by login, all at once."""
    names = ", ".join(f"$u{each}: String!" for each in range(number))
    asks = "\n".join(f"  u{each}: user(login: $u{each}) {{ ...person }}" for each in range(number))
    return f"query people({names}, $posts: Int!) {{\n{asks}\n}}\n{_PERSON}"


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
                Fault(404, Missing, says=_GONE),
            ),
            errors_at=("error", "message"),
            headers={"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            FOUND_USERS.path: ("items", lambda raw, host, now: _candidate(raw, "a recording")),
            FOUND_REPOS.path: ("items", lambda raw, host, now: _candidate(raw, "a recording", "owner")),
            USER.path: ("", lambda raw, host, now: _profile(raw, now)),
            REPOS.path: ("", lambda raw, host, now: _seen(raw, now)),
            "/user": ("", lambda raw, host, now: _profile(raw, now)),
            "/orgs/{login}/repos": ("", lambda raw, host, now: _seen(raw, now)),
            "/repos/{owner}/{name}": ("", lambda raw, host, now: _seen(raw, now)),
            GRAPHQL.path: ("data.search.nodes", lambda raw, host, now: _recorded(raw, now)),
            f"{GRAPHQL.path}#people": ("data", lambda raw, host, now: _recorded_people(raw, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """People whose name matches; if these are few, who has repositories on it. With a token they come whole."""
        found: set[str] = set()
        within = f" followers:{self.followers}" if self.followers else ""
        for phrase in niche.phrases:
            asked, why = f"{phrase} type:user{within}", f"name or login matches “{phrase}”"
            async for person in self._found(client, (SEARCH, ""), FOUND_USERS, why, limit, asked):
                found.add(person.key)
                yield person
        for phrase in niche.phrases if len(found) < limit else ():
            topic = "-".join(tag for word in _BREAK.split(phrase.casefold()) if (tag := hashtag(word)))
            if not topic:
                continue
            asked, why = f"topic:{topic}", f"a repository on {topic}"
            async for owner in self._found(client, (OWNERS, "owner"), FOUND_REPOS, why, limit, asked):
                yield owner

    async def _found(
        self, client: Client, graphql: tuple[str, str], rest: Call, why: str, limit: int, asked: str
    ) -> AsyncIterator[Candidate]:
        query, at = graphql
        if not client.has("token"):
            raws = client.items(rest, limit=min(limit, 100), optional=True, q=asked)
            async for candidate in each(client, _candidate, raws, why, at):
                yield candidate
            return
        try:
            told = await self._asked(client, query, {"q": asked, "first": min(limit, 100), "posts": 10})
            people = readable(client, _person, _nodes(told, at), client.now())
        except (DropPlatform, PayloadError) as error:
            client.note(error)
            return
        for profile, repos in people:
            self._repos[profile.creator_id] = repos
            yield _found(profile, why)

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
                    profile, repos = _required(people[candidate.handle], client.now())
                    self._repos[profile.creator_id] = repos
                else:
                    profile = _profile(await client.get(USER, login=candidate.handle), client.now())
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
                    raise Missing(_GONE)
                yield profile.creator_id, readable(client, _repo, raws, profile.creator_id, client.now())[:limit]
            except (Missing, PayloadError) as error:
                yield skip(self.name, profile.handle, error)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: issues are work on the code, not talk with an audience."""
        nothing: tuple[Comment, ...] = ()
        for none in nothing:
            yield none

    async def probe(self, client: Client) -> str:
        """With a token one point, without one call of 60: is GitHub's own mascot there?"""
        if client.has("token"):
            told = await self._asked(client, VIEWER, {})
            return f"GitHub accepts the token of {quoted(str(_viewer(told)))}"
        profile = _profile(await client.get(USER, login="octocat"), client.now())
        return f"GitHub answers without a token: {quoted(profile.handle)} is there"

    def _keep(self, client: Client, raw: Any) -> None:
        try:
            read = _person(raw, client.now())
        except PayloadError as error:
            client.note(error)
        else:
            if read is not None:
                self._repos[read[0].creator_id] = read[1]

    async def _people(self, client: Client, logins: Sequence[str], posts: int = 10) -> dict[str, Any]:
        """The raw person of each login, None for who is not there; one call for all."""
        told = await self._asked(
            client, people(len(logins)), {f"u{n}": login for n, login in enumerate(logins)} | {"posts": posts}
        )
        return {login: told.get(f"u{number}") for number, login in enumerate(logins)}

    async def _asked(self, client: Client, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        return _data(await client.get(GRAPHQL, query=query, variables=variables))


@shaped("an answer")
def _data(answer: Any) -> dict[str, Any]:
    """What a GraphQL answer brings. That somebody is not there is no error; other errors are, where nothing came."""
    errors = [(str(error.get("type")), str(error.get("message"))) for error in answer.get("errors") or ()]
    for kind, said in errors:
        if kind in ("RATE_LIMITED", "RATE_LIMIT") or "rate limit" in said.lower():
            raise QuotaSpent("github: the points of this hour are used up", hint="Run the same command again then.")
        if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES") and not answer.get("data"):
            raise Refused(f"github refused the request ({quoted(said)})")
    data = answer.get("data")
    if errors and not data:
        raise Unreachable(f"github could not answer ({quoted(errors[0][1])})")
    if not isinstance(data, dict):
        raise TypeError
    return data


@shaped("an answer")
def _nodes(data: Any, at: str) -> list[Any]:
    nodes = data["search"]["nodes"]
    if not isinstance(nodes, list):
        raise TypeError
    return [node.get(at) for node in nodes if node] if at else nodes


@shaped("an answer")
def _viewer(data: Any) -> str:
    return str(data["viewer"]["login"])


def _found(profile: Profile, why: str) -> Candidate:
    return Candidate(
        platform="github",
        handle=profile.handle,
        stable_id=profile.stable_id,
        found_by=(why,),
        profile=profile,
        settled=True,
    )


@shaped("a search result")
def _candidate(raw: Any, found_by: str, at: str = "") -> Candidate | None:
    """A person; None for an organisation."""
    owner = raw[at] if at else raw
    if owner["type"] != "User":
        return None
    return Candidate(platform="github", handle=owner["login"], stable_id=numbered(owner["id"]), found_by=(found_by,))


def _required(raw: Any, now: int) -> tuple[Profile, list[Any]]:
    read = None if raw is None else _person(raw, now)
    if read is None:
        raise Missing(_GONE)
    return read


@shaped("a profile")
def _person(raw: Any, now: int) -> tuple[Profile, list[Any]] | None:
    """A person of GraphQL, in REST's words, with repositories; None for the empty node of an organisation."""
    if raw is None or raw == {}:
        return None
    repositories = raw.get("repositories") or {}
    nodes = repositories.get("nodes") or []
    if not isinstance(nodes, list):
        raise TypeError
    told = {
        "id": raw["databaseId"],
        "login": raw["login"],
        "type": "User",
        "name": raw.get("name"),
        "bio": raw.get("bio"),
        "location": raw.get("location"),
        "blog": raw.get("websiteUrl"),
        "twitter_username": raw.get("twitterUsername"),
        "created_at": raw.get("createdAt"),
        "followers": (raw.get("followers") or {}).get("totalCount"),
        "following": (raw.get("following") or {}).get("totalCount"),
        "public_repos": repositories.get("totalCount"),
    }
    return _profile(told, now), nodes


@shaped("a profile")
def _recorded(raw: Any, now: int) -> list[Profile | Post | None] | None:
    """A person of a search, found by name or as an owner, and the repositories."""
    read = _person(raw.get("owner", raw) if raw else raw, now)
    return read and [read[0], *(_repo(repo, read[0].creator_id, now) for repo in read[1])]


@shaped("an answer")
def _recorded_people(raw: Any, now: int) -> list[list[Profile | Post | None] | None] | None:
    """Those whom an answer tells of by name; None where it does not."""
    return [_recorded(told, now) for told in raw.values() if told and "login" in told] or None


@shaped("a profile")
def _profile(raw: Any, now: int) -> Profile:
    blog, twitter = raw.get("blog") or "", raw.get("twitter_username")
    site = blog if blog.startswith(("https://", "http://")) else f"https://{blog}" if blog else ""
    return Profile(
        platform="github",
        stable_id=numbered(raw["id"]),
        handle=raw["login"],
        captured_at=now,
        name=raw.get("name") or None,
        bio=raw.get("bio") or None,
        url=f"https://github.com/{raw['login']}",
        followers=raw.get("followers"),
        following=raw.get("following"),
        post_count=raw.get("public_repos"),
        location=raw.get("location") or None,
        links=tuple(link for link in (site, f"https://x.com/{twitter}" if twitter else "") if link),
        created_at=earliest(raw.get("created_at")),
        withheld=() if raw.get("type", "User") == "User" else ("an organisation or a bot, not one creator",),
    )


@shaped("a repository")
def _seen(raw: Any, now: int) -> Post | None:
    """A repository, whoever owns it."""
    return _repo(raw, f"github:{numbered(raw['owner']['id'])}", now)


@shaped("a repository")
def _repo(raw: Any, creator_id: str, now: int) -> Post | None:
    """A repository as REST or GraphQL tells it; None for a fork of somebody else's, or where that is told strangely."""
    rest = "pushed_at" in raw or "html_url" in raw
    if rest and (raw.get("fork", False) is not False or f"github:{raw['owner']['id']}" != creator_id):
        return None
    if rest:
        topics, keys = (
            raw.get("topics") or [],
            ("id", "html_url", "homepage", "stargazers_count", "forks_count", "pushed_at"),
        )
    else:
        nodes = (raw.get("repositoryTopics") or {}).get("nodes") or []
        topics = [node["topic"]["name"] for node in nodes]
        keys = ("databaseId", "url", "homepageUrl", "stargazerCount", "forkCount", "pushedAt")
    number, url, home, stars, forks, pushed = (raw.get(key) for key in keys)
    said = (raw["name"], raw.get("description"), " ".join(f"#{topic}" for topic in topics))
    return Post(
        creator_id=creator_id,
        post_id=numbered(number),
        captured_at=now,
        text="\n\n".join(part for part in said if part),
        created_at=earliest(pushed),
        url=url,
        kind="repository",
        likes=stars,
        reposts=forks,
        links=(home,) if home else (),
    )
