"""Where short links lead, asked of the shorteners themselves and of nobody else.

A shortener answers with the address it stands for, and that is all that is wanted: the page behind it is never asked.
So only hosts that the caller names as shorteners get a request, over https, one a second each, for the headers alone
(HEAD; GET without reading the body where HEAD is not understood), without cookies. Of a shortener that resolves to an
address inside a private network nothing is asked, and a target that is no public web address is told as none.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from microscout.client.api import Pace
from microscout.client.hosts import is_public
from microscout.client.pacer import Clock, Pacer
from microscout.client.transport import Transport
from microscout.errors import MicroscoutError, NoConnection, PayloadError, Unreachable

_HOPS = 5  # from one shortener to the next
_PACE = Pace(per_second=1.0, at_once=1)
_NO_HEAD = (400, 403, 405, 500, 501)
_GONE = (404, 410, 451)
_LONGEST = 500
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Told = Callable[[str, str | None], None]


async def follow(
    addresses: Iterable[str],
    is_short: Callable[[str], bool],
    told: Told,
    *,
    seam: Any = None,
    clock: Clock | None = None,
    lookup: Callable[[str], Awaitable[list[str]]] | None = None,
) -> list[str]:
    """Ask where each of `addresses` leads and hand it to `told` at once; None: to no public page, or it is gone.

    `is_short` says of a host whether it is a shortener that may be asked. A host that does not answer, or has had
    enough, is left alone for the rest: the sentences about those come back, and nothing is told of their links.
    """
    transport, clock = Transport(0, seam), clock or Clock()
    walk = _Walk(transport, is_short, clock, lookup or _addresses_of)
    try:
        for address in addresses:
            try:
                told(address, await walk.end_of(address))
            except PayloadError:
                told(address, None)
            except Unreachable as error:
                walk.failed[_host(address)] = error
    finally:
        await transport.close()
    return sorted({str(error.message) for error in walk.failed.values()})


class _Walk:
    def __init__(
        self,
        transport: Transport,
        is_short: Callable[[str], bool],
        clock: Clock,
        lookup: Callable[[str], Awaitable[list[str]]],
    ) -> None:
        self.failed: dict[str, MicroscoutError] = {}
        self._transport, self._is_short, self._clock, self._lookup = transport, is_short, clock, lookup
        self._pacers: dict[str, Pacer] = {}
        self._checked: set[str] = set()

    async def end_of(self, address: str) -> str | None:
        """The first address behind `address` that is no shortener's; None where there is none."""
        here = address
        for _ in range(_HOPS):
            onward = await self._onward(here)
            if onward is None:
                return None
            host, parts = _host(onward), urlsplit(onward)
            if parts.scheme not in ("http", "https") or not is_public(host) or not _is_written_well(onward):
                return None
            if not self._is_short(host):
                return parts._replace(fragment="").geturl()
            here = onward
        return None

    async def _onward(self, address: str) -> str | None:
        """Where the shortener of `address` sends us."""
        host, url = _host(address), urlsplit(address)._replace(scheme="https", fragment="").geturl()
        if host in self.failed:
            raise self.failed[host]
        await self._check(host)
        pacer = self._pacers.setdefault(host, Pacer(_PACE, self._clock))
        for method in ("HEAD", "GET"):
            await pacer.turn()
            answer = await self._transport.knock(method, url)
            if 300 <= answer.status < 400:
                return _joined(url, answer.headers.get("location", ""))
            if method == "HEAD" and answer.status in _NO_HEAD:
                continue
            if answer.status in _GONE or answer.status < 300:
                return None
            raise Unreachable(f"{host} does not say where its links lead (HTTP {answer.status})")
        return None

    async def _check(self, host: str) -> None:
        """Unreachable where `host` is none that may be asked, or lies inside a private network."""
        if host in self._checked:
            return
        if not (is_public(host) and self._is_short(host)):
            raise PayloadError(f"{host} is no shortener that we know")
        if not all(_is_outside(each) for each in await self._lookup(host)):
            raise Unreachable(f"{host} has an address inside a private network here; it was not asked")
        self._checked.add(host)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:  # such as https://[
        raise PayloadError("a short link is not a valid address") from None


def _is_written_well(address: str) -> bool:
    """Whether an address holds nothing that no address has: a terminal would obey some of it."""
    return len(address) <= _LONGEST and address.isprintable() and " " not in address


def _joined(here: str, onward: str) -> str | None:
    try:
        return urljoin(here, onward) if onward else None
    except ValueError:
        return None


async def _addresses_of(host: str) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError:
        raise NoConnection(f"no connection to {host}", hint="Is this machine online?") from None
    return [str(where[0]) for *_, where in found]


def _is_outside(text: str) -> bool:
    """Whether an IP address is one of the public internet; also what stands inside an IPv6 address must be."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return address.is_global and not address.is_multicast
