"""Videos, 50 a call whosoever they are; whether a creator declares one as paid work is asked for along with them.

Google's documents say that only a video's owner is told of ``paidProductPlacementDetails``, and of ``brandPartner``
they say nothing. So the first call finds out for all: where YouTube does not answer it, that is noted, and videos are
read without. What is not told is unknown; a partner who is named is as good as a declaration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from microscout.client import Call, Client
from microscout.errors import Refused, SkipCreator
from microscout.platforms import _youtube as read
from microscout.platforms._shape import readable

VIDEOS = Call("/youtube/v3/videos", "items", quota="units", signed=True, cached=True, empty_if="kind")
DECLARED = replace(VIDEOS, trial=True)
AT_ONCE = 50


async def told(client: Client, ids: Sequence[str]) -> dict[str, Any]:
    """The videos of at most 50 `ids` that are there, raw, by id."""
    try:
        return await _asked(client, DECLARED, read.ASKED["videos"], ids)
    except (Refused, SkipCreator) as error:
        client.note(Refused(f"youtube did not tell which videos are declared as paid work ({error.message})"))
    return await _asked(client, VIDEOS, read.UNDECLARED, ids)


async def _asked(client: Client, call: Call, asked: dict[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    raws = [raw async for raw in client.items(call, limit=AT_ONCE, id=",".join(ids), **asked)]
    return dict(readable(client, read.named, raws))
