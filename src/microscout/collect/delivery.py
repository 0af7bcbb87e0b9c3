"""A message to a webhook, from where no event loop runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from microscout import client


def deliver(address: str, message: Mapping[str, Any], *, seam: Any = None) -> None:
    """See :func:`microscout.client.deliver`."""
    asyncio.run(client.deliver(address, message, seam=seam))
