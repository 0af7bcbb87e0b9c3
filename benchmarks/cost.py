"""Cost: calls, units and dollars for 50 creators with 10 posts each on every platform, against the least possible.

Each platform is collected from through the real client, against a local fake in its wire format. The least is what the
fact sheets name, and where they name none it is reasoned from what they say of the calls (``_REASONS``); a sign-in
counts as a call. Of X the posts that a search brings are told apart.

Target: at most 1.05 x the least.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from _fake import running
from _measure import Target, parser, report
from _searching import search

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # the fakes are those of the tests: there is one of each

from fakes import (
    devto,
    github,
    instagram,
    mixcloud,
    peertube,
    podcastindex,
    podcasts,
    reddit,
    rss,
    stackexchange,
    threads,
    tiktok,
    twitch,
    x,
    youtube,
)
from fakes.crowd import Answer, Crowd, fifty, keys
from microscout import platforms
from microscout.client import Client
from microscout.models import Post
from microscout.platforms.base import Recounted
from microscout.testing.contract import frozen_clock

_SERVED = {"bluesky": 53, "mastodon": 52}  # by benchmarks/_fake.py, through the whole of Scout.search
_ANSWERS: dict[str, Answer] = {
    "devto": devto.answer,
    "github": github.graphql,
    "instagram": instagram.answer,
    "mixcloud": mixcloud.answer,
    "peertube": peertube.answer,
    "podcastindex": podcastindex.answer,
    "podcasts": podcasts.answer,
    "reddit": reddit.answer,
    "rss": rss.answer,
    "stackexchange": stackexchange.answer,
    "threads": threads.answer,
    "tiktok": tiktok.answer,
    "twitch": twitch.answer,
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "instagram": {"own_id": instagram.OWN, "creators": instagram.MAKERS},
    "rss": {"feeds": rss.FEEDS},
}
_LEAST = {
    "devto": 52,
    "github": 1,  # with a token
    "instagram": 50,
    "mixcloud": 101,
    "peertube": 51,
    "podcastindex": 2,
    "podcasts": 51,
    "reddit": 104,
    "rss": 50,
    "stackexchange": 8,
    "threads": 101,
    "tiktok": 102,
    "twitch": 105,
}
_REASONS = {
    "stackexchange": "2 calls are named, and bring 30 creators with profiles but no posts: a tag names its 30 best "
    "answerers, so that 50 take two tags; 500 posts come 100 a page at most. 2 + 1 + 5 are the least",
    "threads": "none named: lookups and posts tell of one creator a call, so 1 search + 50 + 50 are the least",
    "tiktok": "none named: 1 sign-in, 1 search, 50 profiles (one a request), 50 for videos: a question after several "
    "creators brings 100 videos in no promised order, so the newest 10 of each are sure only one creator at a time; "
    "57 would do if nobody made more than 10 in 30 days",
}


class Cost(NamedTuple):
    """What 50 creators cost on a platform in one unit, and the least possible."""

    platform: str
    unit: str
    measured: float
    least: float
    remark: str = ""


def _collected(name: str, answer: Answer) -> tuple[dict[str, float], list[str]]:
    """The units booked and the paths asked for; AssertionError unless 50 creators with 10 posts each came."""
    told, snapshots, crowd = fifty(platforms.make(name, _OPTIONS.get(name, {})), answer)
    assert told.failure is None, (name, told.failure)
    assert [len(each.posts or ()) for each in snapshots] == [10] * 50, (name, told.stages, told.notes)
    return told.units, [request.url.path for request in crowd.asked]


def _youtube() -> Iterator[Cost]:
    shown = [each for each in youtube.invented(90) if each["posts"] and not (each["gone"] or each["private"])]
    fake = youtube.YouTube(shown, key="not-a-real-key")

    def answer(request: Any) -> Any:
        return fake.answer(request.url.path, dict(request.url.params), request.headers["x-goog-api-key"])[1]

    _collected("youtube", answer)
    yield Cost("youtube", "searches", fake.spent["searches"], 1)
    yield Cost("youtube", "units", fake.spent["units"], 61)
    yield Cost("youtube", "stats for a rescore", _recounted(fake, answer), 10)


def _recounted(fake: youtube.YouTube, answer: Answer) -> float:
    """Calls for the counts of now of 500 videos that are known."""
    platform = platforms.make("youtube", {})
    assert isinstance(platform, Recounted)
    known = [
        Post(creator_id=f"youtube:{whose['id']}", post_id=post, captured_at=0)
        for post, (whose, _) in fake.videos.items()
    ][:500]

    async def asked() -> list[Post]:
        async with Client(platform.api, credentials=keys(platform), seam=Crowd(answer), clock=frozen_clock()) as client:
            return [post async for post in platform.recounted(client, known)]

    assert len(asyncio.run(asked())) == len(known) == 500
    return fake.spent["stats"]


def _x() -> Cost:
    fake = x.X()
    units, _ = _collected("x", fake.answer)
    assert abs(units["USD"] - fake.dollars) < 1e-9, (units, fake.billed)
    found = fake.billed["search"]
    return Cost("x", "dollars", fake.dollars - found, 3.00, f"and {found:.2f} for the posts that the search brings")


def _costs() -> Iterator[Cost]:
    with running(50) as address:
        for name, least in _SERVED.items():
            yield Cost(name, "calls", search(address, [name], 50, 10).calls[name], least)
    yield from _youtube()
    yield _x()
    for name, answer in _ANSWERS.items():
        _, asked = _collected(name, answer)
        yield Cost(name, "calls", len(asked), _LEAST[name], _REASONS.get(name, ""))
        if name == "stackexchange":
            yield Cost(name, "calls without posts", sum(not path.endswith("/posts") for path in asked), 3)


def main() -> int:
    options = parser(__doc__).parse_args()
    costs = sorted(_costs())
    for name in sorted(set(platforms.shelf()) - {cost.platform for cost in costs}):
        free = "costs nothing: it is a file in the package"
        unmeasured = f"not measured here: see tests/platforms/test_{name}.py"
        print(f"{name}: {free if name == 'sample' else unmeasured}", file=sys.stderr)
    for cost in costs:
        if cost.remark:
            print(f"{cost.platform}: {cost.remark}", file=sys.stderr)
    return report(
        "cost",
        {f"{cost.platform}, {cost.unit}": cost.measured for cost in costs}
        | {f"{cost.platform}, least {cost.unit}": cost.least for cost in costs},
        [Target(f"{cost.platform}, {cost.unit} / least", cost.measured / cost.least, 1.05) for cost in costs],
        ["microscout", "httpx"],
        check=options.check,
    )


if __name__ == "__main__":
    sys.exit(main())
