"""What is asked about those who are chosen, only where the founder says so; offline nothing."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from microscout.scout import following, portraits
from microscout.scout.desk import Desk


@dataclass(frozen=True)
class Deeper:
    """`follow_links`: whether shorteners are asked where the chosen creators' short links lead."""

    follow_links: bool = False


def asked(desk: Desk, wanted: Deeper, offline: bool, chosen: pl.DataFrame) -> list[str]:
    """Ask, and keep what comes; what to tell of it, in sentences."""
    if offline:
        return ["Offline nobody is asked: short links were not followed."] if wanted.follow_links else []
    return following.follow(desk, portraits.known(desk, chosen)) if wanted.follow_links else []
