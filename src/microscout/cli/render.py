"""What is shown. Data goes to stdout, everything else to stderr; no text of a platform is ever taken for markup.

Rich is used for layout and colour only: each text from outside passes :func:`plain` and is drawn as a
``rich.text.Text``, so that neither its square brackets nor its escape sequences mean anything.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from microscout.models import Niche, iso
from microscout.shortlist import reasons, unknowns

if TYPE_CHECKING:
    from microscout.collect import Harvest, Progress
    from microscout.costs import Bill
    from microscout.identity import Tie
    from microscout.scout import Found, Imported, Scout, Story

FORMATS = ("table", "json", "csv")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_WIDE = 110


def plain(text: object) -> str:
    """`text` on one line, without control characters and the marks that turn the direction of writing."""
    return " ".join(_UNPRINTED.sub(" ", str(text)).split())


def note(text: str) -> None:
    """A line to stderr."""
    _err().print(Text(plain(text)))


def _out() -> Console:
    return Console(file=sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=False)


def _err() -> Console:
    return Console(file=sys.stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def _print_json(told: Any) -> None:
    from microscout.exports.json import written

    sys.stdout.write(written(told))


# -- a shortlist ----------------------------------------------------------------------------------------------------


def shortlist(scout: Scout, found: Found, shape: str) -> None:
    """The shortlist in the wanted shape."""
    if shape == "table":
        _out().print(_table(found, _out().width >= _WIDE))
    else:
        sys.stdout.write(scout.dumped(found, shape).decode())


def _table(found: Found, wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("Creator", ratio=4, overflow="fold")
    table.add_column("Followers", justify="right", no_wrap=True)
    table.add_column("Fit", justify="right", no_wrap=True)
    if wide:
        table.add_column("Engagement", justify="right", no_wrap=True)
        table.add_column("Profile", ratio=4, overflow="fold")
    table.add_column("Why", ratio=6, overflow="fold")
    for row in found.shortlist.rows:
        cells = [Text(str(row["rank"])), _who(row), Text(_size(row)), _fit(row)]
        if wide:
            cells += [Text(_rate(row)), Text(plain(row["url"] or "?"))]
        table.add_row(*cells, Text("\n".join(reasons(row))))
    return table


def _who(row: dict[str, Any]) -> Text:
    who = Text(plain(row["name"] or row["handle"]), style="bold")
    url = plain(row["url"] or "")
    link = Style(link=url) if re.fullmatch(r"https://[^\s;]+", url) else Style()
    who.append(f"\n@{plain(row['handle'])} · {plain(row['platform'])}", style=Style(dim=True, bold=False) + link)
    return who


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


def summary(found: Found, written: Sequence[Path], erased: Mapping[str, int]) -> None:
    """What each stage let through, what it cost, what was skipped and why; to stderr."""
    for platform, count in erased.items():
        note(f"{platform}: {count} observations were older than its terms allow, and were erased.")
    for each in found.harvests:
        for line in _harvest(each):
            note(line)
    stages = [f"{count} {name}" for name, count in found.shortlist.stages.items()]
    shown = found.shortlist.frame.height
    note(f"Ranked: {' → '.join([*stages, f'{shown} shown'])}. Numbers against peers and fit are our own estimates.")
    if not shown:
        note("Nobody met all of it. Try a wider niche, another --platform, --tier any, or fewer filters.")
    for path in written:
        note(f"Written: {path}")


def bills(told: Sequence[Bill]) -> None:
    """What a search may cost, before it begins: every bill in dollars, and each that is more than is left."""
    for bill in told:
        most, name = f"up to {_units(bill.estimate, bill.quota.name or bill.quota.unit)}", bill.platform
        if bill.quota.unit == "USD":
            note(f"{name}: this search may cost {most}.")
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


# -- one creator ----------------------------------------------------------------------------------------------------


def story(told: Story, niche: Niche, shape: str) -> None:
    """All that is known of one creator."""
    row = told.row
    if shape == "json":
        also = [vars(tie) for tie in told.also]
        _print_json(
            {"niche": niche.text, "creator": row, "matches": told.matches, "also": also, "unknown": unknowns(row)}
        )
        return
    out = _out()
    out.print(_who(row))
    if row["bio"]:
        out.print(Text(plain(row["bio"])), style="italic")
    out.print(_facts(row, told))
    out.print(_scores(row, niche))
    if told.matches:
        out.print(
            Text(f"Posts that speak of “{plain(niche.text)}” ({len(told.matches)}, the closest first)"), style="bold"
        )
    for match in told.matches[:5]:
        when = iso(match["created_at"])[:10] if match["created_at"] is not None else "undated"
        words = ", ".join(plain(word) for word in match["words"])
        out.print(Text(f"  {when}  {_cut(plain(match['text']), 240)}\n              words: {words}"))
    missing = unknowns(row)
    if missing:
        out.print(Text("Unknown"), style="bold")
    for each in missing:
        out.print(Text(f"  {each}"))


def _facts(row: dict[str, Any], told: Story) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    facts = {
        "id": row["creator_id"],
        "profile": row["url"],
        "followers": None
        if row["followers"] is None
        else f"{row['followers']:,} ({row['tier']}), by {row['counts_from']}",
        "follows": None if row["following"] is None else f"{row['following']:,}",
        "place": row["location"],
        "languages": ", ".join(row["spoken"] or row["languages"] or ()) or None,
        "links": "  ".join(row["links"] or ()) or None,
        "also": "; ".join(_tie(tie, row["creator_id"]) for tie in told.also) or None,
        "on lists": "; ".join(row["lists"] or ()) or None,
        "may be listed": row["consent"],
        "data of": f"{iso(row['captured_at'])[:10]}, looked at {told.observed} time{'s' * (told.observed != 1)}",
    }
    for name, fact in facts.items():
        table.add_row(name, Text("unknown" if fact is None else plain(fact)))
    return table


def _tie(tie: Tie, creator_id: str) -> str:
    return f"{tie.other if tie.one == creator_id else tie.one} ({tie.sign})"


def _scores(row: dict[str, Any], niche: Niche) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=None)
    for name, right in (("Score", False), ("0–100", True), ("90 % interval", True), ("Evidence", False)):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    evidence = dict(zip(("niche", "engagement", "activity"), _evidence(row), strict=True))
    names = [name.removesuffix("_score") for name in row if name.endswith("_score") and f"{name[:-6]}_low" in row]
    for name in names:
        table.add_row(name, *_judged(row, name), Text(evidence.get(name, "")))
    table.add_row(
        Text("fit", style="bold"), *_judged(row, "fit"), Text(f"{100 * row['coverage']:.0f} % of the weight is known")
    )
    return table


def _judged(row: dict[str, Any], name: str) -> tuple[str, str]:
    value = row["fit"] if name == "fit" else row[f"{name}_score"]
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if value is None:
        return "?", ""
    return f"{100 * value:.0f}", "" if low == high else f"{100 * low:.0f}–{100 * high:.0f}"


def _evidence(row: dict[str, Any]) -> tuple[str, str, str]:
    share = (
        f"{row['niche_on_topic']} of {row['niche_posts_n']} posts on the niche; closeness {row['niche_closeness']:.2f}"
    )
    if row["er"] is None:
        engagement = "unknown"
    else:
        window = f"{iso(row['er_from'])[:10]} to {iso(row['er_to'])[:10]}"
        engagement = f"{row['er_basis']}: median {100 * row['er']:.2g} % of {row['er_n']} posts, {window}"
        if row["er_low"] is not None:
            engagement += f"; our model {100 * row['er_low']:.2g}–{100 * row['er_high']:.2g} %"
    if row["last_post_at"] is None:
        activity = "unknown"
    else:
        rhythm = "?" if row["posts_per_week"] is None else f"{row['posts_per_week']:.1f}"
        activity = f"{rhythm} posts a week (n = {row['posts_n']}), last {iso(row['last_post_at'])[:10]}"
    return share, engagement, activity


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


# -- the rest -------------------------------------------------------------------------------------------------------


def platforms(surveyed: Sequence[dict[str, Any]], shape: str, *, in_full: bool) -> None:
    """The founder's map of platforms."""
    if shape != "table":
        _rows(surveyed, shape)
    elif in_full:
        _pairs(surveyed[0])
    else:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
        for name in ("Platform", "Tells · is searched by", "50 creators cost · terms"):
            table.add_column(name, overflow="fold")
        for each in surveyed:
            ready = "ready" if each["ready"] else "not configured"
            cells = (
                f"{each['name']}\n{each['access']}\n{ready}",
                f"{each['tells']}\n· {each['search by']}",
                f"{each['cost of 50']}\n· {each['terms']}",
            )
            table.add_row(*(Text(plain_lines(cell)) for cell in cells))
        _out().print(table)
        note("`microscout platforms NAME` shows one in full: its terms, keys and where to get them.")


def plain_lines(text: str) -> str:
    """As :func:`plain`, but line by line."""
    return "\n".join(plain(line) for line in str(text).splitlines())


def settings(told: Sequence[dict[str, Any]], shape: str) -> None:
    """Every setting with its origin."""
    if shape != "table":
        _rows(told, shape)
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("Setting", "Value", "From", "What it is"):
        table.add_column(name, overflow="fold")
    for each in told:
        table.add_row(*(Text(plain(each[key])) for key in ("setting", "value", "from", "about")))
    _out().print(table)


def imported(told: Imported, *, quiet: bool) -> None:
    """What an import did, with every bad row."""
    for bad in told.bad:
        note(f"line {bad.number}: {bad.reason}")
    if not quiet:
        left_out = f", {told.forgotten} left out because they asked to be forgotten" if told.forgotten else ""
        note(f"Imported {told.creators} creators with {told.posts} posts; {len(told.bad)} bad rows{left_out}.")


def _rows(rows: Sequence[dict[str, Any]], shape: str) -> None:
    if shape == "json":
        _print_json(list(rows))
        return
    import polars as pl

    from microscout.exports import Csv

    frame = pl.DataFrame([{name: plain(value) for name, value in row.items()} for row in rows])
    sys.stdout.write(Csv().dump(frame, {}).decode())


def _pairs(told: dict[str, Any]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in told.items():
        table.add_row(name, Text(plain_lines(value)))
    _out().print(table)


# -- progress -------------------------------------------------------------------------------------------------------


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on stderr with counts, rates and the time left; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(bar_width=24),
        bars.MofNCompleteColumn(),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
    )
    with bars.Progress(*columns, console=Console(file=sys.stderr), transient=True) as shown:
        tasks: dict[tuple[str, str], Any] = {}

        def told(platform: str, stage: str, done: int, total: int | None) -> None:
            task = tasks.get((platform, stage))
            if task is None:
                task = tasks[platform, stage] = shown.add_task(f"{platform}: {stage}", total=total, rate="")
            speed = next((each.speed for each in shown.tasks if each.id == task), None)
            shown.update(task, completed=done, total=total, rate=f"{speed:.1f}/s" if speed else "")

        yield told


@contextmanager
def counting(verb: str, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A running count on stderr, where somebody watches."""
    with progress(quiet=quiet) as told:
        yield lambda done: told(verb, "creators", done, None)
