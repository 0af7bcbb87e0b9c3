"""A simulated year of creators with known truth: what happens to them, and what daily looks would see of it.

Posts come in bursts with a weekly rhythm and private breaks; engagements scatter from post to post (log sd 0.5–0.8,
each creator another) around the platform's line, wander slowly, swing with the season, and are counts (Poisson on top);
followers grow unevenly, jump now and then of themselves, and are rounded as the platform rounds them; posts have a
topic or two, in vectors. Then something is planted, or nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from microscout.frames import LOOKS, READ_POSTS, from_rows
from microscout.monitoring import History
from microscout.monitoring.base import DAY, RIPE_DAYS
from microscout.scoring.lines import line_of

START = 1_767_225_600  # 2026-01-01
LOOK = int(6.5 * 3600)
DIM = 32
NEVER = 10**6


@dataclass(frozen=True)
class Planted:
    """What happens to a creator: `kind`, the `day` it begins, and the day `due` from which one waits for the news."""

    kind: str
    day: int
    due: int


@dataclass
class World:
    """The year as it was (`planted`, `jumps`, `breaks` by creator) and as it was seen (`history`, `vectors`)."""

    planted: dict[str, Planted]
    jumps: dict[str, list[tuple[int, float]]]
    breaks: dict[str, list[tuple[int, int]]]
    per_week: dict[str, float]
    history: History
    vectors: pl.DataFrame


@dataclass(frozen=True)
class Recipe:
    """What to simulate; sizes: a fade to `fade` of the level over three weeks, `spike` more followers overnight, ...

    Harder than usual: `tails`, posts scatter as Student's t of so many degrees (same sd); `strays`, the share of posts
    that are about anything.
    """

    creators: int = 500
    days: int = 365
    share: float = 0.5
    kinds: tuple[str, ...] = ("fade", "spike", "silence", "drift")
    fade: float = 0.5
    spike: float = 0.2
    cut: float = 0.0
    cut_day: int = NEVER
    cut_platform: str = "bluesky"
    platforms: tuple[str, ...] = ("bluesky", "bluesky", "bluesky", "youtube", "youtube")
    first_event: int = 120
    last_event: int = 320
    spread: float = 0.6
    tails: float = 0.0
    strays: float = 0.0
    weekly: dict[str, float] = field(default_factory=lambda: {"bluesky": 16.0, "youtube": 3.0})


def world(recipe: Recipe, seed: int) -> World:
    """The year of `recipe`, the same for the same seed."""
    random = np.random.default_rng(seed)
    made = World({}, {}, {}, {}, History(from_rows([], LOOKS), from_rows([], READ_POSTS)), pl.DataFrame())
    looks: list[tuple[Any, ...]] = []
    posts: list[tuple[Any, ...]] = []
    vectors: list[Any] = []
    topics = _units(random.normal(size=(60, DIM)) + 0.7 * random.normal(size=DIM))
    for number in range(recipe.creators):
        _live(made, recipe, number, random, topics, looks, posts, vectors)
    posts_frame = from_rows(posts, READ_POSTS)
    made.history = History(from_rows(looks, LOOKS), posts_frame)
    if vectors:
        arrays = pl.Series("vector", np.vstack(vectors), pl.Array(pl.Float64, DIM))
        made.vectors = posts_frame.select("creator_id", "post_id").with_columns(arrays)
    return made


def _live(
    made: World,
    recipe: Recipe,
    number: int,
    random: Any,
    topics: Any,
    looks: list[Any],
    posts: list[Any],
    out: list[Any],
) -> None:
    platform = recipe.platforms[number % len(recipe.platforms)]
    creator = f"{platform}:c{number:04d}"
    weekly = float(recipe.weekly[platform] * math.exp(random.normal(0, recipe.spread)))
    event = _event(recipe, random)
    breaks = [(int(random.integers(0, recipe.days)), int(random.integers(4, 10))) for _ in range(random.poisson(1.0))]
    shape = float(random.uniform(0.8, 3.0))
    moments = _moments(recipe.days, weekly, shape, breaks, random)
    if event and event.kind == "silence":
        due = event.day + _rare_gap(weekly, shape, random)
        event = Planted("silence", event.day, due)
        moments = moments[moments < event.day]
    true, jumps = _followers(recipe, event, random)
    made.per_week[creator], made.jumps[creator], made.breaks[creator] = weekly, jumps, breaks
    if event:
        made.planted[creator] = event
    for day in range(recipe.days):
        shown = _rounded(true[day]) if platform == "youtube" else int(true[day])
        looks.append((creator, platform, START + day * DAY + LOOK, f"c{number}", shown, 100, None, "platform"))
    _write(creator, platform, moments, true, event, recipe, random, topics, posts, out)


def _event(recipe: Recipe, random: Any) -> Planted | None:
    if random.random() >= recipe.share or not recipe.kinds:
        return None
    kind = str(random.choice(recipe.kinds))
    day = int(random.integers(recipe.first_event, recipe.last_event))
    return Planted(kind, day, day + 21 if kind == "fade" else day)


def _moments(days: int, weekly: float, shape: float, breaks: list[tuple[int, int]], random: Any) -> Any:
    """Moments of posts in days: a daily rate with a weekly rhythm, overdispersed (gamma), less breaks."""
    rhythm = np.array([1.1, 1.1, 1.1, 1.1, 1.0, 0.8, 0.8])[np.arange(days) % 7] * weekly / 7
    rate = rhythm * random.gamma(shape, 1 / shape, size=days)
    for begin, length in breaks:
        rate[begin : begin + length] = 0
    counts = random.poisson(rate)
    return np.sort(np.repeat(np.arange(days), counts) + random.random(int(counts.sum())))


def _rare_gap(weekly: float, shape: float, random: Any) -> int:
    """The gap in days that 99.9 % of this creator's gaps stay under."""
    busy = np.flatnonzero(random.poisson(weekly / 7 * random.gamma(shape, 1 / shape, size=40_000)))
    return math.ceil(float(np.quantile(np.diff(busy), 0.999)))


def _followers(recipe: Recipe, event: Planted | None, random: Any) -> tuple[Any, list[tuple[int, float]]]:
    start = math.exp(random.uniform(math.log(1_500), math.log(80_000)))
    step = random.normal(random.normal(0.0006, 0.0006), random.uniform(0.0005, 0.002), size=recipe.days)
    jumps = [
        (int(random.integers(0, recipe.days)), float(random.uniform(0.03, 0.25))) for _ in range(random.poisson(0.5))
    ]
    for day, size in jumps:  # press, a viral post: in one go, with an echo
        step[day] += 0.7 * math.log1p(size)
        step[day + 1 : day + 3] += 0.15 * math.log1p(size)
    if event and event.kind == "spike":
        step[event.day] += math.log1p(recipe.spike)
    exact = start * np.exp(np.cumsum(step))
    return np.maximum(1, exact + random.normal(0, np.sqrt(exact) * 0.05)), jumps


def _rounded(count: float) -> int:
    unit = 10 ** max(0, math.floor(math.log10(max(count, 1))) - 2)
    return int(count // unit * unit)


def _write(
    creator: str, platform: str, moments: Any, true: Any, event: Planted | None, recipe: Recipe, random: Any,
    topics: Any, posts: list[Any], out: list[Any],
) -> None:  # fmt: skip
    line, n, days = line_of(platform), len(moments), moments.astype(int)
    level = random.normal(0, math.sqrt(line.between)) + _wander(recipe.days, random)[days]
    level = level + 0.1 * np.sin(2 * np.pi * days / 365) + np.array([0, 0, 0, 0, 0, 0.1, 0.1])[days % 7]
    if event and event.kind == "fade":
        level = level + math.log(recipe.fade) * np.clip((moments - event.day) / 21, 0, 1)
    cut = platform == recipe.cut_platform and recipe.cut
    reach = np.where(cut and moments >= recipe.cut_day, math.log(1 - recipe.cut) if cut else 0.0, 0.0)
    followers = true[days]
    scatter = random.uniform(0.5, 0.8)
    noise = random.normal(0, scatter, size=n)
    if recipe.tails:
        noise = scatter * random.standard_t(recipe.tails, size=n) * math.sqrt(1 - 2 / recipe.tails)
    views = random.poisson(followers * np.exp(-1.5 + random.normal(0, 0.6, size=n) + reach)) + 1
    base = views if line.denominator == "views" else followers * np.exp(reach)
    rate = np.exp(line.a + line.b * np.log10(followers) + level + noise)
    made = random.poisson(np.minimum(base * np.minimum(rate, 0.8), 1e9))
    paid = random.random(n) < np.where(
        (moments >= event.day) if event and event.kind == "paid" else False, 0.35, random.beta(1, 15)
    )
    meant = _meanings(moments, event, random, topics) if n else np.empty((0, DIM))
    if recipe.strays:
        anything = topics[random.integers(0, len(topics), size=n)] + random.normal(size=(n, DIM)) / math.sqrt(DIM)
        meant = np.where((random.random(n) < recipe.strays)[:, None], _units(anything), meant)
    out.append(meant)
    for i in range(n):
        at = START + int(moments[i] * DAY)
        read = START + LOOK + math.ceil((at + RIPE_DAYS * DAY - START - LOOK) / DAY) * DAY
        comments = int(made[i]) // 10
        told = (int(made[i]) - comments, comments, 0, 0, int(views[i]) if platform == "youtube" else None)
        posts.append((creator, platform, f"p{i}", at, "video", False, bool(paid[i]), read, *told))


def _wander(days: int, random: Any, sway: float | None = None) -> Any:
    """A slow random walk that is drawn back: each creator its own sd (`sway`) up to 0.12, memory of sixty days."""
    keep = math.exp(-1 / 60)
    sway = random.uniform(0.0, 0.12) if sway is None else sway
    steps = random.normal(0, sway * math.sqrt(1 - keep**2), size=days)
    walk = np.zeros(days)
    for day in range(1, days):
        walk[day] = keep * walk[day - 1] + steps[day]
    return walk


def _meanings(moments: Any, event: Planted | None, random: Any, topics: Any) -> Any:
    """One to three topics by turns; the posts of one day share half of their scatter; a drift goes to another topic."""
    many = int(random.integers(1, 4))
    own = random.choice(len(topics), size=many + 1, replace=False)
    chosen = own[random.choice(many, p=random.dirichlet(np.full(many, 3.0)), size=len(moments))]
    if event and event.kind == "drift":
        moved = (moments >= event.day) & (random.random(len(moments)) < 0.8)
        chosen = np.where(moved, own[-1], chosen)
    days = moments.astype(int)
    daily = random.normal(size=(days.max() + 1, DIM))[days] * 0.5
    return _units(topics[chosen] + (daily + 0.87 * random.normal(size=(len(moments), DIM))) / math.sqrt(DIM) * 1.0)


def _units(vectors: Any) -> Any:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
