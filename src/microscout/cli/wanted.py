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
Tier = Annotated[str, typer.Option(help="Size: nano, micro, macro, mega, or any.", metavar="NAME")]
Band = Annotated[str | None, typer.Option(help="Size inside micro: 1-5k, 5-10k, 10-50k or 50-100k.", metavar="NAME")]
MinFollowers = Annotated[int | None, typer.Option(help="Instead of a tier: at least so many.", min=0)]
MaxFollowers = Annotated[int | None, typer.Option(help="Instead of a tier: at most so many.", min=0)]
MinEngagement = Annotated[float | None, typer.Option(help="At least this median engagement, in per cent.", min=0)]
Language = Annotated[list[str] | None, typer.Option(help="Posts in this language (en, de, …).")]
Place = Annotated[list[str] | None, typer.Option(help="A word of the creator's location or bio.")]
Near = Annotated[str | None, typer.Option(help='Says to be near this town: "Leeds, UK". See --within.', metavar="TOWN")]
Within = Annotated[str, typer.Option(help="How near: 50km or 30mi.", metavar="DISTANCE")]
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
    tier: str, band: str | None, min_followers: int | None, max_followers: int | None
) -> tuple[int | None, int | None]:
    """The smallest and the largest number of followers that is wanted."""
    from microscout.scoring import BOUNDS

    if min_followers is None and max_followers is None:
        return BOUNDS.get(one_of(band or tier, [*BOUNDS, "any"], "band" if band else "tier"), (None, None))
    if min_followers is not None and max_followers is not None and min_followers > max_followers:
        raise UsageError("--min-followers is larger than --max-followers.")
    return min_followers, max_followers


def wishes(
    near: str | None,
    within: str,
    must: list[str] | None,
    never: list[str] | None,
    competitor: list[str] | None,
) -> dict[str, Any]:
    """Where, which words, which brands: criteria by name."""
    distance = kilometres(within)
    words = {"must": parts(must), "never": parts(never), "competitors": parts(competitor)}
    return words | ({"near": near.strip(), "within_km": distance} if near and near.strip() else {})


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
