"""Recorded exchanges in place of the network: ``Client(api, seam=Replay(folder))``. For tests and bug reports.

An exchange is one JSON object: ``request`` (an address, or ``method`` and ``url``), ``status``, ``headers``, ``body``
(JSON, or text that is none); ``recordings`` knows the spellings of others. A question is answered by the exchange of
the same method, host (where the recorded address has one) and path whose recorded query is wholly among what is asked;
the one that says most wins, and of equals each answers once, in order, the last for ever. A question that nobody
recorded is an AssertionError.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from microscout.client import recordings

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class Exchange:
    """A question and its answer; `fails`: no answer came, for that reason."""

    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    method: str = "GET"
    fails: Literal["", "refused", "timeout", "cut"] = ""

    @classmethod
    def of(cls, recorded: Any) -> Exchange:
        """The exchange in a recorded JSON object; ValueError where it is none."""
        told = recordings.plain(recorded)
        return cls(url=told.url, status=told.status, headers=told.headers, body=told.body, method=told.method)

    @classmethod
    def read(cls, file: Path) -> Exchange:
        """The exchange in `file`; ValueError where there is none."""
        try:
            return cls.of(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{file.name}: {error}") from None

    def answers(self, method: str, url: str) -> bool:
        """Whether this exchange answers the question."""
        here, there = urlsplit(self.url), urlsplit(url)
        return (
            self.method == method
            and here.path == there.path
            and (not here.netloc or here.netloc == there.netloc)
            and not _query(self.url) - _query(url)
        )


Fault = Callable[[int, str, str], Exchange | None]


class Replay:
    """An httpx transport that answers from `exchanges`, or from a folder's ``*.json`` files in order of their names.

    `fault(number, method, url)` may put another exchange in the place of the answer to the question of that number
    (from 1). `otherwise`: the status of the answer to what nobody recorded. `asked` lists the questions.
    """

    def __init__(
        self, exchanges: Path | Iterable[Exchange], *, fault: Fault | None = None, otherwise: int | None = None
    ) -> None:
        recorded = exchanges
        if isinstance(recorded, Path):
            recorded = [Exchange.read(file) for file in sorted(recorded.glob("*.json"))]
        self.exchanges = list(recorded)
        self.asked: list[httpx.Request] = []
        self._fault = fault
        self._otherwise = otherwise
        self._given: Counter[int] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, as httpx wants it."""
        import httpx

        self.asked.append(request)
        method, url = request.method, str(request.url)
        exchange = (self._fault and self._fault(len(self.asked), method, url)) or self._answer(method, url)
        match exchange.fails:
            case "refused":
                raise httpx.ConnectError("refused", request=request)
            case "timeout":
                raise httpx.ReadTimeout("timeout", request=request)
            case "cut":
                raise httpx.RemoteProtocolError("cut", request=request)
        return httpx.Response(exchange.status, headers=exchange.headers, content=exchange.body, request=request)

    async def aclose(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> Replay:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    def _answer(self, method: str, url: str) -> Exchange:
        fitting = [number for number, exchange in enumerate(self.exchanges) if exchange.answers(method, url)]
        if not fitting:
            if self._otherwise is None:
                raise AssertionError(f"no recorded exchange answers {method} {url}")
            return Exchange(url, self._otherwise, {"content-type": "application/json"}, b'{"error": "Not Found"}')
        most = max(_query(self.exchanges[number].url).total() for number in fitting)
        equals = [number for number in fitting if _query(self.exchanges[number].url).total() == most]
        turn = min(self._given[equals[0]], len(equals) - 1)
        self._given[equals[0]] += 1
        return self.exchanges[equals[turn]]


@lru_cache(maxsize=1 << 12)  # a replay reads the few addresses that it holds at every question
def _query(url: str) -> Counter[tuple[str, str]]:
    return Counter(parse_qsl(urlsplit(url).query, keep_blank_values=True))
