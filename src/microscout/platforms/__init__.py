"""The shelf of platforms. One file a site; strangers' under the entry-point group ``microscout.platforms``."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping
from typing import Any

from microscout.errors import ConfigError, UsageError
from microscout.platforms.base import Facts, Platform
from microscout.platforms.bluesky import Bluesky
from microscout.platforms.devto import DevTo
from microscout.platforms.github import GitHub
from microscout.platforms.instagram import Instagram
from microscout.platforms.mastodon import Mastodon
from microscout.platforms.mixcloud import Mixcloud
from microscout.platforms.peertube import PeerTube
from microscout.platforms.podcastindex import PodcastIndex
from microscout.platforms.podcasts import Podcasts
from microscout.platforms.reddit import Reddit
from microscout.platforms.rss import Rss
from microscout.platforms.sample import Sample
from microscout.platforms.stackexchange import StackExchange
from microscout.platforms.threads import Threads
from microscout.platforms.tiktok import TikTok
from microscout.platforms.twitch import Twitch
from microscout.platforms.x import X
from microscout.platforms.youtube import YouTube
from microscout.plugins import registry

BUILT_IN: dict[str, type[Any]] = {
    part.name: part
    for part in (
        Bluesky,
        DevTo,
        GitHub,
        Instagram,
        Mastodon,
        Mixcloud,
        PeerTube,
        PodcastIndex,
        Podcasts,
        Reddit,
        Rss,
        Sample,
        StackExchange,
        Threads,
        TikTok,
        Twitch,
        X,
        YouTube,
    )
}

__all__ = ["BUILT_IN", "Facts", "Platform", "make", "shelf"]


AMENDMENT = "amendment"
"""The one option that every platform has: the agreement, quoted, by which the founder may keep things longer."""


def shelf() -> dict[str, type[Any]]:
    """Every platform by name."""
    return registry(BUILT_IN, "microscout.platforms")


def make(name: str, options: Mapping[str, Any]) -> Platform:
    """The platform `name` with its `options`. UsageError for an unknown name, ConfigError for an unknown option."""
    known = shelf()
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no platform {name!r}.{meant}", hint=f"Known: {', '.join(known)}.")
    try:
        platform: Platform = known[name](**_fitted(known[name], options))
    except (TypeError, ValueError) as error:
        raise ConfigError(f"The settings of platform {name} are wrong: {error}") from None
    return platform


def _fitted(part: type[Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """`options` as `part` wants them: texts from the environment become lists where it wants a list."""
    wanted = inspect.signature(part).parameters
    fitted = {key: value for key, value in options.items() if key != AMENDMENT}
    for key, value in fitted.items():
        if isinstance(value, str) and key in wanted and isinstance(wanted[key].default, tuple | list):
            fitted[key] = tuple(each.strip() for each in value.split(",") if each.strip())
    return fitted
