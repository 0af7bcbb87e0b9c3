"""A creator's history as curves in the terminal, and in exact numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.text import out, plain, print_json, print_rows
from microscout.errors import many
from microscout.models import iso

if TYPE_CHECKING:
    from microscout.scout import Past

_TITLES = {
    "followers": "Followers",
    "engagement_pct": "Engagement against the line, % (our estimate)",
    "posts_per_week": "Posts a week",
    "reply_share": "Threads answered, %",
    "paid_share": "Paid posts, %",
}
_DAY = 86_400
_LEAST = 3
_WIDEST = 100


def past(told: Past, shape: str) -> None:
    """The history of one creator in the wanted shape."""
    rows = [_shown(row) for row in told.series.to_dicts()]
    if shape == "json":
        changes = [
            each | {"at": iso(each["at"]), "found_at": iso(each["found_at"])} for each in told.changes.to_dicts()
        ]
        print_json({"creator_id": told.creator_id, "looks": told.moments, "series": rows, "changes": changes})
    elif shape == "csv":
        print_rows(rows, "csv")
    else:
        _drawn(told)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("creator_id", "what", "value", "low", "high", "n")}
    return kept | {"since": iso(row["since"]), "until": iso(row["until"])}


def _drawn(told: Past) -> None:
    screen = out()
    looks = many(told.moments, "look")
    screen.print(Text(f"@{plain(told.handle)} · {plain(told.creator_id)} · {looks}", style="bold"))
    for what, title in _TITLES.items():
        rows = [row for row in told.series.to_dicts() if row["what"] == what]
        screen.print(Text(f"\n{title}", style="bold"))
        screen.print(_curve(rows, min(screen.width, _WIDEST)) if len(rows) >= _LEAST else _few(rows))
    if told.changes.height:
        screen.print(Text("\nWhat was told", style="bold"))
        for each in told.changes.to_dicts():
            screen.print(Text(f"  {iso(each['found_at'])[:10]}  {plain(each['told'])}"))


def _few(rows: list[dict[str, Any]]) -> Table | Text:
    """Too little for a curve: the numbers themselves."""
    if not rows:
        return Text("  unknown: nothing of it in the store")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2))
    for row in rows:
        table.add_row(f"  {_span(row)}", f"{_number(row, row['value'])}", f"n = {row['n']}")
    table.add_row(f"  too little history for a curve ({len(rows)} of {_LEAST} points)")
    return table


def _span(row: dict[str, Any]) -> str:
    since, until = (iso(row[end])[:10] for end in ("since", "until"))
    return since if since == until else f"{since} to {until}"


def _scale(row: dict[str, Any]) -> float:
    return 100.0 if row["what"].endswith("_share") else 1.0


def _number(row: dict[str, Any], value: float) -> str:
    return _shown_number(row, value * _scale(row))


def _shown_number(row: dict[str, Any], value: float) -> str:
    return f"{value:,.0f}" if row["what"] == "followers" else f"{value:.3g}"


def _curve(rows: list[dict[str, Any]], width: int) -> Text:
    """The points as a curve, with the ends of the time below and the newest number with its interval under it."""
    import plotext  # type: ignore[import-untyped]

    days = [(row["since"] + row["until"]) / 2 / _DAY for row in rows]
    values = [row["value"] * _scale(row) for row in rows]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(max(40, width), 9)
    plotext.plot(days, values, marker="dot")
    low, high = min(values), max(values)
    around = 0.0 if low < high else abs(low) or 1.0  # a level that never moved lies in the middle
    plotext.ylim(low - around, high + around)
    plotext.yticks(sorted({low, high}), [_shown_number(rows[0], each) for each in sorted({low, high})])
    plotext.xticks([days[0], days[-1]], [iso(rows[0]["since"])[:10], iso(rows[-1]["until"])[:10]])
    curve = plotext.uncolorize(plotext.build())
    last = rows[-1]
    least, most = (_number(last, last[end]) for end in ("low", "high"))
    between = "" if least == most else f" ({least} to {most})"
    return Text(f"{curve}\nnewest: {_number(last, last['value'])}{between}, n = {last['n']}, {_span(last)}")
