"""``search`` and ``show``: the main job."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli import wanted
from microscout.cli.options import (
    Avoid,
    Bom,
    Format,
    Like,
    Niches,
    Overwrite,
    Preset,
    Quiet,
    one_of,
    parts,
    phrases,
)
from microscout.cli.wanted import (
    ActiveWithin,
    Band,
    CheckFollowers,
    Comments,
    Competitor,
    Expand,
    Export,
    FollowLinks,
    Language,
    Limit,
    MaxFollowers,
    MaxUsd,
    MinEngagement,
    MinFollowers,
    Must,
    Near,
    Never,
    Offline,
    Place,
    Platform,
    Related,
    Tier,
    Within,
)

_PARTIAL = 6


def search(
    niche: Niches = None,
    like: Like = None,
    avoid: Avoid = None,
    expand: Expand = None,
    related: Related = 0,
    platform: Platform = None,
    tier: Tier = None,
    band: Band = None,
    min_followers: MinFollowers = None,
    max_followers: MaxFollowers = None,
    min_engagement: MinEngagement = None,
    language: Language = None,
    place: Place = None,
    near: Near = None,
    within: Within = None,
    must: Must = None,
    never: Never = None,
    competitor: Competitor = None,
    active_within: ActiveWithin = None,
    preset: Preset = None,
    limit: Limit = None,
    max_usd: MaxUsd = None,
    comments: Comments = None,
    follow_links: FollowLinks = False,
    check_followers: CheckFollowers = 0,
    offline: Offline = False,
    format: Format = "table",
    export: Export = None,
    overwrite: Overwrite = False,
    bom: Bom = False,
    quiet: Quiet = False,
) -> int:
    """Find micro creators for a niche, ranked and explained.

    Looks on the platforms of your settings (bluesky and mastodon at first) for creators who speak of the niche, reads
    their newest posts, and ranks them by how much they are about it, how their audience answers compared with others
    of their size, and how steadily they post. Listed is who has two posts on the niche, or is close to it in all they
    say. What arrives is kept: a run that is cut off goes on where it stopped.

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
    size = wanted.size(tier, band, min_followers, max_followers)
    more = wanted.wishes(near, within, must, never, competitor)
    criteria = wanted.criteria(size, min_engagement, language, place, active_within, limit or settings.limit, more)
    shape = one_of(format, render.FORMATS, "format")
    deeper = Deeper(follow_links, check_followers)
    with Scout(settings) as scout, render.progress(quiet=quiet) as progress:
        scout.check_exports(export or (), overwrite=overwrite)
        scout.check_search(criteria, platform_names=parts(platform), preset=preset, offline=offline)
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
            render.summary(found, export or ())
            tell = expand is None or (expand and offline)  # offline nothing is looked for, so nothing was added
            render.proposed(scout.proposed(found.niche, found.shortlist) if tell else (), offline=offline)
        if related:
            render.beside(scout.related(found.niche, related), shape, quiet=quiet)
    return _PARTIAL if found.partial else 0


def show(
    creator: Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id from a shortlist")],
    niche: Niches = None,
    preset: Preset = None,
    format: Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="table|json")] = "table",
) -> None:
    """Show all that is known of one creator: every score with its evidence, and what is unknown and why.

    The niche is that of your last search unless you name another with --niche.

    Example:
      microscout show @gilt.ticker --niche "vintage watches"
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, ("table", "json"), "format")
    with Scout(config.load()) as scout:
        sought = scout.sought(phrases(niche), expand=False).niche if phrases(niche) else scout.last_niche()
        render.story(scout.show(creator, sought, preset=preset), sought, shape)


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
