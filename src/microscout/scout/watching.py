"""What has changed with creators and platforms, and what a creator's history looks like."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from microscout import monitoring
from microscout.monitoring import Findings, History, Period
from microscout.monitoring.base import LATE_DAYS, RIPE_DAYS
from microscout.monitoring.drift import Meaning
from microscout.monitoring.series import series
from microscout.portrait import Known, owned
from microscout.scout.desk import Desk
from microscout.store import Vectors, following, history, observations, thinning

_DAY = 86_400
_YEAR = 366 * _DAY
_WHO = ("creator_id", "platform", "handle")


@dataclass(frozen=True)
class Past:
    """The history of one creator: its series in numbers, the changes that were told, and at how many moments seen."""

    creator_id: str
    handle: str
    series: pl.DataFrame
    changes: pl.DataFrame
    moments: int


def watch(desk: Desk, creator_ids: Collection[str] | None = None) -> Findings:
    """One run: what has newly changed with `creator_ids` (None: all in the store); kept, so that it is told once.

    Niche drift is measured in the vectors that the engine "static" reads by, unless the founder reads by words alone.
    """
    ids = list(observations.creators(desk.store)["creator_id"]) if creator_ids is None else list(creator_ids)
    now = _now(desk, ids)
    last = history.watched(desk.store, ids)
    found = monitoring.look(
        _history(desk, ids, now - _YEAR, now, LATE_DAYS),
        history.told(desk.store, ids),
        Period(now - _DAY if last is None else last, now),
        meaning=None if desk.settings.engine == "lexical" else _meaning(desk),
        shifts_told=history.shifts(desk.store),
    )
    with desk.store.writing():  # whoever is killed has found nothing, or all of it
        history.tell(desk.store, [(c.creator_id, c.kind, c.at, c.size, c.sentence) for c in found.changes], now)
        for each in found.shifts:
            if each.on:
                history.note_shift(desk.store, each.platform, each.since, each.size, now)
        history.note_watched(desk.store, ids, now)
    return found


def _now(desk: Desk, ids: Collection[str]) -> int:
    """Now; but where the clock was set back, the newest look (one a day ahead was made by a wrong clock)."""
    now = int(desk.now())
    return max(now, min(now + _DAY, history.last_look(desk.store, ids) or now))


def _meaning(desk: Desk) -> Meaning:
    """See ``microscout.monitoring.drift``; the store remembers what was read before.

    It does so under a name of our own: we read a creator's latest posts, engines read all, and either would push out
    what the other one had kept.
    """

    def meant(posts: pl.DataFrame) -> pl.DataFrame:
        from microscout.relevance.joined import texts
        from microscout.relevance.vectors import Reader

        reader = Reader(replace(texts(), name="watched"), Vectors(desk.store))
        said = history.texts(desk.store, posts)
        read = reader.read(said["creator_id"].to_list(), said["text"].to_list())
        return said.drop("text").with_columns(pl.Series("vector", read, pl.Array(pl.Float32, read.shape[1])))

    return meant


def changes(desk: Desk, creator_ids: Collection[str] | None, since: int) -> pl.DataFrame:
    """What :func:`watch` found at or after `since` of `creator_ids` (None: all), newest first, with each one's handle.

    Columns: creator_id, kind, at, found_at, size, told (the sentence), handle.
    """
    known = observations.creators(desk.store).select("creator_id", "handle")
    ids = known["creator_id"] if creator_ids is None else creator_ids
    told = history.told(desk.store, ids, since).join(known, on="creator_id", how="left")
    return told.sort("found_at", "creator_id", "kind", descending=[True, False, False])


def fallbacks(desk: Desk, platform: str) -> pl.DataFrame:
    """Who of `platform` can be reached without it: creator_id, handle, owned_channels (kinds), most channels first."""
    rows = [row for row in observations.creators(desk.store).to_dicts() if row["platform"] == platform]
    ends = following.ends(desk.store, [row["creator_id"] for row in rows])
    told = [owned.told(Known(row, followed=ends.get(row["creator_id"], {})))["owned"] for row in rows]
    kinds = [sorted({each["kind"] for each in channels}) for channels in told]
    held = pl.DataFrame(
        [{"owned_channels": each} | {name: row[name] for name in _WHO} for each, row in zip(kinds, rows, strict=True)],
        schema={"owned_channels": pl.List(pl.String)} | dict.fromkeys(_WHO, pl.String),
    )
    return monitoring.fallback(held, platform)


def past(desk: Desk, creator: str, days: float = 365) -> Past:
    """The history of `creator` (handle, @handle, platform:handle or id) over the last `days`."""
    creator_id, now = desk.creator(creator), int(desk.now())
    since = int(now - days * _DAY)
    seen = _history(desk, [creator_id], since, now, None)
    handle = seen.looks.sort("captured_at")["handle"]
    return Past(
        creator_id=creator_id,
        handle=str(handle[-1]) if len(handle) else creator,
        series=series(seen).filter(pl.col("since") >= since - 28 * _DAY),
        changes=history.told(desk.store, [creator_id], since).sort("at"),
        moments=seen.looks.height,
    )


def thin(desk: Desk) -> int:
    """Thin old history (see ``microscout.store.thinning``); the number of observations that were erased."""
    return thinning.thin(desk.store, int(desk.now()))


def _history(desk: Desk, ids: Collection[str], since: int, until: int, late_days: int | None) -> History:
    store = desk.store
    return History(
        looks=history.looks(store, ids, since, until),
        posts=history.posts(store, ids, since, until, ripe_days=RIPE_DAYS, late_days=late_days),
        threads=history.threads(store, ids, since, until),
        missed=history.missed(store, ids, until),
    )
