"""The founder's notes and tags, and taking back what was said or done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from microscout.errors import UsageError
from microscout.scout.desk import Desk
from microscout.store import journal, remarks

_TAG = re.compile(r"[+-]?([^\s,;+-][^\s,;]{0,39})")
_LONGEST_NOTE = 2_000


def note(desk: Desk, creator: str, text: str) -> str:
    """Keep `text` as the note on a creator (empty: none); the creator's id."""
    if len(text) > _LONGEST_NOTE:
        raise UsageError(f"A note has at most {_LONGEST_NOTE:,} characters.")
    creator_id = desk.creator(creator)
    remarks.note(desk.store, creator_id, " ".join(text.split()), int(desk.now()))
    return creator_id


def tag(desk: Desk, creator: str, signs: Sequence[str]) -> tuple[str, list[str]]:
    """Tag a creator: ``+word`` or ``word`` puts a tag on, ``-word`` takes it off; the creator's id and all tags."""
    for sign in signs:
        if not _TAG.fullmatch(sign) or not sign.isprintable():
            raise UsageError(f"{sign!r} is no tag.", hint="A tag is one word: +asked puts it on, -asked takes it off.")
    on = [each.removeprefix("+").casefold() for each in signs if not each.startswith("-")]
    off = [each.removeprefix("-").casefold() for each in signs if each.startswith("-")]
    creator_id = desk.creator(creator)
    remarks.tag(desk.store, creator_id, on, off, int(desk.now()))
    held = (each["tags"] for each in remarks.of_all(desk.store) if each["creator_id"] == creator_id)
    return creator_id, next(held, [])


def undo(desk: Desk, times: int = 1) -> list[journal.Act]:
    """Take back the last `times` commands that changed lists, notes, tags or verdicts; those that were taken back."""
    return [act for _ in range(times) for act in [journal.undo(desk.store, int(desk.now()))] if act]


def redo(desk: Desk, times: int = 1) -> list[journal.Act]:
    """Do again what was undone last, where nothing else was done since."""
    return [act for _ in range(times) for act in [journal.redo(desk.store, int(desk.now()))] if act]


def acts(desk: Desk, most: int = 20) -> list[journal.Act]:
    """The last commands that can be undone, or were."""
    return journal.acts(desk.store, most)
