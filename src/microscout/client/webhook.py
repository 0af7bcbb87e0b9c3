"""A message to a webhook, at most once.

It is sent again only where it surely did not arrive: no connection came about, or the answer says "later" (429, 503).
After a time-out nobody knows, and a message that comes twice is worse than one that is missing and told of.
The address is a secret: errors name its host alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from microscout.client.limits import backoff, seconds_until_open
from microscout.client.pacer import Clock
from microscout.client.transport import Question, Transport
from microscout.errors import NoConnection, Refused, Unreachable

_TRIES = 4
_LONGEST_WAIT = 60.0
_LARGEST_ANSWER = 1_000_000


async def deliver(address: str, message: Mapping[str, Any], *, seam: Any = None, clock: Clock | None = None) -> None:
    """Send `message` as JSON. Refused where the host says no, Unreachable where it is not known to have arrived."""
    clock = clock or Clock()
    host = urlsplit(address).hostname or "the webhook"
    question = Question("POST", address, {}, {"Accept": "*/*"}, json=message)
    transport = Transport(_LARGEST_ANSWER, seam)
    try:
        for attempt in range(1, _TRIES + 1):
            try:
                answer = await transport.send(question)
            except NoConnection:
                if attempt == _TRIES:
                    raise
                await clock.sleep(backoff(attempt, clock.luck()))
                continue
            if answer.status < 300:
                return
            if answer.status not in (429, 503):
                said = f"{host} does not take the message (HTTP {answer.status})"
                raise Refused(said, hint="Is the webhook still there?")
            told = seconds_until_open(answer.status, answer.headers, clock.now())
            await clock.sleep(min(backoff(attempt, clock.luck()) if told is None else told, _LONGEST_WAIT))
    finally:
        await transport.close()
    raise Unreachable(f"{host} takes no messages at the moment")
