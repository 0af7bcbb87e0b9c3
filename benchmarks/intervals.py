"""Do our 90 % intervals hold what they promise, and does ranking by their careful end find the best?

Creators are drawn from the shipped lines and priors, their posts and comments from the creators' own truths; what is
judged is what ``microscout.scoring.score`` says of them. Each share of hits is over 2,000 creators (standard error: 0.7
points), with n = 5, 10 and 30 posts, threads or judged posts each. The ranking is of 2,000 creators of one size with 1
to 30 posts, twenty times: of the true best 20, how many are among the 20 that stand first by the interval's low end,
by the shrunk rate, and by the median rate. (The shrunk rate finds most. We rank by the low end all the same: whom it
puts first seldom disappoints, which is what a founder with twenty letters to write pays for.)

Targets: every share of hits between 88 and 92 %; the low end finds more than the median.
"""

from __future__ import annotations

import math
import random
import statistics
import sys
from collections.abc import Callable
from typing import Any

import polars as pl

from _measure import Target, parser, report
from microscout import scoring
from microscout.frames import COMMENTS, CREATORS, POSTS, Frames, from_rows
from microscout.relevance.base import MEASURED
from microscout.scoring.lines import line_of
from microscout.scoring.niche import _PRIOR_N, _PRIOR_ON
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
    held = Frames(from_rows(creators, CREATORS), from_rows(posts, POSTS), from_rows(comments, COMMENTS))
    told = pl.DataFrame(measured, schema=MEASURED, orient="row")
    return scoring.score(held, told, {part: 1.0}, min_coverage=0.0).to_dicts()


def _creator(number: int, followers: int = 10_000) -> Row:
    facts = {"creator_id": f"{_PLATFORM}:{number}", "platform": _PLATFORM, "handle": str(number)}
    return _row(CREATORS, **facts, followers=followers, comments_at=_NOW)


def _post(creator: int, number: int, **counts: int) -> Row:
    whose = {"creator_id": f"{_PLATFORM}:{creator}", "post_id": f"{creator}-{number}", "text": ""}
    return _row(POSTS, **whose, created_at=_NOW - 30 * _DAY, **counts)


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
    truths = [luck.betavariate(_PRIOR_ON, _PRIOR_N - _PRIOR_ON) for _ in range(draws)]
    counts = [sum(luck.random() < truth for _ in range(n)) for truth in truths]
    measured = [(f"{_PLATFORM}:{c}", 1.0, on, n) for c, on in enumerate(counts)]
    rows = _score([_creator(c) for c in range(draws)], [], [], measured, "niche")
    return _hits(rows, truths, "niche_share_low", "niche_share_high")


def _hits(rows: list[dict[str, Any]], truths: list[float], low: str, high: str) -> float:
    """The share of creators whose truth lies in their interval."""
    truth_of = {f"{_PLATFORM}:{number}": truth for number, truth in enumerate(truths)}
    return statistics.fmean(row[low] <= truth_of[row["creator_id"]] <= row[high] for row in rows)


def _found(luck: random.Random, creators: int = 2_000, best: int = 20) -> tuple[float, float, float]:
    """Of the true best, the shares that the low end, the shrunk rate and the median find."""
    line, size = line_of(_PLATFORM), 10_000
    truths = [line.a + line.b * 4 + luck.gauss(0, math.sqrt(line.between)) for _ in range(creators)]
    posts = [
        row for c, t in enumerate(truths) for row in _posts(luck, c, size, t, luck.choice((1, 2, 3, 5, 8, 20, 30)))
    ]
    rows = _score([_creator(c) for c in range(creators)], posts, [], [], "engagement")
    true = {f"{_PLATFORM}:{c}" for c in sorted(range(creators), key=lambda c: -truths[c])[:best]}

    def share(by: str) -> float:
        first = sorted(rows, key=lambda row: -row[by])[:best]
        return len(true & {row["creator_id"] for row in first}) / best

    return share("engagement_low"), share("engagement_score"), share("er")


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--draws", type=int, default=2_000)
    made.add_argument("--rankings", type=int, default=20)
    made.add_argument("--seed", type=int, default=7)
    options = made.parse_args()
    luck = random.Random(options.seed)
    measures: dict[str, Callable[[random.Random, int, int], float]] = {
        "engagement": _engagement,
        "reply rate": _reply,
        "niche share": _niche,
    }
    figures: dict[str, float] = {}
    targets: list[Target] = []
    for name, measure in measures.items():
        for n in _SIZES:
            figures[f"{name}, n = {n}: hits, %"] = hits = 100 * measure(luck, options.draws, n)
            targets.append(Target(f"{name}, n = {n}: points from 90", abs(hits - 90), 2.0))
    found = [_found(luck) for _ in range(options.rankings)]
    low, shrunk, median = (100 * statistics.fmean(each[which] for each in found) for which in range(3))
    for name, value in (("low end", low), ("shrunk rate", shrunk), ("median", median)):
        figures[f"true best 20 found by the {name}, %"] = value
    targets.append(Target("points that the low end finds more", low - median, 0.0, least=True))
    return report("intervals on simulated creators", figures, targets, ["microscout", "polars"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
