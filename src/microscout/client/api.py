"""What a platform declares about its API, as data; the client does the rest.

An :class:`Api` is a site: where it is, how fast it may be asked, how it is signed in to, what its own limit is and
what its error answers mean. A :class:`Call` is one endpoint: path, cost, where the items stand in the answer and
where the next page is found.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    """The platform's own limit: `limit` units of `unit` in `seconds` (None: the platform publishes none)."""

    unit: str = "requests"
    limit: int | None = None
    seconds: int = 300


@dataclass(frozen=True)
class Fault:
    """An error answer and what it means. Empty `error` or `message`: any; both are looked for as parts of the text."""

    status: int
    means: type[MicroscoutError]
    error: str = ""
    message: str = ""
    says: str = ""


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


Auth = Bearer | Session


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


Paging = Cursor | LinkNext | Offset | None


@dataclass(frozen=True)
class Call:
    """One endpoint. `items`: dotted path of the list in the answer ("" where the answer is the list).

    `path` may hold ``{names}``, filled from the call's parameters. `cost` is in the platform's own quota units.
    `page`: the most items that a page may hold (0: it has no size); asked for as `page_parameter`.
    """

    path: str
    items: str = ""
    paging: Paging = None
    page: int = 0
    page_parameter: str = "limit"
    cost: int = 1
    signed: bool = False
    method: Literal["GET", "POST"] = "GET"


@dataclass(frozen=True)
class Api:
    """A site, declared. `errors_at`: the fields of an error answer that hold its name and its sentence."""

    name: str
    base_url: str
    pace: Pace
    quota: Quota = field(default_factory=Quota)
    auth: Auth | None = None
    needs_key: bool = False
    faults: tuple[Fault, ...] = ()
    errors_at: tuple[str, str] = ("error", "message")
    max_bytes: int = 8_000_000
