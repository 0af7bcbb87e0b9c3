"""Stack Exchange: who answers questions on a subject, on one of its 180 sites. Keyless: 300 calls a day.

Source: api.stackexchange.com/docs (API 2.3). One must know: an answer may carry ``backoff``, seconds to wait; error
answers come with status 400; many ids go into one path, joined by semicolons; texts are HTML, and so are names.
A tag names its 30 best answerers, and no more. There are no followers. A post's ``score`` is votes up less votes down:
one below zero says nothing about likes.
"""

from __future__ import annotations

import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from microscout import hashtags
from microscout.client import Api, Call, Client, Fault, Numbered, Pace, Quota
from microscout.errors import Missing, PayloadError, QuotaSpent, SkipCreator, Unreachable
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _html
from microscout.platforms._shape import Reads, each, earliest, numbered, readable, shaped
from microscout.platforms.base import Facts, Work

ANSWERERS = Call("/2.3/tags/{tag}/top-answerers/all_time", "items", Numbered(more="has_more"), 30, "pagesize")
USERS = Call("/2.3/users/{ids}", "items", page=100, page_parameter="pagesize")
POSTS = Call("/2.3/users/{ids}/posts", "items", Numbered(more="has_more"), 100, "pagesize")
COMMENTS = Call("/2.3/posts/{id}/comments", "items", Numbered(more="has_more"), 100, "pagesize")
INFO = Call("/2.3/info", "items")

_BATCH = 100
_HEARD = 10  # posts whose comments are read
_GONE = "not there, or not any more"


@dataclass(frozen=True)
class StackExchange:
    """Stack Exchange. `site`: which of its sites (stackoverflow, woodworking, bicycles…); `host`: where the API is."""

    site: str = "stackoverflow"
    host: str = "https://api.stackexchange.com"

    # What each creator wrote lately, as far as it was read in this run: comments are asked for by posts.
    _written: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    name: ClassVar[str] = "stackexchange"
    facts: ClassVar[Facts] = Facts(
        about="Stack Exchange: who answers best under a tag, on one of 180 sites; no follower counts",
        access="keyless",
        search_by=("tag",),
        followers=False,
        likes=True,
        comments=False,
        views=False,
        comment_texts=True,
        batch=_BATCH,
        cost_of_50="8 calls: 2 for tags (each names its 30 best), 1 for profiles, 5 for posts; 1 more for each who "
        "posts less; 300 a day",
        terms="Texts are CC BY-SA: name the author and link the post where they are shown. Its backoff is honoured.",
        credentials={},
        posts_batch=50,
        proof="documented exchanges; never run against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared. More than 30 calls a second are punished; ours stay far below."""
        return Api(
            name=self.name,
            base_url=self.host,
            pace=Pace(per_second=5, burst=5, at_once=4),
            quotas=(Quota("calls", 300, 86_400, "Etc/UTC"),),
            faults=(
                Fault(400, QuotaSpent, error="throttle_violation", again=False),
                Fault(400, Missing, error="no_method", says=_GONE),
                Fault(400, Unreachable, error="internal_error", again=True),
                Fault(400, Unreachable, error="temporarily_unavailable", again=True),
                Fault(502, QuotaSpent, error="throttle_violation", again=False),
                Fault(404, Missing, says=_GONE),
            ),
            errors_at=("error_name", "error_message"),
            wait_at="backoff",
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        plain = ("posts", "answers", "questions")
        posts = (*plain, *(f"{kind}/{{ids}}" for kind in plain), *(f"users/{{ids}}/{kind}" for kind in plain))
        return {
            "/{version}/tags/{tag}/top-answerers/{period}": (
                "items",
                lambda raw, host, now: _candidate(raw, self.site, "a recording"),
            ),
            "/{version}/users": ("items", lambda raw, host, now: _profile(raw, self.site, now)),
            "/{version}/users/{ids}": ("items", lambda raw, host, now: _profile(raw, self.site, now)),
            **{
                f"/{{version}}/{path}": ("items", lambda raw, host, now: _post(raw, self.site, now))
                for path in (*posts, "search", "search/advanced", "questions/{ids}/answers")
            },
            **dict.fromkeys(
                (
                    "/{version}/comments",
                    "/{version}/comments/{ids}",
                    *(f"/{{version}}/{kind}/{{ids}}/comments" for kind in (*plain, "users")),
                ),
                ("items", lambda raw, host, now: _comment(raw, None)),
            ),
        }

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most calls that `work` may cost, where everybody writes unlike the others: one call each besides."""
        found = max(work.phrases, work.things) * 2 * -(-work.candidates // 30)
        batches = -(-work.creators // self.facts.posts_batch)
        pages = -(-min(work.creators, self.facts.posts_batch) * work.posts // 100)
        return {"": found + -(-work.candidates // _BATCH) + batches * pages + work.creators + 2 * work.discussed}

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The best answerers under what the niche names as a tag, whole first (vintage-watches), then its head noun."""
        named = [thing.split() for phrase in niche.phrases for thing in hashtags.things(phrase)]
        found: set[str] = set()
        for tag in dict.fromkeys([*("-".join(words) for words in named), *(words[-1] for words in named)]):
            if len(found) >= limit:
                return
            asked = client.items(ANSWERERS, limit=limit, optional=True, tag=tag, site=self.site)
            async for answerer in each(client, _candidate, asked, self.site, f"answers under [{tag}]"):
                found.add(answerer.key)
                yield answerer

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Up to 100 profiles with one call."""
        wanted = {candidate.stable_id or candidate.handle: candidate for candidate in candidates}
        numbers = {asked.rpartition("/")[2]: asked for asked in wanted if self._here(asked)}
        now = client.now()
        if numbers:
            async for raw in client.items(USERS, limit=_BATCH, ids=";".join(numbers), site=self.site):
                try:
                    profile = _profile(raw, self.site, now)
                except PayloadError as error:
                    client.note(error)
                    continue
                wanted.pop(profile.stable_id, None)
                wanted.pop(profile.stable_id.rpartition("/")[2], None)
                yield profile
        for asked, candidate in wanted.items():
            why = Missing(_GONE) if self._here(asked) else f"not a number on {self.site}"
            yield skip(self.name, candidate.handle, why)

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's newest questions and answers."""
        number = profile.stable_id.rpartition("/")[2]
        asked = client.items(POSTS, limit=limit, ids=number, **self._newest)
        return self._own(client, [raw async for raw in asked], profile, limit)

    async def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        """The newest of all together; who has fewer there than asked for, though there are more, is asked alone."""
        numbers = {profile.stable_id.rpartition("/")[2]: profile for profile in profiles}
        most = limit * len(numbers)
        asked = client.items(POSTS, limit=most, ids=";".join(numbers), **self._newest)
        raws = [raw async for raw in asked]
        theirs: dict[str, list[Any]] = {number: [] for number in numbers}
        for raw in raws:
            theirs.get(_author(raw), []).append(raw)
        for number, profile in numbers.items():
            try:
                whole = len(theirs[number]) >= limit or len(raws) < most
                own = self._own(client, theirs[number], profile, limit) if whole else []
                yield profile.creator_id, own if whole else await self.posts(client, profile, limit)
            except SkipCreator as error:
                yield skip(self.name, profile.handle, error)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Comments under `post`."""
        asked = client.items(COMMENTS, limit=limit, id=post.post_id, site=self.site, filter="withbody", sort="creation")
        for comment in readable(client, _comment, [raw async for raw in asked], post):
            yield comment

    async def comments_of(self, client: Client, profile: Profile, limit: int) -> AsyncIterator[Comment]:
        """The newest comments under the creator's newest posts: one call for all, one before it to know them."""
        if profile.creator_id not in self._written:
            await self.posts(client, profile, _HEARD)
        if written := self._written[profile.creator_id][:_BATCH]:
            asked = client.items(COMMENTS, limit=limit, id=";".join(written), **self._newest)
            known = Post(creator_id=profile.creator_id, post_id="?", captured_at=0)
            for comment in readable(client, _comment, [raw async for raw in asked], known):
                yield comment

    async def probe(self, client: Client) -> str:
        """One call: what does the site say about itself?"""
        found = [raw async for raw in client.items(INFO, limit=1, site=self.site)]
        return f"Stack Exchange answers for {self.site}: {len(found)} site"

    @property
    def _newest(self) -> dict[str, Any]:
        return {"site": self.site, "order": "desc", "sort": "creation", "filter": "withbody"}

    def _here(self, asked: str) -> bool:
        site, _, number = asked.rpartition("/")
        return site in ("", self.site) and number.isascii() and number.isdigit()

    def _own(self, client: Client, raws: Sequence[Any], profile: Profile, limit: int) -> list[Post]:
        read = readable(client, _post, raws, self.site, client.now())
        posts = [post for post in read if post.creator_id == profile.creator_id][:limit]
        self._written[profile.creator_id] = [post.post_id for post in posts]
        return posts


def _author(raw: Any) -> str:
    """The author's number, empty where none is told."""
    owner = raw.get("owner") if isinstance(raw, dict) else None
    return str(owner.get("user_id")) if isinstance(owner, dict) else ""


@shaped("a search result")
def _candidate(raw: Any, site: str, found_by: str) -> Candidate | None:
    """Who answers; None for somebody who has no profile any more."""
    if raw["user"]["user_type"] == "does_not_exist":
        return None
    stable_id = f"{site}/{numbered(raw['user']['user_id'])}"
    return Candidate(platform="stackexchange", handle=stable_id, stable_id=stable_id, found_by=(found_by,))


@shaped("a profile")
def _profile(raw: Any, site: str, now: int) -> Profile:
    """The profile. Display names are not unique and may hold spaces: the handle is site and number."""
    stable_id = f"{site}/{numbered(raw['user_id'])}"
    website = raw.get("website_url")
    return Profile(
        platform="stackexchange",
        stable_id=stable_id,
        handle=stable_id,
        captured_at=now,
        name=html.unescape(raw.get("display_name") or "") or None,
        bio=_html.text(raw.get("about_me") or "") or None,
        url=raw.get("link"),
        post_count=_sum(raw.get("answer_count"), raw.get("question_count")),
        location=html.unescape(raw.get("location") or "") or None,
        links=(website,) if website else (),
        created_at=earliest(raw.get("creation_date")),
    )


@shaped("a post")
def _post(raw: Any, site: str, now: int) -> Post | None:
    """A question or an answer; None where its author has no profile any more."""
    owner = raw.get("owner") or {}  # documented as "may be absent"
    if "user_id" not in owner:
        return None
    kind, score = raw.get("post_type") or ("answer" if "answer_id" in raw else "question"), raw.get("score")
    said = (html.unescape(raw.get("title") or ""), _html.text(raw.get("body") or ""))
    return Post(
        creator_id=f"stackexchange:{site}/{numbered(owner['user_id'])}",
        post_id=numbered(raw.get("post_id") or raw.get("answer_id") or raw.get("question_id")),
        captured_at=now,
        text="\n\n".join(part for part in said if part),
        created_at=earliest(raw.get("creation_date")),
        url=raw.get("link"),
        kind=kind,
        likes=None if score is None or score < 0 else score,
        comments=raw.get("comment_count"),
        views=raw.get("view_count"),
        links=_html.links(raw.get("body") or ""),
    )


@shaped("a comment")
def _comment(raw: Any, post: Post | None) -> Comment:
    owner = raw.get("owner") or {}
    author = str(owner.get("user_id") or "")
    return Comment(
        creator_id=post.creator_id if post else "stackexchange:?",
        post_id=numbered(raw["post_id"]),
        comment_id=numbered(raw["comment_id"]),
        author=html.unescape(owner.get("display_name") or "") or "(unknown)",
        by_creator=bool(post and author and post.creator_id.endswith(f"/{author}")),
        text=_html.text(raw.get("body") or ""),
        created_at=earliest(raw.get("creation_date")),
        likes=raw.get("score"),
    )


def _sum(*counts: int | None) -> int | None:
    known = [count for count in counts if isinstance(count, int) and not isinstance(count, bool)]
    return sum(known) if len(known) == len(counts) else None
