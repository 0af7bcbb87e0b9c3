"""The watch on a simulated year with known truth: how late changes are found, and how often nothing is.

    python benchmarks/watch.py [--creators 500] [--seeds 3] [--power] [--real DIR]

Runs the shipped ``monitoring.look`` once a simulated day, feeding it what it told before, as ``rescore`` does.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator

import polars as pl

from _watched import LOOK, START, Planted, Recipe, World, world
from microscout.frames import from_rows
from microscout.monitoring import TOLD, Change, Period, Shift, look
from microscout.monitoring.base import DAY

AS = {"fade": "engagement", "spike": "growth", "silence": "quiet", "drift": "drift", "paid": "paid"}
_PATIENCE = 60


def year(made: World, days: int, every: int = 1, first: int = 60) -> Iterator[tuple[int, list[Change], list[Shift]]]:
    """Every `every` days from day `first`: the day, and what a run newly says."""
    told, known_shifts = from_rows([], TOLD), dict[str, int]()
    for day in range(first, days, every):
        now = START + day * DAY + LOOK
        found = look(made.history, told, Period(now - every * DAY, now), vectors=made.vectors, shifts_told=known_shifts)
        rows = [(each.creator_id, each.kind, each.at, now, each.size, each.sentence) for each in found.changes]
        told = pl.concat([told, from_rows(rows, TOLD)])
        known_shifts |= {each.platform: each.since for each in found.shifts if each.on}
        yield day, found.changes, [each for each in found.shifts if each.on]


class Tally:
    """What was found of what was planted, and what of the rest was false."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.delays: dict[str, list[float]] = defaultdict(list)
        self.by_rate: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.false: Counter[str] = Counter()
        self.innocent: Counter[str] = Counter()
        self.repeated = 0
        self.years = 0.0

    def add(self, made: World, days: int) -> None:
        """Watch a year."""
        found: dict[str, list[tuple[int, Change]]] = defaultdict(list)
        for day, changes, _ in year(made, days):
            for each in changes:
                found[each.creator_id].append((day, each))
        self.years += len(made.per_week) * (days - 60) / 365
        for creator in made.per_week:
            self._judge(made, creator, found[creator])

    def _judge(self, made: World, creator: str, found: list[tuple[int, Change]]) -> None:
        event = made.planted.get(creator)
        hits = [day for day, each in found if event and _is_of(each, event, day)]
        if event:
            late = hits[0] - event.due if hits else math.inf
            self.delays[event.kind].append(late)
            self.by_rate[event.kind].append((made.per_week[creator], late))
            self.repeated += max(0, len(hits) - 1)
        for day, each in found:
            if each.p is None or (event and _is_of(each, event, day)):
                continue
            if event and day >= event.day and each.kind in _follows(event.kind):
                self.innocent[f"{each.kind} after a planted {event.kind}"] += 1
            elif _true_though_innocent(made, creator, each, day):
                self.innocent[f"{each.kind} at an unplanted jump or break"] += 1
            else:
                self.false[each.kind] += 1


def _is_of(each: Change, event: Planted, day: int) -> bool:
    return each.kind == AS[event.kind] and event.day <= day <= event.due + _PATIENCE


def _follows(kind: str) -> tuple[str, ...]:
    """Bought followers do lower the rate per follower, and who has faded may be told so in two steps."""
    return {"spike": ("engagement",), "fade": ("engagement",), "drift": ("drift",), "paid": ("paid",)}.get(kind, ())


def _true_though_innocent(made: World, creator: str, each: Change, day: int) -> bool:
    if each.kind == "growth":
        return any(0 <= day - when <= 3 for when, _ in made.jumps[creator])
    if each.kind == "quiet":
        silent = (each.at - START) // DAY
        return any(when <= day and silent <= when + length for when, length in made.breaks[creator])
    return False


def report(tally: Tally) -> None:
    """The figures."""
    print(
        f"{'planted':10}{'n':>5}{'in 14 d':>9}{'median':>8}{'90 %':>7}"
        "   in 14 days (of n) by posts a week: <3, 3-7, 7-14, >14"
    )
    every = [late for each in tally.delays.values() for late in each]
    for kind, late in [*sorted(tally.delays.items()), ("all", every)]:
        rates = [pair for each in tally.by_rate.values() for pair in each] if kind == "all" else tally.by_rate[kind]
        bands = [[x for rate, x in rates if low <= rate < high] for low, high in ((0, 3), (3, 7), (7, 14), (14, 999))]
        shares = "  ".join(f"{_within(band):>5} ({len(band)})" for band in bands)
        print(f"{kind:10}{len(late):>5}{_within(late):>9}{_quantile(late, 0.5):>8}{_quantile(late, 0.9):>7}   {shares}")
    total = sum(tally.false.values())
    print(
        f"false alarms: {total} in {tally.years:.0f} creator-years = {total / tally.years:.4f} a creator-year"
        f"  {dict(tally.false)}"
    )
    print(f"told twice of one event: {tally.repeated}; true though not planted: {dict(tally.innocent)}")


def _within(late: list[float]) -> str:
    return f"{100 * sum(x <= 14 for x in late) / len(late):.0f} %" if late else "–"


def _quantile(late: list[float], share: float) -> str:
    value = sorted(late)[min(len(late) - 1, int(share * len(late)))]
    return "never" if math.isinf(value) else f"{value:.0f} d"


def main() -> None:
    """Print the figures that docs/decisions/0017 quotes."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--creators", type=int, default=500)
    asked.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    told = asked.parse_args()
    tally, begun = Tally(), time.perf_counter()
    for seed in told.seeds:
        recipe = Recipe(creators=told.creators, cut=0.2, cut_day=200)
        tally.add(world(recipe, seed), recipe.days)
        print(f"seed {seed}: {time.perf_counter() - begun:.0f} s", flush=True)
    report(tally)


if __name__ == "__main__":
    main()
