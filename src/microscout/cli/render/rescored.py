"""What a rescore found: movements for people, a line for cron, JSON for machines, a log that stays small."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from microscout.cli.render.named import movements, places_shifted
from microscout.cli.render.text import note, out, plain, print_json
from microscout.errors import MicroscoutError, OutputError, QuotaSpent, TimeUp, many

if TYPE_CHECKING:
    from microscout.scout.rescoring import Rescored

_BYTES, _KEPT = 1_000_000, 3


def rescored(told: Rescored, shape: str, *, quiet: bool) -> None:
    """The movements to stdout, the summary to stderr; with `quiet` the one line, and only where there is news."""
    from microscout.scout.rescoring import digest

    if shape == "json":
        print_json(digest(told))
    elif not quiet:
        for diff in told.diffs:
            if matters := [each for each in diff.movements if each.matters]:
                note(f"“{diff.named.name}”:")
                out().print(movements(matters))
        for one in told.news:
            note(f"{one.name or one.about}: {one.sentence}")
    if not quiet or told.changed or told.partial or told.failed:
        note(line(told))
    logging.getLogger("microscout.rescore").info("%s", plain(line(told)))


def line(told: Rescored) -> str:
    """All of it in one line."""
    if told.busy:
        return "rescore: another one is at work; nothing was done."
    every = [each for diff in told.diffs for each in diff.movements]
    moved = sum(each.matters for each in every)
    shifted = sum(each.moved for each in every) - moved
    states = ", ".join(f"{count} {state}" for state, count in sorted(told.states.items())) or "nobody was due"
    cost = ", ".join(
        f"{h.platform} {units:g} {name}" for h in told.harvests for name, units in h.units.items() if units
    )
    news = many(len(told.news), "new change")
    end = "; stopped early, the next run goes on" if told.partial else ""
    lists = many(len(told.diffs), "list")
    done = (
        f"rescore: {moved} moved on {lists}{places_shifted(shifted)}; {news}; {states}; cost: {cost or 'nothing'}{end}."
    )
    return " ".join([done, *(_fell_out(each.platform, each.failure) for each in told.harvests if each.failure)])


def _fell_out(platform: str, failure: MicroscoutError) -> str:
    """Why a platform was not read to the end: whoever reads cron's mail or the log alone has to know it too."""
    said = failure.message.removeprefix(f"{platform}: ").rstrip(".")
    spent = isinstance(failure, QuotaSpent | TimeUp)  # as it was to be: nothing is wrong
    return f"{platform}{'' if spent else ' fell out'}: {said}. {failure.hint}".rstrip()


class _Private(RotatingFileHandler):
    """A log that is its owner's alone from its first byte on, also the next one, when the old is put by in mid-run."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, 0o600))
        return super()._open()


@contextmanager
def logged(path: Path | None) -> Iterator[None]:
    """Write what microscout logs to `path` as well, for as long as the block lasts."""
    if path is None:
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = _Private(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8")
        if path.is_file():  # not /dev/null, which is everybody's
            path.chmod(0o600)
    except OSError as error:
        raise OutputError(f"The log {path} cannot be written: {error.strerror}.") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
    log = logging.getLogger("microscout")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    except BaseException as error:
        said = f": {plain(error.message)}" if isinstance(error, MicroscoutError) else ""
        log.info("ended by %s%s", type(error).__name__, said)
        raise
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        handler.close()
