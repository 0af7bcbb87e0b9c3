"""The shelf of platforms. One file a site; strangers' under the entry-point group ``microscout.platforms``."""

from __future__ import annotations

import inspect
import re
from collections import UserDict
from collections.abc import Iterable, Mapping, MutableMapping
from importlib import import_module
from typing import Any

from microscout.errors import ConfigError, UsageError, meant
from microscout.platforms.base import Facts, Platform
from microscout.plugins import registry


class _Files(UserDict[str, Any]):
    """Platforms by name; one of our own is its class's name until somebody takes it: its file is imported only then."""

    def __getitem__(self, name: str) -> Any:
        if isinstance(part := self.data[name], str):
            part = self.data[name] = getattr(import_module(f"{__name__}.{name}"), part)
        return part


BUILT_IN: MutableMapping[str, type[Any]] = _Files(
    {
        "bluesky": "Bluesky",
        "devto": "DevTo",
        "github": "GitHub",
        "instagram": "Instagram",
        "mastodon": "Mastodon",
        "mixcloud": "Mixcloud",
        "peertube": "PeerTube",
        "podcastindex": "PodcastIndex",
        "podcasts": "Podcasts",
        "reddit": "Reddit",
        "rss": "Rss",
        "sample": "Sample",
        "stackexchange": "StackExchange",
        "threads": "Threads",
        "tiktok": "TikTok",
        "twitch": "Twitch",
        "x": "X",
        "youtube": "YouTube",
    }
)

__all__ = ["BUILT_IN", "Facts", "Platform", "make", "misspelt", "shelf"]


_ADDRESS = re.compile(r"https?://[^\s/?#]+")
_SLIP = 0.8  # how much alike two names must be for the one to be taken for a slip of the pen
AMENDMENT = "amendment"
"""The one option that every platform has: the agreement, quoted, by which the founder may keep things longer."""


def shelf() -> Mapping[str, type[Any]]:
    """Every platform by name."""
    return registry(BUILT_IN, "microscout.platforms")


def make(name: str, options: Mapping[str, Any]) -> Platform:
    """The platform `name` with its `options`. UsageError for an unknown name, ConfigError for an unknown option."""
    known = shelf()
    if name not in known:
        raise UsageError(
            f"There is no platform {name!r}.{meant(name.lower(), known)}", hint=f"Known: {', '.join(known)}."
        )
    try:
        platform: Platform = known[name](**_fitted(known[name], options))
    except (TypeError, ValueError) as error:
        raise ConfigError(f"The settings of platform {name} are wrong: {error}") from None
    return platform


def misspelt(options: Iterable[str], keys: Mapping[str, Iterable[str]]) -> list[str]:
    """Which platforms (of `options` and `keys`) and keys are nearly ones that there are, in sentences.

    They would be passed over in silence. What is like none of ours is left alone: its plugin may be missing today.
    """
    known = shelf()
    strangers = [name for name in dict.fromkeys([*options, *keys]) if name not in known]
    found = [f"There is no platform {name!r}.{near}" for name in strangers if (near := meant(name, known, alike=_SLIP))]
    for name in keys.keys() & known.keys():
        has = known[name].facts.credentials
        for key in keys[name]:
            if key not in has and (near := meant(key, has, alike=_SLIP)):
                found.append(f"{name} has no key {key!r}.{near}")
    return found


def _fitted(part: type[Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` as `part` wants them; ValueError where one cannot be what `part` says that it is."""
    wanted = inspect.signature(part).parameters
    given = {key: value for key, value in options.items() if key != AMENDMENT}
    return {key: _fit(key, value, wanted[key]) if key in wanted else value for key, value in given.items()}


def _fit(key: str, value: Any, wanted: inspect.Parameter) -> Any:
    """A text from the environment as a list where a list is wanted, a number as a text where a text is."""
    kind = str(wanted.annotation)
    if "[str" in kind:
        listed = [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value
        if not (isinstance(listed, list | tuple) and all(isinstance(each, str) for each in listed)):
            raise ValueError(f"{key} is a list of texts")
        return tuple(listed)
    if isinstance(value, int) and kind.startswith("str"):
        value = str(value)
    if str(wanted.default).startswith("https://") and not _ADDRESS.match(str(value)):
        raise ValueError(f"{key} is an address, such as {wanted.default}")
    return value
