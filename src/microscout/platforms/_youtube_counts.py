"""The counts of now of videos that are known already: ``videos:batchGetStats``, 50 a call, from a purse of its own.

Its answers have a form of their own (VideoStat): the moment is called ``publishTime`` and the length is a number of
seconds (``65s``); both are read only where a video lacks them. Whether a key alone opens this purse Google does not
say. So the first call finds out for all: where it brings no answer, that is noted, and from then on the same counts
are read with ``videos``, at the same price from the common purse.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from microscout.client import Call, Client
from microscout.errors import MicroscoutError, Refused, SkipCreator
from microscout.models import Post
from microscout.platforms._shape import earliest, readable, shaped
from microscout.platforms._youtube import kind

STATS = Call("/youtube/v3/videos:batchGetStats", "items", quota="stats", signed=True, empty_if="kind", trial=True)
COUNTS = Call("/youtube/v3/videos", "items", quota="units", signed=True, empty_if="kind")
AT_ONCE = 50
_COUNTS = "statistics(viewCount,likeCount,commentCount)"
ASKED: dict[Call, dict[str, Any]] = {
    STATS: {
        "part": "id,snippet,statistics,contentDetails",
        "fields": f"kind,items(id,snippet/publishTime,contentDetails/duration,{_COUNTS})",
        "prettyPrint": "false",
    },
    COUNTS: {"part": "id,statistics", "fields": f"kind,items(id,{_COUNTS})", "prettyPrint": "false"},
}
_SECONDS = re.compile(r"(\d{1,9})(?:\.\d*)?s")


async def recounted(client: Client, posts: Sequence[Post]) -> AsyncIterator[Post]:
    """`posts` with the counts of now; what is not told of any more does not come."""
    known = {post.post_id: post for post in posts}
    ids = list(known)
    for start in range(0, len(ids), AT_ONCE):
        try:
            counted = await _counted(client, ids[start : start + AT_ONCE], known)
        except SkipCreator as error:
            client.note(error)
        else:
            for post in counted:
                yield post


async def _counted(client: Client, ids: Sequence[str], known: Mapping[str, Post]) -> list[Post]:
    try:
        return await _asked(client, STATS, ids, known)
    except MicroscoutError as error:
        said = f"youtube: batchGetStats brought no counts ({error.message}); they are read with videos instead"
        client.note(Refused(said))
    return await _asked(client, COUNTS, ids, known)


async def _asked(client: Client, call: Call, ids: Sequence[str], known: Mapping[str, Post]) -> list[Post]:
    raws = [raw async for raw in client.items(call, limit=AT_ONCE, id=",".join(ids), **ASKED[call])]
    return readable(client, post, raws, known, client.now())


@shaped("a video's counts")
def post(raw: Any, known: Mapping[str, Post] | None, now: int) -> Post | None:
    """The video of `known` (None: of whomever) that `raw` counts; a count that is not told is unknown from now on."""
    asked = Post(creator_id="youtube:(not told)", post_id=raw["id"], captured_at=now) if known is None else None
    old = asked or (known or {}).get(raw["id"])
    if old is None:
        return None
    counts, snippet, details = (raw.get(part) or {} for part in ("statistics", "snippet", "contentDetails"))
    told = _SECONDS.fullmatch(details.get("duration") or "")
    fresh = {
        "captured_at": now,
        "likes": counts.get("likeCount"),
        "comments": counts.get("commentCount"),
        "views": counts.get("viewCount"),
        "created_at": old.created_at or earliest(snippet.get("publishTime")),
        "kind": old.kind or (kind(int(told[1]), old.text) if told else None),
    }
    return Post(**{**old.model_dump(), **fresh})
