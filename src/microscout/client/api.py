"""What a platform declares about its API, as data; the client does the rest.

An :class:`Api` is a site: where it is, how fast it may be asked, how it is signed in to, what its own limit is and
what its error answers mean. A :class:`Call` is one endpoint: path, cost, where the items stand in the answer and
where the next page is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from microscout.errors import MicroscoutError


@dataclass(frozen=True)
class Pace:
    """How fast one host may be asked: requests a second, how many at a stretch, how many open at once."""

    per_second: float
    burst: int = 1
    at_once: int = 8


@dataclass(frozen=True)
class Quota:
    """One of the platform's own limits: `limit` units of `unit` (None: none is published) in any `seconds`.

    `midnight`: it opens again at midnight in this time zone ("America/Los_Angeles") instead. A platform with several
    limits gives each a `name`; calls say which one they draw on. Units may be money: then `unit` is "USD".
    """

    unit: str = "requests"
    limit: float | None = None
    seconds: int = 300
    midnight: str = ""
    name: str = ""


@dataclass(frozen=True)
class Fault:
    """An error answer and what it means, by status (200 too, where a platform tells errors so). Empty `error` or
    `message`: any; both are looked for as parts of the text (an `error` of digits only is a number, and must be the
    same one).

    `again`: whether the same question may be put again after a pause (None: as the status says everywhere). Where a
    limit is spent for good, no call that draws on it is sent any more in this run.
    """

    status: int
    means: type[MicroscoutError]
    error: str = ""
    message: str = ""
    says: str = ""
    again: bool | None = None


@dataclass(frozen=True)
class Bearer:
    """``Authorization: Bearer <credential>``; unsigned where the credential is missing."""

    credential: str


@dataclass(frozen=True)
class Session:
    """Sign in once with a JSON body made of credentials, then send the token that came back as a bearer.

    `body` maps the fields of the request to credentials; `token` is the field of the answer; `expired` the error
    name by which the platform says that the session is over.
    """

    path: str
    body: Mapping[str, str]
    token: str
    expired: str = "ExpiredToken"


@dataclass(frozen=True)
class HeaderKey:
    """The credential itself in the header `header`; unsigned where it is missing."""

    header: str
    credential: str


@dataclass(frozen=True)
class Grant:
    """OAuth 2 client credentials: a form sent to `url` gives a token, which then signs as a bearer.

    `form`: constant fields; `credentials`: fields that are credentials; `basic`: two credentials that go as HTTP Basic
    instead; `headers`: credentials that every call carries besides, by header. `expired`: statuses that end a token.
    """

    url: str
    form: Mapping[str, str]
    credentials: Mapping[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    token: str = "access_token"  # noqa: S105  (the name of a field)
    expired: tuple[int, ...] = (401,)


@dataclass(frozen=True)
class Stamped:
    """Headers made for each call from the credentials and the moment (epoch seconds), by a pure function."""

    credentials: tuple[str, ...]
    headers: Callable[[Mapping[str, str], int], Mapping[str, str]]


Auth = Bearer | Session | HeaderKey | Grant | Stamped


@dataclass(frozen=True)
class Cursor:
    """The next page is asked for with the text found at `field` of the answer."""

    field: str = "cursor"
    parameter: str = "cursor"


@dataclass(frozen=True)
class LinkNext:
    """The next page is the address in the answer's ``Link: <…>; rel="next"`` header; an empty page is the last."""


@dataclass(frozen=True)
class Offset:
    """The next page begins where this one ended, by number."""

    parameter: str = "offset"


@dataclass(frozen=True)
class Numbered:
    """Pages are numbered from 1. `more`: the field that says whether another follows (empty: none says)."""

    parameter: str = "page"
    more: str = ""


Paging = Cursor | LinkNext | Offset | Numbered | None


@dataclass(frozen=True)
class Call:
    """One endpoint. `items`: dotted path of the list in the answer ("" where the answer is the list).

    `path` may hold ``{names}``, filled from the call's parameters; the others are the question, or the JSON body of a
    POST, but for those named in `query`. `page`: the most items that a page may hold (0: it has no size); asked for as
    `page_parameter`. `cost` is in units of the limit named `quota`, and so is `cost_each`, paid for every item that
    comes. `raw`: the answer is handed over as bytes (feeds). `cached`: asked for with ``If-None-Match`` where known.
    `empty_if`: an answer that has this field, but no list, holds no items. `trial`: nobody knows whether the key opens
    it; once refused it is not sent again in this run, and while the first is under way others wait.
    """

    path: str
    items: str = ""
    paging: Paging = None
    page: int = 0
    page_parameter: str = "limit"
    cost: float = 1
    cost_each: float = 0
    quota: str = ""
    signed: bool = False
    method: Literal["GET", "POST"] = "GET"
    query: tuple[str, ...] = ()
    raw: bool = False
    cached: bool = False
    empty_if: str = ""
    trial: bool = False


@dataclass(frozen=True)
class Api:
    """A site, declared.

    `errors_at`: the fields of an error answer that hold its name and its sentence (dotted; a number is a place in a
    list). `wait_at`: the field of an answer, good or not, that tells how many seconds to wait. `usage`: headers that
    tell in JSON how many per cent of a limit are used up. `headers`: what every call carries besides (a version of the
    API).
    """

    name: str
    base_url: str
    pace: Pace
    quotas: tuple[Quota, ...] = (Quota(),)
    auth: Auth | None = None
    needs_key: bool = False
    faults: tuple[Fault, ...] = ()
    errors_at: tuple[str, str] = ("error", "message")
    wait_at: str = ""
    usage: tuple[str, ...] = ()
    max_bytes: int = 8_000_000
    headers: Mapping[str, str] = field(default_factory=dict)

    def quota(self, name: str) -> Quota:
        """The limit of that name; the first one for the empty name."""
        return next(quota for quota in self.quotas if name in ("", quota.name))
