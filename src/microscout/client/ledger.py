"""What was spent of each platform's own limits, in this run and before it.

Every request counts, retries too: that is how the platforms count. The store keeps the ledger between runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from microscout.client.api import Quota
from microscout.errors import QuotaSpent

Book = tuple[str, str]
"""Platform, and the name of one of its limits."""


@dataclass
class Ledger:
    """Units by platform and limit: `before` in the window that was open when the run began, `spent` by this run.

    `caps`: the founder's own limits, where they are tighter than the platform's.
    """

    before: dict[Book, float] = field(default_factory=dict)
    spent: dict[Book, float] = field(default_factory=dict)
    caps: Mapping[Book, float] = field(default_factory=dict)

    def left(self, platform: str, quota: Quota) -> float | None:
        """How many units are left; None where there is no limit."""
        book = (platform, quota.name)
        spent = self.spent.get(book, 0)
        of_platform = [] if quota.limit is None else [quota.limit - self.before.get(book, 0) - spent]
        of_founder = [self.caps[book] - spent] if book in self.caps else []
        return min(of_platform + of_founder, default=None)

    def spend(self, platform: str, quota: Quota, units: float) -> None:
        """Book `units`; :class:`QuotaSpent`, and nothing booked, where more would be spent than is left."""
        left = self.left(platform, quota)
        if left is not None and units > left + 1e-9:
            limit = self.caps.get((platform, quota.name), quota.limit)
            raise QuotaSpent(
                f"{platform}: the limit of {_limit(limit, quota)} is used up",
                hint="Run the same command again later: what has arrived is kept.",
            )
        self.spent[platform, quota.name] = self.spent.get((platform, quota.name), 0) + units


def opened_at(quota: Quota, now: float) -> int:
    """The moment (epoch seconds) from which on spending counts against `quota` at `now`."""
    if not quota.midnight:
        return int(now - quota.seconds)
    here = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(quota.midnight))
    return int(here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def opens_at(quota: Quota, now: float) -> int:
    """The moment at which a used-up `quota` is open again for certain."""
    if not quota.midnight:
        return int(now + quota.seconds)
    zone = ZoneInfo(quota.midnight)
    tomorrow = datetime.fromtimestamp(now, UTC).astimezone(zone).date() + timedelta(days=1)
    return int(datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).timestamp())


def _limit(limit: float | None, quota: Quota) -> str:
    return f"{limit or 0:g} {quota.name or ''} {quota.unit}".replace("  ", " ")
