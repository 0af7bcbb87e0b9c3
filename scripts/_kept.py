"""What takes minutes to compute, kept in a file for the next time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np


def kept(file: Path | None, compute: Callable[[], np.ndarray]) -> np.ndarray:
    """What `file` keeps; else what `compute` makes, kept there (None: nowhere)."""
    if file is None:
        return compute()
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, compute())
    return np.asarray(np.load(file))
