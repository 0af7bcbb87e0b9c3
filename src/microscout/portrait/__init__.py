"""A portrait of one creator, painted from the creator's own public texts, links and counts. Pure; one concept a file.

========== ==========================================================================================
part       what it tells
========== ==========================================================================================
owned      newsletter, site, podcast, community, shop; other profiles; links that nobody has followed
contact    the e-mail address that the creator publishes, and where
place      the stated place, its country, and how sure that is
contents   photos, videos, long texts, reviews, how-tos; originals; a stated licence
wishes     the founder's words and red lines (for everybody), competitors' brands
price      a planning range for a paid post
signals    what is unusual, beside its innocent explanation
========== ==========================================================================================

Scores judge everybody; portraits are made only of those who are shown, since they read every text. What is not known
is null, and nothing here moves a score.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import polars as pl

from microscout.portrait import contact, contents, owned, place, price, signals, wishes
from microscout.portrait.base import Known

__all__ = ["PARTS", "Known", "of", "place", "wishes"]

PARTS: tuple[ModuleType, ...] = (owned, contact, place, contents, wishes, price, signals)


def of(creators: Sequence[Known]) -> pl.DataFrame:
    """One row a creator: ``creator_id`` and every part's columns."""
    schema = pl.Schema({"creator_id": pl.String} | {name: kind for part in PARTS for name, kind in part.SCHEMA.items()})
    rows = [{"creator_id": each.row["creator_id"]} | _told(each) for each in creators]
    return pl.DataFrame(rows, schema=schema)


def _told(known: Known) -> dict[str, object]:
    return {name: value for part in PARTS for name, value in part.told(known).items()}
