"""A shortlist as a table, and what its search went through and cost."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.style import Style
from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain
from microscout.shortlist import reasons

if TYPE_CHECKING:
    from microscout.collect import Harvest
    from microscout.costs import Bill
    from microscout.scout import Found, Scout

_WIDE, _NARROW = 110, 60


def shortlist(scout: Scout, found: Found, shape: str) -> None:
    """The shortlist in the wanted shape."""
    if shape == "table":
        out().print(_table(found, out().width))
    else:
        sys.stdout.write(scout.dumped(found, shape).decode())


def _table(found: Found, width: int) -> Table:
    """What fits into `width`: engagement and profile with much room; with little, the size under the name."""
    wide, narrow = width >= _WIDE, width < _NARROW
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Creator", ratio=4, overflow="fold")
    if not narrow:
        table.add_column("Followers", justify="right", no_wrap=True)
    table.add_column("Fit", justify="right", no_wrap=True)
    if wide:
        table.add_column("Engagement", justify="right", no_wrap=True)
        table.add_column("Profile", ratio=4, overflow="fold")
    table.add_column("Why", ratio=6, overflow="fold")
    for row in found.shortlist.rows:
        size = Text(_size(row))
        name = [Text("\n").join([who(row), size])] if narrow else [who(row), size]
        cells = [Text(str(row["rank"])), *name, _fit(row)]
        if wide:
            cells += [Text(_rate(row)), Text(plain(row["url"] or "?"))]
        table.add_row(*cells, Text("\n".join([plain(each) for each in reasons(row)] + remarks(row))))
    return table


def remarks(row: dict[str, Any]) -> list[str]:
    """The founder's own words on a creator, and whether the filters of the list still hold."""
    found = [f"your note: {plain(row['note'])}"] if row.get("note") else []
    if row.get("tags"):
        found.append(f"your tags: {', '.join(plain(each) for each in row['tags'])}")
    return found + ["no longer meets the filters of its search"] * bool(row.get("outside"))


def who(row: dict[str, Any]) -> Text:
    """Name, handle and platform of a creator, with the profile as a link where the terminal knows links."""
    name = Text(plain(row["name"] or row["handle"]), style="bold")
    url = plain(row["url"] or "")
    link = Style(link=url) if re.fullmatch(r"https://[^\s;]+", url) else Style()
    name.append(f"\n@{plain(row['handle'])} · {plain(row['platform'])}", style=Style(dim=True, bold=False) + link)
    return name


def _size(row: dict[str, Any]) -> str:
    if row["followers"] is None:
        return "?"
    local = " (local view)" if row["counts_from"] == "local view" else ""
    return f"{row['followers']:,}{local}\n{row['band'] or row['tier']}"


def _fit(row: dict[str, Any]) -> Text:
    text = Text(f"{100 * row['fit']:.0f}", style="bold")
    return text.append(f"\n{100 * row['fit_low']:.0f}–{100 * row['fit_high']:.0f}", style="dim not bold")


def _rate(row: dict[str, Any]) -> str:
    return "?" if row["er"] is None else f"{100 * row['er']:.2g} %\nn = {row['er_n']}"


def summary(found: Found, written: Sequence[Path]) -> None:
    """What each stage let through, what it cost, what was skipped and why; to stderr."""
    for each in found.harvests:
        for line in _harvest(each):
            note(line)
    stages = [f"{count} {name}" for name, count in found.shortlist.stages.items()]
    shown = found.shortlist.frame.height
    note(f"Ranked: {' → '.join([*stages, f'{shown} shown'])}. Numbers against peers and fit are our own estimates.")
    for told in found.shortlist.notes:
        note(told)
    if not shown:
        note(_nobody(found))
    for path in written:
        note(f"Written: {path}")


_FUNNEL = ("candidates", "may be listed", "of the right size")  # before anybody's posts are read
_LOST = {
    "candidates": "Nobody turned up for these words. Say them otherwise, or look on another --platform.",
    "may be listed": "Nobody who turned up can be listed; above it says why. Say the niche in other words, or look on "
    "another --platform.",
    "speak of the niche": "Nobody speaks of the niche. Say it in other words, or look on another --platform.",
    "known well enough": "Too little is known of each of them to be ranked, a bio without posts for example. Fetch or "
    "import posts, or ask for less: min_coverage in config.toml is the share of the weight that must be known.",
}


def _nobody(found: Found) -> str:
    """Where the last ones were left out, and what can be done about it."""
    funnels = [each.stages for each in found.harvests]
    collected = [(name, sum(told.get(name, 0) for told in funnels)) for name in _FUNNEL if funnels]
    at = next((name for name, count in [*collected, *found.shortlist.stages.items()] if not count), "")
    return _LOST.get(at, "Nobody met all of it. Try a wider niche, another --platform, --tier any, or fewer filters.")


def bills(told: Sequence[Bill]) -> None:
    """What a search may cost, before it begins: bills in dollars or for extras, and each that is more than is left."""
    for bill in told:
        most, name = f"up to {_units(bill.estimate, bill.quota.name or bill.quota.unit)}", bill.platform
        if bill.quota.unit == "USD":
            note(f"{name}: this search may cost {most}.")
        elif bill.apart:
            note(f"{name}: looking at {bill.apart} may take {most} besides.")
        elif bill.left is not None and bill.estimate > bill.left:
            left = f"{bill.left:g} {'is' if bill.left == 1 else 'are'} left for now"
            note(f"{name}: this search may take {most}, and {left}. What is there is spent; a later run goes on.")


def _units(units: float, name: str) -> str:
    return f"{units:.2f} dollars" if name == "USD" else f"{units:g} {name}"


def _harvest(each: Harvest) -> Iterator[str]:
    from microscout.collect import reasons as counted

    funnel = " → ".join(f"{count} {stage}" for stage, count in each.stages.items())
    cost = ", ".join(_units(units, name) for name, units in each.units.items())
    yield f"{each.platform}: {funnel or 'nothing'}; cost: {cost}."
    for reason, count in list(counted(each.skipped).items())[:6]:
        yield f"  {count} left out: {reason}"
    for reason, count in list(each.notes.items())[:4]:
        yield f"  {count} × did without: {reason}"
    if each.failure is not None:
        yield f"  {each.platform} fell out: {each.failure.message}. {each.failure.hint}"
