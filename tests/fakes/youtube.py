"""A YouTube of our own, on the loopback: the documented wire format, three purses a day, faults and latency.

It serves invented channels, or those of a JSON Lines file (``{id, handle, name, bio, followers, posts: [...]}``) that
MICROSCOUT_YOUTUBE_DATA names. Like YouTube it cuts answers down to ``fields=``, says "not modified", packs its bodies,
counts as text, leaves out who is gone, and lets every question cost something, wrong ones too.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fakes import youtube_wire as wire
from fakes.partial import selected

KEY = "a-key-for-the-fake-only"
PURSES = {"search": "searches", "videos:batchGetStats": "stats"}
_QUOTA = 'The request cannot be completed because you have exceeded your <a href="/quota">quota</a>.'
_SEARCHES = "Quota exceeded for quota metric 'Search Queries' and limit 'Search Queries per day' of service 'youtube'."

Answer = tuple[int, Any]
Fault = Callable[[int, str, Mapping[str, str]], Answer | None]
"""From the question's number, method and parameters to another answer than the right one, or None."""


class Wrong(Exception):
    """A question that is answered with an error."""

    def __init__(self, status: int, reason: str, message: str, domain: str = "youtube.parameter") -> None:
        self.answer = wrong(status, reason, message, domain)


def wrong(code: int, reason: str, message: str, domain: str = "global", **more: Any) -> Answer:
    """An error answer in YouTube's form."""
    told = {"message": message, "domain": domain, "reason": reason}
    return code, {"error": {"code": code, "message": message, "errors": [told], **more}}


@dataclass
class YouTube:
    """The state of the fake. `limits` by purse; `spent` what was asked of each; `asked` all addresses."""

    creators: Sequence[Mapping[str, Any]]
    limits: dict[str, int] = field(default_factory=lambda: {"searches": 100, "units": 10_000, "stats": 10_000})
    latency: float = 0.0
    fault: Fault | None = None
    key: str = KEY
    stats_by_key: bool = True
    declared_by_key: bool = True
    site: str = ""
    spent: Counter[str] = field(default_factory=Counter)
    asked: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.channels = {each["id"]: each for each in self.creators if not each.get("gone")}
        self.videos = {post["id"]: (each, post) for each in self.channels.values() for post in each.get("posts", ())}

    def answer(self, path: str, question: dict[str, str], key: str | None) -> Answer:
        """Status and whole body for a question."""
        method = path.removeprefix("/youtube/v3/")
        if self.latency:
            time.sleep(self.latency)
        with self._lock:
            purse = PURSES.get(method, "units")
            number = sum(self.spent.values()) + 1
            if self.spent[purse] >= self.limits[purse]:
                return (
                    wrong(429, "rateLimitExceeded", _SEARCHES)
                    if purse == "searches"
                    else wrong(403, "quotaExceeded", _QUOTA, "youtube.quota")
                )
            self.spent[purse] += 1
        if self.fault and (other := self.fault(number, method, question)):
            return other
        if key is None:
            return wrong(403, "forbidden", "Method doesn't allow unregistered callers.", status="PERMISSION_DENIED")
        if key != self.key:
            sentence = "API key not valid. Please pass a valid API key."
            return wrong(400, "badRequest", sentence, status="INVALID_ARGUMENT")
        serve = getattr(self, "_" + re.sub(r"\W", "_", method), None)
        if serve is None:
            return 404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>"
        try:
            if "part" not in question:
                raise Wrong(400, "missingRequiredParameter", "Required parameter: part")
            body = serve(question)
        except Wrong as error:
            return error.answer
        self.bodies.append(body)
        return 200, body

    # -- the methods --------------------------------------------------------------------------------------------

    def _search(self, question: dict[str, str]) -> Any:
        words = re.findall(r"\w+", question.get("q", "").casefold())
        kind = question.get("type", "video,channel,playlist")
        found = []
        if "channel" in kind:
            for each in self.creators:  # the index still knows who is gone
                found.append(
                    (_hits(words, f"{each['name']} {each.get('bio') or ''}"), wire.found("channel", each, None))
                )
        if "video" in kind:
            for whose, post in self.videos.values():
                found.append((_hits(words, post["text"]), wire.found("video", whose, post)))
        best = [item for hits, item in sorted(found, key=lambda pair: -pair[0]) if hits == len(words)]
        page, more = _page(best, question, 50)
        total = {"totalResults": min(1_000_000, 7 * len(best) + 3), "resultsPerPage": len(page)}  # an estimate
        return {"kind": "youtube#searchListResponse", "pageInfo": total, "regionCode": "US", **more, "items": page}

    def _channels(self, question: dict[str, str]) -> Any:
        if "forHandle" in question:
            wanted = [i for i, c in self.channels.items() if c.get("handle") == question["forHandle"].removeprefix("@")]
        elif "id" in question:
            wanted = _ids(question)
        else:
            raise Wrong(400, "missingRequiredParameter", "No filter selected.")
        items = [wire.channel(self.channels[each]) for each in dict.fromkeys(wanted) if each in self.channels]
        info = {"totalResults": len(items), "resultsPerPage": len(items)}
        whole = {"kind": "youtube#channelListResponse", "pageInfo": info}
        return whole | ({"items": items[: int(question.get("maxResults", 5))]} if items else {})

    def _playlistItems(self, question: dict[str, str]) -> Any:
        whose = self.channels.get("UC" + question.get("playlistId", "").removeprefix("UU"))
        if whose is None or not whose.get("posts"):
            raise Wrong(404, "playlistNotFound", "The playlist cannot be found.", "youtube.playlistItem")
        if whose.get("private"):
            raise Wrong(403, "playlistItemsNotAccessible", "Not accessible.", "youtube.playlistItem")
        newest = sorted(whose["posts"], key=lambda post: post.get("created_at") or "", reverse=True)
        page, more = _page([wire.entry(post) for post in newest], question, 50)
        info = {"totalResults": len(newest), "resultsPerPage": len(page)}
        return {"kind": "youtube#playlistItemListResponse", "pageInfo": info, **more, "items": page}

    def _videos(self, question: dict[str, str]) -> Any:
        if "paidProductPlacementDetails" in question["part"] and not self.declared_by_key:
            raise Wrong(403, "forbidden", "Access forbidden. The request may not be properly authorized.")
        items = [wire.video(*self.videos[each]) for each in reversed(_ids(question)) if each in self.videos]
        info = {"totalResults": len(items), "resultsPerPage": len(items)}
        return {"kind": "youtube#videoListResponse", "pageInfo": info} | ({"items": items} if items else {})

    def _videos_batchGetStats(self, question: dict[str, str]) -> Any:
        if not self.stats_by_key:
            raise Wrong(403, "forbidden", "Access forbidden. The request may not be properly authorized.")
        known = [each for each in reversed(_ids(question)) if each in self.videos]
        items = [wire.stats(self.videos[each][1]) for each in known]
        return {"kind": "youtube#batchGetStatsResponse", "items": items}

    def _commentThreads(self, question: dict[str, str]) -> Any:
        if "videoId" in question:
            if question["videoId"] not in self.videos:
                raise Wrong(404, "videoNotFound", "The video could not be found.", "youtube.commentThread")
            asked = [self.videos[question["videoId"]]]
        else:
            asked = [pair for pair in self.videos.values() if pair[0]["id"] == question["allThreadsRelatedToChannelId"]]
        if "videoId" in question and asked[0][1].get("comments") is None:
            raise Wrong(403, "commentsDisabled", "The video has disabled comments.", "youtube.commentThread")
        items = [wire.thread(whose, post, n) for whose, post in asked for n in range(min(3, post.get("comments") or 0))]
        page, more = _page(items, question, 100)
        info = {"totalResults": len(items), "resultsPerPage": len(page)}
        return {"kind": "youtube#commentThreadListResponse", "pageInfo": info, **more, "items": page}


# -- what is asked -------------------------------------------------------------------------------------------------


def _hits(words: Sequence[str], text: str) -> int:
    said = text.casefold()
    return sum(word in said for word in words)


def _ids(question: Mapping[str, str]) -> list[str]:
    ids = question.get("id", "").split(",")
    if len(ids) > 50:
        raise Wrong(400, "invalidParameter", "Too many ids.")
    return ids


def _page(items: list[Any], question: Mapping[str, str], largest: int) -> tuple[list[Any], dict[str, str]]:
    size = int(question.get("maxResults", 5))
    if not 0 <= size <= largest:
        raise Wrong(400, "invalidParameter", "Invalid value for maxResults.")
    token = question.get("pageToken", "CAAQAA")
    start = re.fullmatch(r"CA(\d+)?[A-Z]+", token)
    if start is None:
        raise Wrong(400, "invalidPageToken", "The request specifies an invalid page token.")
    first = int(start[1] or 0)
    more = {"nextPageToken": f"CA{first + size}QAA"} if first + size < len(items) else {}
    return items[first : first + size], more


# -- who is on it, and the server -----------------------------------------------------------------------------------


def invented(number: int = 60, now: float | None = None) -> list[dict[str, Any]]:
    """Fictional channels, two of three on watches: always the same, but for dates that are counted from `now`."""
    now = time.time() if now is None else now
    return [_invented(each, now) for each in range(number)]


def _invented(number: int, now: float) -> dict[str, Any]:
    about = ("vintage watches", "vintage watches under 200", "sourdough bread")[number % 3]
    stable = f"UC{'invented' + str(number):-<22}"
    posts = [
        {
            "id": f"v{number:04d}-{post:05d}",
            "text": f"{about.title()} & more, part {post}\nWe talk about {about}. https://shop{number}.example",
            "created_at": datetime.fromtimestamp(now - (9 + 6 * post) * 86_400, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "views": 1_000 + 40 * number,
            "likes": None if post == 3 else 30 + number,
            "comments": None if post == 4 else 2 + post % 3,
            "duration": "PT45S" if post % 4 == 1 else "PT12M30S",
        }
        for post in range(0 if number == 6 else 12)
    ]
    return {
        "id": stable,
        "handle": f"channel{number}.example",
        "name": f"{about.title()} with Nobody {number}",
        "bio": f"All about {about}, from a workshop that does not exist.",
        "followers": None if number == 4 else 1_234 + 789 * number,
        "posts": posts,
        "gone": number == 7,
        "private": number == 9,
    }


def loaded(file: Path) -> list[dict[str, Any]]:
    """The channels in `file`, which may be packed."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@contextmanager
def running(fake: YouTube) -> Iterator[YouTube]:
    """`fake`, served at ``fake.site`` until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            question = dict(parse_qsl(url.query, keep_blank_values=True))
            fake.asked.append(self.path)
            status, body = fake.answer(url.path, question, self.headers.get("X-Goog-Api-Key"))
            if status == 200 and "fields" in question:
                body = selected(body, question["fields"])
            sent = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
            etag = '"' + hashlib.blake2b(sent, digest_size=15).hexdigest() + '"'
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status, sent = 304, b""
            self._send(status, sent, etag, "html" if isinstance(body, str) else "json")

        def _send(self, status: int, sent: bytes, etag: str, kind: str) -> None:
            self.send_response(status)
            if sent and "gzip" in self.headers.get("Accept-Encoding", ""):
                sent = gzip.compress(sent, 1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", f"{'text' if kind == 'html' else 'application'}/{kind}; charset=UTF-8")
            self.send_header("Content-Length", str(len(sent)))
            if status in (200, 304):
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        fake.site = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
