"""What has changed: for one creator against its own past, and for a whole platform. Pure; see ``base`` for the frames.

``look`` is one run of the watch::

    findings = look(history, told, Period(last=yesterday, now=today))
    findings.changes   # what matters, each with its interval, p and evidence
    findings.shifts    # how each platform's panel stands
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from microscout.monitoring import budget, drift, engagement, facts, growth, paid, posting
from microscout.monitoring.base import Change, History, Period
from microscout.monitoring.level import net
from microscout.monitoring.readings import readings
from microscout.monitoring.shift import Shift, fallback, shifts
from microscout.monitoring.wording import sentence, shift_sentence

KINDS = (*budget.SHARES, posting.BACK, facts.TIER, facts.HANDLE, facts.GONE)

__all__ = [
    "KINDS",
    "Change",
    "Findings",
    "History",
    "Period",
    "Shift",
    "fallback",
    "look",
    "readings",
    "shift_sentence",
    "shifts",
]


@dataclass(frozen=True)
class Findings:
    """What a run found. `tested`: of how many creators and kinds there was enough to test; `level`: the budget's q."""

    changes: list[Change]
    shifts: list[Shift]
    creators: int
    tested: int
    level: float


def look(
    history: History,
    told: pl.DataFrame,
    period: Period,
    *,
    meaning: drift.Meaning | None = None,
    shifts_told: dict[str, int] | None = None,
    seed: int = 0,
) -> Findings:
    """One run: what has newly changed in `period`, given what was `told` (TOLD) before.

    `meaning` tells the vectors of posts (``drift.Meaning``); without it nobody's niche is tested.
    """
    seen = _until(history, period.now)
    read = readings(seen)
    tests = pl.concat(
        [
            engagement.tests(net(read), told, period),
            growth.tests(seen.looks, period),
            posting.tests(seen.looks, seen.posts, told, period),
            paid.tests(seen.posts, told, period),
            *([] if meaning is None else [drift.tests(seen.posts, meaning, told, period, seed=seed)]),
        ]
    )
    creators = seen.looks["creator_id"].n_unique()
    found = budget.discoveries(tests, creators, period)
    changes = [_change(row) for row in [*found.to_dicts(), *_facts(seen, told, period)]]
    return Findings(
        changes=sorted(changes, key=lambda each: (each.creator_id, each.at, each.kind)),
        shifts=shifts(read, period, shifts_told),
        creators=creators,
        tested=tests.height,
        level=budget.level(creators, period),
    )


def _until(history: History, now: int) -> History:
    """What was known at `now`."""
    read = pl.col("read_at") <= now
    counts = ("read_at", "likes", "comments", "reposts", "quotes", "views")
    posts = history.posts.filter(pl.col("created_at") <= now)
    return History(
        looks=history.looks.filter(pl.col("captured_at") <= now),
        posts=posts.with_columns(pl.when(read).then(pl.col(name)).alias(name) for name in counts),
        threads=history.threads.filter(pl.col("asked_at") <= now),
        missed=history.missed.filter(pl.col("at") <= now),
    )


def _facts(seen: History, told: pl.DataFrame, period: Period) -> list[dict[str, object]]:
    frames = [
        posting.returns(seen.posts, told, period),
        facts.crossings(seen.looks, period),
        facts.gone(seen.missed, seen.looks, told, period),
    ]
    rows = [row for frame in frames for row in frame.to_dicts()]
    moved = facts.moves(seen.looks, period).with_columns(pl.lit(facts.HANDLE).alias("kind"))
    return rows + moved.to_dicts()


def _change(row: dict[str, object]) -> Change:
    about = ("n", "n_before", "since", "was", "now", "posts", "handle", "handle_before")
    size, low, high, p = (row.get(name) for name in ("size", "low", "high", "p"))
    return Change(
        kind=str(row["kind"]),
        creator_id=str(row["creator_id"]),
        at=int(row["at"]),  # type: ignore[call-overload]
        size=size,  # type: ignore[arg-type]
        low=low,  # type: ignore[arg-type]
        high=high,  # type: ignore[arg-type]
        p=p,  # type: ignore[arg-type]
        sentence=sentence(str(row["kind"]), row),
        evidence={name: row[name] for name in about if row.get(name) is not None},
    )
