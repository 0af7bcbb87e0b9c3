"""A niche and what is near it: the words that were added, what to know before a search, adjacent niches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, print_json

if TYPE_CHECKING:
    from microscout.scout import Related


def notes(told: Sequence[str]) -> None:
    """What a founder should know before a search, to stderr."""
    for each in told:
        note(each)


def proposed(words: Sequence[str], *, offline: bool) -> None:
    """Words that the creators found use, to look for too."""
    if words:
        how = "On the platforms (without --offline), --expand" if offline else "--expand"
        note(f"They also say: {', '.join(words)}. {how} looks for these too.")


def beside(told: Related, shape: str, *, quiet: bool) -> None:
    """Adjacent niches after a shortlist in `shape`: where that is data for programs, they must not be part of it."""
    if shape == "table":
        _table(told)
    else:
        for each in told.niches:
            note(f"{each.creators} creators: {', '.join(each.words)} (for example {_examples(each.examples)})")
    if not quiet:
        note(told.counted)


def related(told: Related, shape: str = "table") -> None:
    """Adjacent niches with their creators; what was counted goes below."""
    if shape == "json":
        print_json({"niche": told.niche, "counted": told.counted, "related": [vars(each) for each in told.niches]})
        return
    _table(told)
    note(told.counted)


def _table(told: Related) -> None:
    if not told.niches:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Creators", "Niche", "For example"):
        table.add_column(name, justify="right" if name == "Creators" else "left", overflow="fold")
    for each in told.niches:
        words = ", ".join(plain(word) for word in each.words)
        table.add_row(str(each.creators), Text(words), Text(_examples(each.examples)))
    out().print(table)


def _examples(handles: Sequence[str]) -> str:
    return ", ".join(f"@{plain(handle)}" for handle in handles)
