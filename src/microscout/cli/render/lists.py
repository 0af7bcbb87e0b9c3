"""Platforms, settings, and what an import did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, print_pairs, print_rows
from microscout.errors import many

if TYPE_CHECKING:
    from microscout.scout import Imported


def platforms(surveyed: Sequence[dict[str, Any]], shape: str, *, in_full: bool) -> None:
    """The founder's map of platforms."""
    if shape != "table":
        print_rows(surveyed, shape)
    elif in_full:
        print_pairs(_readable(surveyed[0]))
    else:
        ordered = sorted(surveyed, key=lambda each: [each["access"] == name for name in reversed(_ACCESS)])
        out().print(_map(ordered))
        out().print(_terms(ordered))
        note("`microscout platforms NAME` shows one in full: its terms, its keys, where to get them and where they go.")


def _readable(told: dict[str, Any]) -> dict[str, Any]:
    """One platform as pairs for people: no empty line, yes and no in words."""
    ready = "yes" if told["ready"] else f"no: it lacks {told['lacks']}"
    shown = {**told, "ready": ready, "tells": told["tells"] or "no counts: who there is, and what they say"}
    return {name: value for name, value in shown.items() if value and name not in ("lacks", "left")}


_TELLS = {
    "followers": "Followers",
    "likes": "Likes",
    "comments": "Comments",
    "views": "Views",
    "comment texts": "Texts",
}
_ACCESS = ("keyless", "free key", "paid", "approval")  # the easiest first
_NARROW = 100  # columns; below, the five things that a platform may tell have letters for heads


def _map(surveyed: Sequence[dict[str, Any]]) -> Table:
    """One line a platform: may it be asked, what it tells, what it costs, what is left."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    narrow = out().width < _NARROW
    for name in ("Platform", "Access", "Ready", *(head[0] if narrow else head for head in _TELLS.values())):
        table.add_column(name, no_wrap=True)
    table.add_column("50 creators", overflow="fold")
    table.add_column("Left now", overflow="fold")
    for each in surveyed:
        told = each["tells"].split(", ")
        marks = ["✓" if name in told else "·" for name in _TELLS]
        cost = re.split(r"[:;(]", each["cost of 50"])[0]
        cells = (each["name"], each["access"], "yes" if each["ready"] else "no", *marks, cost, each["left"] or "–")
        table.add_row(*(Text(plain(cell)) for cell in cells))
    if narrow:
        table.caption = "F followers, L likes, C comments, V views of a post, T what comments say\n"
        table.caption_justify = "left"
    return table


def _terms(surveyed: Sequence[dict[str, Any]]) -> Table:
    """Two lines a platform, cut where the screen ends: what it is searched by, and its terms."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("Platform", no_wrap=True, min_width=max(len(each["name"]) for each in surveyed))
    table.add_column("Searched by · terms")
    for each in surveyed:
        table.add_row(Text(plain(each["name"])), _cut(each["search by"], ""))
        table.add_row("", _cut(f"· {each['terms']}", "dim"))
    return table


def _cut(text: str, style: str) -> Text:
    return Text(plain(text), style=style, no_wrap=True, overflow="ellipsis")


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
        again = told.rows - told.creators
        rows = [many(len(told.bad), "bad row")]
        rows += [f"{many(again, 'row')} of creators that came more than once"] * bool(again)
        rows += [f"{told.forgotten} left out because they asked to be forgotten"] * bool(told.forgotten)
        note(f"Imported {many(told.creators, 'creator')} with {many(told.posts, 'post')}; {', '.join(rows)}.")


def rows_by_table(said: str, rows: Mapping[str, int], *, quiet: bool) -> None:
    """How many rows of each table went out or came in."""
    if not quiet:
        note(f"{said}: {', '.join(f'{count} {name}' for name, count in rows.items() if count) or 'nothing'}.")
