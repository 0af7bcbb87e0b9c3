"""``backup`` and ``restore``: the store as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microscout.cli.options import Overwrite, Quiet, Yes


def backup(
    file: Annotated[Path, typer.Argument(help="where to; with --check: the backup to look at")],
    check: Annotated[bool, typer.Option("--check", help="Only say whether FILE is a sound backup.")] = False,
    overwrite: Overwrite = False,
    quiet: Quiet = False,
) -> None:
    """Copy the whole store to a file, checked, while it is in use.

    The copy holds data about people: keep it as safe as the store, and let old ones go.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    if check:
        creators = Scout.check_backup(file)
    else:
        with Scout(config.load()) as scout:
            creators = scout.backup(file, overwrite=overwrite)
    if not quiet:
        render.note(f"{file} is sound and holds {creators} creators.")


def restore(
    file: Annotated[Path, typer.Argument(help="a backup that `microscout backup` made")], yes: Yes = False
) -> None:
    """Take the store back to what a backup holds.

    What the store holds now is kept beside it first, and can be restored in the same way. A store that is damaged is
    put aside as it is.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    held = Scout.check_backup(file)
    if not yes:
        typer.confirm(
            f"Replace the content of the store by {held} creators from {render.plain(file)}?", abort=True, err=True
        )
    render.restored(Scout.restore(config.load(), file))
