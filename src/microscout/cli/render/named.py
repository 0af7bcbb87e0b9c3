"""Shortlists with a name, what changed on them, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.shortlist import who
from microscout.cli.render.text import note, out, plain, print_json, print_rows
from microscout.errors import many
from microscout.models import Niche, iso

if TYPE_CHECKING:
    from microscout.scout.lists import Diff
    from microscout.shortlist import Movement
    from microscout.store.journal import Act, Said
    from microscout.store.named import Named
    from microscout.store.runs import Run


def shortlists(told: Sequence[tuple[Named, int]], shape: str) -> None:
    """All shortlists, each with its size."""
    rows = [
        {
            "name": each.name,
            "creators": count,
            "niche": Niche.recorded(each.asked["niche"]).text,
            "saved": iso(each.saved_at),
        }
        for each, count in told
    ]
    _listed(rows, shape, "There is no shortlist yet. `microscout shortlist save NAME` keeps the last search.")


def hidden(why: Mapping[str, int]) -> None:
    """How many more are on a list than can be shown."""
    reasons = ", ".join(f"{why[each]} {each}" for each in sorted(why))
    if why:
        note(f"{sum(why.values())} of those on it are not shown: {reasons}.")


def searches(runs: Sequence[Run], shape: str) -> None:
    """The last searches."""
    rows = [
        {
            "run": run.key,
            "creators": len(run.creator_ids),
            "niche": Niche.recorded(run.asked["niche"]).text,
            "made": iso(run.finished_at),
        }
        for run in runs
    ]
    _listed(rows, shape, "There was no search yet. Begin with: microscout search --niche “…”")


def acts(told: Sequence[Act], shape: str) -> None:
    """What can be undone, or was."""
    rows = [{"when": iso(a.at), "what": _act(a), "state": "undone" if a.undone else ""} for a in told]
    _listed(rows, shape, "Nothing has been said or changed yet.")


def undone(told: Sequence[Act], *, redo: bool) -> None:
    """What was taken back, or done again."""
    for each in told:
        note(f"{'Done again' if redo else 'Taken back'}: {_act(each)} ({iso(each.at)}).")
    if not told:
        note(f"There is nothing to {'do again' if redo else 'take back'}.")


def diff(told: Diff, shape: str, *, all_: bool) -> None:
    """What changed on a shortlist since a moment; places that shifted while the fits stayed there only if `all_`."""
    rows = [each.told() for each in told.movements]
    if shape == "json":
        print_json({"name": told.named.name, "since": iso(told.since), "notes": told.notes, "creators": rows})
        return
    if shape == "csv":
        print_rows(rows, shape)
        return
    moved = [each for each in told.movements if each.moved]
    shown = [each for each in moved if each.matters or all_]
    if shown:
        out().print(movements(shown))
    for each in told.notes:
        note(f"{told.named.name}: {each}.")
    rest = len(told.movements) - len(moved)
    shifted = sum(not each.matters for each in moved)
    places = places_shifted(shifted, "" if all_ else ": --all shows them")
    note(
        f"“{told.named.name}” since {iso(told.since)}: {len(moved) - shifted} moved{places}, "
        f"{rest} stayed where they were."
    )


def places_shifted(number: int, hint: str = "") -> str:
    """In brackets, how many stand elsewhere though their fits stayed within their intervals; nothing for nobody."""
    return f" ({many(number, 'more place')} shifted within the uncertainty{hint})" if number else ""


def movements(told: Iterable[Movement]) -> Table:
    """Who came, left and moved, with what it was before."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    for name, right in (("#", True), ("Creator", False), ("Fit", True), ("Followers", True), ("Engagement", True)):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    table.add_column("What", overflow="fold")
    for each in told:
        cells = (
            _pair(each, "rank", lambda row: f"{row['rank']}"),
            who(dict(each.row)),
            _pair(each, "fit", lambda row: f"{100 * row['fit']:.0f}"),
            _pair(each, "followers", lambda row: "?" if row["followers"] is None else f"{row['followers']:,}"),
            _pair(each, "er", lambda row: "?" if row["er"] is None else f"{100 * row['er']:.2g} %"),
            Text(said(each)),
        )
        table.add_row(*cells)
    return table


def said(each: Movement) -> str:
    """A movement in words."""
    words = {"came": "new on it", "left": "no longer on it", "up": "moved up", "down": "moved down"}
    found = [words[each.what]] if each.what in words else []
    if each.why:
        found = [f"no longer on it: {each.why}"]
    if each.renamed and each.before:
        found.append(f"was @{plain(each.before['handle'])}")
    if each.before and each.after:
        found.append("fit left its interval" if each.beyond else "fit within its interval")
    return "; ".join(found)


def _pair(each: Movement, name: str, shown: Any) -> Text:
    now = "–" if each.after is None else shown(each.after)
    if each.before is None or (each.after and each.before[name] == each.after[name]):
        return Text(now)
    return Text(now).append(f"\nwas {shown(each.before)}", style="dim")


def _act(act: Act) -> str:
    names = list(dict.fromkeys(text for each in act.said for text in _subjects(each)))
    shown = ", ".join(plain(each) for each in names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    lists = "".join(f" “{plain(each)}”" for each in act.lists)
    return f"{act.command}{lists}" + (f": {shown}" if shown else "")


def _subjects(said: Said) -> list[str]:
    tags = [f"{'+' if said.value else '-'}{said.about}"] if said.about else []
    return [*(each for each in (said.creator, said.other) if each), *tags]


def _listed(rows: Sequence[dict[str, Any]], shape: str, nothing: str) -> None:
    if shape != "table":
        print_rows(rows, shape)
        return
    if not rows:
        note(nothing)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row.values()))
    out().print(table)
