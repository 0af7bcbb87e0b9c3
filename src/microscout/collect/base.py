"""What a collection is asked for, what it brings, and what it needs of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import SecretStr, ValidationError

from microscout.client import Client, Clock, Kept, Ledger
from microscout.errors import MicroscoutError, SkipCreator
from microscout.models import Candidate, Profile, Skip, Snapshot
from microscout.platforms import Platform


@dataclass(frozen=True)
class Limits:
    """How wide and deep a collection goes, and which sizes are wanted (None: open).

    `comment_threads`: of each creator whose comments are read; `comment_calls`: on each platform.
    """

    candidates: int = 100
    creators: int = 60
    posts: int = 20
    comment_threads: int = 100
    comment_calls: int = 150
    min_followers: int | None = None
    max_followers: int | None = None


@dataclass
class Harvest:
    """What came of one platform: ids of the collected creators, who was skipped, the funnel's stages, the cost."""

    platform: str
    creator_ids: list[str] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    stages: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    units: dict[str, float] = field(default_factory=dict)
    failure: MicroscoutError | None = None


class Memory(Protocol):
    """What a collection asks of whoever keeps things: the store, wired up by the scout."""

    def recalled(self, platform: str) -> list[Candidate] | None:
        """The candidates of a search that is still fresh."""
        ...

    def found(self, platform: str, candidates: Sequence[Candidate]) -> None:
        """Keep candidates, or what has become known of them since."""
        ...

    def searched(self, platform: str) -> None:
        """Note that the search on `platform` came to its end."""
        ...

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        """Those of `names`, handles or stable ids, whose creators asked to be forgotten."""
        ...

    def fresh(self, platform: str) -> set[str]:
        """Ids of the creators who need not be asked for again."""
        ...

    def arrived(self, snapshot: Snapshot) -> None:
        """Keep a snapshot."""
        ...


Promise = Callable[[Sequence[Profile]], Mapping[str, float]]
"""How promising profiles look before their posts are known, by creator id: larger is better."""

Progress = Callable[[str, str, int, int | None], None]
"""Called with platform, stage, how many are done, how many there are (None: not known yet)."""


@dataclass(frozen=True)
class Gate:
    """How to reach one platform: the platform, its keys and ledger, and the seams that tests use."""

    platform: Platform
    credentials: Mapping[str, SecretStr] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    patience: float = 60.0
    seam: Any = None
    clock: Clock | None = None
    kept: Kept | None = None


def client_of(gate: Gate) -> Client:
    """A client for the gate's platform."""
    return Client(
        gate.platform.api,
        credentials=gate.credentials,
        ledger=gate.ledger,
        seam=gate.seam,
        clock=gate.clock,
        patience=gate.patience,
        kept=gate.kept,
    )


def spent(gate: Gate) -> dict[str, float]:
    """What this run has spent of each of the platform's limits, in the limit's units."""
    name, units = gate.platform.name, gate.ledger.spent
    return {quota.name or quota.unit: units.get((name, quota.name), 0) for quota in gate.platform.api.quotas}


def reasons(skipped: Iterable[Skip]) -> dict[str, int]:
    """How many were skipped for each reason, the most frequent first."""
    return dict(Counter(each.reason for each in skipped).most_common())


def reason(error: SkipCreator | ValidationError) -> str:
    """What is wrong, in words."""
    if isinstance(error, SkipCreator):
        return error.message
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg'].removeprefix('Value error, ')}"
