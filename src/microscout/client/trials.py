"""Calls of which nobody knows whether the founder's key opens them: the first answer decides for all that ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from microscout.errors import MicroscoutError, Unreachable


class Trials:
    """What is known of such calls in this run, by path."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._refused: dict[str, MicroscoutError] = {}
        self._first: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, path: str) -> AsyncIterator[None]:
        """Around a call. Until one was answered there is one at a time; a refusal is raised again without a call."""
        if path in self._open:
            yield
            return
        async with self._first.setdefault(path, asyncio.Lock()):
            if path in self._refused:
                raise self._refused[path]
            try:
                yield
            except Unreachable:
                raise
            except MicroscoutError as refusal:
                self._refused[path] = refusal
                raise
            self._open.add(path)
