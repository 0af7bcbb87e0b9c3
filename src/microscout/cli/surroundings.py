"""``platforms`` and ``config``: what there is to work with."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, one_of


def platforms(
    name: Annotated[str | None, typer.Argument(help="one platform, in full")] = None, format: Format = "table"
) -> None:
    """Show what each platform can tell, whether it is configured, what it costs, and its terms."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import surveyed

    shape = one_of(format, render.FORMATS, "format")
    render.platforms(surveyed(config.load(), name), shape, in_full=name is not None)


def config(format: Format = "table") -> None:
    """Show every setting with its value and where the value comes from. Keys are never shown."""
    from microscout import config
    from microscout.cli import render

    shape = one_of(format, render.FORMATS, "format")
    render.settings(config.told(config.load()), shape)
