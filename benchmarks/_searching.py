"""One `Scout.search` without comments against the local fake, in a fresh store: wall time, calls, creators."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from microscout import config
from microscout.models import Niche
from microscout.scout import Found, Scout


@dataclass(frozen=True)
class Searched:
    """What a search took and brought."""

    seconds: float
    calls: dict[str, int]
    creators: dict[str, int]
    found: Found


def search(address: str, platforms: Sequence[str], creators: int, posts: int) -> Searched:
    """Search `platforms`, all of them at `address`, for up to `creators` creators with `posts` posts each."""
    with tempfile.TemporaryDirectory() as home:
        wide = {name: str(creators) for name in ("MICROSCOUT_CANDIDATES", "MICROSCOUT_CREATORS")}
        wide["MICROSCOUT_COMMENTS"] = "0"
        settings = config.load({"MICROSCOUT_HOME": home, "MICROSCOUT_POSTS": str(posts), **wide}).model_copy(
            update={
                "data": Path(home),
                "options": {"bluesky": {"appview": address, "pds": address}, "mastodon": {"instances": [address]}},
            }
        )
        with Scout(settings) as scout:
            begun = perf_counter()
            found = scout.search(Niche.of("vintage watches"), platform_names=platforms)
            took = perf_counter() - begun
    for harvest in found.harvests:
        assert harvest.failure is None, harvest.failure
        assert len(harvest.creator_ids) == creators, (harvest.platform, harvest.stages, harvest.notes)
    return Searched(
        took,
        {each.platform: round(sum(each.units.values())) for each in found.harvests},
        {each.platform: len(each.creator_ids) for each in found.harvests},
        found,
    )
