"""Do our 90 % intervals hold what they promise, and does ranking by their careful end find the best?

Everything here is simulated: creators are drawn from the shipped lines and priors (what the package itself takes for
usual, in good part assumed), their posts and comments from the creators' own truths; what is judged is what
``microscout.scoring.score`` says of them. So it shows that the arithmetic holds, not that the priors are right. Each
share of hits is over 2,000 creators (standard error: 0.7 points), with n = 5, 10 and 30 posts, threads or read posts.

The ranking: of the true best 20 by engagement rate, how many are among the 20 that stand first by the interval's low
end, by the shrunk rate, and by the median rate; and of those 20, how many are not even among the true best tenth
("let down"). Populations: creators of 1,000 to 100,000 followers with 3 to 50 posts, any number equally likely or
mostly few (log-uniform); creators of one size with 1 to 30 posts. The wide line for platforms without their own.

Targets: every share of hits between 88 and 92 %; among 1,000 to 100,000 followers with 3 to 50 posts the low end finds
more than the median. (The shrunk rate finds most everywhere, and among a few hundred creators of whom many have one or
two posts the median finds more than the low end: see docs/scores.md.)
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from _measure import Target, parser, report
from microscout import reading, scoring
from microscout.frames import COMMENTS, CREATORS, POSTS, Frames, from_rows
from microscout.relevance.base import MEASURED
from microscout.scoring.lines import line_of
from microscout.scoring.niche import PRIOR as NICHE_PRIOR
from microscout.scoring.paid import PRIOR as PAID_PRIOR
from microscout.scoring.priors import priors

_NOW = 1_795_500_000
_DAY = 86_400
_SIZES = (5, 10, 30)
_PLATFORM = "elsewhere"  # no platform's own line: the wide one for all others
Row = tuple[Any, ...]


def _row(schema: pl.Schema, **told: Any) -> Row:
    usual = {"captured_at": _NOW, "lists": [], "links": [], "verified": [], "languages": [], "is_repost": False}
    return tuple((usual | told).get(name) for name in schema)


def _score(
    creators: list[Row], posts: list[Row], comments: list[Row], measured: list[Row], part: str
) -> list[dict[str, Any]]:
    read = reading.annotated(from_rows(posts, POSTS)) if part == "paid" else from_rows(posts, POSTS)
    held = Frames(from_rows(creators, CREATORS), read, from_rows(comments, COMMENTS))
    told = from_rows(measured, MEASURED)
    return scoring.score(held, told, {part: 1.0}, min_coverage=0.0).to_dicts()


def _creator(number: int, followers: int = 10_000) -> Row:
    facts = {"creator_id": f"{_PLATFORM}:{number}", "platform": _PLATFORM, "handle": str(number)}
    return _row(CREATORS, **facts, followers=followers, comments_at=_NOW)


def _post(creator: int, number: int, **told: Any) -> Row:
    whose = {"creator_id": f"{_PLATFORM}:{creator}", "post_id": f"{creator}-{number}", "text": ""}
    return _row(POSTS, **whose, created_at=_NOW - 30 * _DAY, **told)


def _posts(luck: random.Random, creator: int, followers: int, theta: float, n: int) -> list[Row]:
    """Posts whose log rates scatter around the creator's own, `theta`, as the line says."""
    rates = [math.exp(luck.gauss(theta, math.sqrt(line_of(_PLATFORM).within))) for _ in range(n)]
    counts = [max(0, round(rate * (followers + 1) - 0.5)) for rate in rates]
    return [_post(creator, number, likes=count, comments=0) for number, count in enumerate(counts)]


def _engagement(luck: random.Random, draws: int, n: int) -> float:
    line = line_of(_PLATFORM)
    sizes = [round(math.exp(luck.uniform(math.log(5_000), math.log(100_000)))) for _ in range(draws)]
    truths = [line.a + line.b * math.log10(size) + luck.gauss(0, math.sqrt(line.between)) for size in sizes]
    posts = [
        row
        for c, (size, truth) in enumerate(zip(sizes, truths, strict=True))
        for row in _posts(luck, c, size, truth, n)
    ]
    rows = _score([_creator(c, size) for c, size in enumerate(sizes)], posts, [], [], "engagement")
    return _hits(rows, [math.exp(truth) for truth in truths], "er_low", "er_high")


def _reply(luck: random.Random, draws: int, n: int) -> float:
    prior = priors("reply")[-1]
    truths = [luck.betavariate(prior.alpha, prior.beta) for _ in range(draws)]
    comments = []
    for creator, truth in enumerate(truths):
        for number in range(n):
            said = {"creator_id": f"{_PLATFORM}:{creator}", "post_id": f"{creator}-0", "created_at": _NOW - 9 * _DAY}
            top = {"comment_id": f"c{number}", "author": f"v{number}", "by_creator": False}
            comments.append(_row(COMMENTS, **said, **top))
            if luck.random() < truth:
                own = {"comment_id": f"a{number}", "author": "self", "by_creator": True, "parent": f"c{number}"}
                comments.append(_row(COMMENTS, **said, **own))
    creators, posts = [_creator(c) for c in range(draws)], [_post(c, 0) for c in range(draws)]
    return _hits(_score(creators, posts, comments, [], "conversation"), truths, "reply_low", "reply_high")


def _niche(luck: random.Random, draws: int, n: int) -> float:
    truths = [luck.betavariate(*NICHE_PRIOR) for _ in range(draws)]
    counts = [sum(luck.random() < truth for _ in range(n)) for truth in truths]
    told = [{"creator_id": f"{_PLATFORM}:{c}", "closeness": 1.0, "on_topic": on} for c, on in enumerate(counts)]
    measured = [tuple((each | {"judged": n}).get(name) for name in MEASURED) for each in told]
    rows = _score([_creator(c) for c in range(draws)], [], [], measured, "niche")
    return _hits(rows, truths, "niche_share_low", "niche_share_high")


def _paid(luck: random.Random, draws: int, n: int) -> float:
    truths = [luck.betavariate(*PAID_PRIOR) for _ in range(draws)]
    posts = [_post(c, number, paid=luck.random() < truth) for c, truth in enumerate(truths) for number in range(n)]
    rows = _score([_creator(c) for c in range(draws)], posts, [], [], "paid")
    return _hits(rows, truths, "ad_share_low", "ad_share_high")


def _hits(rows: list[dict[str, Any]], truths: list[float], low: str, high: str) -> float:
    """The share of creators whose truth lies in their interval."""
    truth_of = {f"{_PLATFORM}:{number}": truth for number, truth in enumerate(truths)}
    return statistics.fmean(row[low] <= truth_of[row["creator_id"]] <= row[high] for row in rows)


@dataclass(frozen=True)
class Population:
    """Creators to be ranked: in words, of which sizes, with how many posts each."""

    words: str
    sizes: tuple[int, int]
    posts: Callable[[random.Random], int]


_POPULATIONS = (
    Population("1k–100k followers, 3–50 posts", (1_000, 100_000), lambda luck: luck.randint(3, 50)),
    Population(
        "1k–100k followers, 3–50 posts, mostly few",
        (1_000, 100_000),
        lambda luck: round(math.exp(luck.uniform(math.log(3), math.log(50)))),
    ),
    Population("one size, 1–30 posts", (10_000, 10_000), lambda luck: luck.choice((1, 2, 3, 5, 8, 20, 30))),
)
_BY: Mapping[str, Callable[[dict[str, Any]], float]] = {
    "low end": lambda row: row["er_low"],
    "shrunk rate": lambda row: math.sqrt(row["er_low"] * row["er_high"]),
    "median": lambda row: row["er"],
}


def _found(luck: random.Random, among: Population, creators: int, best: int = 20) -> dict[str, tuple[float, float]]:
    """By each way of ranking: the share of the true best that it finds, and the share of its own that let down."""
    line = line_of(_PLATFORM)
    sizes = [round(math.exp(luck.uniform(*map(math.log, among.sizes)))) for _ in range(creators)]
    truths = [line.a + line.b * math.log10(size) + luck.gauss(0, math.sqrt(line.between)) for size in sizes]
    posts = [
        row
        for c, (size, truth) in enumerate(zip(sizes, truths, strict=True))
        for row in _posts(luck, c, size, truth, among.posts(luck))
    ]
    rows = _score([_creator(c, size) for c, size in enumerate(sizes)], posts, [], [], "engagement")
    order = [f"{_PLATFORM}:{c}" for c in sorted(range(creators), key=lambda c: -truths[c])]
    true, good = set(order[:best]), set(order[: creators // 10])
    found = {}
    for way, by in _BY.items():
        first = {row["creator_id"] for row in sorted(rows, key=by, reverse=True)[:best]}
        found[way] = (len(first & true) / best, len(first - good) / best)
    return found


def _ranked(luck: random.Random, rankings: int) -> tuple[dict[str, float], list[Target]]:
    """Figures of the ranking among every population, small and large, and the targets."""
    figures: dict[str, float] = {}
    targets: list[Target] = []
    for among in _POPULATIONS:
        for creators in (400, 2_000):
            runs = [_found(luck, among, creators) for _ in range(rankings)]
            name = f"{creators:,} creators, {among.words}"
            for way in _BY:
                figures[f"{name}: found by the {way}, %"] = 100 * statistics.fmean(run[way][0] for run in runs)
                figures[f"{name}: let down by the {way}, %"] = 100 * statistics.fmean(run[way][1] for run in runs)
            more = [100 * (run["low end"][0] - run["median"][0]) for run in runs]
            figures[f"{name}: more by the low end, points"] = statistics.fmean(more)
            figures[f"{name}: standard error of that"] = statistics.stdev(more) / math.sqrt(rankings)
            if among is _POPULATIONS[0]:
                targets.append(Target(f"{name}: more by the low end", statistics.fmean(more), 0.0, least=True))
    return figures, targets


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--draws", type=int, default=2_000)
    made.add_argument("--rankings", type=int, default=20, help="of each population; two or more")
    made.add_argument("--seed", type=int, default=7)
    options = made.parse_args()
    luck = random.Random(options.seed)
    measures: dict[str, Callable[[random.Random, int, int], float]] = {
        "engagement": _engagement,
        "reply rate": _reply,
        "paid share": _paid,
        "niche share": _niche,
    }
    figures: dict[str, float] = {}
    targets: list[Target] = []
    for name, measure in measures.items():
        for n in _SIZES:
            figures[f"{name}, n = {n}: hits, %"] = hits = 100 * measure(luck, options.draws, n)
            targets.append(Target(f"{name}, n = {n}: points from 90", abs(hits - 90), 2.0))
    ranked, more = _ranked(luck, options.rankings)
    return report(
        "intervals on simulated creators",
        figures | ranked,
        targets + more,
        ["microscout", "polars"],
        check=options.check,
    )


if __name__ == "__main__":
    sys.exit(main())
