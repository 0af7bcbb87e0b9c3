"""All that is known of one creator, on one screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from microscout.cli.render.paid import tipping
from microscout.cli.render.shortlist import who
from microscout.cli.render.text import out, plain, print_json
from microscout.models import Niche, iso
from microscout.shortlist import niche_story, paid, speaks, talk, unknowns

if TYPE_CHECKING:
    from microscout.identity import Tie
    from microscout.scout import Story


def story(told: Story, niche: Niche, shape: str) -> None:
    """All that is known of one creator."""
    row = told.row
    if shape == "json":
        also = [vars(tie) for tie in told.also]
        print_json(
            {
                "niche": niche.text,
                "creator": row,
                "matches": told.matches,
                "also": also,
                "listened": told.listened,
                "paid work": asdict(told.tipping),
                "unknown": unknowns(row),
            }
        )
        return
    screen = out()
    screen.print(who(row))
    if row["bio"]:
        screen.print(Text(plain(row["bio"])), style="italic")
    screen.print(_facts(row, told))
    screen.print(_scores(row, niche))
    for line in tipping(told.tipping):
        screen.print(Text(line))
    if told.matches:
        screen.print(
            Text(f"Posts that speak of “{plain(niche.text)}” ({len(told.matches)}, the closest first)"), style="bold"
        )
    for match in told.matches[:5]:
        when = iso(match["created_at"])[:10] if match["created_at"] is not None else "undated"
        words = ", ".join(plain(word) for word in match["words"])
        screen.print(
            Text(f"  {when}  {_cut(plain(match['text']), 240)}\n              {_how(match)}{words or 'its meaning'}")
        )
    missing = unknowns(row)
    if missing:
        screen.print(Text("Unknown"), style="bold")
    for each in missing:
        screen.print(Text(f"  {each}"))


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
        "languages": speaks(row),
        "links": "  ".join(row["links"] or ()) or None,
        "also": "; ".join(_tie(tie, row["creator_id"]) for tie in told.also) or None,
        "their audience": "; ".join(map(_listened, told.listened)) or None,
        "on lists": "; ".join(row["lists"] or ()) or None,
        "may be listed": row["consent"],
        "data of": f"{iso(row['captured_at'])[:10]}, looked at {told.observed} time{'s' * (told.observed != 1)}",
    }
    for name, fact in facts.items():
        table.add_row(name, Text("unknown" if fact is None else plain(fact)))
    return table


def _tie(tie: Tie, creator_id: str) -> str:
    return f"{tie.other if tie.one == creator_id else tie.one} ({tie.sign})"


def _listened(pair: dict[str, Any]) -> str:
    of = f"{100 * pair['overlap']:.0f} % of the smaller sample, {pair['shared']} voices"
    return f"is also heard under @{pair['handle']} (at least {of})"


def _scores(row: dict[str, Any], niche: Niche) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=None)
    for name, right in (("Score", False), ("0–100", True), ("90 % interval", True), ("Evidence", False)):
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    evidence = dict(zip(("niche", "engagement", "activity"), _evidence(row), strict=True)) | talk(row)
    unpaid = f"no sign of payment in {row['ad_posts_n']} posts" if row.get("ad_posts_n") else "unknown"
    evidence["paid"] = paid(row) or unpaid
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
    share = plain(niche_story(row))
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


def _how(match: dict[str, Any]) -> str:
    """How much of the niche each engine sees in a post: ``by meaning 0.82, by words 1.00: ``."""
    parts = {"meaning": match["topicality_meaning"], "words": match["topicality_words"]}
    seen = [f"by {name} {part:.2f}" for name, part in parts.items() if part]
    return f"{', '.join(seen)}: " if seen else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
