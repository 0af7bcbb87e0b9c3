"""Tiers and bands at their edges, and the follower-size lines as data."""

from __future__ import annotations

import math

import narwhals as nw
import polars as pl
import pytest

from microscout.models import to_epoch
from microscout.scoring import BOUNDS, lines
from microscout.scoring.lines import line_of
from microscout.scoring.tier import band, tier


@pytest.mark.parametrize(
    ("followers", "tier_name", "band_name"),
    [
        (None, None, None),
        (0, "nano", None),
        (999, "nano", None),
        (1_000, "micro", "1-5k"),
        (4_999, "micro", "1-5k"),
        (5_000, "micro", "5-10k"),
        (9_999, "micro", "5-10k"),
        (10_000, "micro", "10-50k"),
        (49_999, "micro", "10-50k"),
        (50_000, "micro", "50-100k"),
        (100_000, "micro", "50-100k"),
        (100_001, "macro", None),
        (1_000_000, "macro", None),
        (1_000_001, "mega", None),
        (2**53, "mega", None),
    ],
)
def test_tier_and_band_at_their_edges(followers: int | None, tier_name: str | None, band_name: str | None) -> None:
    frame = nw.from_native(pl.DataFrame({"followers": [followers]}, schema={"followers": pl.Int64}))
    found = frame.select(tier().alias("tier"), band().alias("band")).to_native()
    assert found.row(0) == (tier_name, band_name)
    for name, (low, high) in BOUNDS.items():
        inside = followers is not None and (low or 0) <= followers <= (high if high is not None else followers)
        assert inside == (name in (tier_name, band_name))


def test_the_lines_are_sound_data() -> None:
    every = lines.lines()
    assert every[-1].platform == "*", "the one for all others comes last"
    assert len({line.platform for line in every}) == len(every)
    for line in every:
        assert line.within > 0
        assert line.between > 0
        assert line.b < 0.1, "engagement does not grow with size"
        assert line.window_days > 7
        assert line.basis in ("fitted", "assumed")
        assert line.source
        assert set(line.parts) <= {"likes", "comments", "reposts", "quotes"}
        assert line.denominator in ("followers", "views")
        usual = math.exp(line.a + line.b * math.log10(10_000))
        assert 0.0001 < usual < 0.2, f"{line.platform}: {usual:.2%} at 10,000 followers"
    assert lines.version()


def test_a_platform_without_a_line_has_the_common_one() -> None:
    assert lines.line_of("bluesky").platform == "bluesky"
    assert lines.line_of("friendster").platform == "*"


def test_a_line_says_what_has_changed_since() -> None:
    youtube = line_of("youtube")
    assert youtube.caution(None) == ""
    assert youtube.caution(to_epoch("2026-08-26")) == ""
    assert "older than YouTube's new count of views" in youtube.caution(to_epoch("2026-08-27"))
    assert line_of("mastodon").caution(to_epoch("2026-11-01")) == ""
