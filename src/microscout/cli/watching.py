"""``history``: how a creator has fared."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, days, one_of


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
        render.past(scout.past(creator, days(since)), shape, scout.erased)
