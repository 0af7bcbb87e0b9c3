"""The pandas peer reads the documented formulas on its own: whoever changes a formula of ours hears of it here."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import _invented
from microscout import scoring
from microscout.models import Niche
from microscout.relevance import Lexical

_ASIDE = {"captured_at", "created_at", "comments_at"}
"""Facts, which nobody computes."""


def test_every_number_of_ours_is_the_peer_s(tmp_path: Path) -> None:
    import _pandas_peer  # pandas takes long to load: only this test needs it

    (held,) = _invented.parts(300, 20, part=300)
    shorts = pl.when(pl.int_range(pl.len()) % 5 == 0).then(pl.lit("short")).otherwise("kind")
    files = tmp_path / "creators.parquet", tmp_path / "posts.parquet"
    held = held.__class__(held.creators, held.posts.with_columns(kind=shorts), held.comments)
    held.creators.write_parquet(files[0])
    held.posts.write_parquet(files[1])
    theirs = pl.from_pandas(_pandas_peer.scored(iter([files]), "vintage watches")).sort("creator_id")
    measured = Lexical().measure(held, Niche.of("vintage watches"))
    ours = scoring.score(held, measured, scoring.PRESETS["default"]).sort("creator_id")

    both = [name for name in theirs.columns if name in ours.columns and theirs[name].dtype.is_numeric()]
    compared = [name for name in both if name not in _ASIDE]
    assert {"closeness", "niche_low", "niche_share_high", "er_low", "activity_score", "fit", "fit_high"} <= set(
        compared
    )
    for name in compared:
        own, other = (frame[name].cast(pl.Float64).fill_nan(None) for frame in (ours, theirs))
        assert own.is_null().equals(other.is_null()), name
        assert own.drop_nulls().to_list() == pytest.approx(other.drop_nulls().to_list(), abs=1e-9), name
