"""The follower-size line: what engagement is usual for a creator of that size, per platform. Versioned data.

Engagement falls as followers grow and its level differs by platform and denominator, so a bare rate says little
(Modash's own tables fall 4.4-fold inside 1k–100k on one platform). Each platform has its line, kept in ``lines.json``
with where it came from; a run records the version, so an old shortlist can be computed again.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import narwhals as nw

from microscout.models import to_epoch


@dataclass(frozen=True)
class Line:
    """Expected log rate a + b log10(followers); variances of posts within, and of creators between (natural logs).

    `leaves_out`: kinds of posts that the line is not about. `changed`, `change`: since which day (ISO 8601) the
    platform counts something otherwise than the data behind the line, and what that does.
    """

    platform: str
    denominator: str
    parts: tuple[str, ...]
    a: float
    b: float
    within: float
    between: float
    window_days: int
    basis: str
    source: str
    leaves_out: tuple[str, ...] = ()
    changed: str = ""
    change: str = ""

    def caution(self, until: int | None) -> str:
        """What to know where posts until `until` (epoch seconds) are held against the line; empty: nothing."""
        return self.change if self.changed and until is not None and until >= to_epoch(self.changed) else ""

    @property
    def formula(self) -> str:
        """The rate in words: ``(likes+comments)/views``."""
        return f"({'+'.join(self.parts)})/{self.denominator}"


@cache
def version() -> str:
    """The version of the lines in this package."""
    return str(_data()["version"])


@cache
def lines() -> tuple[Line, ...]:
    """All lines; the one for any other platform (``*``) comes last."""
    return tuple(
        Line(**each | {name: tuple(each.get(name, ())) for name in ("parts", "leaves_out")})
        for each in _data()["lines"]
    )


def line_of(platform: str) -> Line:
    """The line of `platform`."""
    return next(line for line in lines() if line.platform in (platform, "*"))


def by_platform(of: dict[str, nw.Expr]) -> nw.Expr:
    """An expression that differs by platform: ``{platform: expression}``, ``*`` for all others."""
    chosen = of["*"]
    for platform, expression in of.items():
        if platform != "*":
            chosen = nw.when(nw.col("platform") == platform).then(expression).otherwise(chosen)
    return chosen


def number(of: dict[str, float]) -> nw.Expr:
    """A number that differs by platform, as :func:`by_platform` has it, in one step instead of one a platform."""
    named = {platform: value for platform, value in of.items() if platform != "*"}
    if not named:
        return nw.lit(of["*"])
    return nw.col("platform").replace_strict(named, default=of["*"], return_dtype=nw.Float64)


def constant(field: str) -> nw.Expr:
    """A number of the creator's platform's line, as an expression."""
    return number({line.platform: float(getattr(line, field)) for line in lines()})


def expected() -> nw.Expr:
    """The log rate that is usual for the creator's followers on the creator's platform; null without followers."""
    size = nw.when(nw.col("followers") > 0).then(nw.col("followers")).log() / math.log(10)
    return constant("a") + constant("b") * size


@cache
def _data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("lines.json").read_text("utf-8"))
    return held
