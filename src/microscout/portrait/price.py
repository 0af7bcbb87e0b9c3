"""Price: a planning range for one paid post. A guess, always called so; the creator's own quote decides.

    low = 25th percentile of views / 1,000 · lowest CPM      high = 75th percentile of views / 1,000 · highest CPM

over the creator's own posts of the usual kind that are at least 7 days old and show their views (at least 5 of them).
Where the platform tells no views, they are followers × a reach (a stated assumption). CPM ranges and reaches are
versioned data with source and date (``prices.json``), in US dollars; they differ five- to tenfold between vendors.

Cost per on-niche engaged follower: the range divided by the people who can be expected to answer a post on the niche

    engaged = median engagement rate · its denominator (median views, or followers) · share of posts on the niche

Worked example: views 800, 1,000, 1,200, 1,400, 1,600 on TikTok (CPM 5 to 15): 25th percentile 1,000, 75th 1,400, so
5 to 21 dollars. With a median rate of 5 % of views, 1,200 median views and 3 of 4 posts on the niche, 45 people can be
expected to answer, so 0.11 to 0.47 dollars each.

YouTube's terms let nobody project money from its data without their amendment (``amendment`` under
``[platform.youtube]``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from microscout.portrait.base import Known, Row
from microscout.scoring.base import DAY
from microscout.scoring.engagement import MATURE_DAYS
from microscout.scoring.lines import line_of

LABEL = "planning guess; ask for a quote"
_LEAST_POSTS = 5
_SHORTS = ("short", "reel", "clip")

SCHEMA = {
    "est_fee_low": pl.Float64,
    "est_fee_high": pl.Float64,
    "est_fee_basis": pl.String,
    "est_fee_unknown": pl.String,
    "est_engaged_cost_low": pl.Float64,
    "est_engaged_cost_high": pl.Float64,
}


def told(known: Known) -> dict[str, Any]:
    """The columns of SCHEMA: a range with its basis, or why there is none."""
    nothing: dict[str, Any] = dict.fromkeys(SCHEMA)
    if not known.may_price:
        return nothing | {"est_fee_unknown": "YouTube's terms allow no price from its data without their amendment"}
    kind, views = _views(known)
    if views is None:
        return nothing | {"est_fee_unknown": "neither the views of 5 posts nor the followers are known"}
    seen_low, seen_high, seen = views
    cpm_low, cpm_high, source = cpm(known.row["platform"], kind)
    low, high = seen_low / 1_000 * cpm_low, seen_high / 1_000 * cpm_high
    flat = f"; {_data()['flat']['says']}" if high < _data()["flat"]["low"] else ""
    engaged = _engaged(known)
    return nothing | {
        "est_fee_low": low,
        "est_fee_high": high,
        "est_fee_basis": f"{seen} × {cpm_low:g}–{cpm_high:g} USD per 1,000 ({source}){flat}; {LABEL}",
        "est_engaged_cost_low": low / engaged if engaged else None,
        "est_engaged_cost_high": high / engaged if engaged else None,
    }


def percentile(numbers: Sequence[float], share: float) -> float:
    """The `share` quantile of `numbers` (at least one), linear between neighbours."""
    ordered = sorted(numbers)
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def cpm(platform: str, kind: str) -> tuple[float, float, str]:
    """The lowest and highest dollars per 1,000 views for a `kind` of post (post, short), and who says so."""
    every = _data()["cpm"]
    named = [each for each in every if each["platform"] == platform and each["kind"] in (kind, "*")]
    fitting = named or [each for each in every if each["platform"] == "*"]
    sources = "; ".join(dict.fromkeys(f"{each['source']}, {each['date']}" for each in fitting))
    return min(each["low"] for each in fitting), max(each["high"] for each in fitting), sources


@cache
def version() -> str:
    """The version of the price data in this package."""
    return str(_data()["version"])


def _views(known: Known) -> tuple[str, tuple[float, float, str] | None]:
    """The usual kind of post, and the views to expect from one: low, high, and what they rest on."""
    viewed = [post for post in known.own_posts if post["views"] is not None and _is_mature(post)]
    shorts = [post for post in viewed if _is_short(post)]
    longer = [post for post in viewed if not _is_short(post)]
    kind, usual = ("short", shorts) if len(shorts) > len(longer) else ("post", longer)
    if len(usual) >= _LEAST_POSTS:
        views = [float(post["views"]) for post in usual]
        low, high = percentile(views, 0.25), percentile(views, 0.75)
        return kind, (low, high, f"{low:,.0f}–{high:,.0f} views (25–75 % of {len(usual)} {kind}s)")
    followers = known.row["followers"]
    if followers is None or known.row["platform"] == "youtube":
        return kind, None
    reach = next(each for each in _data()["reach"] if each["platform"] in (known.row["platform"], "*"))
    low, high = followers * reach["low"], followers * reach["high"]
    share = f"{100 * reach['low']:g}–{100 * reach['high']:g} % of followers; {reach['source']}"
    return kind, (low, high, f"a reach of {low:,.0f}–{high:,.0f} ({share})")


def _engaged(known: Known) -> float | None:
    """How many people can be expected to answer a post on the niche; None where that is not known, or nobody."""
    row = known.row
    if row.get("er") is None or not row.get("niche_posts_n"):
        return None
    if line_of(row["platform"]).denominator == "followers":
        base = row["followers"]
    else:
        views = [float(post["views"]) for post in known.own_posts if post["views"] is not None and _is_mature(post)]
        base = percentile(views, 0.5) if views else None
    return row["er"] * base * row["niche_on_topic"] / row["niche_posts_n"] if base else None


def _is_mature(post: Row) -> bool:
    return post["created_at"] is not None and post["captured_at"] - post["created_at"] >= MATURE_DAYS * DAY


def _is_short(post: Row) -> bool:
    return (post["kind"] or "") in _SHORTS


@cache
def _data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("prices.json").read_text("utf-8"))
    return held
