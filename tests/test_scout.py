"""The library's front door, as a notebook uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import polars as pl
import pytest

from builders import NOW, post, snapshot
from microscout import config, frames, reading
from microscout.errors import ConfigError, UsageError
from microscout.models import Candidate, Niche
from microscout.platforms.sample import Sample
from microscout.scout import Scout
from microscout.shortlist import Criteria

NICHE = Niche.of("vintage watches")


@pytest.fixture
def scout(tmp_path: Path) -> Iterator[Scout]:
    settings = config.load({"MICROSCOUT_HOME": str(tmp_path)})
    with Scout(settings, now=lambda: float(NOW)) as opened:
        yield opened


def test_a_search_brings_a_frame_and_a_harvest(scout: Scout) -> None:
    found = scout.search(NICHE, Criteria(limit=3), platform_names=["sample"])
    assert found.shortlist.frame.height == 3
    assert not found.partial
    assert found.harvests[0].stages["posts read"] > 3


def test_words_that_were_added_are_asked_for_on_the_platforms(scout: Scout, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def search(self: Sample, client: object, niche: Niche, limit: int) -> AsyncIterator[Candidate]:
        asked.append(niche.phrases)
        if limit < 0:  # never: nobody is found
            yield Candidate(platform="sample", handle="nobody", found_by=("x",))

    monkeypatch.setattr(Sample, "search", search)
    scout.search(NICHE.model_copy(update={"expanded": ("seiko",)}), platform_names=["sample"])
    assert asked == [("vintage watches", "seiko")]


def test_a_run_remembers_all_that_it_takes_to_compute_it_again(scout: Scout) -> None:
    scout.search(NICHE, Criteria(limit=3, places=("Leeds",)), platform_names=["sample"], preset="beta")
    ((asked,),) = scout.store.rows("SELECT asked FROM run")
    for part in ("vintage watches", "Leeds", "weights", "min_coverage", "lines", "lexical"):
        assert part in asked


@pytest.mark.slow
def test_the_last_shortlist_is_that_of_then(scout: Scout, tmp_path: Path) -> None:
    found = scout.search(NICHE, Criteria(limit=3), platform_names=["sample"], preset="beta")
    first = found.shortlist.rows[0]
    later = tmp_path / "later.jsonl"
    later.write_text(
        f'{{"platform": "sample", "id": "{first["creator_id"].removeprefix("sample:")}", "followers": 1}}\n'
    )
    scout.bring_in(later, NOW + 1)
    again = scout.last_shortlist().shortlist.rows
    assert [row["creator_id"] for row in again] == [row["creator_id"] for row in found.shortlist.rows]
    fits = [row["fit"] for row in found.shortlist.rows]
    assert [row["fit"] for row in again] == pytest.approx(fits, abs=1e-6), "vectors of 32 bits, summed in other company"


def test_posts_are_read_once_and_anew_where_they_are_others(scout: Scout, monkeypatch: pytest.MonkeyPatch) -> None:
    read, annotated = [], reading.annotated

    def counted(posts: pl.DataFrame) -> pl.DataFrame:
        read.append(posts.height)
        return annotated(posts)

    monkeypatch.setattr(reading, "annotated", counted)
    says = {"ada": "#ad for a watch by @dials", "bo": "A watch by @dials"}
    every = frames.of(snapshot(who, posts=(post(1, who, text=text),)) for who, text in says.items()).posts
    some = every.filter(pl.col("creator_id") == every["creator_id"][0])
    for posts in (every, some, every):
        assert scout.annotated(posts).equals(annotated(posts))
    assert read == [2]
    changed = some.with_columns(text=pl.lit("No watch"))
    assert scout.annotated(changed)["disclosed"].to_list() == [False]
    assert read == [2, 1]


def test_own_weights_go_before_the_preset_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("weights = { niche = 1.0 }")
    with Scout(config.load({"MICROSCOUT_HOME": str(tmp_path)})) as scout:
        assert scout.weights() == {"niche": 1.0}
        assert scout.weights("beta")["niche"] == 0.55
        with pytest.raises(ConfigError, match="Did you mean local"):
            scout.weights("locale")


def test_a_weight_of_a_score_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("weights = { charm = 1.0 }")
    with Scout(config.load({"MICROSCOUT_HOME": str(tmp_path)})) as scout, pytest.raises(ConfigError, match="charm"):
        scout.search(NICHE, platform_names=["sample"])


def test_two_of_one_handle_are_never_taken_for_somebody_unknown(scout: Scout, tmp_path: Path) -> None:
    both = tmp_path / "both.jsonl"
    both.write_text(
        '{"platform": "sample", "id": "1", "handle": "ada"}\n{"platform": "sample", "id": "2", "handle": "ada"}\n'
    )
    scout.bring_in(both, NOW)
    with pytest.raises(UsageError, match="sample:1 and sample:2"):
        scout.forget("sample:ada")
    assert scout.forget("sample:1").creators == 1


def test_a_survey_of_an_unknown_platform_is_refused(scout: Scout) -> None:
    from microscout.survey import surveyed

    assert {each["name"] for each in surveyed(scout.settings)} >= {"bluesky", "sample"}
    with pytest.raises(UsageError, match="Did you mean mastodon"):
        surveyed(scout.settings, "mastadon")
