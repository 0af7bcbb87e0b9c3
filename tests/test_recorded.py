"""What a saved search was scored with, against what this microscout has: told in words that a founder reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microscout import config
from microscout.scoring.lines import version
from microscout.scout import Scout, recorded


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, []),
        ({"lines": "2020-01-01"}, [f"against the lines of 2020-01-01; those of {version()} are"]),
        ({"engine": ["lexical", "2"]}, ["another version of the engine lexical; today's is"]),
        ({"engine": ["static", "1"], "lines": "2020-01-01"}, ["lines of 2020", "by the engine static; lexical is"]),
    ],
)
def test_versions_are_told_in_words(tmp_path: Path, change: dict[str, Any], said: list[str]) -> None:
    with Scout(config.load({"MICROSCOUT_HOME": str(tmp_path), "MICROSCOUT_ENGINE": "lexical"})) as scout:
        now = {"lines": version(), "engine": [scout.engine.name, scout.engine.version]}
        told = recorded.differences(scout, now | change)
    assert len(told) == len(said)
    assert all(part in sentence for part, sentence in zip(said, told, strict=True))
