"""``platforms`` and ``config``: what there is to work with."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, one_of
from microscout.cli.wanted import MaxUsd
from microscout.errors import UsageError, meant


def platforms(
    name: Annotated[
        list[str] | None, typer.Argument(help="one platform, in full; or: check NAME", metavar="[check] [NAME]")
    ] = None,
    max_usd: MaxUsd = None,
    format: Format = "table",
) -> None:
    """Show what each platform can tell, whether it is configured, what it costs, and its terms.

    `microscout platforms check NAME` makes the cheapest real call there is and says what came back.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout
    from microscout.survey import surveyed

    shape = one_of(format, render.FORMATS, "format")
    settings = config.load().changed(max_usd=max_usd)
    if name and name[0] == "check" and len(name) == 2:
        with Scout(settings) as scout:
            render.note(scout.check(name[1]))
    elif name and (name[0] == "check" or len(name) > 1):
        near = "" if name[0] == "check" else meant(name[0], ["check"])
        raise UsageError(f"Name one platform.{near}", hint="microscout platforms check bluesky")
    else:
        render.platforms(surveyed(settings, name[0] if name else None), shape, in_full=bool(name))


def config(format: Format = "table") -> None:
    """Show every setting with its value and where the value comes from. Keys are never shown."""
    from microscout import config
    from microscout.cli import render
    from microscout.platforms import misspelt

    shape = one_of(format, render.FORMATS, "format")
    settings = config.load()
    render.settings(config.told(settings), shape)
    render.notes(misspelt(settings.options, settings.credentials))
