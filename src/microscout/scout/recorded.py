"""What a search asked, brought back from its record, so that its creators can be scored alike on any day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

import polars as pl

from microscout import models
from microscout.scoring.lines import version as lines_version
from microscout.scout import portraits
from microscout.scout.desk import Desk
from microscout.shortlist import Criteria
from microscout.store import observations

_AT_ONCE = 1_000  # creators scored in one go, so that memory stays flat
Asked = Mapping[str, Any]


def niche(asked: Asked) -> models.Niche:
    """The niche that was sought."""
    return models.Niche.recorded(asked["niche"])


def criteria(asked: Asked) -> Criteria:
    """The filters of the search."""
    kept = asked.get("criteria", {})
    known = {each.name: kept[each.name] for each in fields(Criteria) if each.name in kept}
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return replace(Criteria(), **values)


def scored(desk: Desk, asked: Asked, creator_ids: Collection[str], as_of: int) -> Any:
    """`creator_ids` with all their scores, from what was known at `as_of`, weighed as the search weighed."""
    ids, sought = sorted(creator_ids), desk.read(niche(asked), as_of)
    parts = [ids[start : start + _AT_ONCE] for start in range(0, max(1, len(ids)), _AT_ONCE)]
    held = (observations.frames(desk.store, creator_ids=part, as_of=as_of) for part in parts)
    judged = ((part, desk.scored(part, sought, asked["weights"], asked["min_coverage"])) for part in held)
    return pl.concat([portraits.wished(part, rows, criteria(asked)) for part, rows in judged])


def differences(desk: Desk, asked: Asked) -> list[str]:
    """In which versions this microscout differs from the one that made the record, in sentences; then both moments
    of a comparison are computed with what there is now, so that they still compare.
    """
    lines, (engine, version) = lines_version(), asked.get("engine", (desk.engine.name, desk.engine.version))
    told = []
    if (before := asked.get("lines", lines)) != lines:
        told.append(f"its search was scored against the lines of {before}; those of {lines} are used for both moments")
    if engine != desk.engine.name:
        told.append(f"its search was read by the engine {engine}; {desk.engine.name} is used for both moments")
    elif version != desk.engine.version:  # its text is for machines
        told.append(f"its search was read by another version of the engine {engine}; today's is used for both moments")
    return told
