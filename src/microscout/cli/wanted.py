"""What a search can be told: its options, and the criteria that they make."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from microscout.cli.options import days, kilometres, language_code, one_of, parts
from microscout.errors import UsageError

if TYPE_CHECKING:
    from microscout.shortlist import Criteria

Expand = Annotated[
    bool | None,
    typer.Option(
        "--expand/--no-expand",
        help="Also look for words that the best creators in your store use (shown first; they find creators, they "
        "do not rank them). --expand finds such words anew.",
    ),
]
Related = Annotated[int, typer.Option(help="Also tell so many niches near this one, out of your store.", min=0, max=50)]
Platform = Annotated[
    list[str] | None,
    typer.Option("--platform", "-p", help="Where to look; may be given more than once. See `microscout platforms`."),
]
# Whether these two were given matters, so typer must not fill in (and show) their defaults.
Tier = Annotated[
    str | None, typer.Option(help="Size: nano, micro, macro, mega, or any.  [default: micro]", metavar="NAME")
]
Band = Annotated[str | None, typer.Option(help="Size inside micro: 1-5k, 5-10k, 10-50k or 50-100k.", metavar="NAME")]
MinFollowers = Annotated[int | None, typer.Option(help="Instead of a tier: at least so many.", min=0)]
MaxFollowers = Annotated[int | None, typer.Option(help="Instead of a tier: at most so many.", min=0)]
MinEngagement = Annotated[float | None, typer.Option(help="At least this median engagement, in per cent.", min=0)]
Language = Annotated[list[str] | None, typer.Option(help="Posts in this language (en, de, …).")]
Place = Annotated[list[str] | None, typer.Option(help="A word of the creator's location or bio.")]
Near = Annotated[str | None, typer.Option(help='Says to be near this town: "Leeds, UK". See --within.', metavar="TOWN")]
Within = Annotated[str | None, typer.Option(help="How near: 50km or 30mi.  [default: 50km]", metavar="DISTANCE")]
Must = Annotated[
    list[str] | None,
    typer.Option(help="A word or phrase that the bio or a post must hold; several: all of them.", metavar="WORDS"),
]
Never = Annotated[
    list[str] | None, typer.Option(help="A red line: words that no bio or post may hold.", metavar="WORDS")
]
Competitor = Annotated[
    list[str] | None,
    typer.Option(help="A brand: tells who has named it, how often, in ads or not, and when last.", metavar="BRAND"),
]
ActiveWithin = Annotated[str | None, typer.Option(help="Last post at most so long ago: 30d, 6w, 3m.", metavar="TIME")]
Limit = Annotated[int | None, typer.Option("--limit", "-l", help="How many creators to show.", min=1, max=1_000_000)]
MaxUsd = Annotated[
    float | None,
    typer.Option(help="The most dollars to spend on platforms that are paid for by the call.", min=0),
]
Comments = Annotated[
    int | None,
    typer.Option(help="Of how many of the best creators comments are read (0: of none).", min=0, max=1_000_000),
]
FollowLinks = Annotated[
    bool,
    typer.Option("--follow-links", help="Ask shorteners (bit.ly, …) where the shown creators' short links lead."),
]
CheckFollowers = Annotated[
    int,
    typer.Option(
        help="Of so many of the best: how many of the newest followers are new and empty, where lists are public.",
        min=0,
        max=1_000,
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Rank what the store already holds; ask nobody.")]
Export = Annotated[list[Path] | None, typer.Option("--export", "-o", help="Also write a file: .csv, .json or .md.")]


def size(
    tier: str | None, band: str | None, min_followers: int | None, max_followers: int | None
) -> tuple[int | None, int | None]:
    """The smallest and the largest number of followers that is wanted; UsageError where two options say different."""
    from microscout.scoring import BOUNDS

    numbers = (min_followers, max_followers) != (None, None)
    said = {"--tier": tier is not None, "--band": band is not None, "--min-followers and --max-followers": numbers}
    given = [name for name, is_given in said.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{given[0]} says one size and {given[1]} another.", hint="Leave one of them out.")
    if not numbers:
        return BOUNDS.get(one_of(band or tier or "micro", [*BOUNDS, "any"], "band" if band else "tier"), (None, None))
    if min_followers is not None and max_followers is not None and min_followers > max_followers:
        raise UsageError("--min-followers is larger than --max-followers.")
    return min_followers, max_followers


def wishes(
    near: str | None,
    within: str | None,
    must: list[str] | None,
    never: list[str] | None,
    competitor: list[str] | None,
) -> dict[str, Any]:
    """Where, which words, which brands: criteria by name."""
    words = {"must": parts(must), "never": parts(never), "competitors": parts(competitor)}
    if both := {each.casefold() for each in words["must"]} & {each.casefold() for each in words["never"]}:
        raise UsageError(
            f"“{both.pop()}” is both wanted (--must) and a red line (--never).", hint="Leave one of the two out."
        )
    distance = kilometres(within or "50km")
    if near and near.strip():
        return words | {"near": near.strip(), "within_km": distance}
    if within:
        raise UsageError("--within says how near, but not to what.", hint='Add --near "Leeds, UK".')
    return words


def criteria(
    bounds: tuple[int | None, int | None],
    min_engagement: float | None,
    language: list[str] | None,
    place: list[str] | None,
    active_within: str | None,
    limit: int,
    more: dict[str, Any],
) -> Criteria:
    """What is wanted of a creator, as the shortlist reads it; `more`: what :func:`wishes` tells."""
    from microscout.shortlist import Criteria

    if min_engagement is not None and min_engagement > 100_000:
        raise UsageError("--min-engagement is in per cent.", hint="Write 2.5 for 2.5 %.")
    return Criteria(
        min_followers=bounds[0],
        max_followers=bounds[1],
        min_engagement=None if min_engagement is None else min_engagement / 100,
        languages=tuple(language_code(each) for each in parts(language)),
        places=parts(place),
        active_days=None if active_within is None else days(active_within),
        limit=limit,
        **more,
    )
