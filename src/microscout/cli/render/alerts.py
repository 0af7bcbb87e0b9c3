"""Channels, and what came of telling them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from microscout.cli.render.text import note, plain_lines

if TYPE_CHECKING:
    from microscout.config import Alerts
    from microscout.scout.alerting import Told

_FAILED = 6


def screen(text: str) -> None:
    """A digest to stdout."""
    sys.stdout.write(plain_lines(text) + "\n")


def aside(text: str) -> None:
    """A digest to stderr, where stdout is for data alone."""
    sys.stderr.write(plain_lines(text) + "\n")


def channels(alerts: Alerts, places: Mapping[str, str]) -> None:
    """Where the founder is told of changes."""
    if not places:
        note("No channel is named: `microscout alerts --help` says how.")
        return
    kinds = ", ".join(alerts.kinds) or "all kinds of changes"
    to = ", ".join(f"{channel} ({place})" if place else channel for channel, place in places.items())
    note(f"After a rescore: {to}; at most {alerts.most_per_day} a day on each; {kinds}.")


def told(every: Sequence[Told], *, quiet: bool = False) -> int:
    """What came of each channel (`quiet`: what went wrong alone); the exit status."""
    for each in every:
        if each.failure is not None:
            note(f"{each.channel}: {each.failure.message.rstrip('.')}. {each.failure.hint}".rstrip())
        elif each.news and each.channel != "stdout" and not quiet:
            note(f"{each.channel}: told.")
    return _FAILED if any(each.failure is not None for each in every) else 0
