"""Answers kept for ``If-None-Match``: a platform that says "not modified" sends no body, and the kept one serves.

Who gives an answer no ETag, but says when it was last changed (many hosts of feeds), is asked ``If-Modified-Since``.

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


_SINCE = "since "  # what a moment is kept with, where an ETag would stand


def key(url: str, parameters: Mapping[str, Any]) -> str:
    """What tells one question from another; it never holds a credential, since those are in headers."""
    return hashlib.blake2b(repr((url, sorted(parameters.items(), key=str))).encode(), digest_size=16).hexdigest()


def conditions(kept: Kept, name: str) -> dict[str, str]:
    """The headers that ask for an answer only if it is another one than that which is kept."""
    held = kept.get(name)
    if held is None:
        return {}
    tag = held[0]
    return {"If-Modified-Since": tag.removeprefix(_SINCE)} if tag.startswith(_SINCE) else {"If-None-Match": tag}


def served(answer: Answer, kept: Kept, name: str) -> Answer:
    """`answer`, or the kept one where it says "not modified"; a new one that can be asked after so is kept."""
    if answer.status == 304:
        held = kept.get(name)
        return answer if held is None else Answer(200, answer.headers, held[1])
    dated = answer.headers.get("last-modified")
    if answer.status == 200 and (tag := answer.headers.get("etag") or (dated and f"{_SINCE}{dated}")):
        kept.put(name, tag, answer.body)
    return answer
