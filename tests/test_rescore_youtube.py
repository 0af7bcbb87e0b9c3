"""A quota that is gone half-way through a rescore, on a YouTube of our own: nothing lost, nothing double."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import DAY
from fakes.youtube import KEY, YouTube, invented, running
from microscout import config
from microscout.errors import QuotaSpent
from microscout.models import Niche
from microscout.scout import Scout
from microscout.scout.rescoring import Wanted
from microscout.shortlist import Criteria
from microscout.store import named

pytestmark = pytest.mark.slow


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    """The fake, with a key in the founder's environment."""
    monkeypatch.delenv("MICROSCOUT_YOUTUBE_DATA", raising=False)
    for name, value in {"YOUTUBE_API_KEY": KEY, "POSTS": "10", "COMMENTS": "0", "MIN_COVERAGE": "0"}.items():
        monkeypatch.setenv(f"MICROSCOUT_{name}", value)
    with running(YouTube(invented())) as fake:
        monkeypatch.setenv("MICROSCOUT_YOUTUBE_SITE", fake.site)
        yield fake


@pytest.fixture
def scout(site: YouTube, tmp_path: Path) -> Iterator[Scout]:
    """A list that was saved so long ago that posts are read whole, and not only counted."""
    with Scout(config.load()) as opened:
        opened.search(Niche.of("vintage watches"), Criteria(limit=100), platform_names=["youtube"])
        opened.save("watches")
        with opened.store.writing() as db:
            db.execute("UPDATE profile SET captured_at = captured_at - ?", (16 * DAY,))
            db.execute("UPDATE post_count SET captured_at = captured_at - ?", (16 * DAY,))
            db.execute("DELETE FROM spent")
        site.spent.clear()
        yield opened


def spent(scout: Scout) -> float:
    return float(scout.store.rows("SELECT coalesce(sum(units), 0) FROM spent WHERE quota = 'units'")[0][0])


@pytest.mark.slow
@pytest.mark.parametrize("whose", ["YouTube's own", "the founder's"])
def test_a_quota_that_is_gone_half_way(scout: Scout, site: YouTube, whose: str) -> None:
    on = named.members(scout.store, named.every(scout.store)[0])
    wanted = Wanted(("watches",), max_cost={"youtube": 12.0} if whose == "the founder's" else {})
    if whose == "YouTube's own":  # we hear of it when it is gone
        site.limits["units"] = 12
    first = scout.rescore(wanted)
    assert first.partial
    assert isinstance(first.harvests[0].failure, QuotaSpent)
    assert 0 < first.states["due"] < len(on)
    assert first.states["read"] >= 5, "what little there is brings whole creators"
    assert site.spent["units"] == 12
    assert spent(scout) >= 12, "a question that was refused has cost something too, for all we know"
    site.limits["units"] = 10_000
    with scout.store.writing() as db:
        db.execute("UPDATE spent SET at = at - ?", (2 * DAY,))  # the next day
    rest = scout.rescore(Wanted(("watches",)))
    assert rest.resumed
    assert not rest.partial
    assert sum(rest.states.values()) == len(on)
    looked = scout.store.rows("SELECT creator_id, count(*) FROM profile JOIN creator ON creator = key GROUP BY 1")
    assert {count for creator_id, count in looked if creator_id in on} == {2}
    assert spent(scout) >= site.spent["units"]
