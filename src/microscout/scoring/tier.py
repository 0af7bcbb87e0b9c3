"""Tier and band: how large a creator is. A filter and a word for people, not a score: depth beats reach.

nano < 1,000 ≤ micro ≤ 100,000 < macro ≤ 1,000,000 < mega. Inside micro the bands 1–5k, 5–10k, 10–50k and 50–100k,
because usual engagement differs several-fold between them.
"""

from __future__ import annotations

import narwhals as nw

_TIERS = (("nano", 999), ("micro", 100_000), ("macro", 1_000_000))
_BANDS = (("1-5k", 4_999), ("5-10k", 9_999), ("10-50k", 49_999), ("50-100k", 100_000))
BOUNDS: dict[str, tuple[int | None, int | None]] = {
    "nano": (None, 999),
    "micro": (1_000, 100_000),
    "macro": (100_001, 1_000_000),
    "mega": (1_000_001, None),
    "1-5k": (1_000, 4_999),
    "5-10k": (5_000, 9_999),
    "10-50k": (10_000, 49_999),
    "50-100k": (50_000, 100_000),
}
"""Smallest and largest number of followers of each tier and band (None: open)."""


def tier() -> nw.Expr:
    """The tier's name; null where followers are unknown."""
    return _named(_TIERS, "mega")


def band() -> nw.Expr:
    """The band's name inside micro; null elsewhere."""
    followers = nw.col("followers")
    return nw.when((followers >= 1_000) & (followers <= 100_000)).then(_named(_BANDS, "50-100k"))


def _named(steps: tuple[tuple[str, int], ...], beyond: str) -> nw.Expr:
    followers = nw.col("followers")
    name: nw.Expr = nw.when(~followers.is_null()).then(nw.lit(beyond))
    for step, largest in reversed(steps):
        name = nw.when(followers <= largest).then(nw.lit(step)).otherwise(name)
    return name
