"""How much audiences overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import note, out, plain, print_rows

if TYPE_CHECKING:
    from microscout.scout import Company

_FEW = 12  # creators in a matrix on a screen


def overlap(told: Company, shape: str) -> None:
    """The pairs, the closest first; a small matrix where few are compared."""
    if shape != "table":
        print_rows(told.pairs, shape)
        return
    for line in _unheard(told):
        note(line)
    if not told.pairs:
        return
    voices = {each["creator_id"]: each for each in told.recurring}
    ids = [creator_id for creator_id in told.names if creator_id in voices]
    out().print(_matrix(told, ids) if len(ids) <= _FEW else _list(told))
    often = [each for each in told.recurring if each["recurring"]]
    for each in sorted(often, key=lambda each: -each["recurring"])[:5]:
        whose = plain(told.names[each["creator_id"]])
        note(f"@{whose}: {each['recurring']} of {each['voices']} voices are heard under three of these or more.")
    note(
        "Share of the smaller audience; a lower bound, since comments are samples. “?”: fewer than 10 voices are known."
    )
    if often:
        note("Voices that recur may be a community, friends, or people who comment for each other.")


def _unheard(told: Company) -> Iterator[str]:
    """Of whom no comments are known, and why nothing can be compared where that is so."""
    heard = {each["creator_id"] for each in told.recurring}
    silent = {who: name for who, name in told.names.items() if who not in heard}
    if none := [name for who, name in silent.items() if who in told.asked]:
        yield f"Nobody else had commented when comments were read: {_named(none)}."
    if unasked := [name for who, name in silent.items() if who not in told.asked]:
        yield f"No comments were read of {_named(unasked)}: `microscout search --comments N` reads them."
    if not told.pairs and len(heard) > 1:
        yield "Those whose comments are known are on different platforms; voices are told apart within one only."
    elif not told.pairs:
        yield "An overlap needs comments of two creators on one platform."


def _named(names: Sequence[str]) -> str:
    some = ", ".join(f"@{plain(name)}" for name in names[:_FEW])
    return f"{some} and {len(names) - _FEW} more" if len(names) > _FEW else some


def _matrix(told: Company, ids: list[str]) -> Table:
    voices = {each["creator_id"]: each["voices"] for each in told.recurring}
    pairs = {frozenset((each["one"], each["other"])): each for each in told.pairs}
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("", "Creator", "Voices", *(str(number) for number in range(1, len(ids)))):
        table.add_column(name, justify="left" if name == "Creator" else "right", overflow="fold")
    for number, one in enumerate(ids, 1):
        cells = [_cell(pairs.get(frozenset((one, other)))) for other in ids[: number - 1]]
        named = Text(f"@{plain(told.names[one])}")
        table.add_row(Text(str(number)), named, Text(str(voices[one])), *(Text(each) for each in cells))
    return table


def _list(told: Company) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("One", "Other", "Overlap", "Shared", "Voices"):
        table.add_column(name, overflow="fold")
    for pair in told.pairs[:30]:
        both = [f"@{plain(told.names[pair[which]])}" for which in ("one", "other")]
        sizes = f"{pair['voices_one']} and {pair['voices_other']}"
        table.add_row(*(Text(cell) for cell in (*both, _cell(pair), str(pair["shared"]), sizes)))
    return table


def _cell(pair: dict[str, Any] | None) -> str:
    if pair is None:
        return ""
    return "?" if pair["overlap"] is None else f"{100 * pair['overlap']:.0f} % ({pair['shared']})"
