"""How far any test could go in the simulated year: likelihood ratios with everything known but whether and when.

A fade: the creator's level, its wander, the scatter of posts and the size and shape of the fade are known, and only the
day of its onset is not; the ratio of "it began on some day" against "nothing" is highest over days. Another topic: the
creator's own topics and their shares are known, the new one too, and its share of the posts; the ratio is summed from
post to post and begins anew below 0 (Page's CUSUM). Each has the height that lets so many false alarms a creator-year
pass among those with whom nothing happens, looked at daily.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from _watched import DIM, Planted, Recipe, _meanings, _moments, _units, _wander
from microscout.monitoring import budget
from microscout.monitoring.base import RIPE_DAYS

_DAYS, _EVENT, _WINDOW = 365, 200, 70
_SETTLED = 60

Path = tuple[list[int], list[float]]
"""The days of a creator on which there was something to judge, and the log ratio on each."""


def found(watch: Callable[[float, Planted | None, Any], Path], pace: float, event: Planted, allowed: float) -> float:
    """The share of 200 creators at `pace` posts a week whose `event` is found in time, at `allowed` alarms a year."""
    random = np.random.default_rng(10)
    calm = [watch(pace, None, random) for _ in range(200)]
    height = _height(calm, allowed)
    late = [_first(watch(pace, event, random), height, event.day) - event.due for _ in range(200)]
    return sum(each <= 14 for each in late) / len(late)


def _height(calm: list[Path], allowed: float) -> float:
    years = len(calm) * (_DAYS - 60) / 365
    low, high = 0.0, max(value for _, values in calm for value in values)
    for _ in range(30):
        middle = (low + high) / 2
        few = sum(alarms(path, middle) for path in calm) <= allowed * years
        low, high = (low, middle) if few else (middle, high)
    return high


def alarms(path: Path, height: float) -> int:
    """How often the ratio is above `height`, with sixty quiet days after each time."""
    told, quiet_until = 0, 0
    for day, value in zip(*path, strict=True):
        if value > height and day >= quiet_until:
            told, quiet_until = told + 1, day + _SETTLED
    return told


def _first(path: Path, height: float, since: int) -> float:
    return next((day for day, value in zip(*path, strict=True) if day >= since and value > height), math.inf)


def _posts(pace: float, random: Any) -> Any:
    breaks = [(int(random.integers(0, _DAYS)), int(random.integers(4, 10))) for _ in range(random.poisson(1.0))]
    return _moments(_DAYS, pace, float(random.uniform(0.8, 3.0)), breaks, random)


def fading(pace: float, event: Planted | None, random: Any) -> Path:
    """A creator who halves over three weeks (or nobody), at each day's look: the log ratio of having begun to."""
    moments, size = _posts(pace, random), math.log(Recipe().fade)
    spread, sway = random.uniform(0.5, 0.8), random.uniform(0.0, 0.12)
    walk = _wander(_DAYS, random, sway)
    y = walk[moments.astype(int)] + random.normal(0, spread, size=len(moments))
    if event:
        y = y + size * np.clip((moments - event.day) / 21, 0, 1)
    ages = np.arange(_WINDOW) + 0.5
    shapes = np.array([np.clip((begun - ages) / 21, 0, 1) for begun in range(8, 43)]).T
    drift = sway**2 * np.exp(-np.abs(ages[:, None] - ages) / 60)
    days, values = range(event.day if event else 60, event.due + 15 if event else _DAYS), []
    for day in days:
        age = (day - RIPE_DAYS + 0.27 - moments).astype(float)
        seen = (age >= 0) & (age < _WINDOW)
        counts = np.bincount(age[seen].astype(int), minlength=_WINDOW)
        some = counts > 0
        if not some.any():
            values.append(0.0)
            continue
        mean = np.bincount(age[seen].astype(int), y[seen], minlength=_WINDOW)[some] / counts[some]
        known = shapes[some].T @ np.linalg.inv(drift[np.ix_(some, some)] + np.diag(spread**2 / counts[some]))
        values.append(float((size * known @ mean - size**2 / 2 * (known * shapes[some].T).sum(axis=1)).max()))
    return list(days), values


def drifting(pace: float, event: Planted | None, random: Any) -> Path:
    """A creator who goes to another topic (or nobody): the log ratio of having gone there, by days with a post."""
    moments = _posts(pace, random)
    topics = _units(random.normal(size=(60, DIM)) + 0.7 * random.normal(size=DIM))
    ahead = copy.deepcopy(random)  # what `_meanings` is about to draw
    many = int(ahead.integers(1, 4))
    own = ahead.choice(len(topics), size=many + 1, replace=False)
    shares = ahead.dirichlet(np.full(many, 3.0))
    if not len(moments):
        return [], []
    close = DIM * math.sqrt(2)  # a post is (topic + noise)/√2, the noise 1/DIM in each direction
    likely = np.exp(close * (_meanings(moments, event, random, topics) @ topics[own].T - 0.7))
    ratio = np.log(0.2 + 0.8 * likely[:, -1] / (likely[:, :-1] @ shares))
    days, values, so_far = moments.astype(int) + 1, [], 0.0
    for each in ratio:
        so_far = max(0.0, so_far) + float(each)
        values.append(so_far)
    return days.tolist(), values


def report() -> None:
    """The share found in 14 days at the budget of the kind, by posts a week."""
    paces = (1.5, 3.0, 5.0, 7.0, 10.0, 14.0, 28.0)
    print(f"found in 14 days by who knows everything but whether and when (n = 200 each), by posts a week: {paces}")
    for watch, planted, kind, lasts in ((fading, "fade", "engagement", 21), (drifting, "drift", "drift", 0)):
        allowed = budget.PER_CREATOR_YEAR * budget.SHARES[kind]
        event = Planted(planted, 200, 200 + lasts)
        shares = [found(watch, pace, event, allowed) for pace in paces]
        print(f"  {planted} at {allowed:.3f} a creator-year: " + "  ".join(f"{100 * each:.0f} %" for each in shares))
