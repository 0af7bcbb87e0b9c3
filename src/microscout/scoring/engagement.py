r"""Engagement: does the audience answer more than is usual for a creator of this size on this platform?

For each of the creator's own posts that is at least 7 days old, inside the line's window, of no kind that the line
leaves out (on YouTube: Shorts), and whose counts are all known, the log rate is ``y = log((e + 0.5) / (d + 1))``: e
the platform's engagements, d followers or views (``lines.json`` says which). With n such posts, their mean ȳ, and the
platform's line μ, within-variance σ² and between-variance τ², empirical Bayes by post gives

    B = τ² / (τ² + σ²/n)      θ = μ + B (ȳ − μ)      sd = √(B σ²/n)

and the judgement is where θ stands among creators of the same size: Φ((θ − μ)/τ), with the ends of the 90 % interval
θ ± 1.645 sd put through the same function. Shrinking by posts and not by views, because thousands of views come
from a handful of posts: in a simulation with known truth this halves the error of the pooled rate.

Some platforms count the creator's own answers among a post's comments. Where comments are known, the creator's own
share of them (``voices.own_share``: at least 5 known; of direct answers only, where the count holds only those) is
taken off each post's comments: e = likes + comments·(1 − own share) + …; where they are not known, the count stays as
it is.

Shown is the median rate, with n and the days that the posts span: the median of what happened beside the model's view.

Sources: Efron & Morris, "Stein's paradox in statistics" (1977) and Robinson's "Understanding empirical Bayes
estimation" (varianceexplained.org/r/empirical_bayes_baseball) for the method; docs/scores.md for the figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import reduce
from typing import Any

import narwhals as nw

from microscout.scoring.base import DAY, Z90, Columns, Judgement, Rounds, normal_share
from microscout.scoring.lines import Line, by_platform, constant, expected, lines

MATURE_DAYS = 7


class Engagement:
    """See the module's text."""

    name = "engagement"
    question = "Does the audience answer more than is usual at this size?"

    def per_post(self) -> Rounds:
        """``engagement_rate_post`` (e/d) and ``engagement_log`` (y), null for posts that do not count."""
        e = nw.col("engagement_e")
        told = {
            "engagement_rate_post": e / nw.col("engagement_d"),
            "engagement_log": log_rate("engagement"),
            "engagement_at": nw.when(~e.is_null()).then(nw.col("created_at")),
            "engagement_silent": (e == 0).cast(nw.Int64),
        }
        return [*counted("engagement"), told]

    def per_creator(self) -> Columns:
        """Number of posts that count, mean log rate, median rate, the posts' time span."""
        return {
            "engagement_n": nw.col("engagement_log").count(),
            "engagement_mean": nw.col("engagement_log").mean(),
            "engagement_median": nw.col("engagement_rate_post").median(),
            "engagement_from": nw.col("engagement_at").min(),
            "engagement_to": nw.col("engagement_at").max(),
            "engagement_silent_n": nw.col("engagement_silent").sum(),
        }

    def metrics(self) -> Rounds:
        """The rate with its n and window, the model's interval, and the distance from the line in per cent."""
        some = nw.when(nw.col("engagement_n") > 0).then(nw.col("engagement_n"))
        usual = {"engagement_some": some, "engagement_usual": expected(), "engagement_noise": constant("within") / some}
        noise, line = nw.col("engagement_noise"), nw.col("engagement_usual")
        shrink = constant("between") / (constant("between") + noise)
        shrunk = {
            "engagement_residual": shrink * (nw.col("engagement_mean") - line),
            "engagement_sd": (shrink * noise).sqrt(),
        }
        residual, sd = nw.col("engagement_residual"), nw.col("engagement_sd")
        told = {
            "er": nw.col("engagement_median"),
            "er_basis": by_platform({line.platform: nw.lit(line.formula) for line in lines()}),
            "er_n": nw.col("engagement_n").fill_null(0).cast(nw.Int64),
            "er_from": nw.col("engagement_from"),
            "er_to": nw.col("engagement_to"),
            "er_low": (line + residual - Z90 * sd).exp(),
            "er_high": (line + residual + Z90 * sd).exp(),
            "er_vs_peers_pct": 100.0 * (residual.exp() - 1.0),
            "er_residual": residual,
            "er_sd": sd,
            "silent_share": nw.col("engagement_silent_n") / nw.col("engagement_some"),
        }
        return [usual, shrunk, told]

    def judgement(self) -> Judgement:
        """Where the shrunk rate stands among creators of the same size."""
        spread = constant("between").sqrt()

        def standing(shift: float) -> nw.Expr:
            return normal_share((nw.col("er_residual") + shift * nw.col("er_sd")) / spread)

        return Judgement(value=standing(0.0), low=standing(-Z90), high=standing(Z90))


def counted(name: str) -> list[Columns]:
    """Two rounds over posts: ``NAME_e``, the post's engagements, null where it does not count, and ``NAME_d``."""
    age = nw.col("captured_at") - nw.col("created_at")
    left_out = {x.platform: _is_any(x.leaves_out) for x in lines() if x.leaves_out}
    counts = (
        (age >= MATURE_DAYS * DAY)
        & (age <= constant("window_days") * DAY)
        & ~nw.col("is_repost")
        & ~by_platform({"*": nw.lit(False)} | left_out)
        & (nw.col(f"{name}_d") > 0)
    )
    total = by_platform({line.platform: _total(line.parts) for line in lines()})
    denominator = by_platform({line.platform: nw.col(line.denominator) for line in lines()})
    return [{f"{name}_d": denominator}, {f"{name}_e": nw.when(counts).then(total)}]


def log_rate(name: str) -> nw.Expr:
    """The log rate y of a post, over what :func:`counted` tells."""
    return ((nw.col(f"{name}_e") + 0.5) / (nw.col(f"{name}_d") + 1)).log()


def log_rate_of(post: Mapping[str, Any], line: Line, followers: float | None) -> float | None:
    """The log rate y of one `post` (a row of ``frames.POSTS``) as a number, the creator's own comments included.

    None where a count or the denominator is not known, or the post is not mature.
    """
    d = followers if line.denominator == "followers" else post[line.denominator]
    counts = [post[part] for part in line.parts]
    young = post["created_at"] is None or post["captured_at"] - post["created_at"] < MATURE_DAYS * DAY
    return None if young or not d or None in counts else math.log((sum(counts) + 0.5) / (d + 1.0))


def _is_any(kinds: tuple[str, ...]) -> nw.Expr:
    """Whether the post is of one of `kinds`; one whose kind is unknown is not."""
    return reduce(lambda so_far, other: so_far | other, (nw.col("kind").fill_null("") == kind for kind in kinds))


def _total(parts: tuple[str, ...]) -> nw.Expr:
    """The sum of the counts without the creator's own comments; null if any is unknown."""
    others = nw.col("comments") * (1.0 - nw.col("own_share").fill_null(0.0))
    return reduce(lambda so_far, part: so_far + part, (others if p == "comments" else nw.col(p) for p in parts))
