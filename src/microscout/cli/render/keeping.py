"""What came of a restore."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microscout.cli.render.text import note

if TYPE_CHECKING:
    from microscout.store.backup import Restored


def restored(told: Restored) -> None:
    """What the store holds now, and the way back."""
    note(f"Restored: {told.creators} creators. {_kept(told)}")


def _kept(told: Restored) -> str:
    if told.aside is None:
        return "There was no store before."
    if told.sound:
        return f"What was there before is kept: microscout restore {shlex.quote(str(told.aside))}"
    return f"What was there before could not be read, and is kept as it was: {told.aside}"
