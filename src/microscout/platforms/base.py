"""What a platform is: it turns a handle into a snapshot, by declaring.

The contract (held by :func:`microscout.testing.check_platform`):

* It declares ``name``, ``api`` (an :class:`~microscout.client.Api`), its calls, and ``facts``: what it can tell.
* ``search`` yields candidates, the cheapest calls first; ``profiles`` turns candidates into profiles, in batches
  where the platform has them; ``posts`` and ``comments`` fetch for one creator. All of them only ask the client
  they are given: they never sleep, retry, page by hand or look at a status.
* Pure parsers turn one raw object into one model. What is absent, hidden or null becomes None, never zero; an
  object without the documented shape raises PayloadError (or pydantic's ValidationError, which the caller turns
  into one), so that one strange creator is skipped with a reason and the run goes on.
* The creator's wish not to be listed is read into ``Profile.withheld``; whoever calls leaves such creators out.
* Texts are passed on as they came (HTML turned into plain text); whoever shows them makes them harmless.

No base class: :class:`Platform` is a protocol, and everything shared is in the client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol, runtime_checkable

from microscout.client import Api, Client
from microscout.models import Candidate, Comment, Follower, Niche, Post, Profile, Skip
from microscout.platforms._shape import Reads

Access = Literal["keyless", "free key", "approval", "paid"]


@dataclass(frozen=True)
class Facts:
    """What a platform can tell, for the founder's map (``microscout platforms``).

    `batch`: how many profiles one call brings. `cost_of_50`: calls for 50 creators with 10 posts each.
    `credentials`: the names of the keys it can use, with where to get each; `terms`: its terms in one line.
    `posts_batch`: for how many creators posts are best asked for together (above 1: see :class:`Together`).
    `retention_days`: after how many days the terms want what was stored refreshed or deleted. `proof`: against what
    the fetcher was proved; "never run against the live platform" where that is so. `probe_usd`: what the cheapest real
    call costs in dollars.
    """

    about: str
    access: Access
    search_by: tuple[str, ...]
    followers: bool
    likes: bool
    comments: bool
    views: bool
    comment_texts: bool
    batch: int
    cost_of_50: str
    terms: str
    credentials: Mapping[str, str]
    posts_batch: int = 1
    retention_days: int | None = None
    proof: str = ""
    probe_usd: float = 0.0


@dataclass(frozen=True)
class Work:
    """How much a run may ask for, to be billed before it begins: phrases sought, creators read, posts of each.

    `things`: how many things the phrases list, where they list several (``hashtags.things``).
    `recounted`: how many posts that are known already are only counted anew (see :class:`Recounted`). `discussed`: of
    how many creators comments are read, `threads` of each at most. `gathered`: whose newest followers are looked at.
    """

    phrases: int = 1
    candidates: int = 100
    creators: int = 50
    posts: int = 10
    recounted: int = 0
    discussed: int = 0
    threads: int = 100
    gathered: int = 0
    things: int = 0


class Platform(Protocol):
    """One platform. Made with its options as keyword arguments; each has a default."""

    name: ClassVar[str]
    facts: ClassVar[Facts]

    @property
    def api(self) -> Api:
        """The site, declared."""
        ...

    def search(self, client: Client, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        """Up to `limit` candidates a source for `niche`, hand-curated evidence first. One creator may come twice."""
        ...

    def profiles(self, client: Client, candidates: Sequence[Candidate]) -> AsyncIterator[Profile | Skip]:
        """The profile of each of at most ``facts.batch`` candidates, or why there is none. Order is free."""
        ...

    async def posts(self, client: Client, profile: Profile, limit: int) -> list[Post] | None:
        """Up to `limit` of the creator's own newest posts; None where the platform does not tell of any."""
        ...

    def comments(self, client: Client, post: Post, limit: int) -> AsyncIterator[Comment]:
        """Up to `limit` comments under `post`."""
        ...

    async def probe(self, client: Client) -> str:
        """Make the cheapest real call there is; a sentence about what came back. Raises as any other call."""
        ...


class Recorded(Protocol):
    """A platform whose parsers can be tried on recorded answers (``python -m microscout.testing replay``).

    Feeds and the like, which are no JSON, are declared as ``reads_raw`` instead: what cuts the bytes of an answer into
    raw objects, and the parser of one.
    """

    @property
    def reads(self) -> Reads:
        """Which parser reads which answer, by the path of its address."""
        ...


@runtime_checkable
class Wanting(Protocol):
    """A platform that needs more than keys before it can be asked anything."""

    @property
    def lacks(self) -> str:
        """What is missing among its options, and where it goes; empty where nothing is."""
        ...


@runtime_checkable
class Together(Protocol):
    """A platform whose posts are cheaper for several creators at once (``facts.posts_batch`` of them)."""

    def posts_of(
        self, client: Client, profiles: Sequence[Profile], limit: int
    ) -> AsyncIterator[tuple[str, list[Post]] | Skip]:
        """As ``posts``, by creator id, for each of `profiles` or why not. Order is free."""
        ...


@runtime_checkable
class Discussed(Protocol):
    """A platform that tells what was lately said under all of a creator's posts at once."""

    def comments_of(self, client: Client, profile: Profile, limit: int) -> AsyncIterator[Comment]:
        """Up to `limit` of the newest threads under any of the creator's posts, each with its answers."""
        ...


@runtime_checkable
class Recounted(Protocol):
    """A platform that counts posts which are known already anew, cheaper than it reads a creator's posts."""

    def recounted(self, client: Client, posts: Sequence[Post]) -> AsyncIterator[Post]:
        """Those of `posts`, of whichever creators, that are still told of, with the counts of now. Order is free.

        Everything but the counts and ``captured_at`` stays as it was known; a count that is not told any more is
        None. Who asks hands over all posts at once: batches are the platform's business. Texts are not refreshed,
        so where ``facts.retention_days`` asks for that, a creator's posts must be read whole in time all the same.
        """
        ...


@runtime_checkable
class Gathered(Protocol):
    """A platform whose lists of followers are public, the newest first."""

    followers_cost: ClassVar[float]
    """The most units of its first limit that a look at one creator's followers costs."""

    def followers(self, client: Client, profile: Profile) -> AsyncIterator[Follower]:
        """The creator's newest followers, one page or two: about a hundred."""
        ...


@runtime_checkable
class Billed(Protocol):
    """A platform whose limits a founder can run into, or whose calls cost money."""

    def bill(self, work: Work) -> Mapping[str, float]:
        """The most units that `work` may cost, by name of the limit (``Quota.name``)."""
        ...
