"""Every platform's folder holds an answer of each kind that may go wrong, and none of them is taken for a fact."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microscout.client import recordings
from microscout.client.replay import Exchange
from microscout.platforms import BUILT_IN, make
from microscout.testing.reading import of_file

FIXTURES = Path(__file__).parents[2] / "fixtures"
FETCHED = sorted(BUILT_IN.keys() - {"sample"})
COUNTS = ("followers", "following", "post_count", "likes", "comments", "reposts", "quotes", "views")
_RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")

KINDS: dict[str, Callable[[Exchange], bool]] = {
    "a web page for an answer": lambda each: each.status == 200 and each.body.lstrip()[:9].lower() == b"<!doctype",
    "slow down, and no word when": lambda each: each.status == 429 and not {"retry-after", *_RESETS} & {*each.headers},
    "slow down, for seconds": lambda each: each.status == 429 and each.headers.get("retry-after", "").isdigit(),
    "the server's own trouble": lambda each: each.status >= 500,
    "a refusal": lambda each: each.status in (400, 401, 403, 404, 410),
}


def faults(name: str) -> list[Path]:
    return sorted((FIXTURES / name / "faults").glob("*.json"))


@pytest.mark.parametrize("name", FETCHED)
def test_each_kind_is_there(name: str) -> None:
    recorded = [Exchange.read(file) for file in faults(name)]
    lacking = [kind for kind, fits in KINDS.items() if not any(map(fits, recorded))]
    assert lacking == []
    assert any(file.stem.startswith("broken") for file in faults(name))


@pytest.mark.parametrize("name", FETCHED)
def test_none_is_taken_for_a_fact_with_made_up_counts(name: str) -> None:
    for file in faults(name):
        lines = list(of_file(make(name, {}), file))
        assert lines, file.name
        assert not any("broke" in line for line in lines), file.name
        told = [line["parsed"] for line in lines if isinstance(line.get("parsed"), dict)]
        body = recordings.plain(recordings.parted(file.read_text("utf-8"))[0]).body
        zeros = [each for each in told for count in COUNTS if each.get(count) == 0]
        assert not zeros or b"0" in body, file.name
        if Exchange.read(file).status >= 400:
            assert told == [], file.name
