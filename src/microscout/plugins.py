"""The one extension rule: a shelf is its built-in parts plus what installed packages offer.

A stranger's package names its parts under an entry-point group (``microscout.platforms``,
``microscout.scores``, ``microscout.exports``). A part that fails to load is left out with a warning:
a broken plugin never breaks start-up, and never replaces a built-in of the same name.
"""

from __future__ import annotations

import logging
from collections.abc import MutableMapping
from copy import copy
from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import Any, TypeVar

Shelf = TypeVar("Shelf", bound=MutableMapping[str, Any])
_log = logging.getLogger("microscout")


@cache
def _every() -> Any:
    """Every entry point; what is installed stays the same as long as the process, and one look at it is slow enough."""
    return entry_points()


def installed(group: str) -> EntryPoints:
    """The entry points of `group`."""
    found: EntryPoints = _every().select(group=group)
    return found


def registry(built_in: Shelf, group: str) -> Shelf:
    """Parts by name: `built_in` first, then the entry points of `group` that load."""
    shelf = copy(built_in)
    for point in installed(group):
        if point.name in shelf:
            _warn(f"plugin {point.name} of group {group} has a built-in's name and is left out")
            continue
        try:
            shelf[point.name] = point.load()
        except Exception as error:  # a stranger's code may fail in any way
            _warn(f"plugin {point.name} of group {group} is left out: {type(error).__name__}")
    return shelf


@cache
def _warn(text: str) -> None:
    """Say it once: a shelf is looked at many times in one command."""
    _log.warning("%s", text)
