"""A server on loopback that speaks Bluesky's and Mastodon's wire format for invented creators, with 20 ms latency.

A process of its own: ``python benchmarks/_fake.py CREATORS`` prints its address and serves until stdin ends.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

_LATENCY = 0.020
_POSTS = 30
_BEGAN = datetime.now(UTC)


@contextmanager
def running(creators: int) -> Iterator[str]:
    """The server's address, for as long as the block lasts."""
    process = subprocess.Popen([sys.executable, __file__, str(creators)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().decode().strip()
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _when(days: float) -> str:
    return (_BEGAN - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class _Bluesky:
    """The endpoints under ``/xrpc/``."""

    def __init__(self, creators: int) -> None:
        self._number = {f"did:plc:invented{number:06d}": number for number in range(creators)}

    def answer(self, method: str, asked: dict[str, list[str]], limit: int) -> Any:
        """The answer to one call."""
        match method.rpartition(".")[2]:
            case "searchActors":
                start = int(asked.get("cursor", ["0"])[0])
                page = list(self._number)[start : start + limit]
                more = {"cursor": str(start + limit)} if start + limit < len(self._number) else {}
                return {"actors": [self._actor(did) for did in page], **more}
            case "getProfiles":
                return {"profiles": [self._profile(did) for did in asked["actors"]]}
            case "getAuthorFeed":
                feed = [{"post": self._post(asked["actor"][0], number)} for number in range(min(limit, _POSTS))]
                return {"feed": feed, "cursor": "more"}
            case _:
                return {"starterPacks": []}

    def _actor(self, did: str) -> dict[str, Any]:
        number = self._number[did]
        bio = "I write of vintage watches and of what they cost to mend."
        return {"did": did, "handle": f"c{number}.bsky.example", "displayName": f"Creator {number}", "description": bio}

    def _profile(self, did: str) -> dict[str, Any]:
        number = self._number[did]
        counts = {"followersCount": 2_000 + 37 * number, "followsCount": 200, "postsCount": 400}
        return self._actor(did) | counts | {"createdAt": _when(700), "labels": []}

    def _post(self, did: str, number: int) -> dict[str, Any]:
        at = _when(1 + 3 * number)
        counts = {"likeCount": 20 + number, "replyCount": 3, "repostCount": 2, "quoteCount": 0}
        text = "A vintage watch came in today, and the movement runs." if number % 2 else "Rain again. Tea, and a book."
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, "langs": ["en"]}
        uri = f"at://{did}/app.bsky.feed.post/p{number}"
        return {"uri": uri, "author": self._actor(did), "record": record, "indexedAt": at, **counts}


class _Mastodon:
    """The endpoints under ``/api/``."""

    def __init__(self, creators: int, address: str) -> None:
        self._creators = creators
        self._address = address

    def answer(self, path: str, asked: dict[str, list[str]], limit: int) -> tuple[Any, str]:
        """The answer to one call, and its Link header."""
        parts = path.strip("/").split("/")
        if parts[-1] == "statuses":
            return [self._status(int(parts[-2]), number) for number in range(min(limit, _POSTS))], ""
        if "tag" in parts:
            start = int(asked.get("max_id", ["0"])[0])
            page = range(start, min(start + limit, self._creators))
            onward = f"{self._address}{path}?limit={limit}&max_id={start + limit}"
            return [self._status(number, 1) for number in page], f'<{onward}>; rel="next"' if page else ""
        return {"accounts": []} if parts[-1] == "search" else [], ""

    def _account(self, number: int) -> dict[str, Any]:
        return {
            "id": str(number),
            "username": f"c{number}",
            "acct": f"c{number}",
            "url": f"{self._address}/@c{number}",
            "display_name": f"Creator {number}",
            "note": "<p>I write of <b>vintage watches</b> and of what they cost to mend.</p>",
            "followers_count": 2_000 + 37 * number,
            "following_count": 200,
            "statuses_count": 400,
            "created_at": _when(700),
            "discoverable": True,
            "noindex": False,
            "bot": False,
            "group": False,
            "locked": False,
            "fields": [],
        }

    def _status(self, creator: int, number: int) -> dict[str, Any]:
        said = "A vintage watch came in today, and it runs." if number % 2 else "Rain again. Tea, and a book."
        return {
            "id": f"{creator}-{number}",
            "account": self._account(creator),
            "created_at": _when(1 + 3 * number),
            "content": f"<p>{said}</p>",
            "visibility": "public",
            "language": "en",
            "url": f"{self._address}/@c{creator}/{number}",
            "spoiler_text": "",
            "reblog": None,
            "in_reply_to_id": None,
            "in_reply_to_account_id": None,
            "favourites_count": 20 + number,
            "replies_count": 3,
            "reblogs_count": 2,
            "media_attachments": [],
        }


async def _serve(creators: int) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                asked = urlsplit(request.split(b" ", 2)[1].decode())
                writer.write(await answered(asked.path, parse_qs(asked.query)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answered(path: str, asked: dict[str, list[str]]) -> bytes:
        await asyncio.sleep(_LATENCY)
        limit, link = int(asked.get("limit", ["20"])[0]), ""
        if path.startswith("/xrpc/"):
            body = bluesky.answer(path, asked, limit)
        else:
            body, link = mastodon.answer(path, asked, limit)
        content = json.dumps(body).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        return (head + (f"Link: {link}\r\n" if link else "") + "\r\n").encode() + content

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    bluesky, mastodon = _Bluesky(creators), _Mastodon(creators, address)
    print(address, flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
