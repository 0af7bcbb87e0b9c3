"""The shelf of exports: a sheet in, bytes out. Strangers' under the entry-point group ``microscout.exports``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from microscout.errors import UsageError, meant
from microscout.exports.base import Export
from microscout.exports.csv import Csv
from microscout.exports.files import check, write
from microscout.exports.json import Json
from microscout.exports.markdown import Markdown
from microscout.plugins import registry

BUILT_IN: dict[str, type[Any]] = {part.name: part for part in (Csv, Json, Markdown)}

__all__ = ["BUILT_IN", "Csv", "Export", "Json", "Markdown", "check", "for_file", "shelf", "write"]


def shelf() -> dict[str, Export]:
    """Every export by name."""
    return {name: part() for name, part in registry(BUILT_IN, "microscout.exports").items()}


def for_file(path: Path) -> Export:
    """The export that a file's ending asks for; UsageError names the endings there are."""
    known = {export.suffix: export for export in shelf().values()}
    if path.suffix.lower() in known:
        return known[path.suffix.lower()]
    near = meant(path.suffix.lower(), known)
    raise UsageError(f"There is no export for {path.name!r}.{near}", hint=f"Endings: {', '.join(known)}.")
