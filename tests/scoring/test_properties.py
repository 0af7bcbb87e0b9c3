"""What holds for any creators at all."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import post, snapshot, snapshots
from microscout import frames, scoring
from microscout.frames import Frames
from microscout.models import Niche, Snapshot
from microscout.reading.disclosure import annotated
from microscout.relevance import Lexical
from microscout.scoring.base import over, parts_of, reads, rounds
from microscout.scoring.beta import interval

WEIGHTS = scoring.PRESETS["default"]
several = st.lists(snapshots(), min_size=1, max_size=4, unique_by=lambda each: each.creator_id)


def scored(held: Frames) -> pl.DataFrame:
    return scoring.score(held, Lexical().measure(held, Niche.of("a e")), WEIGHTS, min_coverage=0.0).sort("creator_id")


@pytest.mark.slow
@settings(max_examples=15)
@given(several)
def test_judgements_are_in_their_range_or_null(held: list[Snapshot]) -> None:
    for row in scored(frames.of(held)).iter_rows(named=True):
        for name in scoring.BUILT_IN:
            low, value, high = (row[f"{name}_{end}"] for end in ("low", "score", "high"))
            assert (value is None and low is None and high is None) or 0 <= low <= value <= high <= 1
        assert row["fit"] is None or 0 <= row["fit_low"] <= row["fit"] <= row["fit_high"] <= 1
        assert not [name for name, number in row.items() if isinstance(number, float) and not math.isfinite(number)]


@pytest.mark.slow
@settings(max_examples=8)
@given(several)
def test_a_creator_alone_is_judged_as_in_company(held: list[Snapshot]) -> None:
    company = scored(frames.of(held))
    for each in held:
        alone = scored(frames.of([each]))
        assert_frame_equal(alone, company.filter(creator_id=each.creator_id))


@pytest.mark.slow
@settings(max_examples=8)
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_posts_and_comments_does_not_matter(held: list[Snapshot], luck: random.Random) -> None:
    framed = frames.of(held)
    order, other = list(range(framed.posts.height)), list(range(framed.comments.height))
    luck.shuffle(order)
    luck.shuffle(other)
    mixed = replace(framed, posts=framed.posts[order], comments=framed.comments[other])
    assert_frame_equal(scored(framed), scored(mixed))


@pytest.mark.slow
@settings(max_examples=8)
@given(several)
def test_what_becomes_unknown_changes_no_other_score(held: list[Snapshot]) -> None:
    framed = frames.of(held)
    hidden = replace(framed, creators=framed.creators.with_columns(followers=pl.lit(None, pl.Int64)))
    same = ["creator_id", "niche_score", "niche_low", "activity_score"]
    assert_frame_equal(scored(framed).select(same), scored(hidden).select(same))


@pytest.mark.slow
@settings(max_examples=8)
@given(several)
def test_whether_comments_were_asked_for_changes_nothing_else(held: list[Snapshot]) -> None:
    framed = frames.of(held)
    unasked = framed.creators.with_columns(comments_at=pl.lit(None, pl.Int64))
    silent = replace(framed, creators=unasked, comments=framed.comments.clear())
    same = ["creator_id", *(f"{name}_{end}" for name in ("niche", "activity") for end in ("low", "score", "high"))]
    assert_frame_equal(scored(framed).select(same), scored(silent).select(same))


@pytest.mark.slow
@given(st.integers(0, 30), st.integers(1, 30), st.integers(2, 5), st.floats(1, 9), st.floats(1, 9))
def test_more_evidence_of_the_same_kind_never_widens_a_share(k: int, n: int, times: int, a: float, b: float) -> None:
    k = min(k, n)
    few, many = (ends_of(k * m, n * m, (a, b)) for m in (1, times))
    assert 0 <= few[0] <= few[1] <= few[2] <= 1
    prior_and_data_agree = abs(a / (a + b) - k / n) < 0.2
    assert many[2] - many[0] <= few[2] - few[0] + 1e-9 or not prior_and_data_agree


def ends_of(k: int, n: int, prior: tuple[float, float]) -> tuple[float, ...]:
    frame = nw.from_native(pl.DataFrame({"k": [k], "n": [n]}))
    low, mean, high = interval(nw.col("k"), nw.col("n"), prior)
    return frame.select(low.alias("low"), mean.alias("mean"), high.alias("high")).row(0)


@pytest.mark.slow
@pytest.mark.parametrize("library", ["pandas", "pyarrow"])
def test_the_same_expressions_run_on_another_engine(library: str) -> None:
    pytest.importorskip(library)
    held = frames.of(
        [
            snapshot(
                "ada",
                tuple(post(n, likes=n + 3, comments=1, reposts=0, text="a dial") for n in range(5)),
                followers=2_000,
            ),
            snapshot("eva", (post(1, "eva", likes=7),), followers=None),
        ]
    )
    held = replace(held, posts=annotated(held.posts))
    measured = Lexical().measure(held, Niche.of("dial"))
    every = [
        part for part in scoring.shelf().values() if over(part) == "posts" and not parts_of(part) and not reads(part)
    ]

    def other(frame: pl.DataFrame) -> Any:
        flat = frame.select(name for name, kind in frame.schema.items() if not isinstance(kind, pl.List))
        return nw.from_native(
            flat.to_pandas(use_pyarrow_extension_array=True) if library == "pandas" else flat.to_arrow()
        )

    whole = held.creators.join(measured, on="creator_id").with_columns(own_share=pl.lit(None, pl.Float64))
    creators = other(whole)
    posts = other(held.posts).join(creators.select("creator_id", "platform", "followers", "own_share"), on="creator_id")
    per_creator = [made.alias(name) for part in every for name, made in part.per_creator().items()]
    values = [part.judgement().value.alias(f"{part.name}_score") for part in every]

    def in_rounds(rows: Any, step: str) -> Any:
        for part in every:
            for columns in rounds(getattr(part, step)()):
                rows = rows.with_columns(made.alias(name) for name, made in columns.items())
        return rows

    counted = in_rounds(posts, "per_post").group_by("creator_id").agg(per_creator)
    joined = creators.join(counted, on="creator_id", how="left")
    there = in_rounds(joined, "metrics").with_columns(values).sort("creator_id")
    here = scored_by("dial", held)
    for part in every:
        told = [v if isinstance(v, float) and v == v else None for v in there[f"{part.name}_score"].to_list()]
        assert told == pytest.approx(here[f"{part.name}_score"].to_list())


def scored_by(phrase: str, held: Frames) -> pl.DataFrame:
    measured = Lexical().measure(held, Niche.of(phrase))
    return scoring.score(held, measured, WEIGHTS, min_coverage=0.0).sort("creator_id")
