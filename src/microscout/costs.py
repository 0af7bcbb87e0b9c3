"""What a run may cost, before it begins: bills against what is left of each limit, and the stop for money."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from microscout.client import Ledger, Quota, opened_at
from microscout.errors import UsageError
from microscout.platforms import Platform
from microscout.platforms.base import Billed, Gathered, Work
from microscout.store import Store, runs

USD = "USD"
"""The unit of a limit that is money."""


@dataclass(frozen=True)
class Bill:
    """The most that a search may take from one limit of a platform, and what is left of it (None: no limit known).

    `apart`: for what besides the search itself, in words; a founder who asked for that is told in any case.
    """

    platform: str
    quota: Quota
    estimate: float
    left: float | None
    apart: str = ""


def ledger(
    store: Store, platform: Platform, now: float, max_usd: float | None = None, most: float | None = None
) -> Ledger:
    """The ledger of a run that begins `now`: what was spent in the windows that are open.

    `max_usd` caps dollars, `most` the units of the first limit.
    """
    name, quotas = platform.name, platform.api.quotas
    before = {(name, q.name): runs.spent_since(store, name, q.name, opened_at(q, now)) for q in quotas}
    caps = {(name, q.name): max_usd for q in quotas if q.unit == USD and max_usd is not None}
    if most is not None:
        caps[name, quotas[0].name] = min(most, caps.get((name, quotas[0].name), most))
    return Ledger(before, caps=caps)


def left(platform: Platform, book: Ledger, now: float) -> str:
    """What is left of each limit that the platform has: ``87 searches, 9940 units``; empty where it has none."""
    known = ((quota, book.left(platform.name, quota, now)) for quota in platform.api.quotas if quota.limit)
    return ", ".join(f"{units:g} {quota.name or quota.unit}" for quota, units in known if units is not None)


def bills(parties: Sequence[tuple[Platform, Ledger]], work: Work, now: float) -> list[Bill]:
    """What `work` may cost at most, for every limit of the platforms that tell."""
    found = [
        Bill(platform.name, quota, estimate, book.left(platform.name, quota, now))
        for platform, book in parties
        if isinstance(platform, Billed)
        for name, estimate in platform.bill(work).items()
        for quota in [platform.api.quota(name)]
    ]
    for platform, book in parties:
        if work.gathered and isinstance(platform, Gathered) and platform.followers_cost:
            quota, estimate = platform.api.quotas[0], work.gathered * platform.followers_cost
            found.append(Bill(platform.name, quota, estimate, book.left(platform.name, quota, now), "followers"))
    return found


def check_dollars(told: Iterable[Bill], most: float) -> None:
    """UsageError where a search may cost more dollars than the founder allows."""
    paid = [bill for bill in told if bill.quota.unit == USD and bill.estimate]
    cost = sum(bill.estimate for bill in paid)
    if not cost <= most + 1e-9:  # also where it is no number
        names = " and ".join(dict.fromkeys(bill.platform for bill in paid))
        raise UsageError(
            f"{names}: this search may cost up to {cost:.2f} dollars, and {most:.2f} are allowed.",
            hint=f"Allow them with --max-usd {math.ceil(cost * 100 - 1e-6) / 100:.2f}, or ask for less: the settings "
            "candidates, creators and posts decide.",
        )
