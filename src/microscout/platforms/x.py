"""X, through its API v2 with the founder's own pay-per-use credits: every post and every profile read is paid for.

Source: docs.x.com (pricing, fundamentals, the reference of the endpoints below). What one must know: a post costs half
a cent and a profile a cent, whatever the call; without ``*.fields`` there are no counts; an answer without results has
no ``data`` at all; whoever is suspended or gone is told of in ``errors`` beside the others, under status 200; a repost
carries the counts of the original, so reposts are neither asked for nor read. Authors of posts found are asked for as
profiles, a hundred at a time and each once, instead of being expanded with every post.
"""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout.client import Api, Bearer, Call, Client, Cursor, Fault, Pace, Quota
from microscout.errors import Missing, PayloadError, QuotaSpent, Refused
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms import _x
from microscout.platforms._named import named
from microscout.platforms._shape import Reads, each, no_comments, readable
from microscout.platforms.base import Facts, Work

USD = "USD"
A_POST, A_PROFILE = 0.005, 0.010  # dollars

_PAGES = Cursor("meta.next_token", "next_token")
FOUND = Call(
    "/2/tweets/search/recent",
    "data",
    _PAGES,
    page=100,
    page_parameter="max_results",
    cost=0,
    cost_each=A_POST,
    quota=USD,
    signed=True,
    empty_if="meta",
)
BY_NAME = Call("/2/users/by", "data", cost=0, cost_each=A_PROFILE, quota=USD, signed=True, empty_if="errors")
BY_ID = Call("/2/users", "data", cost=0, cost_each=A_PROFILE, quota=USD, signed=True, empty_if="errors")
POSTS = Call(
    "/2/users/{creator}/tweets",
    "data",
    page=100,  # one page: what is excluded makes it shorter, and going on would be paid for
    page_parameter="max_results",
    cost=0,
    cost_each=A_POST,
    quota=USD,
    signed=True,
    empty_if="meta",
)

PROFILE_FIELDS = "created_at,description,entities,location,protected,public_metrics,url"
POST_FIELDS = "author_id,created_at,entities,lang,note_tweet,public_metrics,referenced_tweets"
_BATCH = 100
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_ID = re.compile(r"[0-9]{1,19}")
_CREDITS = "x: the credits are used up, or the project is not enrolled for pay-per-use"


@dataclass(frozen=True)
class X:
    """X. `creators`: usernames to look at besides those who post about the niche."""

    creators: Sequence[str] = ()
    site: str = "https://api.x.com"

    name: ClassVar[str] = "x"
    facts: ClassVar[Facts] = Facts(
        about="X (API v2, paid by the read): who posted on the niche within 7 days, and creators you name; nothing is "
        "read unless --max-usd allows what it may cost",
        access="paid",
        search_by=("posts of the last 7 days", "username (creators you name)"),
        followers=True,
        likes=True,
        comments=True,
        views=True,
        comment_texts=False,
        batch=_BATCH,
        cost_of_50="3.00 dollars (50 profiles, 500 posts) in 51 calls; finding them by 100 posts is 0.50 more",
        terms="X's developer agreement: analysis of public posts, erased when they are deleted (refreshed or erased "
        "after 30 days here), no surveillance, no sensitive inference.",
        credentials={"token": "console.x.com → your app → Bearer token (app only), with pay-per-use credits"},
        retention_days=30,
        proof="invented exchanges in the documented wire format, held against X's own client library; never run "
        "against the live platform",
        probe_usd=A_PROFILE,
    )

    @property
    def api(self) -> Api:
        """The site, declared. Limits by endpoint come in headers; money is counted here."""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=5, burst=5, at_once=4),
            quotas=(Quota(USD, None, 86_400, name=USD),),
            auth=Bearer("token"),
            needs_key=True,
            faults=(
                Fault(401, Refused, says="x does not accept the token (MICROSCOUT_X_TOKEN)"),
                Fault(402, QuotaSpent, says=_CREDITS, again=False),
                Fault(403, Refused, error="Client Forbidden", says=_CREDITS),
                Fault(403, Refused, message="enrolled", says=_CREDITS),
                Fault(429, QuotaSpent, error="UsageCapExceeded", says=_CREDITS, again=False),
            ),
            errors_at=("title", "detail"),
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return _x.reads()

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most dollars that `work` may cost: posts found, their authors' profiles, the creators' posts."""
        page = _page(work.candidates)
        found = work.phrases * math.ceil(work.candidates / page) * page
        profiles = work.phrases * work.candidates + len(self.creators)
        posts = min(work.creators, profiles) * _page(work.posts, least=5)
        return {USD: round((found + posts) * A_POST + profiles * A_PROFILE, 4)}

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The creators whom the founder names, then who posted on the niche lately."""
        for candidate in named(self.name, self.creators, niche):
            yield candidate
        for phrase in niche.phrases:
            if not phrase.startswith("@"):
                query = f'"{phrase.replace(chr(34), " ")}" -is:retweet'
                posts = client.items(
                    FOUND,
                    limit=_page(limit) if limit < _BATCH else limit,
                    optional=True,
                    query=query,
                    **{"tweet.fields": "author_id"},
                )
                async for author in each(client, _x.author, posts, f"posts match “{phrase}”"):
                    yield author

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """Up to 100 profiles with one call by id, and one by name."""
        by_id = {c.stable_id: c for c in candidates if c.stable_id and _ID.fullmatch(c.stable_id)}
        rest = [c for c in candidates if c.stable_id not in by_id]
        by_name = {c.handle.lower(): c for c in rest if _USERNAME.fullmatch(c.handle)}
        for candidate in rest:
            if candidate.handle.lower() not in by_name:
                yield skip(self.name, candidate.handle, "not an X username")
        for call, parameter, asked, field in (
            (BY_ID, "ids", by_id, "id"),
            (BY_NAME, "usernames", by_name, "username"),
        ):
            if asked:
                async for told in self._profiled(client, call, parameter, asked, field):
                    yield told

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's newest posts, without reposts and answers to others."""
        asked: dict[str, Any] = {
            "tweet.fields": POST_FIELDS,
            "exclude": "retweets,replies",
            "creator": profile.stable_id,
        }
        raws = [raw async for raw in client.items(POSTS, limit=_page(limit, least=5), **asked)]
        return readable(client, _x.post, raws, profile.creator_id, profile.handle, client.now(), most=limit)

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """None: each would be a post to pay for, and only those of the last 7 days can be found."""
        return no_comments()

    async def probe(self, client: Client) -> str:
        """One profile, for one cent."""
        own = [raw async for raw in client.items(BY_NAME, limit=1, usernames="XDevelopers")]
        return f"X answers and accepts the token: {len(own)} profile for {A_PROFILE:.2f} USD"

    async def _profiled(
        self, client: Client, call: Call, parameter: str, asked: Mapping[str, Candidate], field: str
    ) -> AsyncIterator[Profile | Skip]:
        waiting = dict(asked)
        wanted: dict[str, Any] = {parameter: ",".join(asked), "user.fields": PROFILE_FIELDS}
        async for raw in client.items(call, limit=len(asked), **wanted):
            name = str(raw.get(field)).lower() if isinstance(raw, dict) else ""
            candidate = waiting.pop(name, None)
            try:
                profile = _x.profile(raw, client.now())
                hidden = isinstance(raw, dict) and raw.get("protected") is True
                yield skip(self.name, profile.handle, "shows posts to followers only") if hidden else profile
            except PayloadError as error:
                yield skip(self.name, candidate.handle if candidate else "?", error)
        for candidate in waiting.values():
            yield skip(self.name, candidate.handle, Missing("not there, suspended, or not there any more"))


def _page(wanted: int, least: int = 10) -> int:
    """The size of a page that X takes."""
    return min(_BATCH, max(least, wanted))
