"""Every engine behind the seam: a frame of the promised shape, absolute, and steady whatever it is fed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from builders import post, snapshot, snapshots
from microscout import frames, relevance
from microscout.frames import Frames
from microscout.models import Niche, Snapshot
from microscout.relevance import Engine, Lexical
from microscout.relevance.base import MATCHES, MEASURED
from microscout.relevance.transformer import installed
from microscout.testing import check_engine

ENGINES: list[Engine] = [relevance.make(name) for name in ("lexical", "static", "default")]
WITH_EXTRA = [pytest.param(relevance.make("semantic"), marks=pytest.mark.slow)] if installed() else []
every_engine = pytest.mark.parametrize("engine", [*ENGINES, *WITH_EXTRA], ids=lambda engine: engine.name)
phrases = st.sampled_from(["vintage watches", "C++", "a", "(", "\\", "[^", "...", "🍕", "盆栽", "the of", "a|b*"])


def creator(handle: str, bio: str = "", *texts: str, **facts: Any) -> Snapshot:
    posts = tuple(post(number, handle, text=text) for number, text in enumerate(texts))
    return snapshot(handle, posts, bio=bio, **facts)


def measured(engine: Engine, niche: str, *held: Snapshot) -> dict[str, dict[str, Any]]:
    frame = engine.measure(frames.of(held), Niche.of(niche))
    assert frame.schema == MEASURED
    return {row["creator_id"].removeprefix("sample:"): row for row in frame.iter_rows(named=True)}


@every_engine
def test_who_speaks_of_the_niche_is_closer_than_who_does_not(engine: Engine) -> None:
    told = measured(
        engine,
        "vintage watches",
        creator("expert", "vintage watch repair", *["a vintage watch on the bench"] * 5),
        creator("passer-by", "", "once I saw a vintage watch", *["my garden"] * 4),
        creator("stranger", "gardens", *["tomatoes"] * 5),
    )
    assert told["expert"]["closeness"] > told["passer-by"]["closeness"] > told["stranger"]["closeness"] == 0
    assert [told[who]["on_topic"] for who in ("expert", "passer-by", "stranger")] == [5, 1, 0]
    assert {row["judged"] for row in told.values()} == {5}


@pytest.mark.slow
@every_engine
def test_the_contract_that_strangers_are_held_to(engine: Engine) -> None:
    check_engine(engine)


def test_an_engine_that_goes_by_the_company_is_caught() -> None:
    class Relative(Lexical):
        def measure(self, frames: Frames, niche: Niche) -> pl.DataFrame:
            told = super().measure(frames, niche)
            return told.with_columns(pl.col("closeness") / pl.max_horizontal(pl.col("closeness").max(), 1e-9))

    with pytest.raises(AssertionError, match="alone as in company"):
        check_engine(Relative())


@every_engine
def test_one_of_several_phrases_is_enough(engine: Engine) -> None:
    told = measured(engine, "latte art", creator("ada", "", "latte art"))["ada"]
    frame = engine.measure(frames.of([creator("ada", "", "latte art")]), Niche.of("latte art", "trail running"))
    assert frame["closeness"].item() == pytest.approx(told["closeness"])


@every_engine
def test_posts_without_words_are_not_judged(engine: Engine) -> None:
    told = measured(engine, "dial", creator("ada", "", "", "a dial"))["ada"]
    assert (told["judged"], told["on_topic"]) == (1, 1)


@every_engine
def test_nobody_and_no_posts_are_fine(engine: Engine) -> None:
    assert measured(engine, "dial") == {}
    assert measured(engine, "dial", creator("ada"))["ada"]["closeness"] == 0
    assert measured(engine, "dial", creator("ada", "dial"))["ada"]["closeness"] > 0
    assert engine.matches(frames.of([]), Niche.of("dial")).schema == MATCHES


@every_engine
@pytest.mark.parametrize("niche", ["(", "[", "\\", "a|b", ".*", "^$", "(?i)x", "...", "!!!", "\\pL", "{2}", "the"])
def test_characters_that_mean_something_to_a_regex_mean_themselves(engine: Engine, niche: str) -> None:
    held = frames.of([creator("ada", "", "plain words"), creator("eva", "", f"with {niche} in it")])
    told = engine.measure(held, Niche.of(niche))
    assert told.schema == MEASURED
    assert told.filter(creator_id="sample:ada")["closeness"].item() < (1e-9 if engine.name == "lexical" else 0.3)
    assert engine.matches(held, Niche.of(niche)).schema == MATCHES


@every_engine
def test_matches_are_the_posts_that_speak_of_it_the_closest_first(engine: Engine) -> None:
    held = frames.of([creator("ada", "", "a watch", "vintage watches", "tomatoes")])
    found = engine.matches(held, Niche.of("vintage watches"))
    assert found["post_id"].to_list()[:2] == ["ada-1", "ada-0"]
    assert found["topicality"][2:].lt(0.1).all(), "what is hardly near may be told, and is told as that"
    if found["topicality_words"].is_not_null().any():
        assert found["words"].to_list()[0] == ["vintage", "watches"]
    assert found["topicality"].is_between(0, 1).all()


@every_engine
@settings(max_examples=12)
@given(held=st.lists(snapshots(), max_size=3, unique_by=lambda each: each.creator_id), phrase=phrases)
def test_closeness_is_in_its_range_and_never_nan(engine: Engine, held: list[Snapshot], phrase: str) -> None:
    told = engine.measure(frames.of(held), Niche.of(phrase))
    assert told.height == len(held)
    assert told["closeness"].is_between(0, 1).all()
    assert told["closeness"].is_not_nan().all()
    assert (told["on_topic"] <= told["judged"]).all()
    assert engine.matches(frames.of(held), Niche.of(phrase))["topicality"].is_between(0, 1).all()


@every_engine
@settings(max_examples=6)
@given(held=st.lists(snapshots(), min_size=1, max_size=3, unique_by=lambda each: each.creator_id), phrase=phrases)
def test_a_creator_alone_is_measured_as_in_company(engine: Engine, held: list[Snapshot], phrase: str) -> None:
    company = engine.measure(frames.of(held), Niche.of(phrase))
    for each in held:
        alone = engine.measure(frames.of([each]), Niche.of(phrase))
        together = company.filter(pl.col("creator_id") == each.creator_id)
        assert_frame_equal(alone, together, abs_tol=1e-6)  # sums of 32-bit numbers, in another order
