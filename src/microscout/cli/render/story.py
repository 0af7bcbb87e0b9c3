"""The story of one creator on one screen: at most 40 lines at 100 columns. ``--format json`` holds everything."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.style import Style
from rich.table import Table
from rich.text import Text

from microscout.cli.render import telling
from microscout.cli.render.paid import tipping
from microscout.cli.render.shortlist import who
from microscout.cli.render.text import note, out, plain, print_json
from microscout.models import Niche, iso
from microscout.shortlist import unknowns

if TYPE_CHECKING:
    from microscout.scout import Story

_BIO, _PART, _POST = 200, 330, 150
_POSTS = 3


def story(told: Story, niche: Niche, shape: str) -> None:
    """The story of one creator in the wanted shape."""
    if shape == "json":
        print_json(_everything(told, niche))
        return
    screen = out()
    screen.print(who(told.row))
    if told.row["bio"]:
        screen.print(Text(_cut(plain(told.row["bio"]), _BIO)), style="italic")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    parts = _parts(told)
    for name, said in parts.items():
        if said:
            table.add_row(name, Text(_cut(plain(said), _PART)))
        if name == "what about":
            for post in told.matches[:_POSTS]:
                table.add_row("", Text(_post(post), style=Style(dim=True)))
    screen.print(table)
    if any(len(plain(said)) > _PART for said in parts.values()):
        note("What ends in “…” goes on with --format json.")


def _parts(told: Story) -> dict[str, str]:
    """What is told, by the question that it answers, in order."""
    row = told.row
    return {
        "who": telling.who(row),
        "where else": telling.elsewhere(row, [_tie(tie, row["creator_id"]) for tie in told.also]),
        "what about": telling.about(row),
        "who listens": telling.listens(row, told.listened),
        "do they talk": telling.talks(row),
        "what is paid": telling.paid(row, tipping(told.tipping)),
        "what to check": telling.check(row),
        "you said": telling.said(row),
        "your wishes": telling.wishes(row),
        "price": telling.price(row),
        "fit": telling.fit(row),
        "unknown": "; ".join([*unknowns(row), *telling.missing(row)]),
        "data": telling.data(row, told.observed),
    }


def _everything(told: Story, niche: Niche) -> dict[str, Any]:
    return {
        "niche": niche.text,
        "creator": told.row,
        "matches": told.matches,
        "also": [vars(tie) for tie in told.also],
        "paid work": asdict(told.tipping),
        "listened": told.listened,
        "unknown": [*unknowns(told.row), *telling.missing(told.row)],
        "story": _parts(told),
    }


def _tie(tie: Any, creator_id: str) -> str:
    named = f"@{tie.handle} as " if tie.handle else ""
    return f"{named}{tie.other if tie.one == creator_id else tie.one} ({tie.sign})"


def _post(match: dict[str, Any]) -> str:
    when = iso(match["created_at"])[:10] if match["created_at"] is not None else "undated"
    return _cut(f"{when}  {_how(match)}{plain(match['text'])}", _POST)


def _how(match: dict[str, Any]) -> str:
    """How much of the niche each engine sees in a post: ``by meaning 0.82, by words 1.00: ``."""
    parts = {"meaning": match["topicality_meaning"], "words": match["topicality_words"]}
    seen = [f"by {name} {part:.2f}" for name, part in parts.items() if part]
    return f"{', '.join(seen)}: " if seen else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
