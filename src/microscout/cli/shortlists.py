"""``shortlist``: lists with a name, that stay."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from microscout.cli.options import Bom, Format, Overwrite, Quiet, moment, one_of

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="""Keep shortlists under names, change them by hand, and see what changed on them.

    A shortlist keeps what its search asked (niche, filters, weights, versions), so that it is scored alike for ever.
    `microscout rescore` fetches its creators anew; `microscout undo` takes back any change.""",
)
Name = Annotated[str, typer.Argument(help="the shortlist's name")]
Creators = Annotated[list[str], typer.Argument(help="handles, @handles, platform:handles or ids")]


@app.command()
def save(
    name: Name,
    run: Annotated[int | None, typer.Option(help="Another search than the last; see `shortlist searches`.")] = None,
) -> None:
    """Keep the last search's creators under a name.

    Under a name that is there already, the list becomes this search's; who was added by hand stays on it.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        before = {each.key for each, _ in scout.shortlists()}
        kept = scout.save(name, run)
        count = next(count for each, count in scout.shortlists() if each.key == kept.key)
    instead = ", in place of those before (`microscout undo` brings them back)" if kept.key in before else ""
    render.note(f"{count} creators are kept as “{kept.name}”{instead}. `microscout rescore` looks after them.")


@app.command("list")
def list_(format: Format = "table") -> None:
    """Show all shortlists."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        render.shortlists(scout.shortlists(), shape)


@app.command()
def searches(format: Format = "table") -> None:
    """Show the last searches, any of which `shortlist save NAME --run N` keeps."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        render.searches(scout.searches(), shape)


@app.command()
def show(name: Name, format: Format = "table") -> None:
    """Show a shortlist in the order of today, with your notes and tags."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        found = scout.ranked(name)
        render.shortlist(scout, found, shape)
        render.hidden(scout.hidden(name, found))


@app.command()
def add(name: Name, creators: Creators) -> None:
    """Put creators whom the store knows on a shortlist by hand."""
    _changed(name, "add", creators)


@app.command()
def remove(name: Name, creators: Creators) -> None:
    """Take creators off a shortlist. The store keeps what it knows of them."""
    _changed(name, "remove", creators)


@app.command()
def diff(
    name: Name,
    since: Annotated[
        str | None, typer.Option(help="A day (2026-11-01) or so long ago (7d); else: since it was saved.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Also whose place shifted within the uncertainty.")] = False,
    format: Format = "table",
) -> None:
    """Show who came, who left, who moved, and what changed, computed from the store for both moments alike.

    A place that shifted while the fit stayed within its interval is counted, and shown with --all; JSON and CSV hold
    everybody.
    """
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    shape = one_of(format, render.FORMATS, "format")
    with Scout(config.load()) as scout:
        begun = None if since is None else moment(since, scout.now())
        render.diff(scout.diff(name, begun), shape, all_=all_)


@app.command()
def export(
    name: Name,
    file: Annotated[Path, typer.Argument(help="where to; the ending says how: .csv, .json or .md")],
    overwrite: Overwrite = False,
    bom: Bom = False,
    quiet: Quiet = False,
) -> None:
    """Write a shortlist to a file, with your notes and tags."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        found = scout.ranked(name)
        scout.export(file, found, overwrite=overwrite, bom=bom)
    if not quiet:
        render.note(f"{found.shortlist.frame.height} creators of “{name}” written to {file}.")


@app.command()
def rename(name: Name, new: Annotated[str, typer.Argument(help="its new name")]) -> None:
    """Call a shortlist something else."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        scout.rename(name, new)
        render.still_scheduled(name, scout.scheduled())
    render.note(f"“{name}” is called “{new}” now.")


@app.command()
def delete(name: Name) -> None:
    """Drop a shortlist. Its creators stay in the store, and `microscout undo` brings it back."""
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        gone = scout.delete(name)
        render.still_scheduled(name, scout.scheduled())
    render.note(f"“{gone.name}” is dropped. `microscout undo` brings it back.")


def _changed(name: str, how: str, creators: list[str]) -> None:
    from microscout import config
    from microscout.cli import render
    from microscout.scout import Scout

    with Scout(config.load()) as scout:
        done = scout.add(name, creators) if how == "add" else scout.remove(name, creators)
    if how == "add":
        said, rest, nobody = "put on", "on it already", "all were on it already"
    else:
        said, rest, nobody = "taken off", "not on it", "none was on it"
    number = len(set(creators))
    whom = ", ".join(done) or nobody
    others = f"; the others were {rest}" if 0 < len(done) < number else ""
    render.note(f"{len(done)} of {number} {said} “{name}”: {whom}{others}.")
