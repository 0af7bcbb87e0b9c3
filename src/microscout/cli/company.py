"""``overlap``: to whom else do the same people listen?"""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, one_of


def overlap(
    creators: Annotated[
        list[str] | None, typer.Argument(help="two or more; none: those of the last shortlist", metavar="[CREATOR]...")
    ] = None,
    format: Format = "table",
) -> None:
    """Show how much the engaged audiences of creators overlap: who comments under the one and the other.

    Little overlap reaches more people; much overlap reaches the same people more than once. Comments are samples, so
    every figure is a lower bound, with the number of voices beside it.

    Example:
      microscout overlap @gilt.ticker @slow_fob
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        render.overlap(scout.overlap(creators or ()), shape)
