"""``search`` and ``show``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from microscout.cli.options import (
    Avoid,
    Bom,
    Format,
    Like,
    Niches,
    Overwrite,
    Preset,
    Quiet,
    days,
    kilometres,
    language_code,
    one_of,
    parts,
    phrases,
)
from microscout.errors import UsageError

_PARTIAL = 6


def search(
    niche: Niches = None,
    like: Like = None,
    avoid: Avoid = None,
    expand: Annotated[
        bool | None,
        typer.Option(
            "--expand/--no-expand",
            help="Also look for words that the best creators in your store use (shown first; they find creators, they "
            "do not rank them). --expand finds such words anew.",
        ),
    ] = None,
    related: Annotated[
        int, typer.Option(help="Also tell so many niches near this one, out of your store.", min=0, max=50)
    ] = 0,
    platform: Annotated[
        list[str] | None,
        typer.Option(
            "--platform", "-p", help="Where to look; may be given more than once. See `microscout platforms`."
        ),
    ] = None,
    tier: Annotated[str, typer.Option(help="Size: nano, micro, macro, mega, or any.", metavar="NAME")] = "micro",
    band: Annotated[
        str | None, typer.Option(help="Size inside micro: 1-5k, 5-10k, 10-50k or 50-100k.", metavar="NAME")
    ] = None,
    min_followers: Annotated[int | None, typer.Option(help="Instead of a tier: at least so many.", min=0)] = None,
    max_followers: Annotated[int | None, typer.Option(help="Instead of a tier: at most so many.", min=0)] = None,
    min_engagement: Annotated[
        float | None, typer.Option(help="At least this median engagement, in per cent.", min=0)
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="Posts in this language (en, de, …).")] = None,
    place: Annotated[list[str] | None, typer.Option(help="A word of the creator's location or bio.")] = None,
    near: Annotated[
        str | None, typer.Option(help='Says to be near this town: "Leeds, UK". See --within.', metavar="TOWN")
    ] = None,
    within: Annotated[str, typer.Option(help="How near: 50km or 30mi.", metavar="DISTANCE")] = "50km",
    must: Annotated[
        list[str] | None,
        typer.Option(help="A word or phrase that the bio or a post must hold; several: all of them.", metavar="WORDS"),
    ] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="A red line: words that no bio or post may hold.", metavar="WORDS")
    ] = None,
    competitor: Annotated[
        list[str] | None,
        typer.Option(help="A brand: tells who has named it, how often, in ads or not, and when last.", metavar="BRAND"),
    ] = None,
    active_within: Annotated[
        str | None, typer.Option(help="Last post at most so long ago: 30d, 6w, 3m.", metavar="TIME")
    ] = None,
    preset: Preset = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-l", help="How many creators to show.", min=1, max=1_000_000)
    ] = None,
    max_usd: Annotated[
        float | None,
        typer.Option(help="The most dollars to spend on platforms that are paid for by the call.", min=0),
    ] = None,
    comments: Annotated[
        int | None,
        typer.Option(help="Of how many of the best creators comments are read (0: of none).", min=0, max=1_000_000),
    ] = None,
    follow_links: Annotated[
        bool,
        typer.Option("--follow-links", help="Ask shorteners (bit.ly, …) where the shown creators' short links lead."),
    ] = False,
    check_followers: Annotated[
        int,
        typer.Option(
            help="Of so many of the best: how many of the newest followers are new and empty, where lists are public.",
            min=0,
            max=1_000,
        ),
    ] = 0,
    offline: Annotated[bool, typer.Option("--offline", help="Rank what the store already holds; ask nobody.")] = False,
    format: Format = "table",
    export: Annotated[
        list[Path] | None, typer.Option("--export", "-o", help="Also write a file: .csv, .json or .md.")
    ] = None,
    overwrite: Overwrite = False,
    bom: Bom = False,
    quiet: Quiet = False,
) -> int:
    """Find micro creators for a niche, ranked and explained.

    Looks on the platforms of your settings (bluesky and mastodon at first) for creators who speak of the niche, reads
    their newest posts, and ranks them by how much they are about it, how their audience answers compared with others
    of their size, and how steadily they post. What arrives is kept: a run that is cut off goes on where it stopped.

    Examples:
      microscout search --niche "vintage watches" --platform sample

      microscout search -n "home espresso" -n "latte art" --band 5-10k --language en -o espresso.csv

      microscout search -n "trail running" --near "Leeds, UK" --within 30mi --never casino --competitor Salomon

      microscout search --like gilt.ticker -n "vintage watches" --not "smart watches"
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Deeper, Scout

    settings = config.load().changed(max_usd=max_usd, comments=comments)
    size = _size(tier, band, min_followers, max_followers)
    wishes = _wishes(near, within, must, never, competitor)
    criteria = _criteria(size, min_engagement, language, place, active_within, limit or settings.limit, wishes)
    shape = one_of(format, render.FORMATS, "format")
    deeper = Deeper(follow_links, check_followers)
    with Scout(settings) as scout, render.progress(quiet=quiet) as progress:
        scout.check_exports(export or (), overwrite=overwrite)
        sought = scout.sought(phrases(niche), like=like or (), avoid=phrases(avoid), expand=expand, offline=offline)
        if not quiet:
            render.notes(sought.notes)
        if not (quiet or offline):
            render.bills(scout.bills(parts(platform) or settings.platforms, sought.niche, deeper))
        found = scout.search(
            sought.niche,
            criteria,
            platform_names=parts(platform),
            preset=preset,
            offline=offline,
            deeper=deeper,
            progress=progress,
        )
        for path in export or ():
            scout.export(path, found, overwrite=overwrite, bom=bom)
        render.shortlist(scout, found, shape)
        if not quiet:
            render.summary(found, export or (), scout.erased)
            render.proposed(scout.proposed(found.niche, found.shortlist) if expand is None else ())
        if related:
            render.related(scout.related(found.niche, related))
    return _PARTIAL if found.partial else 0


def show(
    creator: Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id from a shortlist")],
    niche: Niches = None,
    preset: Preset = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """Show all that is known of one creator: every score with its evidence, and what is unknown and why.

    The niche is that of your last search unless you name another with --niche.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, ("table", "json"), "format")
    with Scout(config.load()) as scout:
        sought = scout.sought(phrases(niche), expand=False).niche if phrases(niche) else scout.last_niche()
        render.story(scout.show(creator, sought, preset=preset), sought, shape)


def _size(
    tier: str, band: str | None, min_followers: int | None, max_followers: int | None
) -> tuple[int | None, int | None]:
    """The smallest and the largest number of followers that is wanted."""
    from microscout.scoring import BOUNDS

    if min_followers is None and max_followers is None:
        return BOUNDS.get(one_of(band or tier, [*BOUNDS, "any"], "band" if band else "tier"), (None, None))
    if min_followers is not None and max_followers is not None and min_followers > max_followers:
        raise UsageError("--min-followers is larger than --max-followers.")
    return min_followers, max_followers


def _wishes(
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


def _criteria(  # type: ignore[no-untyped-def]
    size: tuple[int | None, int | None],
    min_engagement: float | None,
    language: list[str] | None,
    place: list[str] | None,
    active_within: str | None,
    limit: int,
    wishes: dict[str, Any],
):
    from microscout.shortlist import Criteria

    return Criteria(
        min_followers=size[0],
        max_followers=size[1],
        min_engagement=None if min_engagement is None else min_engagement / 100,
        languages=tuple(language_code(each) for each in parts(language)),
        places=parts(place),
        active_days=None if active_within is None else days(active_within),
        limit=limit,
        **wishes,
    )


def niches(
    niche: Annotated[list[str], typer.Argument(help="a niche, in your own words; quoted if it has spaces")],
    related: Annotated[int, typer.Option(help="How many to tell at most.", min=1, max=50)] = 8,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """Show niches near a niche, out of what your store holds: how many creators each has, their words, and examples.

    So that a budget can be spread over several related niches. Nobody is asked; the more you have searched, the more
    there is to see.

    Example:
      microscout niches "vintage watches" --related 8
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, ("table", "json"), "format")
    with Scout(config.load()) as scout:
        sought = scout.sought(phrases(niche), expand=False).niche
        render.related(scout.related(sought, related), shape)
