"""Which hosts may be asked. A creator's data may name any host; only public names on https are followed.

Without this, a profile that says "my home server is localhost:8080" would make microscout knock on the founder's
own machine or local network (server-side request forgery).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from microscout.errors import PayloadError, quoted

_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_PUBLIC_NAME = re.compile(rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9-]{{2,59}}|[a-z]{{2,63}})")
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".onion", ".corp", ".home")


def is_public(host: str) -> bool:
    """Whether `host` is a public DNS name: no address, no port, none of the private endings."""
    name = host.lower().rstrip(".")
    return bool(_PUBLIC_NAME.fullmatch(name)) and not f".{name}".endswith(_PRIVATE_ENDINGS)


def public_base(host: str) -> str:
    """``https://host`` for a host that some creator's data names; PayloadError where it is not a public name."""
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        name = ""
    if not is_public(name):
        raise PayloadError(f"{quoted(host)} is not a public host name")
    return f"https://{name.lower()}"


def origin(address: str) -> str:
    """Scheme, host and port of `address`; PayloadError where it is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise PayloadError(f"{quoted(address)} is not a valid address") from None
    return f"{parts.scheme}://{parts.netloc}".lower()
