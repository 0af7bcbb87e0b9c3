"""Names that must be recognised but not kept: salted hashes of them. The salt is a store's own.

So the hashes say nothing to anybody else, and one store's cannot be matched with another's.
"""

from __future__ import annotations

import hashlib


def named(platform: str, handle: str) -> str:
    """The form in which a handle is hashed: no matter which case, with or without ``@``."""
    return f"{platform}:@{handle.removeprefix('@').casefold()}"


def hashed(salt: str, name: str) -> str:
    """The hash of `name`: 32 hexadecimal digits."""
    return hashlib.blake2b(name.encode(), key=bytes.fromhex(salt), digest_size=16).hexdigest()


def voice(salt: str, platform: str, author: str) -> str:
    """By what a commenter is told apart from others, on all posts of the platform alike."""
    return hashed(salt, named(platform, author))
