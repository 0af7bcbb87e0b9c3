"""Platforms, settings, and what an import did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, plain_lines, print_pairs, print_rows

if TYPE_CHECKING:
    from microscout.scout import Imported


def platforms(surveyed: Sequence[dict[str, Any]], shape: str, *, in_full: bool) -> None:
    """The founder's map of platforms."""
    if shape != "table":
        print_rows(surveyed, shape)
    elif in_full:
        print_pairs(surveyed[0])
    else:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
        for name in ("Platform", "Tells · is searched by", "50 creators cost · terms"):
            table.add_column(name, overflow="fold")
        for each in surveyed:
            ready = "ready" if each["ready"] else "not configured"
            cells = (
                f"{each['name']}\n{each['access']}\n{ready}\n{each['left']}",
                f"{each['tells']}\n· {each['search by']}",
                f"{each['cost of 50']}\n· {each['terms']}",
            )
            table.add_row(*(Text(plain_lines(cell)) for cell in cells))
        out().print(table)
        note("`microscout platforms NAME` shows one in full: its terms, keys and where to get them.")


def settings(told: Sequence[dict[str, Any]], shape: str) -> None:
    """Every setting with its origin."""
    if shape != "table":
        print_rows(told, shape)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Setting", "Value", "From", "What it is"):
        table.add_column(name, overflow="fold")
    for each in told:
        table.add_row(*(Text(plain(each[key])) for key in ("setting", "value", "from", "about")))
    out().print(table)


def imported(told: Imported, *, quiet: bool) -> None:
    """What an import did, with every bad row."""
    for bad in told.bad:
        note(f"line {bad.number}: {bad.reason}")
    if not quiet:
        left_out = f", {told.forgotten} left out because they asked to be forgotten" if told.forgotten else ""
        note(f"Imported {told.creators} creators with {told.posts} posts; {len(told.bad)} bad rows{left_out}.")


def rows_by_table(said: str, rows: Mapping[str, int], *, quiet: bool) -> None:
    """How many rows of each table went out or came in."""
    if not quiet:
        note(f"{said}: {', '.join(f'{count} {name}' for name, count in rows.items() if count) or 'nothing new'}.")
