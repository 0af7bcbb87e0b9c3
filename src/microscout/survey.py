"""The founder's map: what each platform can tell, needs and costs, and what is left of its limits today."""

from __future__ import annotations

import time

from microscout import costs, platforms
from microscout.client import Ledger, Quota
from microscout.config import Settings
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
    told = {"followers": facts.followers, "likes": facts.likes, "comments": facts.comments, "views": facts.views}
    held = settings.credentials.get(platform.name, {})
    keys = [f"{name} ({'configured' if name in held else 'not set'}): {how}" for name, how in facts.credentials.items()]
    return {
        "name": platform.name,
        "about": facts.about,
        "access": facts.access,
        "ready": not api.needs_key or any(name in held for name in facts.credentials),
        "tells": ", ".join([name for name, can in told.items() if can] + ["comment texts"] * facts.comment_texts),
        "search by": ", ".join(facts.search_by),
        "cost of 50": facts.cost_of_50,
        "its limit": "; ".join(_limit(quota, ledger.left(platform.name, quota, now)) for quota in api.quotas),
        "left": ", ".join(_left(quota, ledger.left(platform.name, quota, now)) for quota in api.quotas if quota.limit),
        "our pace": f"{api.pace.per_second:g} requests a second to one host",
        "keys": "\n".join(keys) or "none needed",
        "terms": facts.terms,
        "kept": f"{facts.retention_days} days, then refreshed or erased"
        if facts.retention_days
        else "as long as you like",
        "proved": facts.proof,
    }


def _limit(quota: Quota, left: float | None) -> str:
    if quota.limit is None or left is None:
        return "none published"
    window = f"a day, until midnight in {quota.midnight}" if quota.midnight else f"in {quota.seconds} s"
    unit = quota.unit if quota.name in ("", quota.unit) else f"{quota.name} ({quota.unit})"
    return f"{quota.limit:g} {unit} {window}; {left:g} left now"


def _left(quota: Quota, left: float | None) -> str:
    return f"{left:g} {quota.name or quota.unit} left"
