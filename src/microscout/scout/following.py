"""Where the short links of the chosen lead: asked only where the founder says so, and each once."""

from __future__ import annotations

from collections.abc import Iterable

from microscout import collect, links
from microscout.portrait import Known, owned
from microscout.scout.desk import Desk
from microscout.store import following

_MOST = 100  # links in one run: at a link a second that is soon told
_SEAM = "short links"


def follow(desk: Desk, creators: Iterable[Known]) -> list[str]:
    """Ask the shorteners where the `creators`' short links lead, and keep it. What to tell of it, in sentences."""
    whose: dict[str, list[str]] = {}
    for known in creators:
        for short in owned.short_links(known):
            whose.setdefault(short, []).append(known.row["creator_id"])
    if not whose:
        return ["Those shown publish no short link that was not followed before."]
    asked, ended = list(whose)[:_MOST], []

    def told(address: str, leads_to: str | None) -> None:
        short = links.short(address)
        ended.append(leads_to)
        for creator_id in whose[short]:
            following.keep(desk.store, creator_id, short, leads_to, int(desk.now()))

    addresses = [f"https://{short}" for short in asked]
    failed = collect.follow(addresses, links.is_shortener, told, seam=desk.seams.get(_SEAM))
    dead = sum(each is None for each in ended)
    said = [f"Short links followed: {len(ended)}{f' ({dead} of them lead nowhere)' if dead else ''}."]
    left = len(whose) - len(asked)
    said += [f"{left} more are left for the next run."] * (left > 0)
    return said + [f"{each[0].upper()}{each[1:]}." for each in failed]
