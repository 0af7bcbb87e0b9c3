"""Files are written whole or not at all, and an existing one stays unless the founder says otherwise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from microscout.errors import OutputError


def check(path: Path, *, overwrite: bool) -> None:
    """OutputError where :func:`write` would refuse because `path` is there already, or is a folder."""
    try:
        folder, there = path.is_dir(), path.exists()
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None
    if folder:
        raise OutputError(f"{path} is a folder.", hint="Name a file in it.")
    if there and not overwrite:
        raise OutputError(f"{path} is there already.", hint="Add --overwrite to replace it, or choose another name.")


def write(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Put `content` at `path` in one step. OutputError where :func:`check` says so or the file cannot be written."""
    check(path, overwrite=overwrite)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".microscout.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.") from None
