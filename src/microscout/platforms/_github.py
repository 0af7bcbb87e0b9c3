"""What is asked of GitHub's GraphQL, and what is read of its answers and of REST's: questions and pure parsers."""

from __future__ import annotations

from typing import Any

from microscout.errors import Missing, QuotaSpent, Refused, Unreachable, quoted
from microscout.models import Candidate, Post, Profile
from microscout.platforms._shape import earliest, from_afar, numbered, shaped

GONE = "not there, or not any more"
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


@shaped("an answer")
def data(answer: Any) -> dict[str, Any]:
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
def nodes(data: Any, at: str) -> list[Any]:
    """What a search found; `at`: inside of each."""
    found = data["search"]["nodes"]
    if not isinstance(found, list):
        raise TypeError
    return [node.get(at) for node in found if node] if at else found


@shaped("an answer")
def viewer(data: Any) -> str:
    """Whose token it is."""
    return str(data["viewer"]["login"])


def whole(profile: Profile, why: str) -> Candidate:
    """A candidate of whom nothing needs to be asked any more."""
    return Candidate(
        platform="github",
        handle=profile.handle,
        stable_id=profile.stable_id,
        found_by=(why,),
        profile=profile,
        settled=True,
    )


@shaped("a search result")
def candidate(raw: Any, found_by: str, at: str = "") -> Candidate | None:
    """A person; None for an organisation."""
    owner = raw[at] if at else raw
    if owner["type"] != "User":
        return None
    return Candidate(platform="github", handle=owner["login"], stable_id=numbered(owner["id"]), found_by=(found_by,))


def required(raw: Any, now: int) -> tuple[Profile, list[Any]]:
    """As :func:`person`; Missing where nobody is there."""
    read = None if raw is None else person(raw, now)
    if read is None:
        raise Missing(GONE)
    return read


@shaped("a profile")
def person(raw: Any, now: int) -> tuple[Profile, list[Any]] | None:
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
    return profile(told, now), nodes


@shaped("a profile")
def recorded(raw: Any, now: int) -> list[Profile | Post | None] | None:
    """A person of a search, found by name or as an owner, and the repositories."""
    read = person(raw.get("owner", raw) if raw else raw, now)
    return read and [read[0], *(repository(repo, read[0].creator_id, now) for repo in read[1])]


@shaped("an answer")
def recorded_people(raw: Any, now: int) -> list[list[Profile | Post | None] | None] | None:
    """Those whom an answer tells of by name; None where it does not."""
    return [recorded(told, now) for told in raw.values() if told and "login" in told] or None


@shaped("a profile")
def profile(raw: Any, now: int) -> Profile:
    """A person as REST tells of one."""
    blog, twitter = raw.get("blog") or "", raw.get("twitter_username")
    person = raw.get("type", "User") == "User"
    site = blog if blog.startswith(("https://", "http://")) else f"https://{blog}" if blog else ""
    return Profile(
        platform="github",
        stable_id=numbered(raw["id"]),
        handle=raw["login"],
        captured_at=now,
        name=raw.get("name") or None,
        bio=raw.get("bio") or None,
        url=f"https://github.com/{raw['login']}",
        followers=from_afar(raw.get("followers"), sure=person),  # organisations long had none
        following=from_afar(raw.get("following"), sure=person),
        post_count=raw.get("public_repos"),
        location=raw.get("location") or None,
        links=tuple(link for link in (site, f"https://x.com/{twitter}" if twitter else "") if link),
        created_at=earliest(raw.get("created_at")),
        withheld=() if person else ("an organisation or a bot, not one creator",),
    )


@shaped("a repository")
def seen(raw: Any, now: int) -> Post | None:
    """A repository, whoever owns it."""
    return repository(raw, f"github:{numbered(raw['owner']['id'])}", now)


@shaped("a repository")
def repository(raw: Any, creator_id: str, now: int) -> Post | None:
    """A repository as REST or GraphQL tells it; None for a fork of somebody else's, or where that is told strangely.

    GraphQL puts null in the place of what may not be seen.
    """
    if raw is None:
        return None
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
