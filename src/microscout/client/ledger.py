"""What was spent of each platform's own quota, in this run and before it.

Every request counts, retries too: that is how the platforms count. The store keeps the ledger between runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from microscout.client.api import Quota
from microscout.errors import QuotaSpent


@dataclass
class Ledger:
    """Units spent by platform: `before` in the window that was open when the run began, `spent` by this run."""

    before: dict[str, int] = field(default_factory=dict)
    spent: dict[str, int] = field(default_factory=dict)

    def spend(self, platform: str, quota: Quota, units: int) -> None:
        """Book `units`; :class:`QuotaSpent` where the platform's published limit would be passed."""
        spent = self.spent.get(platform, 0)
        if quota.limit is not None and self.before.get(platform, 0) + spent + units > quota.limit:
            raise QuotaSpent(
                f"{platform}: its limit of {quota.limit} {quota.unit} is used up",
                hint="Run the same command again later: what has arrived is kept.",
            )
        self.spent[platform] = spent + units
