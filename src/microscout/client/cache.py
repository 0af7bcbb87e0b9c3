"""Answers kept for ``If-None-Match``: a platform that says "not modified" sends no body, and the kept one serves.

Where they are kept is not the client's business: the scout hands it a shelf of the store. Without one nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Protocol

from microscout.client.transport import Answer


class Kept(Protocol):
    """A shelf of answers."""

    def get(self, key: str) -> tuple[str, bytes] | None:
        """ETag and body kept under `key`."""
        ...

    def put(self, key: str, etag: str, body: bytes) -> None:
        """Keep a body with its ETag."""
        ...


def key(url: str, parameters: Mapping[str, Any]) -> str:
    """What tells one question from another; it never holds a credential, since those are in headers."""
    return hashlib.blake2b(repr((url, sorted(parameters.items(), key=str))).encode(), digest_size=16).hexdigest()


def served(answer: Answer, kept: Kept, name: str) -> Answer:
    """`answer`, or the kept one where it says "not modified"; a new one with an ETag is kept."""
    if answer.status == 304:
        held = kept.get(name)
        return answer if held is None else Answer(200, answer.headers, held[1])
    if answer.status == 200 and (etag := answer.headers.get("etag")):
        kept.put(name, etag, answer.body)
    return answer
