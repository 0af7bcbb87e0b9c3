"""DEV (dev.to), a Forem: people who write about software. Keyless; no follower counts and no views are told.

Source: the API's OpenAPI document (forem-docs, api_v1.json). An article brings its author along, so that who was found
by an article costs one more call: for the author's own newest articles. ``tag_list`` is a list in lists of articles
and one text in a single article, and ``tags`` the other way round.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout.client import Api, Call, Client, Fault, Numbered, Pace, Quota
from microscout.errors import Missing, PayloadError
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _html
from microscout.platforms._shape import Reads, each, earliest, numbered, readable, shaped
from microscout.platforms.base import Facts

TAGGED = Call("/articles", paging=Numbered(), page=100, page_parameter="per_page")
ARTICLES = Call("/articles", page=100, page_parameter="per_page")  # one page
USER = Call("/users/by_username")
COMMENTS = Call("/comments")

_GONE = "not there, or not any more"


@dataclass(frozen=True)
class DevTo:
    """DEV. `site`: where the API of this Forem is."""

    site: str = "https://dev.to/api"

    name: ClassVar[str] = "devto"
    facts: ClassVar[Facts] = Facts(
        about="DEV (dev.to): people who write on software, by the tags of their articles; no follower counts",
        access="keyless",
        search_by=("tag of an article",),
        followers=False,
        likes=True,
        comments=True,
        views=False,
        comment_texts=True,
        batch=1,
        cost_of_50="52 calls: 2 pages of articles under a tag, 50 for each one's own articles",
        terms="The API's public part may be read by programs; articles belong to their authors. No spam.",
        credentials={},
        proof="invented exchanges in the form that the OpenAPI document describes; never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. About 30 calls in 30 seconds are let through: the pace stays within."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=0.9, burst=3, at_once=4),
            quotas=(Quota(seconds=30),),
            faults=(Fault(404, Missing, says=_GONE),),
            errors_at=("status", "error"),
            headers={"Accept": "application/vnd.forem.api-v1+json"},
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            "/api/articles": ("", lambda raw, host, now: _seen(raw, now)),
            "/api/organizations/{name}/articles": ("", lambda raw, host, now: _seen(raw, now)),
            "/api/organizations/{name}/users": ("", lambda raw, host, now: _profile(raw, now)),
            "/api/articles/latest": ("", lambda raw, host, now: _seen(raw, now)),
            "/api/articles/{id}": ("", lambda raw, host, now: _seen(raw, now)),
            "/api/articles/{user}/{slug}": ("", lambda raw, host, now: _seen(raw, now)),
            "/api/users/by_username": ("", lambda raw, host, now: _profile(raw, now)),
            "/api/users/{id}": ("", lambda raw, host, now: _profile(raw, now)),
            **dict.fromkeys(("/api/comments", "/api/comments/{id}"), ("", lambda raw, host, now: _whole(raw))),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Who wrote the best-received articles of a year under the niche's tags."""
        now = client.now()
        found: set[str] = set()
        for tag in niche.hashtags:
            if len(found) < limit:
                articles = client.items(TAGGED, limit=limit, optional=True, tag=tag, top=365)
                async for author in each(client, _author, articles, f"writes under #{tag}", now):
                    found.add(author.key)
                    yield author

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile of who was not found by an article: one call each."""
        for candidate in candidates:
            try:
                yield _profile(await client.get(USER, url=candidate.handle), client.now())
            except (Missing, PayloadError) as error:
                yield skip(self.name, candidate.handle, error)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's own newest articles."""
        raws = [raw async for raw in client.items(ARTICLES, limit=limit, username=profile.handle)]
        return readable(client, _article, raws, profile.creator_id, client.now(), most=limit)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Comments under `post`, at every depth."""
        threads = [raw async for raw in client.items(COMMENTS, limit=limit, a_id=post.post_id)]
        for comment in readable(client, _comment_of, _below(threads), post, most=limit):
            yield comment

    async def probe(self, client: Client) -> str:
        """One call for one article."""
        found = [raw async for raw in client.items(ARTICLES, limit=1)]
        return f"DEV answers: {len(found)} article came"


@shaped("an article")
def _author(raw: Any, found_by: str, now: int) -> Candidate:
    """Who wrote the article, as far as an article tells; there is no more about anybody than a bio besides."""
    profile = _profile(raw["user"], now)
    return Candidate(
        platform="devto", handle=profile.handle, stable_id=profile.stable_id, found_by=(found_by,), profile=profile,
        settled=True,
    )  # fmt: skip


@shaped("a profile")
def _profile(raw: Any, now: int) -> Profile:
    """The username is the id, lower-case: articles, as documented, tell no other."""
    handle = raw["username"]
    own = (
        raw.get("website_url"),
        raw.get("github_username") and f"https://github.com/{raw['github_username']}",
        raw.get("twitter_username") and f"https://x.com/{raw['twitter_username']}",
    )
    return Profile(
        platform="devto",
        stable_id=handle.lower(),
        handle=handle,
        captured_at=now,
        name=raw.get("name") or None,
        bio=raw.get("summary") or None,
        url=f"https://dev.to/{handle}",
        location=raw.get("location") or None,
        links=tuple(link for link in own if link),
    )


@shaped("an article")
def _seen(raw: Any, now: int) -> Post | None:
    """The article, whoever wrote it."""
    return _article(raw, f"devto:{raw['user']['username'].lower()}", now)


@shaped("an article")
def _article(raw: Any, creator_id: str, now: int) -> Post | None:
    """An article of the creator; None for one that somebody else wrote."""
    if f"devto:{raw['user']['username'].lower()}" != creator_id:
        return None
    listed = raw.get("tag_list") or raw.get("tags") or []
    tags = listed.replace(",", " ").split() if isinstance(listed, str) else listed
    said = (raw["title"], raw.get("description"), " ".join(f"#{tag}" for tag in tags))
    likes = raw.get("public_reactions_count")
    return Post(
        creator_id=creator_id,
        post_id=numbered(raw["id"]),
        captured_at=now,
        text="\n\n".join(part for part in said if part),
        created_at=earliest(raw.get("published_timestamp") or raw.get("published_at")),
        url=raw.get("url"),
        kind="article",
        likes=raw.get("positive_reactions_count") if likes is None else likes,
        comments=raw.get("comments_count"),
    )


@shaped("a comment")
def _comment_of(found: tuple[Any, str | None], post: Post) -> Comment | None:
    return _comment(found[0], post, found[1])


@shaped("a comment")
def _comment(raw: Any, post: Post, parent: str | None) -> Comment | None:
    """A comment; None for one that is deleted: it has no author any more."""
    if not raw.get("user"):
        return None
    author = raw["user"]["username"]
    return Comment(
        creator_id=post.creator_id,
        post_id=post.post_id,
        comment_id=raw["id_code"],
        author=author,
        by_creator=f"devto:{author.lower()}" == post.creator_id,
        parent=parent,
        text=_html.text(raw["body_html"]),
        created_at=earliest(raw.get("created_at")),
    )


@shaped("a thread")
def _below(threads: list[Any]) -> list[tuple[Any, str | None]]:
    """All comments with the id of the one that each answers, thread by thread."""
    return list(_under(threads, None))


def _under(threads: list[Any], parent: str | None) -> Iterator[tuple[Any, str | None]]:
    for raw in threads:
        yield raw, parent
        children = raw.get("children") if isinstance(raw, dict) else None
        if isinstance(children, list):
            yield from _under(children, str(raw.get("id_code")))


def _whole(raw: Any) -> list[Comment] | None:
    """A recorded comment and those below it; None where all are deleted."""
    read = (_comment(each, _NOWHERE, parent) for each, parent in _below([raw]))
    return [comment for comment in read if comment is not None] or None


_NOWHERE = Post(creator_id="devto:?", post_id="?", captured_at=0)
