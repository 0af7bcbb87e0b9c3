"""The front door: one short method for each thing a founder does. Wiring only.

The command line, cron and notebooks all call this::

    from microscout import config
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        found = scout.search(Niche.of("vintage watches"), platform_names=["sample"])
        print(found.shortlist.frame)
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import polars as pl

from microscout import collect, costs, exports, frames, identity, importing, platforms, relevance, scoring, shortlist
from microscout.config import Settings
from microscout.errors import ConfigError, DropPlatform, NothingReached, SkipCreator, UsageError
from microscout.memory import Memory
from microscout.models import Niche, Profile, Snapshot
from microscout.platforms.base import Work
from microscout.scoring.lines import version as lines_version
from microscout.shortlist import Criteria, Shortlist
from microscout.store import Shelf, Store, observations, people, privacy, runs

_PROGRESS: collect.Progress = lambda *_: None  # noqa: E731  (nobody watches)


@dataclass(frozen=True)
class Found:
    """What a search brings: the shortlist, what each platform went through, the posts that speak of the niche."""

    niche: Niche
    shortlist: Shortlist
    harvests: list[collect.Harvest] = field(default_factory=list)

    @property
    def partial(self) -> bool:
        """Whether a platform fell out on the way."""
        return any(each.failure is not None for each in self.harvests)


@dataclass(frozen=True)
class Story:
    """All that is known of one creator, for one niche."""

    row: dict[str, Any]
    matches: list[dict[str, Any]]
    observed: int
    also: list[identity.Tie]


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    creators: int
    posts: int
    forgotten: int
    bad: list[importing.BadRow]
    creator_ids: list[str]


class Scout:
    """Everything microscout does, for one set of settings. Use as ``with Scout(settings) as scout``.

    `seams`: an httpx transport by platform name, for tests; `now`: the clock. `erased`: observations by platform that
    were erased on entering, because the platform's terms let nobody keep them any longer.
    """

    def __init__(
        self, settings: Settings, *, seams: Mapping[str, Any] | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        self.store = Store(settings.store)
        self._seams = seams or {}
        self._clock = now
        self._engine: relevance.Engine = relevance.Lexical()

    def __enter__(self) -> Self:
        self.erased = self._expired()
        return self

    def __exit__(self, *_: object) -> None:
        self.store.__exit__()

    def _expired(self) -> dict[str, int]:
        """Erase what a platform's terms let nobody keep any longer: observations by platform, where there were any.

        An `amendment` among a platform's settings (the agreement that the founder has accepted, quoted) lifts it.
        """
        gone, shelf = {}, platforms.shelf()
        for name in observations.platforms(self.store) & set(shelf):
            facts = shelf[name].facts
            if facts.retention_days and not self.settings.options.get(name, {}).get(platforms.AMENDMENT):
                before = int(self._clock() - facts.retention_days * 86_400)
                gone[name] = privacy.expire(self.store, name, before).observations
        return {name: count for name, count in gone.items() if count}

    # -- finding ------------------------------------------------------------------------------------------------

    def bills(self, names: Sequence[str], niche: Niche) -> list[costs.Bill]:
        """What a search for `niche` may cost at most, for every limit of the platforms `names` that tell."""
        return self._bills([self._gate(name) for name in dict.fromkeys(names)], niche)

    def _bills(self, gates: Sequence[collect.Gate], niche: Niche) -> list[costs.Bill]:
        asked = self.settings
        work = Work(len(niche.phrases), asked.candidates, asked.creators, asked.posts)
        return costs.bills([(gate.platform, gate.ledger) for gate in gates], work, self._clock())

    def search(
        self,
        niche: Niche,
        criteria: Criteria | None = None,
        *,
        platform_names: Sequence[str] = (),
        preset: str | None = None,
        offline: bool = False,
        progress: collect.Progress = _PROGRESS,
    ) -> Found:
        """Find creators for `niche`, on the platforms (`offline`: in the store alone), and rank them.

        NothingReached where not one platform answered; what had arrived before stays in the store.
        """
        criteria = criteria or Criteria(limit=self.settings.limit)
        weights = self.weights(preset)
        now = int(self._clock())
        run = runs.begin(self.store, self._asked(niche, criteria, weights, platform_names), now)
        harvests: list[collect.Harvest] = []
        if offline:
            for name in set(platform_names) - observations.platforms(self.store):
                platforms.make(name, {})  # nothing is held of it: if there is no such platform, this says so
            held: Iterable[frames.Frames] = observations.parts(self.store, platforms=platform_names)
        else:
            harvests = self._harvested(niche, criteria, platform_names or self.settings.platforms, progress)
            held = [observations.frames(self.store, creator_ids=[i for each in harvests for i in each.creator_ids])]
        scored = pl.concat([self._scored(part, niche, weights) for part in held])
        chosen = shortlist.choose(scored, criteria)
        ranked = [(row["creator_id"], row["rank"], row["fit"], row["fit_low"]) for row in chosen.rows]
        runs.finish(self.store, run, {"stages": chosen.stages}, ranked, int(self._clock()))
        return Found(niche, chosen, harvests)

    def _harvested(
        self, niche: Niche, criteria: Criteria, names: Sequence[str], progress: collect.Progress
    ) -> list[collect.Harvest]:
        limits = collect.Limits(
            candidates=self.settings.candidates,
            creators=self.settings.creators,
            posts=self.settings.posts,
            min_followers=criteria.min_followers,
            max_followers=criteria.max_followers,
        )
        gates = [self._gate(name) for name in dict.fromkeys(names)]
        costs.check_dollars(self._bills(gates, niche), self.settings.max_usd)
        books = [gate.ledger for gate in gates]
        memory = Memory(self.store, niche, limits.candidates, self.settings.fresh_hours, self._clock, books)
        try:
            harvests = collect.harvest(gates, niche, limits, memory, self._promise(niche), progress)
        finally:
            memory.book()
        if harvests and all(each.failure is not None and not each.creator_ids for each in harvests):
            raise NothingReached(
                "; ".join(str(each.failure) for each in harvests) + ".",
                hint="Rank what you already hold with --offline, or try --platform sample, which needs no network.",
            )
        return harvests

    def _gate(self, name: str) -> collect.Gate:
        """How to reach the platform `name`. UsageError, with where to get it, where a needed key is missing."""
        platform = platforms.make(name, self.settings.options.get(name, {}))
        credentials = self.settings.credentials.get(name, {})
        if platform.api.needs_key and not credentials:
            raise UsageError(f"{name} is not configured.", hint=f"`microscout platforms {name}` says what it needs.")
        return collect.Gate(
            platform=platform,
            credentials=credentials,
            ledger=costs.ledger(self.store, platform, self._clock(), self.settings.max_usd),
            patience=self.settings.patience_seconds,
            seam=self._seams.get(name),
            kept=Shelf(self.store, self._clock),
        )

    def check(self, name: str) -> str:
        """Make the cheapest real call to the platform `name`; a sentence about what came back."""
        gate = self._gate(name)
        memory = Memory(self.store, Niche.of(name), 0, 0.0, self._clock, [gate.ledger])
        try:
            said = collect.probe(gate)
        except (DropPlatform, SkipCreator) as error:
            raise NothingReached(f"{name}: {error.message}.", hint=error.hint) from None
        finally:
            memory.book()
        return f"{name}: {said}."

    def _promise(self, niche: Niche) -> collect.Promise:
        def promise(profiles: Sequence[Profile]) -> dict[str, float]:
            measured = self._engine.measure(frames.of(Snapshot(profile=each) for each in profiles), niche)
            return dict(measured.select("creator_id", "closeness").iter_rows())

        return promise

    def _scored(
        self, held: frames.Frames, niche: Niche, weights: Mapping[str, float], min_coverage: float | None = None
    ) -> Any:
        measured = self._engine.measure(held, niche)
        least = self.settings.min_coverage if min_coverage is None else min_coverage
        scored = scoring.score(held, measured, weights, min_coverage=least)
        return scored.join(shortlist.spoken(held.posts), on="creator_id", how="left")

    def weights(self, preset: str | None = None) -> dict[str, float]:
        """The weights of `preset`, else those of the settings. ConfigError for an unknown preset."""
        if preset is None and self.settings.weights:
            return self.settings.weights
        name = preset or self.settings.preset
        if name not in scoring.PRESETS:
            near = difflib.get_close_matches(name, scoring.PRESETS, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise ConfigError(f"There is no preset {name!r}.{meant}", hint=f"Known: {', '.join(scoring.PRESETS)}.")
        return scoring.PRESETS[name]

    def _asked(
        self, niche: Niche, criteria: Criteria, weights: Mapping[str, float], names: Sequence[str]
    ) -> dict[str, Any]:
        """What a run must remember to be computed again."""
        return {
            "niche": niche.phrases,
            "criteria": {name: value for name, value in vars(criteria).items() if value not in (None, ())},
            "weights": dict(weights),
            "min_coverage": self.settings.min_coverage,
            "platforms": list(names),
            "lines": lines_version(),
            "engine": [self._engine.name, self._engine.version],
        }

    # -- looking ------------------------------------------------------------------------------------------------

    def show(self, creator: str, niche: Niche | None = None, *, preset: str | None = None) -> Story:
        """All that is known of `creator` (handle, @handle, platform:handle or id) for `niche` (None: the last one)."""
        creator_id = self.creator(creator)
        niche = niche or self.last_niche()
        held = observations.frames(self.store, creator_ids=[creator_id])
        row = self._scored(held, niche, self.weights(preset)).to_dicts()[0]
        posts = held.posts.select("creator_id", "post_id", "text", "created_at", "url")
        matches = self._engine.matches(held, niche).join(posts, on=["creator_id", "post_id"], how="left")
        return Story(row, matches.to_dicts(), observations.moments(self.store, creator_id), self.also(creator_id))

    def also(self, creator_id: str) -> list[identity.Tie]:
        """Where else the same person is, as far as the store knows, and by what sign."""
        rows = observations.creators(self.store).filter(pl.col("links").list.len() + pl.col("verified").list.len() > 0)
        every = identity.ties(rows.to_dicts(), people.decided(self.store))
        return [tie for tie in every if creator_id in (tie.one, tie.other)]

    def decide(self, one: str, other: str, *, same: bool | None) -> tuple[str, str]:
        """Keep that two creators are one person, or are not; None takes that back. Returns their ids."""
        two = identity.pair(self.creator(one), self.creator(other))
        if two[0] == two[1]:
            raise UsageError(f"{one} and {other} are the same creator already.")
        people.decide(self.store, *two, same, int(self._clock()))
        return two

    def last_niche(self) -> Niche:
        """The niche of the last search."""
        last = runs.last(self.store)
        if last is None:
            raise UsageError("There was no search yet.", hint='Name the niche: --niche "vintage watches".')
        return Niche(phrases=tuple(last.asked["niche"]))

    def creator(self, named: str) -> str:
        """The id of the creator whom the founder means. UsageError where there is none, or more than one."""
        found = self._held(named)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{named} is {' and '.join(found)}.", hint="Name one of these ids.")
        near = difflib.get_close_matches(named.removeprefix("@").casefold(), observations.handles(self.store), n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"The store holds no creator {named!r}.{meant}", hint="`microscout search` finds creators.")

    def _held(self, named: str) -> list[str]:
        platform, _, handle = named.partition(":")
        found = observations.find(self.store, named)
        return found or (observations.find(self.store, handle, platform) if handle else [])

    # -- taking in, giving out ----------------------------------------------------------------------------------

    def bring_in(self, path: Path, captured_at: int, progress: Callable[[int], None] = lambda _: None) -> Imported:
        """Import the creators in `path`; good rows are kept, each bad one is told."""
        told = Imported(0, 0, 0, [], [])
        creators = posts = forgotten = 0
        for some in _batches(importing.read(path, captured_at), 500):
            good = [each for each in some if isinstance(each, Snapshot)]
            told.bad.extend(each for each in some if isinstance(each, importing.BadRow))
            kept = observations.add_all(self.store, good)
            creators, forgotten = creators + kept, forgotten + len(good) - kept
            posts += sum(len(each.posts or ()) for each in good)
            told.creator_ids.extend(each.creator_id for each in good)
            progress(creators)
        return Imported(creators, posts, forgotten, told.bad, told.creator_ids)

    def last_shortlist(self) -> Found:
        """The last search's creators, ranked again from what was known then."""
        last = runs.last(self.store)
        if last is None:
            raise UsageError("There was no search yet.", hint='Begin with: microscout search --niche "vintage watches"')
        held = observations.frames(self.store, creator_ids=last.creator_ids, as_of=last.finished_at)
        niche = Niche(phrases=tuple(last.asked["niche"]))
        scored = self._scored(held, niche, last.asked["weights"], last.asked["min_coverage"])
        return Found(niche, shortlist.choose(scored, Criteria(limit=len(last.creator_ids))))

    def dumped(self, found: Found, name: str) -> bytes:
        """The shortlist in the format `name`."""
        sheet = shortlist.sheet(found.shortlist.rows, found.niche.text)
        return exports.shelf()[name].dump(sheet, self._about(found.niche))

    def export(self, path: Path, found: Found, *, overwrite: bool = False, bom: bool = False) -> None:
        """Write the shortlist to `path`; its ending says which format."""
        export = exports.Csv(bom=True) if bom and path.suffix.lower() == ".csv" else exports.for_file(path)
        sheet = shortlist.sheet(found.shortlist.rows, found.niche.text)
        exports.write(path, export.dump(sheet, self._about(found.niche)), overwrite=overwrite)

    def check_exports(self, paths: Iterable[Path], *, overwrite: bool) -> None:
        """Find out before a long search that a file could not be written after it."""
        for path in paths:
            exports.for_file(path)
            exports.check(path, overwrite=overwrite)

    def _about(self, niche: Niche) -> dict[str, str]:
        """What an exported file says of itself."""
        return {
            "niche": niche.text,
            "made by": "microscout; er_vs_peers_pct, niche_score and score are microscout's own estimates",
            "benchmarks": f"lines of {lines_version()}, {self._engine.name} engine {self._engine.version}",
        }

    # -- people's rights ----------------------------------------------------------------------------------------

    def forget(self, creator: str) -> privacy.Erased:
        """Erase `creator` and never fetch them again; one who is not known yet is kept out by platform:handle."""
        now = int(self._clock())
        platform, _, handle = creator.partition(":")
        if handle and platform in platforms.shelf() and not self._held(creator):
            privacy.suppress(self.store, platform, handle.removeprefix("@"), now)
            return privacy.Erased(0, 0)
        try:
            return privacy.forget(self.store, self.creator(creator), now)
        except UsageError as error:
            further = "Who is not held yet is kept out by platform:handle."
            raise UsageError(error.message, hint=f"{error.hint} {further}") from None

    def purge(self, days: float, *, dry_run: bool = False) -> privacy.Erased:
        """Erase everything observed more than `days` ago; with `dry_run` only count it."""
        before = int(self._clock() - days * 86_400)
        if dry_run:
            return privacy.Erased(0, privacy.count_before(self.store, before))
        return privacy.purge(self.store, before)


def _batches(stream: Iterable[Any], size: int) -> Iterable[list[Any]]:
    held: list[Any] = []
    for each in stream:
        held.append(each)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
