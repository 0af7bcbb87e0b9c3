"""Looking again at those who are on shortlists, and what has moved. Made for cron: see docs/watching.md.

One rescore at a time (``store/lock.py``). It works through a job that the store keeps (``store/jobs.py``): who has
arrived is done, and a run that was cut off goes on with those who are due. Movements are computed from the store, from
just before the job began to now, so they are the same however often the job was cut off. :func:`rescore` is the one
place where the digest of a finished rescore is known.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from microscout import collect, frames, platforms
from microscout.alerts import News
from microscout.errors import MicroscoutError, QuotaSpent, Refused, TimeUp, UsageError
from microscout.models import Post, Snapshot, iso
from microscout.scout import alerting, due, lists, watching
from microscout.scout.desk import Desk
from microscout.scout.lists import Diff
from microscout.store import absences, jobs, lock, named, observations, privacy, runs
from microscout.store.jobs import Job
from microscout.store.named import Named

_DAY = 86_400
_GO_ON_FOR = 0.9  # of the age from which all is stale: an older job that was cut off is let go
_WHY = {"gone": absences.GONE, "withheld": absences.WITHHELD, "moved": absences.MOVED}
_log = logging.getLogger("microscout.rescore")


@dataclass(frozen=True)
class Wanted:
    """What is to be looked at again: shortlists by name (none: all of them), or the whole `store`.

    `older_than` in days; `max_cost`: units of a platform's first limit; `seconds`: how long it may take (None: no end).
    """

    names: tuple[str, ...] = ()
    store: bool = False
    older_than: float = 1.0
    max_cost: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None


@dataclass(frozen=True)
class Rescored:
    """What came of a rescore. `states`: creators by what became of them; `busy`: another one is at work.

    `news`: what this run found; `watched`: of whom.
    """

    diffs: list[Diff] = field(default_factory=list)
    harvests: list[collect.Harvest] = field(default_factory=list)
    states: Mapping[str, int] = field(default_factory=dict)
    resumed: bool = False
    busy: bool = False
    news: list[News] = field(default_factory=list)
    watched: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything happened that matters: on a list, or as the watch found."""
        return bool(self.news) or any(each.matters for diff in self.diffs for each in diff.movements)

    @property
    def partial(self) -> bool:
        """Whether somebody is still due: a limit or the time ran out, or a platform fell out."""
        return bool(self.states.get(jobs.DUE))

    @property
    def failed(self) -> bool:
        """Whether nothing could be reached, and not for want of limit or time."""
        out = [each.failure for each in self.harvests if each.failure is not None]
        poor = [each for each in out if not isinstance(each, QuotaSpent | TimeUp)]
        return bool(poor) and len(out) == len(self.harvests) and not any(each.creator_ids for each in self.harvests)


def rescore(desk: Desk, wanted: Wanted, progress: collect.Progress = lambda *_: None) -> Rescored:
    """Look again at what is stale, and tell what moved."""
    with lock.alone(desk.store.path, "rescore") as mine:
        if not mine:
            _log.info("another rescore is at work")
            return Rescored(busy=True)
        asked = {each.key: each for each in (lists.listed(desk, name) for name in wanted.names)}  # each once
        watched = list(asked.values()) or named.every(desk.store)
        if not watched and not wanted.store:
            raise UsageError(
                "There is no shortlist yet.", hint="`microscout shortlist save NAME` keeps the last search."
            )
        job, resumed = _job(desk, wanted, watched)
        harvests = _refreshed(desk, job, wanted, progress)
        states, since = jobs.states(desk.store, job), job.began_at - 1
        # where nothing was due nothing can have moved, and to score everybody twice is most of such a run's work
        diffs = [lists.compared(desk, each, since) if states else lists.Diff(each, since) for each in watched]
        ids = _watched(desk, wanted, watched)
        news = alerting.newly(desk, ids, job.began_at)
        told = Rescored(diffs, harvests, states, resumed, news=news, watched=tuple(ids))
        if not told.partial:
            if told.states:
                watching.thin(desk)
            jobs.finish(desk.store, job, {"states": dict(told.states), "changed": told.changed}, int(desk.now()))
        _log.info("%s%s", told.states, " (went on)" if resumed else "")
        return told


def _job(desk: Desk, wanted: Wanted, watched: Sequence[Named]) -> tuple[Job, bool]:
    """The job that was cut off, if it was asked the same, else a new one over what is stale."""
    asked = {"lists": sorted(each.key for each in watched), "store": wanted.store, "older_than": wanted.older_than}
    now = desk.now()
    before = jobs.unfinished(desk.store, asked, int(now - _GO_ON_FOR * max(wanted.older_than, 1 / 24) * _DAY))
    if before is not None:
        return before, True
    ids = _watched(desk, wanted, watched)
    known = due.stale(jobs.known(desk.store, ids), _facts(desk), now, wanted.older_than)
    return jobs.begin(desk.store, asked, [each.creator_id for each in known], int(now)), False


def _watched(desk: Desk, wanted: Wanted, watched: Sequence[Named]) -> list[str]:
    if wanted.store:
        return list(observations.creators(desk.store)["creator_id"])
    return sorted({creator_id for each in watched for creator_id in named.members(desk.store, each)})


def _refreshed(desk: Desk, job: Job, wanted: Wanted, progress: collect.Progress) -> list[collect.Harvest]:
    """What is due, platform by platform; one that cannot be asked at all is a harvest with the reason."""
    waiting: dict[str, list[collect.Stale]] = {}
    facts, now = _facts(desk), desk.now()
    order = {creator_id: place for place, creator_id in enumerate(jobs.due(desk.store, job))}
    for each in sorted(jobs.known(desk.store, list(order)), key=lambda known: order[known.creator_id]):
        waiting.setdefault(each.platform, []).append(due.to_look_at(each, facts[each.platform], now))
    parties, harvests = [], []
    for name, stale in waiting.items():
        try:
            parties.append((desk.gate(name, wanted.max_cost.get(name)), stale))
        except UsageError as error:
            harvests.append(collect.Harvest(name, failure=Refused(error.message, hint=error.hint)))
    keeper = Keeper(desk, job, [gate for gate, _ in parties])
    try:
        seconds = wanted.seconds or float("inf")
        harvests += collect.refresh(parties, desk.settings.posts, keeper, seconds, progress)
    finally:
        keeper.book()
    return harvests


def _facts(desk: Desk) -> dict[str, platforms.Facts]:
    """Of the platforms that the store knows creators of."""
    shelf = platforms.shelf()
    return {name: shelf[name].facts for name in observations.platforms(desk.store) if name in shelf}


class Keeper:
    """See ``microscout.collect.Keeper``: each fact and the creator's state in one transaction, with what was spent."""

    def __init__(self, desk: Desk, job: Job, gates: Sequence[collect.Gate]) -> None:
        self._store, self._now, self._job = desk.store, desk.now, job
        self._ledgers = [gate.ledger for gate in gates]
        self._booked: dict[tuple[str, str], float] = {}

    def forgotten(self, platform: str, names: Sequence[str]) -> set[str]:
        """Those who asked to be forgotten."""
        return privacy.forgotten(self._store, platform, names)

    def posts(self, creator_ids: Sequence[str]) -> list[Post]:
        """The posts that are known."""
        held = frames.snapshots(observations.frames(self._store, creator_ids=creator_ids))
        return [post for each in held for post in each.posts or ()]

    def arrived(self, snapshot: Snapshot, *, counted: bool) -> None:
        """A snapshot, and that its creator is done."""
        with self._store.writing():
            at = observations.add_fetched(self._store, snapshot)
            jobs.settle(self._store, self._job, snapshot.creator_id, jobs.COUNTED if counted else jobs.READ, at)
            self.book()

    def absent(self, creator_id: str, why: str) -> None:
        """That a creator is not to be had."""
        with self._store.writing():
            absences.note(self._store, creator_id, _WHY[why], int(self._now()))
            jobs.settle(self._store, self._job, creator_id, jobs.ABSENT, int(self._now()))

    def skipped(self, creator_id: str) -> None:
        """That a creator could not be read this time."""
        jobs.settle(self._store, self._job, creator_id, jobs.SKIPPED, int(self._now()))

    def book(self) -> None:
        """Write down what was spent since the last time."""
        for ledger in self._ledgers:
            runs.book(self._store, ledger.spent, self._booked, int(self._now()))


def digest(told: Rescored) -> dict[str, Any]:
    """A finished rescore as plain values: what an alert or a machine reads."""
    return {
        "changed": told.changed,
        "partial": told.partial,
        "failed": told.failed,
        "busy": told.busy,
        "resumed": told.resumed,
        "creators": dict(told.states),
        "news": [asdict(each) | {"at": iso(each.at)} for each in told.news],
        "platforms": [
            {"name": h.platform, "read": len(h.creator_ids), "units": h.units, "failure": _said(h.failure)}
            for h in told.harvests
        ],
        "shortlists": [
            {
                "name": d.named.name,
                "since": iso(d.since),
                "notes": d.notes,
                "moved": [each.told() for each in d.movements if each.moved],
            }
            for d in told.diffs
        ],
    }


def _said(failure: MicroscoutError | None) -> str | None:
    return None if failure is None else failure.message
