"""``import`` and ``export``: the founder's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microscout.cli.options import Bom, Overwrite, Quiet
from microscout.errors import UsageError


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help=".jsonl, .csv, .tsv or .parquet (also .gz); docs/import.md shows the form; or a folder of everything"
        ),
    ],
    as_of: Annotated[
        str | None,
        typer.Option(
            help="The day on which the counts were true, if the file does not say (2026-11-01).", metavar="DATE"
        ),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Take creators (and their posts) in from a file, so that they are scored too.

    Good rows are kept; every bad one is told with its line number and reason, and then the exit status is 2.
    Afterwards: microscout search --niche "…" --offline

    Example:
      microscout import old-list.csv --as-of 2026-05-01
    """
    import time

    from microscout import config
    from microscout.cli import render
    from microscout.models import to_epoch
    from microscout.scout import Scout

    try:
        captured_at = int(time.time()) if as_of is None else to_epoch(as_of)
    except ValueError:
        raise UsageError(f"{as_of!r} is no date.", hint="Write it as 2026-11-01.") from None
    if captured_at > time.time():
        raise UsageError(f"{as_of} lies ahead.", hint="Write the day on which the counts were true.")
    with Scout(config.load()) as scout, render.counting("imported", quiet=quiet) as progress:
        if file.is_dir():
            rows, renamed = scout.import_everything(file)
            render.rows_by_table("Newly taken in", rows, quiet=quiet)
            for old, new in renamed:
                render.note(f"There was a shortlist “{old}” already: the other is called “{new}” now.")
            return 0
        told = scout.bring_in(file, captured_at, progress)
    render.imported(told, quiet=quiet)
    return 2 if told.bad else 0


def export(
    file: Annotated[Path, typer.Argument(help="where to; the ending says how: .csv, .json or .md")],
    everything: Annotated[
        bool, typer.Option("--everything", help="Instead: all that the store holds, as Parquet files in a new folder.")
    ] = False,
    overwrite: Overwrite = False,
    bom: Bom = False,
    quiet: Quiet = False,
) -> None:
    """Write the last search's shortlist to a file, or with --everything all that the store holds to a folder.

    Example:
      microscout export watches.csv --overwrite
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        if everything:
            render.rows_by_table(f"Written to {file}", scout.export_everything(file), quiet=quiet)
            return
        found = scout.last_shortlist()
        scout.export(file, found, overwrite=overwrite, bom=bom)
    if not quiet:
        render.note(f"{found.shortlist.frame.height} creators for “{found.niche.text}” written to {file}.")
