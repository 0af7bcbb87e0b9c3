"""What people may ask of whoever holds data about them."""

from __future__ import annotations

from microscout import platforms
from microscout.errors import UsageError
from microscout.scout.desk import Desk
from microscout.store import privacy


def forget(desk: Desk, creator: str) -> privacy.Erased:
    """Erase `creator` and never fetch them again; one who is not known yet is kept out by platform:handle."""
    now = int(desk.now())
    platform, _, handle = creator.partition(":")
    if handle and platform in platforms.shelf() and not desk.held(creator):
        privacy.suppress(desk.store, platform, handle.removeprefix("@"), now)
        return privacy.Erased(0, 0)
    try:
        return privacy.forget(desk.store, desk.creator(creator), now)
    except UsageError as error:
        further = "Who is not held yet is kept out by platform:handle."
        raise UsageError(error.message, hint=f"{error.hint} {further}") from None


def purge(desk: Desk, days: float, *, dry_run: bool = False) -> privacy.Erased:
    """Erase everything observed more than `days` ago; with `dry_run` only count it."""
    before = int(desk.now() - days * 86_400)
    if dry_run:
        return privacy.Erased(0, privacy.count_before(desk.store, before))
    return privacy.purge(desk.store, before)
