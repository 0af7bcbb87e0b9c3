"""The store as a whole: backups, the way back, and everything as plain tables in a folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from itertools import count
from pathlib import Path

import polars as pl

from microscout import __version__
from microscout.config import Settings
from microscout.errors import OutputError, UsageError
from microscout.scout.desk import Desk
from microscout.store import backup as copies
from microscout.store import everything, lock, named
from microscout.store.schema import VERSION

_ABOUT = "about.json"


def backup(desk: Desk, target: Path, *, overwrite: bool = False) -> int:
    """Copy the store to `target`, checked, while it is in use; the number of creators in the copy."""
    return copies.backup(desk.store, target, overwrite=overwrite)


def check_backup(path: Path) -> int:
    """The number of creators in the backup at `path`; UsageError where it is not sound."""
    return copies.check(path)


def restore(settings: Settings, source: Path) -> copies.Restored:
    """Take the store back to the backup `source`, also where the store is beyond opening, or is not there yet.

    Not while a rescore is at work: it would write its half into a store that knows nothing of the other.
    """
    path = settings.store
    names = (path.with_name(f"before-restore-{number}.sqlite") for number in count(1))
    aside = next(each for each in names if not each.exists())
    with lock.alone(path, "rescore") as mine:
        if not mine:
            raise UsageError("A rescore is at work.", hint="Restore when it has ended; nothing was changed.")
        return copies.restore(path, source, aside)


def export_everything(desk: Desk, folder: Path) -> dict[str, int]:
    """Write every table as Parquet into the new `folder`; rows by table. OutputError where it is there already."""
    if folder.exists():
        raise OutputError(f"{folder} is there already.", hint="Name a folder that does not exist yet.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".microscout."))
        try:
            rows = _written(desk, made)
            made.rename(folder)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.") from None
    return rows


def import_everything(desk: Desk, folder: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Take in what :func:`export_everything` wrote: new rows by table, and shortlists that are called otherwise now.

    What is held already stays as it is.
    """
    try:
        about = json.loads((folder / _ABOUT).read_text("utf-8"))
        files = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
        told = {name: pl.read_parquet(path) for name, path in files.items()}
        form, rows = int(about["format"]), dict(about["rows"])
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        raise UsageError(
            f"{folder} is no export of everything, or it is damaged.",
            hint="`microscout export FOLDER --everything` writes one.",
        ) from None
    if form > VERSION:
        raise UsageError(f"{folder} was written by a newer microscout.", hint="Install the newer microscout first.")
    for name in sorted(rows.keys() | told.keys()):
        if name not in told or told[name].height != rows.get(name):
            raise UsageError(
                f"{folder} is not whole: {name}.parquet is not as it was written.", hint="Copy the whole folder again."
            )
    with desk.store.writing():
        before = named.every(desk.store)
        return everything.into(desk.store, told), named.tell_apart(desk.store, before, int(desk.now()))


def _written(desk: Desk, folder: Path) -> dict[str, int]:
    rows = {}
    for name, frame in everything.out(desk.store):
        frame.write_parquet(folder / f"{name}.parquet")
        (folder / f"{name}.parquet").chmod(0o600)
        rows[name] = frame.height
    about = {"made by": f"microscout {__version__}", "format": VERSION, "rows": rows}
    (folder / _ABOUT).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return rows
