"""What the watch says of channels that were really followed: daily counts, and videos a month apart."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import polars as pl

from _watched import LOOK
from microscout.frames import LOOKS, READ_POSTS, TOLD, from_rows
from microscout.monitoring import History, Period, growth, look, readings, shifts
from microscout.monitoring.base import DAY, LATE_DAYS, RIPE_DAYS
from microscout.monitoring.rounding import unit


def report(folder: Path) -> None:
    """The steps from day to day, what is told of them, and how the panel stands in the end."""
    daily = pl.read_csv(folder / "daily_snapshots.csv.gz", try_parse_dates=True)
    creator = ("youtube:" + pl.col("channel_id")).alias("creator_id")
    looks = daily.select(
        creator,
        pl.lit("youtube").alias("platform"),
        (pl.col("date_utc").cast(pl.Datetime("ms")).dt.epoch("s") + LOOK).alias("captured_at"),
        pl.col("channel_id").alias("handle"),
        pl.col("subscribers").alias("followers"),
        pl.lit(None, pl.Int64).alias("following"),
        pl.col("videos").alias("post_count"),
        pl.lit("platform").alias("counts_from"),
    ).cast(dict(LOOKS))  # type: ignore[arg-type]
    taken = growth.steps(looks)
    one = (pl.col("followers") - pl.col("followers_before")).abs() <= unit(pl.col("followers"), pl.col("platform"))
    moved = taken.filter(pl.col("followers") != pl.col("followers_before"))
    print(f"{looks['creator_id'].n_unique()} channels, {taken.height} steps of a day; {moved.height} show a change,")
    print(f"  of which {moved.filter(one).height} are one unit of rounding or less")
    posts = _videos(folder, creator)
    told, days = from_rows([], TOLD), sorted(looks["captured_at"].unique())
    counted = Counter[str]()
    for last, now in pairwise(days):
        for each in look(History(looks, posts), told, Period(last, now)).changes:
            counted[each.kind] += 1
            told = pl.concat([told, from_rows([(each.creator_id, each.kind, each.at, now, each.size, "")], TOLD)])
            if each.kind == "growth":
                print(f"  growth {each.size:+.3f} (log), p = {each.p:.1g}, against {each.evidence['n_before']} steps")
    print(f"told in {len(days) - 1} daily runs: {dict(counted)}")
    read = readings(History(looks, posts))
    end = max(read["read_at"].to_list())
    print(f"{read.height} of {posts.height} videos were read at the ripe age; the panel at the end:")
    for found in shifts(read, Period(end - 7 * DAY, end)):
        print(f"  {found.creators} channels, {100 * math.expm1(found.size):+.0f} %, p = {found.p:.2g}, on: {found.on}")


def _videos(folder: Path, creator: pl.Expr) -> pl.DataFrame:
    raw = pl.read_csv(folder / "video_snapshots.csv.gz")
    moment = {
        name: pl.col(name).str.to_datetime(time_zone="UTC").dt.epoch("s") for name in ("snapshot_utc", "published_at")
    }
    age = (moment["snapshot_utc"] - moment["published_at"]) / DAY
    ripe = pl.when(age.is_between(RIPE_DAYS, LATE_DAYS))
    counts = {"likes": "like_count", "comments": "comment_count", "views": "view_count"}
    rows = raw.select(
        creator,
        pl.lit("youtube").alias("platform"),
        pl.col("video_id").alias("post_id"),
        moment["published_at"].alias("created_at"),
        pl.lit("video").alias("kind"),
        pl.lit(False).alias("is_repost"),
        pl.lit(None, pl.Boolean).alias("paid"),
        ripe.then(moment["snapshot_utc"]).alias("read_at"),
        *(ripe.then(pl.col(theirs).cast(pl.Int64)).alias(ours) for ours, theirs in counts.items()),
        *(pl.lit(None, pl.Int64).alias(name) for name in ("reposts", "quotes")),
    )
    first = rows.sort("read_at", nulls_last=True).unique(["creator_id", "post_id"], keep="first")
    return first.select(pl.col(name).cast(kind) for name, kind in READ_POSTS.items())
