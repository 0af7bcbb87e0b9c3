"""Fit a platform's follower-size line (``scoring/lines.json``) to creators in a file of the exchange form.

    python scripts/fit_lines.py creators.jsonl.gz --platform youtube --denominator views --parts likes comments

Random effects by moments. With y the log rates of a creator's posts (``scoring/engagement.py``), ȳ their mean, n their
number and x = log10 followers: the within-variance σ² is pooled over creators with two posts or more; a, b come from
least squares weighted by 1/(τ² + σ²/n); τ² is the weighted mean of (ȳ − a − b·x)² − σ²/n; and so on until they stand
still (DerSimonian & Laird, "Meta-analysis in clinical trials", 1986, with a slope). Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
from collections.abc import Sequence
from pathlib import Path

from microscout.importing import read
from microscout.models import Post, Snapshot
from microscout.scoring.engagement import MATURE_DAYS

Creator = tuple[float, list[float]]


def main() -> None:
    """Read the options, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--platform", required=True)
    parser.add_argument("--denominator", choices=("views", "followers"), required=True)
    parser.add_argument("--parts", nargs="+", required=True)
    parser.add_argument("--least-followers", type=int, default=100)
    asked = parser.parse_args()
    found = [each for each in read(asked.file, 0) if isinstance(each, Snapshot)]
    creators = [
        (math.log10(each.profile.followers), rates)
        for each in found
        if each.profile.followers and each.profile.followers >= asked.least_followers
        if (rates := _log_rates(each, asked.denominator, asked.parts))
    ]
    a, b, within, between = fit(creators)
    told = {"platform": asked.platform, "denominator": asked.denominator, "parts": asked.parts}
    told |= {"a": round(a, 3), "b": round(b, 3), "within": round(within, 3), "between": round(between, 3)}
    told |= {"creators": len(creators), "posts": sum(len(rates) for _, rates in creators)}
    print(json.dumps(told))


def fit(creators: Sequence[Creator]) -> tuple[float, float, float, float]:
    """a, b, within-variance, between-variance of ``(log10 followers, log rates)``."""
    several = [rates for _, rates in creators if len(rates) > 1]
    within = sum((len(r) - 1) * statistics.variance(r) for r in several) / sum(len(r) - 1 for r in several)
    points = [(x, statistics.fmean(rates), within / len(rates)) for x, rates in creators]
    between = 0.5
    for _ in range(200):
        weights = [1 / (between + noise) for _, _, noise in points]
        a, b = _line([(x, y) for x, y, _ in points], weights)
        excess = [(y - a - b * x) ** 2 - noise for x, y, noise in points]
        squares = [weight**2 for weight in weights]
        between = max(1e-6, sum(w * e for w, e in zip(squares, excess, strict=True)) / sum(squares))
    return a, b, within, between


def _line(points: Sequence[tuple[float, float]], weights: Sequence[float]) -> tuple[float, float]:
    total = sum(weights)
    mean_x = sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total
    mean_y = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    spread = sum(w * (x - mean_x) ** 2 for w, (x, _) in zip(weights, points, strict=True))
    shared = sum(w * (x - mean_x) * (y - mean_y) for w, (x, y) in zip(weights, points, strict=True))
    slope = shared / spread
    return mean_y - slope * mean_x, slope


def _log_rates(snapshot: Snapshot, denominator: str, parts: Sequence[str]) -> list[float]:
    rates = []
    for post in snapshot.posts or ():
        counts = [getattr(post, part) for part in parts]
        whole = post.views if denominator == "views" else snapshot.profile.followers
        if whole and _mature(post) and not post.is_repost and None not in counts:
            rates.append(math.log((sum(counts) + 0.5) / (whole + 1)))
    return rates


def _mature(post: Post) -> bool:
    """A file without moments of capture holds old posts only, as far as one can tell."""
    return not post.captured_at or post.created_at is None or post.captured_at - post.created_at >= MATURE_DAYS * 86_400


if __name__ == "__main__":
    main()
