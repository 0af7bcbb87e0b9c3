"""A change in a sentence: what, how much, on what evidence, and the innocent explanation beside it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

_INNOCENT = {
    "engagement": "A change of season, of format or of topic does this too.",
    "growth": "Press, a viral post or a mention by somebody large does this as well as anything else.",
    "quiet": "Holidays, illness or a break look the same from here.",
    "back": "",
    "paid": "A season of launches may pass; more disclosure is also more honesty.",
    "drift": "A series, an event or a new interest may pass.",
    "tier": "",
    "handle": "A new name is no sign of anything; links to the old one may be dead.",
    "gone": "It may be closed, renamed or withheld for a while; what is known of it stays until you erase it.",
}


def sentence(kind: str, row: dict[str, Any]) -> str:
    """The sentence for a discovered row of TESTS."""
    told = {
        "engagement": _engagement,
        "growth": _growth,
        "quiet": _quiet,
        "back": _back,
        "paid": _paid,
        "drift": _drift,
        "tier": _tier,
        "handle": _handle,
        "gone": _gone,
    }[kind](row)
    return f"{told} {_INNOCENT[kind]}".strip()


def percent(log: float) -> str:
    """A log change as a signed per cent: −0.69 is −50 %."""
    return f"{100 * math.expm1(log):+.0f} %".replace("-", "−")


def day(seconds: int) -> str:
    """The day of a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _engagement(row: dict[str, Any]) -> str:
    way = "fell" if row["size"] < 0 else "rose"
    return (
        f"Engagement {way}: our estimate is {percent(row['size'])} ({percent(row['low'])} to {percent(row['high'])}), "
        f"the newest {row['n']} ripe posts since {day(row['since'])} against {row['n_before']} before."
    )


def _growth(row: dict[str, Any]) -> str:
    way = "dropped" if row["size"] < 0 else "jumped"
    return (
        f"Followers {way} by {percent(row['size'])}, from {row['was']:,.0f} to {row['now']:,.0f}, between "
        f"{day(row['since'])} and {day(row['at'])}; far outside the {row['n_before']} steps before and beyond rounding."
    )


def _quiet(row: dict[str, Any]) -> str:
    return (
        f"Went quiet: no post for {row['size']:.0f} days since {day(row['at'] - 1)}; before, there was one every "
        f"{row['was']:.1f} days ({row['n_before']} gaps)."
    )


def _back(row: dict[str, Any]) -> str:
    gap = "" if row["size"] is None else f" after {row['size']:.0f} days"
    return f"Came back: posted again on {day(row['at'])}{gap}."


def _paid(row: dict[str, Any]) -> str:
    return (
        f"More paid work: {100 * row['now']:.0f} % of the newest {row['n']} posts against {100 * row['was']:.0f} % of "
        f"{row['n_before']} before, since {day(row['since'])}."
    )


def _drift(row: dict[str, Any]) -> str:
    return (
        f"The topic moved: posts of the newest {row['n']} days with a post, since {day(row['since'])}, lie "
        f"{row['size']:.2f} (1 − cos) from those of the {row['n_before']} before."
    )


def _tier(row: dict[str, Any]) -> str:
    way = "rose above" if row["now"] >= row["size"] else "fell below"
    return f"Followers {way} {row['size']:,.0f}: {row['was']:,.0f} to {row['now']:,.0f} on {day(row['at'])}."


def _handle(row: dict[str, Any]) -> str:
    return f"Handle moved from @{row['handle_before']} to @{row['handle']} on {day(row['at'])}."


def _gone(row: dict[str, Any]) -> str:
    return f"The platform no longer knows this account: it said so {row['n']} times since {day(row['at'])}."
