"""``forget`` and ``purge``: what people may ask of whoever holds data about them."""

from __future__ import annotations

from typing import Annotated

import typer

from microscout.cli.options import Yes, days


def forget(
    creator: Annotated[str, typer.Argument(help="handle, @handle, platform:handle or an id")], yes: Yes = False
) -> None:
    """Erase a creator, with all posts, comments and history, and never fetch them again.

    Only salted hashes of id and handle stay, so that the next search leaves this creator out. This cannot be undone.

    Example:
      microscout forget bluesky:ada.example
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        if not yes:
            typer.confirm(f"Erase {render.plain(creator)} for good?", abort=True, err=True)
        erased = scout.forget(creator)
    if erased.creators:
        render.note(f"Forgotten: {erased.creators} creator, {erased.observations} observations erased.")
    else:
        render.note(f"Nothing was held of {creator}; from now on they are left out.")


def purge(
    older_than: Annotated[str, typer.Option(help="Erase what was observed longer ago: 90d, 6m, 1y.", metavar="TIME")],
    yes: Yes = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how much that would be.")] = False,
) -> None:
    """Erase everything observed before a moment, and creators of whom nothing is left.

    Example:
      microscout purge --older-than 90d --dry-run
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    age = days(older_than)
    with Scout(config.load()) as scout:
        would = scout.purge(age, dry_run=True)
        if dry_run or not would.observations:
            render.note(f"{would.observations} observations are older than {older_than}.")
            return
        if not yes:
            typer.confirm(f"Erase {would.observations} observations for good?", abort=True, err=True)
        erased = scout.purge(age)
    render.note(f"Erased: {erased.observations} observations, {erased.creators} creators of whom nothing was left.")
