"""The facts: frozen pydantic models. Unknown is None, never zero.

``Niche`` is what is sought. ``Candidate`` is what a platform's search hands over, ``Profile``, ``Post`` and
``Comment`` what it tells about one, ``Snapshot`` all of it at one moment. ``Skip`` is somebody left out, and why.

Times are integer seconds since 1970 (UTC): that is also how the frames carry them. Text is what the platform
sent, less what no text needs: control characters, lone surrogates. Counts are whole numbers from 0.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from microscout import hashtags

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LARGEST_COUNT = 2**53  # what JSON, a spreadsheet and SQLite all hold exactly
_YEAR_9999 = 253_402_300_799


def clean(text: str) -> str:
    """`text` without control characters (tab and line feed stay) and lone surrogates."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def to_epoch(value: object) -> int:
    """Seconds since 1970 from a number of seconds, an ISO 8601 text, a date or a datetime (no offset: UTC).

    Raises ValueError for anything else, and for moments before 1970 or after the year 9999.
    """
    if isinstance(value, bool):
        raise ValueError("a moment is no true or false")
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        value = moment.timestamp()
    if not isinstance(value, int | float) or not 0 <= value <= _YEAR_9999:
        raise ValueError("not a moment between 1970 and 9999")
    return int(value)


def iso(seconds: int) -> str:
    """The moment as ISO 8601 in UTC: ``2026-11-01T09:30:00Z``."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _no_flag(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a count is no true or false")
    return value


def _some(value: str) -> str:
    if not value:
        raise ValueError("nothing is written there")
    return value


def _handle(value: str) -> str:
    handle = value.strip().removeprefix("@")
    if any(unicodedata.category(c)[0] in "CZ" for c in handle):
        raise ValueError("a handle holds no spaces or control characters")
    if not handle:
        raise ValueError("a handle is not empty")
    return handle


Count = Annotated[int, BeforeValidator(_no_flag), Field(ge=0, le=_LARGEST_COUNT)]
Epoch = Annotated[int, BeforeValidator(to_epoch)]
Text = Annotated[str, AfterValidator(clean)]
Name = Annotated[str, Field(max_length=400), AfterValidator(clean), AfterValidator(_some)]
Handle = Annotated[str, Field(max_length=300), AfterValidator(_handle)]
CountSource = Literal["platform", "home server", "local view", "file"]


class Fact(BaseModel):
    """What all facts share: they do not change, and a field that nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Niche(Fact):
    """What is sought, in the founder's words: phrases, creators to be like, or both.

    `avoid`: what is not sought though it sounds alike. `like`: ids of creators, and `examples` what they say, filled in
    from the store and never written down. `expanded`: words that we added and show; they weigh less than phrases.
    """

    phrases: tuple[Name, ...] = ()
    avoid: tuple[Name, ...] = ()
    like: tuple[str, ...] = ()
    expanded: tuple[Name, ...] = ()
    examples: tuple[Text, ...] = Field((), exclude=True, repr=False)

    @model_validator(mode="after")
    def _something_is_sought(self) -> Self:
        if not (self.phrases or self.like or self.examples):
            raise ValueError("name a niche, or a creator to be like")
        return self

    @classmethod
    def of(cls, *phrases: str) -> Niche:
        """A niche from `phrases`, white space tidied; ValueError (pydantic's) where nothing is left."""
        return cls(phrases=tuple(" ".join(phrase.split()) for phrase in phrases))

    @classmethod
    def recorded(cls, record: Any) -> Niche:
        """The niche of a run's record: its fields, or (in older records) its phrases alone."""
        return cls(**record) if isinstance(record, dict) else cls(phrases=tuple(record))

    @property
    def text(self) -> str:
        """What is sought on one line, for people: ``vintage watches, like sample:ada, not smart watches``."""
        like, avoid = (f"like {each}" for each in self.like), (f"not {each}" for each in self.avoid)
        return ", ".join((*self.phrases, *like, *avoid))

    @property
    def hashtags(self) -> tuple[str, ...]:
        """Tags to look under, the most telling first; see ``hashtags.py``."""
        return hashtags.of(self.phrases)


class Candidate(Fact):
    """Somebody whom a search turned up: a handle, how it was found, and the profile where it came along.

    `lists`: the names of hand-curated lists that hold the creator. `settled`: the profile is as good as it gets.
    """

    platform: Name
    handle: Handle
    stable_id: str | None = None
    found_by: tuple[Text, ...] = ()
    lists: tuple[Text, ...] = ()
    profile: Profile | None = None
    settled: bool = False

    @property
    def key(self) -> str:
        """What tells candidates of one platform apart before their profile is known."""
        return self.handle.casefold()


class Profile(Fact):
    """What a platform tells about a creator.

    `counts_from` says who counted (a Mastodon server that only follows a creator from afar knows less than
    the creator's home). `verified`: those links that the platform has checked to be the creator's own. `withheld` holds
    the creator's own wishes not to be listed, in words: who has any is skipped.
    """

    platform: Name
    stable_id: Name
    handle: Handle
    captured_at: Epoch
    name: Text | None = None
    bio: Text | None = None
    url: Text | None = None
    followers: Count | None = None
    following: Count | None = None
    post_count: Count | None = None
    counts_from: CountSource = "platform"
    location: Text | None = None
    languages: tuple[Text, ...] = ()
    links: tuple[Text, ...] = ()
    verified: tuple[Text, ...] = ()
    lists: tuple[Text, ...] = ()
    created_at: Epoch | None = None
    consent: Text | None = None
    withheld: tuple[Text, ...] = ()

    @property
    def creator_id(self) -> str:
        """``platform:stable-id``: survives a change of handle."""
        return f"{self.platform}:{self.stable_id}"


class Post(Fact):
    """A post with the counts that the platform showed at `captured_at`; a hidden or absent count is None."""

    creator_id: Name
    post_id: Name
    captured_at: Epoch
    text: Text = ""
    created_at: Epoch | None = None
    url: Text | None = None
    language: Text | None = None
    kind: Text | None = None
    likes: Count | None = None
    comments: Count | None = None
    reposts: Count | None = None
    quotes: Count | None = None
    views: Count | None = None
    paid: bool | None = None
    is_repost: bool = False
    links: tuple[Text, ...] = ()


class Comment(Fact):
    """A comment under a post; `parent` is the comment that it answers, None at the top of a thread."""

    creator_id: Name
    post_id: Name
    comment_id: Name
    author: Text
    by_creator: bool = False
    parent: Text | None = None
    text: Text = ""
    created_at: Epoch | None = None
    likes: Count | None = None


class Discussion(Fact):
    """What was said under a creator's posts, as it was asked for at one moment; no `comments`: there were none.

    Of posts made from `since` to `until`, up to `threads` of the newest; None: the source does not say.
    """

    creator_id: Name
    captured_at: Epoch
    comments: tuple[Comment, ...] = ()
    since: Epoch | None = None
    until: Epoch | None = None
    threads: Count | None = None


class Follower(Fact):
    """One of a creator's followers, as far as tells whether there is anybody: no name, no id. None: not told."""

    created_at: Epoch | None = None
    posts: Count | None = None
    avatar: bool | None = None
    bio: bool | None = None


class Newcomers(Fact):
    """Of `sampled` newest followers, `told` say enough about themselves, and `empty` of those are new and empty."""

    creator_id: Name
    captured_at: Epoch
    sampled: Count
    told: Count
    empty: Count


class Snapshot(Fact):
    """A creator at one moment. `posts` or `comments` None: not asked for; empty: asked, and there are none."""

    profile: Profile
    posts: tuple[Post, ...] | None = None
    comments: tuple[Comment, ...] | None = None

    @property
    def creator_id(self) -> str:
        """The creator's id."""
        return self.profile.creator_id


class Skip(Fact):
    """Somebody who was left out, and why, in words. `gone`: the platform knows no such creator, or not any more."""

    platform: Name
    handle: Text
    reason: Text
    gone: bool = False


def skip(platform: str, handle: str, reason: Any) -> Skip:
    """A :class:`Skip` with `reason` (a text, or an error that may say ``gone``) as text."""
    gone = bool(getattr(reason, "gone", False))
    return Skip(platform=platform, handle=clean(handle), reason=str(reason), gone=gone)


Candidate.model_rebuild()
