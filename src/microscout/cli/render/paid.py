"""The tipping point in words: the verdict, what it rests on, and where to look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from microscout.cli.render.text import plain
from microscout.models import iso

if TYPE_CHECKING:
    from microscout.tipping import Half, Tipping


def tipping(found: Tipping) -> list[str]:
    """Lines that say whether paid work takes over; none where there is too little to say it of."""
    if found.older is None or found.newer is None or found.verdict == "not enough data":
        return []
    lines = [f"Paid work over time: {found.verdict} (our estimate)"]
    lines += [f"  {_half(half)}" for half in (found.older, found.newer)]
    if found.fell is not None and found.rose is not None:
        lines.append(f"  chance that ads rose: {_percent(found.rose)}, that engagement fell: {_percent(found.fell)}")
    if found.posts and found.verdict != "genuine":
        lines.append(f"  marked posts: {', '.join(map(plain, found.posts))}")
    return lines


def _half(half: Half) -> str:
    days = f"{iso(half.since)[:10]} to {iso(half.until)[:10]}"
    ends = f"{100 * half.low:.0f}–{100 * half.high:.0f} %"
    share = f"{half.disclosed} of {half.read} posts marked as ads (90 %: {ends})"
    if half.residual is None:
        return f"{days}: {share}"
    return f"{days}: {share}, engagement {100 * math.expm1(half.residual):+.0f} % against the line"


def _percent(chance: float) -> str:
    return "over 99 %" if chance > 0.99 else "under 1 %" if chance < 0.01 else f"{100 * chance:.0f} %"
