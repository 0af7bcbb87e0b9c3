"""Reddit, through its Data API with an approved client. New clients need Reddit's approval, and so does commercial use.

Source: Reddit's Data API wiki and Responsible Builder Policy. What one must know: the pages that once answered without
a key are closed, and are not used here; followers are the subscribers of a creator's own profile page, which many never
opened (unknown, not zero); scores are blurred on purpose; a score that is still hidden is no score; ``replies`` is an
empty text where there are none; without ``raw_json=1`` texts come with HTML escapes.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from microscout import __version__
from microscout.client import Api, Call, Client, Fault, Grant, Pace, Quota
from microscout.errors import Missing, Refused, SkipCreator
from microscout.models import Candidate, Comment, Niche, Post, Profile, Skip, skip
from microscout.platforms._named import named
from microscout.platforms._shape import Reads, each, earliest, readable, shaped
from microscout.platforms.base import Facts

COMMUNITIES = Call("/subreddits/search", "data.children", page=100, signed=True)
FOUND = Call("/r/{community}/search", "data.children", page=100, signed=True)
ABOUT = Call("/user/{name}/about", signed=True)
SUBMITTED = Call("/user/{name}/submitted", "data.children", page=100, signed=True)
THREAD = Call("/comments/{post}", "1.data.children", page=100, signed=True)

SIGN_IN = Grant(
    "https://www.reddit.com/api/v1/access_token",
    {"grant_type": "client_credentials"},
    basic=("client_key", "client_secret"),
)
_POLICY = "support.reddithelp.com → Responsible Builder Policy → request access"
_COMMUNITIES = 3  # to look into, for each phrase
_SPARE = 10  # posts asked for besides, for those that are passed-on or removed
_RAW: Mapping[str, Any] = {"raw_json": 1}
_USERNAME = re.compile(r"[A-Za-z0-9_-]{3,20}")
_SUSPENDED = "suspended by Reddit"
_GONE = frozenset({"[deleted]", "[removed]", "[deleted by user]", "[ Removed by Reddit ]", "[ Removed by reddit ]"})
_NOBODY = frozenset({"[deleted]", "[removed]", "AutoModerator"})
_KINDS = {"image": "image", "hosted:video": "video", "rich:video": "video", "self": "text", "link": "link"}


@dataclass(frozen=True)
class Reddit:
    """Reddit. `creators`: names to look at besides those who post on the niche; `username`: your own, for Reddit."""

    creators: Sequence[str] = ()
    username: str = ""
    site: str = "https://oauth.reddit.com"

    name: ClassVar[str] = "reddit"
    facts: ClassVar[Facts] = Facts(
        about="Reddit (Data API, approved clients only): who posts on the niche in the communities about it",
        access="approval",
        search_by=("communities", "posts in them", "name (creators you name)"),
        followers=True,
        likes=True,
        comments=True,
        views=False,
        comment_texts=True,
        batch=1,
        cost_of_50="104 calls: 4 to find them, 50 for profiles, 50 for posts",
        terms="Responsible Builder Policy: approval first, no commercial use without an agreement, no training of "
        "models; what its author deletes goes (refreshed or erased after 2 days here).",
        credentials={
            "client_key": f"the client id that Reddit approved: {_POLICY}",
            "client_secret": "its secret; besides, set your own name as username under [platform.reddit] in "
            "config.toml: Reddit wants to read in every request who asks",
        },
        retention_days=2,
        proof="invented exchanges in the documented wire format, held against nothing but its description; never run "
        "against the live platform",
    )

    @property
    def api(self) -> Api:
        """The site, declared: 100 questions a minute for a client, counted over ten minutes."""
        name = self.username.removeprefix("u/") if _USERNAME.fullmatch(self.username.removeprefix("u/")) else ""
        return Api(
            name=self.name,
            base_url=self.site,
            pace=Pace(per_second=1.6, burst=10, at_once=4),
            quotas=(Quota("calls", None, 600),),  # 1,000 in any 10 minutes: the pace below keeps it by itself
            auth=SIGN_IN,
            needs_key=True,
            faults=(
                Fault(302, Missing, says="not there: Reddit leads elsewhere"),  # how it answers for some communities
                Fault(401, Refused, says="reddit does not accept the client"),
                Fault(403, SkipCreator, error="private", says="private"),
                Fault(403, SkipCreator, error="quarantined", says="quarantined by Reddit"),
                Fault(403, SkipCreator, error="gold_only", says="for paying members only"),
                Fault(403, Refused, says=f"reddit refused the request: is the client approved? ({_POLICY})"),
            ),
            errors_at=("reason", "message"),
            headers={"User-Agent": f"python:microscout:{__version__}{f' (by /u/{name})' if name else ''}"},
        )

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, for ``python -m microscout.testing replay``."""
        return {
            "/api/v1/me": ("", lambda raw, host, now: _profile({"data": raw}, now)),
            "*": (_things, lambda raw, host, now: _thing(raw, now)),
        }

    async def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """The creators whom the founder names, then who posts on the niche in the communities about it."""
        for candidate in named(self.name, self.creators, niche):
            yield candidate
        for phrase in niche.phrases:
            if phrase.startswith("@"):
                continue
            found = client.items(COMMUNITIES, limit=2 * _COMMUNITIES, optional=True, q=phrase, **_RAW)
            communities = [community async for community in each(client, _community, found)]
            for community in communities[:_COMMUNITIES]:
                asked = {"q": phrase, "restrict_sr": "true", "sort": "relevance", "t": "year", "type": "link"}
                posts = client.items(FOUND, limit=limit, optional=True, community=community, **asked, **_RAW)
                async for author in each(client, _author, posts, f"posts in r/{community} match “{phrase}”"):
                    yield author

    async def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """One call a creator."""
        for candidate in candidates:
            if not _USERNAME.fullmatch(candidate.handle):
                yield skip(self.name, candidate.handle, "not a Reddit name")
                continue
            raw = await client.get(ABOUT, name=candidate.handle, **_RAW)
            profile = None if _suspended(raw) else _profile(raw, client.now())
            yield profile or skip(self.name, candidate.handle, Missing(_SUSPENDED))

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post]:
        """The creator's newest posts, without those passed on from elsewhere or removed."""
        most = min(100, limit + _SPARE)
        asked = client.items(SUBMITTED, limit=most, name=profile.handle, sort="new", **_RAW)
        return readable(client, _post, [raw async for raw in asked], profile.creator_id, client.now(), most=limit)

    async def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Comments under `post` and answers to them, the best first; those removed are left out."""
        asked = client.items(THREAD, limit=min(100, limit), post=post.post_id, sort="top", depth=3, **_RAW)
        nodes = [node async for raw in asked for node in _below(raw)]
        for comment in readable(client, _comment, nodes, post, most=limit):
            yield comment

    async def probe(self, client: Client) -> str:
        """One community, asked for by a word."""
        found = [raw async for raw in client.items(COMMUNITIES, limit=1, q="watches", **_RAW)]
        return f"Reddit answers and accepts the client: {len(found)} community found"


@shaped("a community")
def _community(raw: Any) -> str | None:
    """Its name; None where it is for adults only: those are not for us to read."""
    told = raw["data"]
    name = told["display_name"]
    if not isinstance(name, str):
        raise TypeError
    return None if told.get("over18") is True else name


@shaped("a post found")
def _author(raw: Any, found_by: str) -> Candidate | None:
    author = raw["data"]["author"]
    if author in _NOBODY:
        return None
    return Candidate(platform="reddit", handle=author, found_by=(found_by,))


@shaped("a profile")
def _suspended(raw: Any) -> bool:
    return raw["data"].get("is_suspended") is True


@shaped("a profile")
def _profile(raw: Any, now: int) -> Profile:
    told = raw["data"]
    page = told.get("subreddit") or {}
    hidden = told.get("hide_from_robots") is True
    closed = told.get("accept_followers") is False or page.get("accept_followers") is False
    return Profile(
        platform="reddit",
        stable_id=told["id"],
        handle=told["name"],
        captured_at=now,
        name=page.get("title") or None,
        bio=page.get("public_description") or None,
        url=f"https://www.reddit.com/user/{told['name']}",
        followers=None if closed else page.get("subscribers"),
        created_at=earliest(told.get("created_utc")),
        withheld=("asked not to be found by search engines",) if hidden else (),
    )


@shaped("a post")
def _post(raw: Any, creator_id: str | None, now: int) -> Post | None:
    """A post of the creator (None: whoever); None where it is passed on, removed, or no post."""
    told = raw["data"]
    author = told.get("author_fullname", "").removeprefix("t2_")
    whose = creator_id or f"reddit:{author or '?'}"
    said = told.get("selftext") or ""
    gone = told.get("author") in _NOBODY or told.get("removed_by_category") is not None or said in _GONE
    if raw.get("kind") != "t3" or gone or told.get("crosspost_parent") or (author and f"reddit:{author}" != whose):
        return None
    own = told.get("is_self") is True
    link = told.get("url")
    return Post(
        creator_id=whose,
        post_id=told["id"],
        captured_at=now,
        text="\n\n".join(part for part in (told["title"], said) if part),
        created_at=earliest(told.get("created_utc")),
        url=f"https://www.reddit.com{told['permalink']}",
        kind="images" if told.get("is_gallery") else "text" if own else _KINDS.get(told.get("post_hint", ""), "link"),
        likes=_likes(told, "hide_score"),
        comments=told.get("num_comments"),
        reposts=told.get("num_crossposts"),
        links=() if own or not link else (link,),
    )


def _below(raw: Any) -> Iterator[Any]:
    """The comment itself and all below it; stubs that stand for more are left out."""
    if not isinstance(raw, dict) or raw.get("kind") == "more":
        return
    yield raw
    told = raw.get("data")
    replies = told.get("replies") if isinstance(told, dict) else None
    children = (
        replies["data"].get("children") if isinstance(replies, dict) and isinstance(replies.get("data"), dict) else ()
    )
    for child in children if isinstance(children, list) else ():
        yield from _below(child)


def _likes(told: Any, hidden: str) -> Any:
    """Votes up less votes down; None while it is hidden, and below zero: that says nothing about likes."""
    score = told.get("score")
    return None if told.get(hidden) is True or (isinstance(score, int) and score < 0) else score


@shaped("an answer")
def _things(answer: Any) -> list[Any]:
    """All things in a recorded answer, with what stands below a comment; each says itself of what kind it is."""
    if isinstance(answer, list):
        return [thing for each in answer for thing in _things(each)]
    if isinstance(more := answer.get("json"), dict):
        return list(more["data"]["things"])
    if answer["kind"] != "Listing":
        return [answer]
    children = answer["data"]["children"]
    return [thing for child in children for thing in (_below(child) if child.get("kind") == "t1" else (child,))]


@shaped("a thing")
def _thing(raw: Any, now: int) -> Profile | Post | Comment | str | None:
    """Whatever a recorded listing holds, by its kind; None for what says nothing of a creator (stubs, messages)."""
    match raw["kind"]:
        case "t1":
            return _comment(raw, None)
        case "t2" if _suspended(raw):
            raise Missing(_SUSPENDED)
        case "t2":
            return _profile(raw, now)
        case "t3":
            return _post(raw, None, now)
        case "t5":
            return _community(raw)
    return None


@shaped("a comment")
def _comment(raw: Any, post: Post | None) -> Comment | None:
    told = raw["data"]
    said = told.get("body") or ""
    if told["author"] in _NOBODY or said in _GONE:
        return None
    parent = told.get("parent_id") or ""
    return Comment(
        creator_id=post.creator_id if post else "reddit:?",
        post_id=post.post_id if post else told["link_id"].removeprefix("t3_"),
        comment_id=told["id"],
        author=told["author"],
        by_creator=told.get("is_submitter") is True,
        parent=parent.removeprefix("t1_") if parent.startswith("t1_") else None,
        text=said,
        created_at=earliest(told.get("created_utc")),
        likes=_likes(told, "score_hidden"),
    )
