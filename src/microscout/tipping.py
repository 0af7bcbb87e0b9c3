"""The tipping point: does a creator turn into a billboard? From one creator's posts over time. Pure.

The posts are cut in two at the median date. Of each half we know how many of the posts that could be read are disclosed
as paid (k of n), and how far the mature posts' log rates lie from the platform's line for the creator's size *then*
(mean residual d of m posts, spread σ of single posts: ``scoring/engagement.py``).

    P(rose) = P(p_newer > p_older + 0.05)         both shares with Beta(1 + k, 4 + n − k) posteriors
    P(fell) = Φ((log 0.9 − d) / (σ √(1/m + 1/m'))) for d the newer half's mean residual less the older half's

==================== ============================================================================================
verdict              when
==================== ============================================================================================
mostly advertising   the lower end of the newer half's 90 % interval of the disclosed share is above one half
commercialising      P(rose) ≥ 0.9 and P(fell) ≥ 0.9
genuine              neither, and the upper end of the newer half's interval is at most one half
not enough data      fewer than 8 posts read or 5 rated in a half, or the interval spans one half
==================== ============================================================================================

A rise of less than five points and a fall of less than a tenth are no news. On simulated creators of whom nothing
changes, fewer than 2 in 100 are called commercialising (``tests/test_tipping.py``). Disclosed shares are lower bounds,
and a fall has many innocent reasons: the verdict names dates and posts so that a person can look.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from microscout.scoring.beta import interval
from microscout.scoring.engagement import log_rate_of
from microscout.scoring.lines import Line, line_of
from microscout.scoring.paid import PRIOR

Verdict = Literal["genuine", "commercialising", "mostly advertising", "not enough data"]
Row = Mapping[str, Any]
Size = tuple[int, int]
"""When somebody looked (epoch seconds), and how many followers there were."""

RISE, FALL = 0.05, math.log(0.9)
SURE = 0.9
LEAST_READ, LEAST_RATED = 8, 5
_STEPS = 400
_SHOWN = 5


@dataclass(frozen=True)
class Half:
    """One half of the posts: its dates (epoch seconds), k of n disclosed with the 90 % interval, the mean residual."""

    since: int
    until: int
    disclosed: int
    read: int
    low: float
    high: float
    residual: float | None
    rated: int


@dataclass(frozen=True)
class Tipping:
    """The verdict with what it rests on; `posts`: ids of the newer half's disclosed posts, the oldest first."""

    verdict: Verdict
    older: Half | None = None
    newer: Half | None = None
    rose: float | None = None
    fell: float | None = None
    posts: tuple[str, ...] = ()


def tipping(posts: Sequence[Row], platform: str, sizes: Sequence[Size] = ()) -> Tipping:
    """What has become of the creator of `posts` (columns of ``frames.POSTS`` and ``disclosed``), on `platform`.

    `sizes`: the numbers of followers that were seen, in any order; without them engagement is unknown.
    """
    dated = sorted(
        (
            each
            for each in posts
            if each["created_at"] is not None and not each["is_repost"] and each["disclosed"] is not None
        ),
        key=lambda each: (each["created_at"], each["post_id"]),
    )
    if len(dated) < 2 * LEAST_READ:
        return Tipping("not enough data")
    middle = len(dated) // 2
    line = line_of(platform)
    halves = [_half(part, line, sorted(sizes)) for part in (dated[:middle], dated[middle:])]
    older, newer = halves
    rose = chance_of_rise((older.disclosed, older.read), (newer.disclosed, newer.read))
    fell = _chance_of_fall(older, newer, line)
    ids = tuple(each["post_id"] for each in dated[middle:] if each["disclosed"])[:_SHOWN]
    return Tipping(_verdict(newer, rose, fell), older, newer, rose, fell, ids)


def _verdict(newer: Half, rose: float, fell: float | None) -> Verdict:
    if newer.low > 0.5:
        return "mostly advertising"
    if fell is not None and rose >= SURE and fell >= SURE:
        return "commercialising"
    return "not enough data" if fell is None or newer.high > 0.5 else "genuine"


def _half(posts: Sequence[Row], line: Line, sizes: Sequence[Size]) -> Half:
    k = sum(each["disclosed"] for each in posts)
    low, _, high = interval(k, len(posts), PRIOR)
    found = [residual for each in posts if (residual := _residual(each, line, sizes)) is not None]
    mean = sum(found) / len(found) if found else None
    return Half(posts[0]["created_at"], posts[-1]["created_at"], k, len(posts), low, high, mean, len(found))


def _residual(post: Row, line: Line, sizes: Sequence[Size]) -> float | None:
    """How far the log rate lies above the line for the creator's size on that day; None where nobody can tell."""
    followers = size_at(sizes, post["created_at"])
    rate = log_rate_of(post, line, followers)
    if not followers or rate is None or post["kind"] in line.leaves_out:
        return None
    return rate - line.a - line.b * math.log10(followers)


def size_at(sizes: Sequence[Size], moment: int) -> float | None:
    """The number of followers at `moment`: between two sightings (sorted) by their logs, outside them the nearest."""
    known = [(at, max(1, followers)) for at, followers in sizes]
    before = [each for each in known if each[0] <= moment]
    after = [each for each in known if each[0] >= moment]
    if not before or not after:
        nearest = before[-1:] or after[:1]
        return float(nearest[0][1]) if nearest else None
    (begun, low), (ended, high) = before[-1], after[0]
    part = (moment - begun) / (ended - begun) if ended > begun else 0.0
    return math.exp((1.0 - part) * math.log(low) + part * math.log(high))


def _chance_of_fall(older: Half, newer: Half, line: Line) -> float | None:
    if older.residual is None or newer.residual is None or min(older.rated, newer.rated) < LEAST_RATED:
        return None
    sd = math.sqrt(line.within * (1.0 / older.rated + 1.0 / newer.rated))
    return 0.5 * math.erfc(-(FALL - (newer.residual - older.residual)) / sd / math.sqrt(2.0))


def chance_of_rise(older: tuple[int, int], newer: tuple[int, int], least: float = RISE) -> float:
    """The chance that the share of the newer (k, n) exceeds the older's by more than `least`, by the midpoint rule."""
    points = [(step + 0.5) / _STEPS for step in range(_STEPS)]
    before, after = (_density(k, n, points) for k, n in (older, newer))
    chance, below, passed = 0.0, 0.0, 0
    for point, weight in zip(points, after, strict=True):
        while passed < _STEPS and points[passed] < point - least:
            below += before[passed]
            passed += 1
        chance += weight * below
    return chance


def _density(k: int, n: int, points: Sequence[float]) -> list[float]:
    """The posterior of a share at `points`, summing up to 1."""
    a, b = k + PRIOR[0] - 1.0, n - k + PRIOR[1] - 1.0
    logs = [a * math.log(p) + b * math.log1p(-p) for p in points]
    top = max(logs)
    weights = [math.exp(each - top) for each in logs]
    whole = sum(weights)
    return [each / whole for each in weights]
