"""What every use case works with: the settings, the open store, the clock, the engine, and the way to a platform."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Self

import polars as pl

from microscout import collect, costs, frames, platforms, reading, relevance, scoring, shortlist
from microscout.config import Settings
from microscout.errors import ConfigError, UsageError, meant
from microscout.models import Niche
from microscout.reading import asking, substance
from microscout.relevance import expansion
from microscout.store import Shelf, Store, Vectors, observations, privacy, remarks

_REMARKS = frames.schema(creator_id=pl.String, note=pl.String, tags=pl.List(pl.String))

_AT_ONCE = 5_000
_log = logging.getLogger("microscout.retention")


class Desk:
    """See the module's text. `seams`: an httpx transport by platform name, for tests; `now`: the clock."""

    def __init__(
        self, settings: Settings, *, seams: Mapping[str, Any] | None = None, now: Callable[[], float] = time.time
    ) -> None:
        """Open the store of `settings`."""
        self.settings = settings
        self.store = Store(settings.store)
        self.now = now
        self.seams = seams or {}
        self._posts = pl.DataFrame(schema=frames.POSTS | frames.READINGS)

    @cached_property
    def engine(self) -> relevance.Engine:
        """The engine that the settings name; the store keeps its vectors."""
        return relevance.make(self.settings.engine, Vectors(self.store))

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
                before = int(self.now() - facts.retention_days * 86_400)
                gone[name] = privacy.expire(self.store, name, before).observations
        gone = {name: count for name, count in gone.items() if count}
        for name, count in gone.items():  # a warning: without a log to stderr, whichever command came first
            _log.warning("%s: %d observations were older than its terms allow, and were erased.", name, count)
        return gone

    def gate(self, name: str, most: float | None = None) -> collect.Gate:
        """How to reach the platform `name`, with `most` units of its first limit to spend (None: what it allows).

        UsageError, with where to get it, where a needed key is missing.
        """
        if wrong := platforms.misspelt(self.settings.options, self.settings.credentials):
            raise ConfigError(wrong[0], hint="`microscout config` shows where each setting comes from.")
        platform = platforms.make(name, self.settings.options.get(name, {}))
        credentials = self.settings.credentials.get(name, {})
        if platform.api.needs_key and not credentials:
            raise UsageError(f"{name} is not configured.", hint=f"`microscout platforms {name}` says what it needs.")
        return collect.Gate(
            platform=platform,
            credentials=credentials,
            ledger=costs.ledger(self.store, platform, self.now(), self.settings.max_usd, most),
            patience=self.settings.patience_seconds,
            seam=self.seams.get(name),
            kept=Shelf(self.store, self.now),
        )

    def scored(
        self,
        held: frames.Frames,
        niche: Niche,
        weights: Mapping[str, float],
        min_coverage: float | None = None,
        *,
        spoken: bool = True,
        closely: bool = True,
    ) -> Any:
        """The creators in `held` with all their scores (see ``microscout.scoring.score``) and languages.

        `closely`: also what reading texts and comments tells; else the scores alone that need neither, for many at
        once. `spoken`: whether the languages are wanted at once; else :meth:`spoken` tells them of few creators later.
        """
        measured = self.engine.measure(held, self.read(niche))
        least = self.settings.min_coverage if min_coverage is None else min_coverage
        if closely:
            said = asking.read(substance.read(held.comments))
            read = frames.Frames(held.creators, self.annotated(held.posts), said)
            scored = scoring.score(read, measured, weights, min_coverage=least)
        else:
            light, scores = scoring.cheap(weights)
            scored = scoring.score(held, measured, light, min_coverage=least, scores=scores)
        remarked = frames.from_rows([tuple(each.values()) for each in remarks.of_all(self.store)], _REMARKS)
        told = scored.join(remarked, on="creator_id", how="left")
        return told.join(self._spoken(held.posts), on="creator_id", how="left") if spoken else told

    def read(self, niche: Niche, as_of: int | None = None) -> Niche:
        """`niche` as engines read it: with what liked creators say (said until `as_of`)."""
        wanted = expansion.ranked(niche)
        if not niche.like or niche.examples:
            return wanted
        until = {} if as_of is None else {"as_of": as_of}
        said = observations.texts(self.store, niche.like, **until)
        return wanted.model_copy(update={"examples": tuple(text for texts in said.values() for text in texts)})

    def annotated(self, posts: pl.DataFrame) -> pl.DataFrame:
        """`posts` with what they say of payment; not read again where the last that were read hold them.

        A creator is scored and then portrayed from the same posts, and what they say depends on no other creator.
        """
        before = self._posts.filter(pl.col("creator_id").is_in(posts["creator_id"].unique().implode()))
        if not before.select(posts.columns).equals(posts):
            before = self._posts = reading.annotated(posts)
        return before

    def spoken(self, scored: pl.DataFrame, criteria: shortlist.Criteria) -> pl.DataFrame:
        """`scored` with the languages of those whom nothing else in `criteria` leaves out: reading texts takes time."""
        limit = scored.height if criteria.languages else criteria.limit
        wanted = shortlist.choose(scored, dataclasses.replace(criteria, languages=(), limit=limit))
        ids = wanted.frame["creator_id"].to_list()
        parts = [ids[start : start + _AT_ONCE] for start in range(0, max(1, len(ids)), _AT_ONCE)]
        read = [self._spoken(observations.frames(self.store, creator_ids=part).posts) for part in parts]
        return scored.join(pl.concat(read), on="creator_id", how="left")

    def _spoken(self, posts: pl.DataFrame) -> pl.DataFrame:
        return relevance.spoken(posts, self.settings.languages)

    def weights(self, preset: str | None = None) -> dict[str, float]:
        """The weights of `preset`, else those of the settings. ConfigError for an unknown preset."""
        if preset is None and self.settings.weights:
            return self.settings.weights
        name = preset or self.settings.preset
        if name not in scoring.PRESETS:
            known = scoring.PRESETS
            raise ConfigError(f"There is no preset {name!r}.{meant(name, known)}", hint=f"Known: {', '.join(known)}.")
        return scoring.PRESETS[name]

    def creator(self, named: str) -> str:
        """The id of the creator whom the founder means. UsageError where there is none, or more than one."""
        found = self.held(named)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{named} is {' and '.join(found)}.", hint="Name one of these ids.")
        former = observations.formerly(self.store, named.rpartition(":")[2])
        said = "".join(f" {creator_id} was called so, and is @{now} now." for creator_id, now in former)
        said = said or meant(named.removeprefix("@").casefold(), observations.handles(self.store))
        raise UsageError(f"The store holds no creator {named!r}.{said}", hint="`microscout search` finds creators.")

    def held(self, named: str) -> list[str]:
        """The ids of the creators whom the founder may mean."""
        platform, _, handle = named.partition(":")
        found = observations.find(self.store, named)
        return found or (observations.find(self.store, handle, platform) if handle else [])
