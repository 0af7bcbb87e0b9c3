"""A stranger's engine, held to the seam: what it does wrong is told as its own fault, in a sentence.

Columns that it does not fill are null (``base.filled``); without the first four, or with a creator twice or a closeness
that is none, no ranking would mean anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from microscout.errors import ConfigError, MicroscoutError, quoted
from microscout.frames import Frames
from microscout.models import Niche
from microscout.relevance.base import MATCHES, MEASURED, Engine, filled

_NEEDED = ("creator_id", "closeness", "on_topic", "judged")


def guarded(name: str, make: Callable[[], Any]) -> Engine:
    """What `make` makes, called `name`. ConfigError where it fails, or makes no engine."""
    engine = _tried(name, make)
    if missing := [each for each in ("name", "version", "measure", "matches") if not hasattr(engine, each)]:
        raise _wrong(name, f"it has no {' and no '.join(missing)}")
    return Guarded(name, engine)


@dataclass(frozen=True)
class Guarded:
    """The engine `engine`, under the name that it was asked for by."""

    name: str
    engine: Engine

    @property
    def version(self) -> str:
        """See :class:`microscout.relevance.base.Engine`."""
        told: str = _tried(self.name, lambda: str(self.engine.version))
        return told

    def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        found: pl.DataFrame = _tried(self.name, lambda: _filled(self.engine.measure(frames, niche), MEASURED, _NEEDED))
        if not found["creator_id"].is_unique().all() or found.height != frames.creators.height:
            raise _wrong(self.name, "it does not measure every creator once")
        if not found["closeness"].is_between(0, 1).fill_null(value=False).all():
            raise _wrong(self.name, "a closeness is not from 0 to 1")
        return found

    def matches(self, frames: Frames, niche: Niche) -> pl.DataFrame:
        """See :class:`microscout.relevance.base.Engine`."""
        needed = ("creator_id", "post_id", "topicality")
        found: pl.DataFrame = _tried(self.name, lambda: _filled(self.engine.matches(frames, niche), MATCHES, needed))
        return found.with_columns(pl.col("words").fill_null([]))


def _filled(frame: pl.DataFrame, wanted: pl.Schema, needed: tuple[str, ...]) -> pl.DataFrame:
    if missing := [name for name in needed if name not in frame.columns]:
        raise LookupError(f"there is no column {missing[0]}")
    return filled(frame.lazy(), wanted)


def _tried(name: str, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except MicroscoutError:
        raise  # the engine has said itself what is wrong
    except Exception as error:  # a stranger's code may fail in any way
        raise _wrong(name, f"{type(error).__name__}: {quoted(str(error))}") from error


def _wrong(name: str, what: str) -> ConfigError:
    return ConfigError(
        f"The engine {name}, of a package that you installed, does not work: {what}.",
        hint="Tell its author (`check_engine` in microscout.testing finds such faults), or rank by the default "
        'engine: engine = "default" in config.toml.',
    )
