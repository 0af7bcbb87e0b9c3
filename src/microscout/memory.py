"""The store as a collection sees it: what is known already, what has come, and what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from microscout.client import Ledger
from microscout.client.ledger import Book
from microscout.models import Candidate, Discussion, Niche, Snapshot
from microscout.store import Store, discussions, leads, observations, privacy, runs


@dataclass
class Memory:
    """See ``microscout.collect.Memory``. `breadth`: candidates a source; `fresh_hours`: how long knowledge is fresh."""

    store: Store
    niche: Niche
    breadth: int
    fresh_hours: float
    clock: Callable[[], float]
    ledgers: Sequence[Ledger]
    booked: dict[Book, float] = field(default_factory=dict)

    @property
    def _since(self) -> int:
        return int(self.clock() - self.fresh_hours * 3600)

    def recalled(self, platform: str) -> list[Candidate] | None:
        """The candidates of a search that is still fresh."""
        return leads.recall(self.store, self.niche, platform, self.breadth, self._since)

    def found(self, platform: str, candidates: Sequence[Candidate]) -> None:
        """Keep candidates."""
        leads.keep(self.store, self.niche, candidates, int(self.clock()))

    def searched(self, platform: str) -> None:
        """Note that the search came to its end."""
        leads.finish(self.store, self.niche, platform, self.breadth, int(self.clock()))

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        """Those handles and ids that asked to be forgotten."""
        return privacy.forgotten(self.store, platform, names)

    def fresh(self, platform: str) -> set[str]:
        """Ids of the creators who need not be asked for again."""
        return observations.fresh(self.store, platform, self._since)

    def arrived(self, snapshot: Snapshot) -> None:
        """Keep a snapshot, and what was spent until now."""
        observations.add_fetched(self.store, snapshot)
        self.book()

    def heard(self, platform: str) -> set[str]:
        """Ids of the creators whose comments need not be asked for again."""
        return discussions.fresh(self.store, platform, self._since)

    def now(self) -> int:
        """The moment."""
        return int(self.clock())

    def said(self, told: Discussion) -> None:
        """Keep what was said under a creator's posts, and what was spent until now."""
        discussions.add(self.store, told)
        self.book()

    def book(self) -> None:
        """Write down what was spent since the last time."""
        for ledger in self.ledgers:
            runs.book(self.store, ledger.spent, self.booked, int(self.clock()))
