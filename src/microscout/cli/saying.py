"""``note``, ``tag`` and ``undo``: what the founder says of creators, and taking things back."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Format, one_of

Creator = Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id")]


def note(
    creator: Creator,
    text: Annotated[str, typer.Argument(help="your note, in place of the one before; '' takes it away")],
) -> None:
    """Keep a note on a creator; it is shown by `show`, beside shortlists and in exports."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        whose = scout.note(creator, text)
    render.note(f"Your note on {whose} is {'kept' if text.strip() else 'taken away'}.")


def tag(
    creator: Creator,
    tags: Annotated[list[str], typer.Argument(help="+asked puts the tag “asked” on, -asked takes it off")],
) -> None:
    """Put tags on a creator or take them off: microscout tag @gilt.ticker +asked -maybe"""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        whose, held = scout.tag(creator, tags)
    render.note(f"{whose}: {', '.join(held) or 'no tags'}.")


def undo(
    times: Annotated[int, typer.Argument(help="how many commands to take back", min=1, max=1000)] = 1,
    list_: Annotated[bool, typer.Option("--list", help="Only show what can be taken back, the newest first.")] = False,
    redo: Annotated[bool, typer.Option("--redo", help="Do again what was undone last.")] = False,
    format: Format = "table",
) -> None:
    """Take back the last change of shortlists, notes, tags or verdicts (`same`, `apart`), whichever command made it.

    What `forget` and `purge` erased cannot come back: that is their purpose.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        if list_:
            render.acts(scout.acts(), shape)
        else:
            render.undone(scout.redo(times) if redo else scout.undo(times), redo=redo)
