"""What is asked about those who are chosen, only where the founder says so; offline nothing."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from microscout.scout import following, gathering, portraits
from microscout.scout.desk import Desk


@dataclass(frozen=True)
class Deeper:
    """`follow_links`: whether shorteners are asked where the chosen creators' short links lead.

    `followers_of`: of how many of the best the newest followers are looked at, where they are public.
    """

    follow_links: bool = False
    followers_of: int = 0


def asked(desk: Desk, wanted: Deeper, offline: bool, chosen: pl.DataFrame) -> list[str]:
    """Ask, and keep what comes; what to tell of it, in sentences."""
    if offline:
        left = {
            "short links were not followed": wanted.follow_links,
            "followers were not looked at": wanted.followers_of,
        }
        return [f"Offline nobody is asked: {what}." for what, was_wanted in left.items() if was_wanted]
    said = following.follow(desk, portraits.known(desk, chosen)) if wanted.follow_links else []
    return said + (gathering.gather(desk, chosen, wanted.followers_of) if wanted.followers_of else [])
