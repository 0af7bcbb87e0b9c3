"""The register of known metric breaks: days on which a platform changed what a number means. Versioned data.

Consulted before anybody speaks of an algorithm: a shift of a platform that begins inside a registered break, in its
direction, is explained. ``breaks.json`` holds each with its source; `direction` 0 is either way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from microscout.models import to_epoch
from microscout.monitoring.base import DAY


@dataclass(frozen=True)
class Break:
    """Between `since` and `until` (epoch seconds), numbers of `platform` came to mean something else."""

    platform: str
    since: int
    until: int
    direction: int
    what: str
    source: str


@cache
def register() -> tuple[Break, ...]:
    """All known breaks."""
    held = json.loads(files(__package__).joinpath("breaks.json").read_text("utf-8"))
    return tuple(
        Break(each["platform"], to_epoch(each["from"]), to_epoch(each["to"]) + DAY, *(each[key] for key in _REST))
        for each in held["breaks"]
    )


_REST = ("direction", "what", "source")


def explaining(platform: str, since: int, size: float, known: tuple[Break, ...] | None = None) -> Break | None:
    """The break of `platform` that explains a shift of `size` (log) that began around `since` (within a week)."""
    for each in register() if known is None else known:
        near = each.since - 7 * DAY <= since <= each.until + 7 * DAY
        if each.platform == platform and near and each.direction * size >= 0:
            return each
    return None
