"""A change in a sentence: what, how much, on what evidence, and the innocent explanation beside it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

_SAYS = {
    "engagement": "Engagement {way}: our estimate is {size_log} ({low_log} to {high_log}), the newest {n} ripe posts "
    "since {since_day} against {n_before} before. A change of season, of format or of topic does this too.",
    "growth": "Followers {way} by {size_log}, from {was:,.0f} to {now:,.0f}, between {since_day} and {at_day}; far "
    "outside the {n_before} steps before and beyond rounding. Press, a viral post or a mention by somebody large does "
    "this as well as anything else.",
    "quiet": "Went quiet: no post for {size:.0f} days since {last_day}; before, there was one every {was:.1f} days "
    "({n_before} gaps). Holidays, illness or a break look the same from here.",
    "back": "Came back: posted again on {at_day}{gap}.",
    "paid": "More paid work: {now_share} of the newest {n} posts against {was_share} of {n_before} before, since "
    "{since_day}. A season of launches may pass; more disclosure is also more honesty.",
    "drift": "The topic moved: posts of the newest {n} days with a post, since {since_day}, lie {size:.2f} (1 − cos) "
    "from those of the {n_before} before. A series, an event or a new interest may pass.",
    "tier": "Followers {way} {size:,.0f}: {was:,.0f} to {now:,.0f} on {at_day}.",
    "handle": "Handle moved from @{handle_before} to @{handle} on {at_day}. A new name is no sign of anything; links "
    "to the old one may be dead.",
    "gone": "The platform no longer knows this account: it said so {n} times since {at_day}. It may be closed, renamed "
    "or withheld for a while; what is known of it stays until you erase it.",
}
_WAYS = {"engagement": ("fell", "rose"), "growth": ("dropped", "jumped"), "tier": ("fell below", "rose above")}


def sentence(kind: str, row: dict[str, Any]) -> str:
    """The sentence for a discovered row of TESTS, or for a fact."""
    return _SAYS[kind].format_map(row | _words(kind, row))


def shift_sentence(since: int, size: float) -> str:
    """The sentence for a shift of a whole platform that began at `since`; `size` is the log change of reach."""
    return (
        f"Reach moved by {percent(size)} for most of those you follow there at once, since about {day(since)}. Each "
        "creator's change is told net of it; `microscout changes` shows who has channels of their own to fall back on."
    )


def percent(log: float) -> str:
    """A log change as a signed per cent: −0.69 is −50 %."""
    return f"{100 * math.expm1(log):+.0f} %".replace("-", "−")


def day(seconds: int) -> str:
    """The day of a moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _words(kind: str, row: dict[str, Any]) -> dict[str, str]:
    """What `row` says in words: days, per cents, and which way it went."""
    words = {f"{name}_day": day(row[name]) for name in ("since", "at") if row.get(name) is not None}
    words["last_day"] = day(row["at"] - 1)
    if kind in ("engagement", "growth"):
        words |= {f"{name}_log": percent(row[name]) for name in ("size", "low", "high") if row.get(name) is not None}
    if kind == "paid":
        words |= {f"{name}_share": f"{100 * row[name]:.0f} %" for name in ("was", "now")}
    if kind in _WAYS:
        words["way"] = _WAYS[kind][row["now"] >= row["size"] if kind == "tier" else row["size"] >= 0]
    if kind == "back":
        words["gap"] = "" if row["size"] is None else f" after {row['size']:.0f} days"
    return words
