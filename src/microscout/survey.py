"""The founder's map: what each platform can tell, needs and costs, and what is left of its limits today."""

from __future__ import annotations

import time
from collections.abc import Mapping

from microscout import costs, platforms
from microscout.client import Ledger, Quota
from microscout.config import Settings
from microscout.platforms.base import Wanting
from microscout.store import Store


def surveyed(settings: Settings, only: str | None = None) -> list[dict[str, str | bool]]:
    """Every platform, or `only` one, for people. UsageError for an unknown one."""
    names = [only] if only else list(platforms.shelf())
    made = [platforms.make(name, settings.options.get(name, {})) for name in names]
    now = time.time()
    if not settings.store.exists():
        return [_survey(platform, settings, Ledger(), now) for platform in made]
    with Store(settings.store) as store:
        return [_survey(platform, settings, costs.ledger(store, platform, now), now) for platform in made]


def _survey(platform: platforms.Platform, settings: Settings, ledger: Ledger, now: float) -> dict[str, str | bool]:
    facts, api = platform.facts, platform.api
    counts = {"followers": facts.followers, "likes": facts.likes, "comments": facts.comments, "views": facts.views}
    held = settings.credentials.get(platform.name, {})
    lacks = _lacks(platform, held)
    return {
        "name": platform.name,
        "about": facts.about,
        "access": facts.access,
        "ready": not lacks,
        "lacks": lacks,
        "tells": ", ".join([name for name, can in counts.items() if can] + ["comment texts"] * facts.comment_texts),
        "search by": ", ".join(facts.search_by),
        "cost of 50": facts.cost_of_50,
        "its limit": "; ".join(_limit(quota, ledger, platform.name, now) for quota in api.quotas),
        "left": costs.left(platform, ledger, now),
        "our pace": f"{api.pace.per_second:g} requests a second to one host",
        "keys": "\n".join(_key(platform.name, key, how, key in held) for key, how in facts.credentials.items())
        or "none needed",
        "terms": facts.terms,
        "kept": f"{facts.retention_days} days, then refreshed or erased"
        if facts.retention_days
        else "as long as you like",
        "proved": facts.proof,
    }


def _lacks(platform: platforms.Platform, held: Mapping[str, object]) -> str:
    """What the founder must still set before the platform can be asked anything; empty where nothing."""
    keys = [key for key in platform.facts.credentials if key not in held] if platform.api.needs_key else []
    options = platform.lacks if isinstance(platform, Wanting) else ""
    return "; ".join([*keys, *([options] if options else [])])


def _key(platform: str, key: str, how: str, held: bool) -> str:
    """A key, whether it is there, where to get it and where it goes."""
    where = f"[{platform}] in credentials.toml, or MICROSCOUT_{platform.upper()}_{key.upper()}"
    return f"{key} (configured)" if held else f"{key} (not set): {how}; it goes under {where}"


def _limit(quota: Quota, ledger: Ledger, platform: str, now: float) -> str:
    left = ledger.left(platform, quota, now)
    if quota.limit is None or left is None:
        spent = ledger.before.get((platform, quota.name), 0) if quota.unit == costs.USD else 0
        return f"none published; {spent:.2f} dollars spent in the last 24 hours" if spent else "none published"
    window = f"a day, until midnight in {quota.midnight}" if quota.midnight else f"in {_span(quota.seconds)}"
    unit = quota.unit if quota.name in ("", quota.unit) else f"{quota.name} ({quota.unit})"
    return f"{quota.limit:g} {unit} {window}; {left:g} left now"


def _span(seconds: int) -> str:
    """A number of seconds as people say it."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            return f"a {name}".replace("a hour", "an hour") if seconds == size else f"{seconds // size} {name}s"
    return f"{seconds} seconds"
