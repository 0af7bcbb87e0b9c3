"""One request, one answer: the only file that imports the HTTP library, and only when the first request goes out.

Redirects are followed by hand, since a platform's answer may name any host and a private one must not be asked;
bodies are read up to the declared largest size, unpacked, so that neither a huge nor a bomb-like one fills the memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from microscout import __version__
from microscout.client.hosts import is_public, origin
from microscout.errors import NoConnection, PayloadError, Unreachable

if TYPE_CHECKING:
    import httpx

AGENT = f"microscout/{__version__} (open-source creator search, run by its user)"
_REDIRECTS = 5
_ASIDE = "x-set-aside"


@dataclass(frozen=True)
class Question:
    """A request as the client puts it."""

    method: str
    url: str
    parameters: Mapping[str, Any]
    headers: Mapping[str, str]
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """Status, headers (names in lower case) and unpacked body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """Sends questions over one pool of connections. `seam`: an httpx transport to use instead of the network."""

    def __init__(self, max_bytes: int, seam: Any = None) -> None:
        self._max_bytes = max_bytes
        self._seam = seam
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def send(self, question: Question) -> Answer:
        """The answer. Unreachable where none came; PayloadError where it is too large or the address no address."""
        where = _place(question.url)
        with _in_our_words(where):
            return await self._followed(question, where)

    async def knock(self, method: str, url: str) -> Answer:
        """Status and headers of `url` alone: no body is read, no redirect followed, no cookie kept or sent."""
        with _in_our_words(_place(url)):
            http = self._connected()
            http.event_hooks = {"response": [_set_aside]}
            response = await http.send(http.build_request(method, url, headers={"Accept": "*/*"}), stream=True)
            await response.aclose()
            http.cookies.clear()
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers | {"location": headers.get(_ASIDE, "")}, b"")

    async def _followed(self, question: Question, where: str) -> Answer:
        http = self._connected()
        request = http.build_request(
            question.method,
            question.url,
            params=dict(question.parameters) or None,  # none: an empty question would take out the one in the url
            headers=dict(question.headers),
            json=question.json,
            data=question.form,
        )
        for _ in range(_REDIRECTS + 1):
            response = await http.send(request, stream=True)
            try:
                if response.next_request is None:
                    headers = {name.lower(): value for name, value in response.headers.items()}
                    return Answer(response.status_code, headers, await self._body(response))
            finally:
                await response.aclose()
            request = response.next_request
            if origin(str(request.url)) != origin(question.url) and not (
                request.url.scheme == "https" and is_public(request.url.host)
            ):
                raise Unreachable(f"{where} sent us on to a host that is not public")
        raise Unreachable(f"{where} sends us round in a circle")

    async def _body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_bytes:
                raise PayloadError(f"the answer is larger than {self._max_bytes // 1_000_000} MB")
        return bytes(body)

    def _connected(self) -> httpx.AsyncClient:
        if self._http is None:
            import httpx

            self._http = httpx.AsyncClient(
                transport=self._seam,
                headers={"User-Agent": AGENT, "Accept": "application/json, */*;q=0.5"},
                timeout=httpx.Timeout(20.0, connect=8.0),
                limits=httpx.Limits(max_connections=32, max_keepalive_connections=16),
                follow_redirects=False,
            )
        return self._http


async def _set_aside(response: httpx.Response) -> None:
    """Hide where we are sent on to from the library, which takes a strange address there for a broken connection."""
    response.headers[_ASIDE] = response.headers.pop("location", "")


def _place(url: str) -> str:
    """Host and port of `url`; what stands before them, as some webhooks have it, is a secret."""
    return urlsplit(url).netloc.rpartition("@")[2]


@contextmanager
def _in_our_words(where: str) -> Iterator[None]:
    """The HTTP library's errors about `where` as ours."""
    import httpx

    try:
        yield
    except httpx.TimeoutException:
        raise Unreachable(f"{where} did not answer in time") from None
    except (httpx.ConnectError, httpx.ProxyError):
        raise NoConnection(f"no connection to {where}", hint="Is this machine online?") from None
    except httpx.DecodingError:
        raise Unreachable(f"{where} sent a body that cannot be unpacked") from None
    except httpx.TransportError:
        raise Unreachable(f"the connection to {where} broke off") from None
    except (httpx.InvalidURL, UnicodeError):
        raise PayloadError("the request's address is not valid") from None
