"""The pace of one host, shared by all tasks that ask it.

A token bucket in its virtual-scheduling form (GCRA, ITU-T I.371): one number, the moment at which the bucket would
be full again. Tasks take their turn in the order in which they come; a host's own "not before" holds all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic, time

from microscout.client.api import Pace


@dataclass(frozen=True)
class Clock:
    """Time as the client sees it; the tests bring their own."""

    now: Callable[[], float] = time
    monotonic: Callable[[], float] = monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    luck: Callable[[], float] = field(default_factory=lambda: Random().random)


class Pacer:
    """Lets requests to one host through at the declared pace."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._interval = 1.0 / pace.per_second
        self._slack = (pace.burst - 1) * self._interval
        self._clock = clock
        self._full_at = 0.0
        self._not_before = 0.0
        self.open = asyncio.Semaphore(pace.at_once)

    async def turn(self) -> None:
        """Wait for this task's turn."""
        while True:
            if (held := self._not_before - self._clock.monotonic()) > 0:
                await self._clock.sleep(held)
                continue  # and then in line: those who were held do not all go at once
            now = self._clock.monotonic()
            start = max(now, self._full_at - self._slack)
            self._full_at = max(now, self._full_at) + self._interval
            if start > now:
                await self._clock.sleep(start - now)
            if self._clock.monotonic() >= self._not_before:
                return

    def hold(self, seconds: float) -> None:
        """Nobody goes for `seconds` from now."""
        self._not_before = max(self._not_before, self._clock.monotonic() + seconds)
