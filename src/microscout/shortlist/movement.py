"""What changed on a shortlist between two moments: who came, who left, who moved, and by how much.

A fit that stays within the 90 % interval of before has not moved beyond its own uncertainty, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from microscout.models import iso
from microscout.shortlist.reasons import Row

_WHO = ("creator_id", "platform", "name", "url")
_TOLD = ("rank", "fit", "fit_low", "fit_high", "followers", "tier", "band", "er", "er_n", "handle", "captured_at")


@dataclass(frozen=True)
class Movement:
    """One creator at both moments (None: not on the list, or not to be scored). `why`: why the creator is not there.

    The rows have the columns that are told, and those that say who it is.
    """

    creator_id: str
    before: Row | None
    after: Row | None
    why: str | None = None

    @property
    def row(self) -> Row:
        """The creator as last known."""
        return self.after or self.before or {}

    @property
    def what(self) -> str:
        """``came``, ``left``, ``up``, ``down`` or ``stayed``, by place."""
        if self.before is None or self.after is None:
            return "came" if self.before is None else "left"
        steps = self.before["rank"] - self.after["rank"]
        return "stayed" if steps == 0 else "up" if steps > 0 else "down"

    @property
    def renamed(self) -> bool:
        """Whether the creator has another handle now."""
        return bool(self.before and self.after and self.before["handle"] != self.after["handle"])

    @property
    def beyond(self) -> bool:
        """Whether the fit left the interval that it had before."""
        if self.before is None or self.after is None:
            return False
        low, high, fit = self.before["fit_low"], self.before["fit_high"], self.after["fit"]
        return not low <= fit <= high

    @property
    def moved(self) -> bool:
        """Whether there is anything to tell."""
        return self.what != "stayed" or self.renamed or self.beyond

    @property
    def matters(self) -> bool:
        """Whether it is worth being woken for: a place that shifted while the fit stayed within its interval is not."""
        return self.what in ("came", "left") or self.renamed or self.beyond

    def told(self) -> dict[str, Any]:
        """The movement as plain values, for JSON and CSV; moments as ISO 8601."""
        ends = {"before": self.before, "after": self.after}
        figures = {f"{name}_{end}": row and row.get(name) for name in _TOLD for end, row in ends.items()}
        figures |= {f"captured_at_{end}": row and iso(row["captured_at"]) for end, row in ends.items()}
        head = {"creator_id": self.creator_id, "platform": self.row.get("platform"), "what": self.what}
        return head | {"why": self.why, "beyond_uncertainty": self.beyond, "matters": self.matters} | figures


def movements(before: pl.DataFrame, after: pl.DataFrame, absent: Mapping[str, str]) -> list[Movement]:
    """Everybody on the ranked frames `before` or `after`, in the order of now; `absent`: who is not there, and why."""
    # a frame has a hundred columns: as Python objects, those of ten thousand creators would fill the memory
    few = [frame.select(name for name in (*_WHO, *_TOLD) if name in frame.columns) for frame in (before, after)]
    old, new = ({row["creator_id"]: row for row in frame.to_dicts()} for frame in few)
    return [
        Movement(each, old.get(each), new.get(each), absent.get(each))
        for each in [*new, *(id for id in old if id not in new)]
    ]
