"""Short links followed, from where no event loop runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from microscout import client


def follow(
    addresses: Iterable[str], is_short: Callable[[str], bool], told: Callable[[str, str | None], None], *, seam: Any
) -> list[str]:
    """See :func:`microscout.client.follow`."""
    return asyncio.run(client.follow(addresses, is_short, told, seam=seam))
