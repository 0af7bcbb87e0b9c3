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


def proposed(words: Sequence[str]) -> None:
    """Words that the creators found use, to look for too."""
    if words:
        note(f"They also say: {', '.join(words)}. --expand looks for these too.")


def related(told: Related, shape: str = "table") -> None:
    """Adjacent niches with their creators; what was counted goes below."""
    if shape == "json":
        print_json({"niche": told.niche, "counted": told.counted, "related": [vars(each) for each in told.niches]})
        return
    if told.niches:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("Creators", "Niche", "For example"):
            table.add_column(name, justify="right" if name == "Creators" else "left", overflow="fold")
        for each in told.niches:
            examples = ", ".join(f"@{plain(handle)}" for handle in each.examples)
            table.add_row(str(each.creators), Text(", ".join(plain(word) for word in each.words)), Text(examples))
        out().print(table)
    note(told.counted)
