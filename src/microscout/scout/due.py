"""Whom a rescore looks at, and in which order: what is stale, by value for a unit of the platform's limit.

    value = staleness · weight / units

* staleness: the age of what is known over the age from which it is stale (at most 10);
* weight: 1 / log2(1 + rank), the discount that nDCG gives a place (Järvelin & Kekäläinen, ACM TOIS 20, 2002), with the
  best rank that a search gave, and place 200 for who has none: an error at the top of a list costs the founder most;
* units: calls for one creator: a share of a batch of profiles, and of a batch of posts.

Platforms have limits of their own and are asked side by side, so the order matters within a platform.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from microscout.collect import Stale
from microscout.models import Candidate
from microscout.platforms import Facts
from microscout.store.jobs import Known

_DAY = 86_400
_LAST_PLACE = 200
_MOST_STALE = 10.0
_WHOLE_DAYS = 14  # so long counting anew may do; then posts are read whole


def stale(known: Iterable[Known], facts: dict[str, Facts], now: float, older_than: float) -> list[Known]:
    """Those of `known` whom a platform can tell of and who were last looked at `older_than` days ago or more."""
    asked = [each for each in known if each.platform in facts and _age(each, now) >= older_than]
    return sorted(asked, key=lambda each: (-value(each, facts[each.platform], now, older_than), each.creator_id))


def value(known: Known, facts: Facts, now: float, older_than: float) -> float:
    """See the module's text."""
    staleness = min(_MOST_STALE, _age(known, now) / max(older_than, 1 / 24))
    units = 1 / max(1, facts.batch) + 1 / max(1, facts.posts_batch)
    return staleness / math.log2(1 + (known.rank or _LAST_PLACE)) / units


def to_look_at(known: Known, facts: Facts, now: float) -> Stale:
    """`known` as a collection asks for it. Posts are read whole in time all the same, where terms want that sooner."""
    stable_id = known.creator_id.removeprefix(f"{known.platform}:")
    candidate = Candidate(platform=known.platform, handle=known.handle, stable_id=stable_id, lists=known.lists)
    longest = min(_WHOLE_DAYS, facts.retention_days / 2 if facts.retention_days else _WHOLE_DAYS) * _DAY
    lately = known.read_at is not None and now - known.read_at < longest
    return Stale(known.creator_id, candidate, known.post_count, lately)


def _age(known: Known, now: float) -> float:
    """Days since the last look. One more than a day ahead was made by a wrong clock: it is as old as can be."""
    age = (now - known.looked_at) / _DAY
    return max(0.0, age) if age > -1 else math.inf
