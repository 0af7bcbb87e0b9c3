"""What platforms of many servers share: the name of a server, and that one that fails is not the platform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from microscout.errors import DropPlatform, SkipCreator


def site(address: str) -> str:
    """The host (and port) of `address`, in lower case; empty where there is none."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


@contextmanager
def one_server(base: str) -> Iterator[None]:
    """Around calls to one server: where it fails, that costs its own creators only; there are thousands of others."""
    try:
        yield
    except DropPlatform as error:
        raise SkipCreator(f"{site(base)}: {error.message}", hint=error.hint) from None
