"""The watch on a simulated year with known truth: how late changes are found, and how often nothing is.

    python benchmarks/watch.py [--creators 500] [--seeds 0 1 2] [--every 1] [--hard]
    python benchmarks/watch.py --cut 8 | --power | --oracle | --real DIR | --said DIR

Runs the shipped ``monitoring.look`` once a simulated day (or `--every` so many: only then is anybody looked at),
feeding it what it told before, as ``rescore`` does.
"""

from __future__ import annotations

import argparse
import math
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

import _followed
import _oracle
import _said
from _watched import LOOK, START, Planted, Recipe, World, world
from microscout.frames import TOLD, from_rows
from microscout.monitoring import Change, History, Period, Shift, look, readings, shifts
from microscout.monitoring.base import DAY

AS = {"fade": "engagement", "spike": "growth", "silence": "quiet", "drift": "drift", "paid": "paid"}
_PATIENCE = 60


def year(made: World, days: int, every: int = 1, first: int = 60) -> Iterator[tuple[int, list[Change], list[Shift]]]:
    """Every `every` days from day `first`: the day, and what a run newly says."""
    told, known_shifts = from_rows([], TOLD), dict[str, int]()
    looked = ((pl.col("captured_at") - START) // DAY - first) % every == 0
    history = replace(made.history, looks=made.history.looks.filter(looked))
    for day in range(first, days, every):
        now = START + day * DAY + LOOK
        seen = _recent(history, now)
        found = look(
            seen, told, Period(now - every * DAY, now), meaning=lambda _: made.vectors, shifts_told=known_shifts
        )
        rows = [(each.creator_id, each.kind, each.at, now, each.size, each.sentence) for each in found.changes]
        told = pl.concat([told, from_rows(rows, TOLD)])
        known_shifts |= {each.platform: each.since for each in found.shifts if each.on}
        yield day, found.changes, [each for each in found.shifts if each.on]


def _recent(history: History, now: int) -> History:
    """The posts of the last 240 days and the looks of the last 150: enough to compare with, and a third of the work."""
    return History(
        looks=history.looks.filter(pl.col("captured_at").is_between(now - 150 * DAY, now)),
        posts=history.posts.filter(pl.col("created_at").is_between(now - 240 * DAY, now)),
    )


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

    def add(self, made: World, days: int, every: int = 1) -> None:
        """Watch a year, one run each `every` days."""
        found: dict[str, list[tuple[int, Change]]] = defaultdict(list)
        for day, changes, _ in year(made, days, every):
            for each in changes:
                found[each.creator_id].append((day, each))
        self.years += len(made.per_week) * (days - 60) / 365
        for creator in made.per_week:
            self._judge(made, creator, found[creator], every)

    def _judge(self, made: World, creator: str, found: list[tuple[int, Change]], every: int) -> None:
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
            elif _true_though_innocent(made, creator, each, day, every):
                self.innocent[f"{each.kind} at an unplanted jump or break"] += 1
            else:
                self.false[each.kind] += 1


def _is_of(each: Change, event: Planted, day: int) -> bool:
    return each.kind == AS[event.kind] and event.day <= day <= event.due + _PATIENCE


def _follows(kind: str) -> tuple[str, ...]:
    """Bought followers do lower the rate per follower, and who has faded may be told so in two steps."""
    return {"spike": ("engagement",), "fade": ("engagement",), "drift": ("drift",), "paid": ("paid",)}.get(kind, ())


def _true_though_innocent(made: World, creator: str, each: Change, day: int, every: int) -> bool:
    if each.kind == "growth":
        return any(0 <= day - when <= every + 2 for when, _ in made.jumps[creator])
    if each.kind == "quiet":
        silent = (each.at - START) // DAY
        return any(when <= day and silent <= when + length for when, length in made.breaks[creator])
    return False


def power(creators: int = 40) -> None:
    """Of creators who fade, the share found by a look 14 days after it is complete, by its size and their pace."""
    paces, after = (3, 7, 14, 28), 14
    print(f"faded to, in three weeks; found {after} days later (n = {creators} each) by posts a week: {paces}")
    for fade in (0.8, 0.7, 0.5, 0.3):
        shares = []
        for pace in paces:
            recipe = Recipe(
                creators=creators, days=240, share=1.0, kinds=("fade",), fade=fade, first_event=200, last_event=201,
                platforms=("bluesky",), weekly={"bluesky": float(pace)}, spread=0.0,
            )  # fmt: skip
            made = world(recipe, 7)
            now = START + (200 + 21 + after) * DAY + LOOK
            alone = [_alone(made.history, creator, now) for creator in made.planted]
            shares.append(sum(alone) / len(alone))
        print(f"  {100 * fade:.0f} %: " + "  ".join(f"{100 * share:.0f} %" for share in shares), flush=True)


def _alone(history: History, creator: str, now: int) -> bool:
    """Whether a look finds a change of engagement, the creator being one of a few (else all fading is weather)."""
    one = pl.col("creator_id") == creator
    seen = History(history.looks.filter(one), history.posts.filter(one))
    found = look(seen, from_rows([], TOLD), Period(now - DAY, now))
    return any(each.kind == "engagement" for each in found.changes)


def cut(seeds: range, creators: int, every: int, size: float) -> None:
    """How many runs, one each `every` days, until a cut of all reach is told; and whether one is told before."""
    runs, early = list[float](), 0
    for seed in seeds:
        recipe = Recipe(
            creators=creators,
            days=205,
            share=0.0,
            cut=size,
            cut_day=150,
            platforms=("bluesky",),
            cut_platform="bluesky",
        )
        made = world(recipe, seed)
        read = readings(made.history)
        before, found = dict[str, int](), math.inf
        for day in range(60 + seed % every, recipe.days, every):
            now = START + day * DAY + LOOK
            known = read.filter((pl.col("read_at") <= now) & (pl.col("created_at") >= now - 150 * DAY))
            on = [each for each in shifts(known, Period(now - every * DAY, now), before) if each.on]
            before |= {each.platform: each.since for each in on}
            if on and day >= 150:
                found = 1 + (day - 150) // every
                break
            early += len(on)
        runs.append(found)
    in_three = sum(each <= 3 for each in runs)
    print(
        f"cut of {100 * size:.0f} %, {creators} creators, a run each {every} d: told within 3 runs in {in_three} of "
        f"{len(runs)}, median run {_quantile(runs, 0.5)[:-2]}, 90 % {_quantile(runs, 0.9)[:-2]}; "
        f"false before it: {early} in {len(runs) * 90 / 365:.1f} platform-years"
    )


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


def simulated(seeds: list[int], creators: int, every: int, *, hard: bool) -> None:
    """Years of so many `creators`, one a seed, with a cut of 20 % of one platform's reach in the middle."""
    tally, begun = Tally(), time.perf_counter()
    for seed in seeds:
        recipe = Recipe(creators=creators, cut=0.2, cut_day=200)
        if hard:
            recipe = replace(recipe, tails=3.0, strays=0.05)
        tally.add(world(recipe, seed), recipe.days, every)
        print(f"seed {seed}: {time.perf_counter() - begun:.0f} s", flush=True)
    report(tally)


def main() -> None:
    """Print the figures that docs/decisions/0017 quotes."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--creators", type=int, default=500)
    asked.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    asked.add_argument("--every", type=int, default=1, help="the days from run to run")
    asked.add_argument("--cut", type=int, default=0, help="instead: so many seeds of a platform-wide cut")
    asked.add_argument("--power", action="store_true", help="instead: how small a fade is found at what pace")
    asked.add_argument("--hard", action="store_true", help="heavy tails, and every twentieth post about anything")
    asked.add_argument("--oracle", action="store_true", help="instead: how much could be found by who knows all else")
    asked.add_argument("--real", type=Path, help="instead: a folder with daily_snapshots and video_snapshots")
    asked.add_argument("--said", type=Path, help="instead: a folder of creators with posts; how often drift is told")
    told = asked.parse_args()
    if told.said:
        _said.report(told.said)
    elif told.real:
        _followed.report(told.real)
    elif told.power:
        power()
    elif told.oracle:
        _oracle.report()
    elif told.cut:
        for size, creators, every in ((0.2, 50, 7), (0.2, 50, 1), (0.3, 50, 7), (0.1, 50, 7), (0.2, 200, 7)):
            cut(range(told.cut), creators, every, size)
    else:
        simulated(told.seeds, told.creators, told.every, hard=told.hard)


if __name__ == "__main__":
    main()
