"""Signals to check: what in the public numbers is unusual, each beside its innocent explanation. Never a verdict.

=================== ========================================================================================
signal              seen when
=================== ========================================================================================
``growth``          between two of our own looks followers change by at least 5 %, counting only what the
                    platform's rounding leaves for certain (``monitoring.growth.steps``), at a daily rate more
                    than 6 robust spreads (1.4826 MAD, at least 0.1 % a day) from the median of at least 6 steps
``likes/comments``  the creator's median log((likes + 0.5)/(comments + 0.5)) of at least 5 posts lies more than
                    3 spreads from what is usual on the platform (``usual.json``)
``evenness``        of at least 10 posts the log engagement rates spread less than a fifth as far as is usual
                    within one creator (the line's σ): about 3 in 100 real YouTube channels
``following``       follows more than 1,500, or more than twice as many as follow back
``few voices``      the ten most frequent commenters wrote more than 60 % of at least 50 comments
``circle``          the same 5 voices or more are heard under this creator and two others, far above chance
                    (``circles.py``)
``new followers``   of at least 30 newest followers, the share that is new and empty lies above 15 % even at the
                    lower end of its 90 % interval (a Beta(1, 9) prior: a tenth is usual; our assumption)
=================== ========================================================================================

Sources: growth steps as Popular Pays describes them (spike, then slow decay); "mass followers" above 1,500 followings
is HypeAuditor's term; concentration of commenters as a trace of pods: Weerasinghe et al., WWW 2020; that 5 to 15 % of
followers look suspicious anywhere: Affable (a vendor's figure). Of none of them do we know how often it is right about
a creator, so none moves a score.

Worked example: followers 1,000, 1,010, 1,020, 1,030, 1,040, 1,050, 1,500 on seven days: daily rates about 0.0098 five
times and ln(1500/1050) = 0.357 once; the spread is at its floor of 0.001, so the step of +43 % lies about 347 spreads
off and is told.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from statistics import median, stdev
from typing import Any

import polars as pl

from microscout.models import iso
from microscout.portrait.base import Known, Row
from microscout.portrait.circles import LEAST_CREATORS, LEAST_VOICES
from microscout.scoring.beta import interval
from microscout.scoring.engagement import log_rate_of
from microscout.scoring.lines import line_of

_STEP, _SPREADS, _FLOOR, _LEAST_STEPS = 0.05, 6.0, 0.001, 6
_RATIO_POSTS, _RATIO_SPREADS = 5, 3.0
_EVEN_POSTS, _EVEN_SHARE = 10, 0.2
_FOLLOWS, _FOLLOWS_TIMES, _LEAST_FOLLOWS = 1_500, 2, 500
_VOICES, _VOICES_SHARE = 50, 0.6
_FOLLOWERS, _FOLLOWERS_SHARE, _FOLLOWERS_PRIOR = 30, 0.15, (1.0, 9.0)

SCHEMA = {
    "signals": pl.List(pl.Struct({"signal": pl.String, "seen": pl.String, "innocent": pl.String})),
    "signals_unchecked": pl.List(pl.String),
    "new_empty_followers": pl.Int64,
    "new_empty_followers_n": pl.Int64,
    "new_empty_followers_low": pl.Float64,
    "new_empty_followers_high": pl.Float64,
    "new_empty_followers_at": pl.Int64,
}


class TooLittle(Exception):
    """Too little is known to look at a signal; the text says of what."""


def told(known: Known) -> dict[str, Any]:
    """``signals``, each with its innocent explanation; ``signals_unchecked``: what could not be looked at, and why."""
    found, unchecked = [], []
    for name, look in _LOOKS.items():
        try:
            seen = list(look(known))
        except TooLittle as why:
            unchecked.append(f"{name}: {why.args[0]}")
            continue
        found += [{"signal": name, "seen": one, "innocent": innocent} for one, innocent in seen]
    return {"signals": found, "signals_unchecked": unchecked} | _newcomers(known)


def _newcomers(known: Known) -> dict[str, Any]:
    """How many of the newest followers are new and empty, with n, interval and moment; null where nobody looked."""
    seen = known.newcomers
    if seen is None or not seen.told:
        return {}
    low, _, high = interval(seen.empty, seen.told, _FOLLOWERS_PRIOR)
    counts = {"": seen.empty, "_n": seen.told, "_low": low, "_high": high, "_at": seen.captured_at}
    return {f"new_empty_followers{name}": value for name, value in counts.items()}


def sudden(steps: Sequence[Row]) -> list[Row]:
    """Those of `steps` between two looks that are far out of the creator's own growth; see the module's text.

    Each step: ``days``, ``followers_before``, ``followers`` and ``least``, the log change that rounding leaves.
    TooLittle where there are too few to say what is usual.
    """
    if len(steps) < _LEAST_STEPS:
        raise TooLittle(f"needs {_LEAST_STEPS + 1} looks at the followers, there are {len(steps) + bool(steps)}")
    rates = [math.log(step["followers"] / step["followers_before"]) / step["days"] for step in steps]
    middle = median(rates)
    spread = max(_FLOOR, 1.4826 * median(abs(rate - middle) for rate in rates))
    return [
        step
        for step, rate in zip(steps, rates, strict=True)
        if abs(math.expm1(step["least"])) >= _STEP and abs(rate - middle) > _SPREADS * spread
    ]


def _growth(known: Known) -> Iterator[tuple[str, str]]:
    for step in sudden(known.steps)[-3:]:
        before, after = step["followers_before"], step["followers"]
        way = "rose" if after > before else "fell"
        yield (
            f"followers {way} from {before:,} to {after:,} by {iso(step['captured_at'])[:10]} "
            f"({100 * (after / before - 1):+.0f} %)",
            "a post that was shared widely, a mention in the press, or a clean-up by the platform",
        )


def _ratio(known: Known) -> Iterator[tuple[str, str]]:
    usual = _data()["likes_to_comments"].get(known.row["platform"])
    if usual is None:
        raise TooLittle("nobody has published what is usual on this platform")
    ratios = [
        math.log((post["likes"] + 0.5) / (post["comments"] + 0.5))
        for post in known.own_posts
        if post["likes"] is not None and post["comments"] is not None
    ]
    if len(ratios) < _RATIO_POSTS:
        raise TooLittle(f"needs {_RATIO_POSTS} posts with likes and comments, there are {len(ratios)}")
    off = (median(ratios) - usual["middle"]) / usual["spread"]
    if abs(off) > _RATIO_SPREADS:
        usually = f"usually {math.exp(usual['middle']):.0f}"
        yield (
            f"{math.exp(median(ratios)):.1f} likes for each comment, {usually} (n = {len(ratios)} posts)",
            "give-aways and questions bring comments; pictures and comments held back bring few",
        )


def _evenness(known: Known) -> Iterator[tuple[str, str]]:
    line = line_of(known.row["platform"])
    followers = known.row["followers"]
    rates = [rate for post in known.own_posts if (rate := log_rate_of(post, line, followers)) is not None]
    if len(rates) < _EVEN_POSTS:
        raise TooLittle(f"needs {_EVEN_POSTS} posts that show all their counts, there are {len(rates)}")
    usual = math.sqrt(line.within)
    if stdev(rates) < _EVEN_SHARE * usual:
        yield (
            f"engagement varies by a factor of {math.exp(stdev(rates)):.2f} from post to post, "
            f"usually {math.exp(usual):.1f} (n = {len(rates)})",
            "a steady community, or posts that are all of one kind",
        )


def _following(known: Known) -> Iterator[tuple[str, str]]:
    follows, followers = known.row["following"], known.row["followers"]
    if follows is None:
        raise TooLittle("the platform does not say whom the creator follows")
    twice = followers is not None and follows >= _LEAST_FOLLOWS and follows > _FOLLOWS_TIMES * followers
    if follows > _FOLLOWS or twice:
        beside = "" if followers is None else f", has {followers:,} followers"
        yield f"follows {follows:,}{beside}", "follows back out of courtesy, as is the custom in small communities"


def _voices(known: Known) -> Iterator[tuple[str, str]]:
    share, n = known.row.get("top_voices_share"), known.row.get("comments_n")
    if not n:
        raise TooLittle("no comments were read")
    if n < _VOICES or share is None:
        raise TooLittle(f"needs {_VOICES} comments by ten people or more, there are {n}")
    if share > _VOICES_SHARE:
        yield f"ten people wrote {100 * share:.0f} % of {n} comments", "a small, loyal circle"


def _circle(known: Known) -> Iterator[tuple[str, str]]:
    seen = known.circle
    if seen is None or not seen.voices:
        raise TooLittle("no comments were read")
    if not seen.enough:
        few = f"{LEAST_VOICES} voices, there are {seen.voices}"
        if seen.creators < LEAST_CREATORS:
            few = f"{LEAST_CREATORS} creators on the platform with comments, there are {seen.creators}"
        raise TooLittle(f"needs {few}")
    if seen.others:
        who = " and ".join(f"@{name}" for name in seen.others)
        yield (
            f"{seen.together} of {seen.voices} voices are heard under {who} as well, {_round(seen.expected)} expected "
            f"by chance (comments of {seen.creators} creators)",
            "friends, a club, or a niche so small that the same people talk everywhere",
        )


def _round(expected: float) -> str:
    return f"{expected:.1f}" if expected >= 0.05 else "fewer than 0.1"


def _followers(known: Known) -> Iterator[tuple[str, str]]:
    seen = known.newcomers
    if seen is None:
        raise TooLittle("nobody looked (`search --check-followers N`, where lists are public)")
    if not seen.sampled:
        raise TooLittle("the creator does not show them")
    if seen.told < _FOLLOWERS:
        raise TooLittle(f"needs {_FOLLOWERS} who say enough of themselves, there are {seen.told}")
    low, _, high = interval(seen.empty, seen.told, _FOLLOWERS_PRIOR)
    if low > _FOLLOWERS_SHARE:
        yield (
            f"{seen.empty} of the {seen.told} newest followers are new and empty ({100 * low:.0f}–{100 * high:.0f} %)",
            "a mention somewhere brings newcomers who only read; nobody chooses who follows",
        )


_LOOKS = {
    "growth": _growth,
    "likes/comments": _ratio,
    "evenness": _evenness,
    "following": _following,
    "few voices": _voices,
    "circle": _circle,
    "new followers": _followers,
}


@cache
def _data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("usual.json").read_text("utf-8"))
    return held
