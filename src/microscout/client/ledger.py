"""What was spent of each platform's own limits, in this run and before it.

Every request counts, retries too: that is how the platforms count. The store keeps the ledger between runs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from microscout.client.api import Quota
from microscout.errors import QuotaSpent

Book = tuple[str, str]
"""Platform, and the name of one of its limits."""


@dataclass
class Ledger:
    """Units by platform and limit: `before` in the window that was open when the run began, `spent` by this run.

    `caps`: the founder's own limits, where they are tighter than the platform's. A limit that counts over the last so
    many seconds forgets what is older than that, in a long run too; one that opens at midnight, and a cap, do not.
    """

    before: dict[Book, float] = field(default_factory=dict)
    spent: dict[Book, float] = field(default_factory=dict)
    caps: Mapping[Book, float] = field(default_factory=dict)
    _lately: dict[Book, deque[tuple[float, float]]] = field(default_factory=dict, repr=False)
    _sums: dict[Book, float] = field(default_factory=dict, repr=False)  # of what is in `_lately`

    def left(self, platform: str, quota: Quota, now: float) -> float | None:
        """How many units are left at `now`; None where there is no limit."""
        book = (platform, quota.name)
        of_platform = [] if quota.limit is None else [quota.limit - self._counting(book, quota, now)]
        of_founder = [self.caps[book] - self.spent.get(book, 0)] if book in self.caps else []
        return min(of_platform + of_founder, default=None)

    def spend(self, platform: str, quota: Quota, units: float, now: float) -> None:
        """Book `units` at `now`; :class:`QuotaSpent`, and nothing booked, where more would be spent than is left.

        The error's `wait` says in how many seconds there will be enough, where the limit counts over the last seconds.
        """
        left = self.left(platform, quota, now)
        if left is not None and units > left + 1e-9:
            book = (platform, quota.name)
            raise QuotaSpent(
                f"{platform}: the limit of {_limit(self.caps.get(book, quota.limit), quota)} is used up",
                hint="Run the same command again later: what has arrived is kept.",
                wait=self._wait(book, quota, units - left, now),
            )
        self.book(platform, quota, units, now)

    def book(self, platform: str, quota: Quota, units: float, now: float) -> None:
        """Book `units` at `now`, whatever is left; less than none takes something back."""
        book = (platform, quota.name)
        self._counting(book, quota, now)
        self.spent[book] = self.spent.get(book, 0) + units
        self._lately[book].append((now, units))
        self._sums[book] += units

    def _counting(self, book: Book, quota: Quota, now: float) -> float:
        """The units that count against `quota` at `now`. What was spent before the run counts from its first look."""
        before = self.before.get(book, 0)
        lately = self._lately.setdefault(book, deque([(now, before)]))
        self._sums.setdefault(book, before)
        while lately and not quota.midnight and lately[0][0] <= now - quota.seconds:
            self._sums[book] -= lately.popleft()[1]
        return self._sums[book] if lately else 0.0

    def _wait(self, book: Book, quota: Quota, lacking: float, now: float) -> float | None:
        """Seconds until `lacking` more units are free; None where waiting within a run is no way."""
        if quota.midnight or book in self.caps:
            return None
        for at, units in self._lately[book]:
            lacking -= units
            if lacking <= 1e-9:
                return max(0.0, at + quota.seconds - now)
        return None


def opened_at(quota: Quota, now: float) -> int:
    """The moment (epoch seconds) from which on spending counts against `quota` at `now`."""
    if not quota.midnight:
        return int(now - quota.seconds)
    here = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(quota.midnight))
    return int(here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def _limit(limit: float | None, quota: Quota) -> str:
    return " ".join(dict.fromkeys([f"{limit or 0:g}", quota.name or quota.unit, quota.unit]))
