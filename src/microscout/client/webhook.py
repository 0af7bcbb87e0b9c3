"""A message to a webhook, at most once.

It is sent again only where it surely did not arrive: no connection came about, or the answer says "later" (429, 503).
After a time-out, ours or that of something in between, nobody knows, and a message that comes twice is worse than one
that is missing and told of. The address is a secret: errors name its host alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from microscout.client.limits import backoff, seconds_until_open
from microscout.client.pacer import Clock
from microscout.client.transport import Question, Transport
from microscout.errors import NoConnection, PayloadError, Refused, Unreachable

_LATER = (429, 503)
_NOBODY_KNOWS = (502, 504)  # something before the host has handed it on, and heard nothing
_LOCAL = ("localhost", "127.0.0.1", "::1")
_TRIES = 4
_LONGEST_WAIT = 60.0
_LARGEST_ANSWER = 1_000_000


def webhook_host(address: str) -> str | None:
    """The host of a webhook's address; None where it is no address that a message can be sent to in safety."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  (ValueError where it is none)
    except ValueError:
        return None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    named = all(0 < len(label) < 64 for label in (parts.hostname or "").removesuffix(".").split("."))
    return parts.hostname if safe and named and address.isprintable() and " " not in address else None


async def deliver(address: str, message: Mapping[str, Any], *, seam: Any = None, clock: Clock | None = None) -> None:
    """Send `message` as JSON. Refused where the host says no, Unreachable where it is not known to have arrived."""
    clock = clock or Clock()
    where = webhook_host(address) or "the webhook"
    question = Question("POST", address, {}, {"Accept": "*/*"}, json=message)
    transport = Transport(_LARGEST_ANSWER, seam)
    try:
        for left in reversed(range(_TRIES)):
            wait = await _tried(transport, question, where, clock, _TRIES - left)
            if wait is None:
                return
            if left:
                await clock.sleep(wait)
    finally:
        await transport.close()
    raise Refused(f"{where} takes no messages at the moment", hint="They come after a later rescore.")


async def _tried(transport: Transport, question: Question, where: str, clock: Clock, attempt: int) -> float | None:
    """Send it; how long to wait until it may be sent again, None where it has arrived."""
    try:
        answer = await transport.send(question)
    except NoConnection:
        if attempt == _TRIES:
            raise
        return backoff(attempt, clock.luck())
    except PayloadError as error:
        raise Unreachable(f"{where}: {error.message}") from None
    if answer.status < 300:
        return None
    if answer.status in _NOBODY_KNOWS:
        raise Unreachable(f"{where} does not say whether the message arrived (HTTP {answer.status})")
    if answer.status not in _LATER:
        raise Refused(f"{where} does not take the message (HTTP {answer.status})", hint="Is the webhook still there?")
    told = seconds_until_open(answer.status, answer.headers, clock.now())
    return min(backoff(attempt, clock.luck()) if told is None else told, _LONGEST_WAIT)
