"""What a platform's terms let nobody keep for long is erased when it is old; the founder's own files stay."""

from pathlib import Path
from typing import Any

import pytest

from builders import DAY, NOW, post, profile, snapshot
from microscout import platforms
from microscout.config import Settings
from microscout.platforms.sample import Sample
from microscout.scout import Scout
from microscout.store import observations


class Strict(Sample):
    """A platform whose terms allow 30 days."""

    facts = type(Sample.facts)(**{**vars(Sample.facts), "retention_days": 30})


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setitem(platforms.BUILT_IN, "sample", Strict)
    return Settings(data=tmp_path / "data", config=tmp_path / "config")


def held(settings: Settings, **changed: Any) -> list[str]:
    """The ids that a scout finds who comes 31 days after NOW."""
    with Scout(settings.model_copy(update=changed), now=lambda: NOW + 31 * DAY) as scout:
        return observations.frames(scout.store).creators["creator_id"].to_list()


def keep(settings: Settings, stable_id: str, captured_at: int, counts_from: str = "platform") -> None:
    made = profile(platform="sample", stable_id=stable_id, handle=stable_id, captured_at=captured_at)
    made = made.model_copy(update={"counts_from": counts_from})
    posts = (post(creator_id=made.creator_id, captured_at=captured_at),)
    with Scout(settings, now=lambda: NOW) as scout:
        observations.add(scout.store, snapshot().model_copy(update={"profile": made, "posts": posts, "comments": None}))


def test_old_observations_go_and_fresh_ones_stay(settings: Settings) -> None:
    keep(settings, "old", NOW)
    keep(settings, "fresh", NOW + 5 * DAY)
    assert held(settings) == ["sample:fresh"]


def test_the_founders_own_files_stay(settings: Settings) -> None:
    keep(settings, "mine", NOW, "file")
    assert held(settings) == ["sample:mine"]


def test_an_amendment_that_the_founder_quotes_lifts_it(settings: Settings) -> None:
    keep(settings, "old", NOW)
    assert held(settings, options={"sample": {"amendment": "accepted on 2026-06-02"}}) == ["sample:old"]


def test_what_was_erased_is_told_whichever_command_came_first(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    keep(settings, "old", NOW)
    with Scout(settings, now=lambda: NOW + 31 * DAY) as scout:
        assert scout.erased == {"sample": 2}
    assert caplog.messages == ["sample: 2 observations were older than its terms allow, and were erased."]
