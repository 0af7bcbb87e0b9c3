"""What has changed with creators, and with whole platforms."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, print_rows
from microscout.models import iso

if TYPE_CHECKING:
    import polars as pl

    from microscout.monitoring import Findings, Shift

_NAMED = 10


def changes(told: pl.DataFrame, shape: str) -> None:
    """The changes that were told, the newest first."""
    rows = [each | {"at": iso(each["at"]), "found_at": iso(each["found_at"])} for each in told.to_dicts()]
    if shape != "table":
        print_rows(rows, shape)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for name, wraps in (("Found", True), ("Creator", False), ("Change", False)):
        table.add_column(name, no_wrap=wraps, overflow="fold")
    for row in rows:
        who = f"@{plain(row['handle'])}\n{plain(row['creator_id'].partition(':')[0])} · {row['kind']}"
        table.add_row(row["found_at"][:10], Text(who), Text(plain(row["told"])))
    if rows:
        out().print(table)


def shifts(found: Findings, reachable: Mapping[str, pl.DataFrame]) -> None:
    """What this run looked at, and how each platform stands; to stderr."""
    kinds = f"{found.tested} tests of {found.creators} creators"
    note(f"{len(found.changes)} new changes in {kinds}; false-discovery level {found.level:.2g} for this run.")
    for each in found.shifts:
        note(_stands(each))
        if each.on and each.platform in reachable:
            note(_reachable(reachable[each.platform]))


def _stands(shift: Shift) -> str:
    size, low, high = (f"{100 * math.expm1(log):+.0f} %" for log in (shift.size, shift.low, shift.high))
    panel = f"{shift.platform}: reach of {shift.creators} creators {size} ({low} to {high}) over {shift.window} days"
    if not shift.on:
        return f"{panel}; no platform-wide shift."
    began = f"since about {iso(shift.since)[:10]}; {100 * shift.same:.0f} % of them went that way"
    if shift.explained:
        return f"{panel}, {began}. Explained: {shift.explained.what} ({shift.explained.source})."
    return f"{panel}, {began}. The platform has changed; each creator's change is shown net of it."


def _reachable(who: pl.DataFrame) -> str:
    if who.is_empty():
        return "  nobody there is known to have a channel of their own to fall back on."
    named = [f"@{row['handle']} ({', '.join(row['owned_channels'])})" for row in who.head(_NAMED).to_dicts()]
    more = f" and {who.height - _NAMED} more" if who.height > _NAMED else ""
    return f"  {who.height} have channels of their own to fall back on: {', '.join(named)}{more}."
