"""``history`` and ``changes``: how creators have fared, and what has changed."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, Quiet, days, one_of


def history(
    creator: Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id from a shortlist")],
    since: Annotated[str, typer.Option(help="How far back: 30d, 6w, 3m, 1y.", metavar="TIME")] = "1y",
    format: Format = "table",
) -> None:
    """Show how a creator has fared: followers, engagement against the line, posting, replies and paid work.

    Curves for the eye, the exact numbers with --format json or csv. Followers stand at each look; all else is by
    stretches of 28 days with its n and a 90 % interval. Old looks are thinned, and what a platform's terms let nobody
    keep is gone from here too.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        render.past(scout.past(creator, days(since)), shape)


def changes(
    since: Annotated[str, typer.Option(help="Told within this time: 1d, 30d, 6w, 1y.", metavar="TIME")] = "30d",
    format: Format = "table",
    quiet: Quiet = False,
) -> None:
    """Show what has changed with the creators in the store, and whether a whole platform has.

    Looks at what was fetched since the last time; asks nobody. Each change comes with its interval, what it rests on
    and the innocent explanation; false alarms are held to one in ten years for each creator. If a platform has cut
    everybody's reach, each creator's change is shown net of it, and so is who has a channel to fall back on.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        found = scout.watch()
        told = scout.changes(None, int(scout.now() - days(since) * 86_400))
        render.changes(told, shape)
        if not quiet:
            render.shifts(found, {each.platform: scout.fallbacks(each.platform) for each in found.shifts if each.on})
