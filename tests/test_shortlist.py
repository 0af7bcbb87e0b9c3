"""Filters, order and reasons."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest

from builders import DAY, NOW, post, snapshot
from microscout import frames, portrait, relevance, scoring, shortlist
from microscout.models import Niche, Snapshot
from microscout.relevance import Lexical
from microscout.shortlist import SHEET, Criteria

NICHE = Niche.of("vintage watches")


def creator(handle: str, number: int = 5, **facts: Any) -> Snapshot:
    """Somebody who speaks of the niche in `number` posts, each with 50 engagements, in English."""
    posts = tuple(
        post(n, handle, text="a vintage watch", likes=45, comments=5, reposts=0, language="en-GB")
        for n in range(number)
    )
    return snapshot(handle, posts, **({"followers": 5_000} | facts))


@cache
def scored(*held: Snapshot) -> pl.DataFrame:
    framed = frames.of(held)
    frame = scoring.score(framed, Lexical().measure(framed, NICHE), scoring.PRESETS["default"], min_coverage=0.5)
    return frame.join(relevance.spoken(framed.posts, ["en", "de"]), on="creator_id", how="left")


def chosen(*held: Snapshot, **criteria: Any) -> list[str]:
    return [row["handle"] for row in shortlist.choose(scored(*held), Criteria(**criteria)).rows]


def test_who_does_not_speak_of_the_niche_is_not_listed() -> None:
    assert chosen(creator("ada"), snapshot("eva", (post(1, "eva", text="tomatoes"),), followers=5_000)) == ["ada"]


def measured(closeness: float, on_topic: int | None) -> pl.DataFrame:
    return scored(creator("ada")).with_columns(
        *(pl.lit(closeness).alias(name) for name in ("closeness", "niche_closeness")),
        *(pl.lit(on_topic, pl.Int64).alias(name) for name in ("on_topic", "niche_on_topic")),
    )


@pytest.mark.parametrize(
    ("closeness", "on_topic", "speaks"),
    [(0.2, 0, True), (0.19, 2, True), (0.2, None, True), (0.19, 1, False), (0.19, None, False), (0.0, 2, False)],
)
def test_who_speaks_of_a_niche_has_two_posts_on_it_or_is_close_in_all_they_say(
    closeness: float, on_topic: int | None, *, speaks: bool
) -> None:
    held = measured(closeness, on_topic)
    assert shortlist.choose(held, Criteria()).stages["speak of the niche"] == speaks
    kept = shortlist.choose(held, Criteria(), anybody=True)
    assert (kept.ids, list(kept.stages)) == (["sample:ada"], ["known well enough"])


def test_whoever_is_close_without_a_post_on_the_niche_is_said_to_be() -> None:
    (row,) = shortlist.choose(measured(0.3, 0), Criteria()).rows
    assert shortlist.reasons(row)[0] == "close to the niche in all they say, though none of 5 posts is on it"


@pytest.mark.parametrize(
    ("criteria", "wanted"),
    [
        ({"min_followers": 4_000, "max_followers": 5_000}, ["ada", "unknown"]),
        ({"min_followers": 5_000}, ["ada", "big", "unknown"]),
        ({"max_followers": 5_000}, ["ada", "unknown"]),
        ({"max_followers": 0}, ["unknown"]),
        ({}, ["ada", "big", "unknown"]),
    ],
)
def test_unknown_sizes_pass_the_bounds(criteria: dict[str, int], wanted: list[str]) -> None:
    held = (creator("ada"), creator("big", followers=200_000), creator("unknown", followers=None))
    assert sorted(chosen(*held, **criteria)) == wanted


def test_unknown_rates_do_not_pass() -> None:
    held = (creator("ada"), creator("shy", followers=None))
    assert chosen(*held, min_engagement=0.01) == ["ada"]
    assert chosen(*held, min_engagement=0.011) == []


def test_the_language_is_that_of_the_posts() -> None:
    assert chosen(creator("ada"), languages=("en",)) == ["ada"]
    assert chosen(creator("ada"), languages=("de", "en")) == ["ada"]
    assert chosen(creator("ada"), languages=("de",)) == []


def test_a_place_is_a_word_of_location_or_bio() -> None:
    held = (creator("ada", location="LEEDS, UK"), creator("eva", bio="from Leeds"), creator("ida"))
    assert sorted(chosen(*held, places=("leeds",))) == ["ada", "eva"]
    assert chosen(*held, places=("(",)) == []


def test_activity_is_counted_from_when_the_data_was_taken() -> None:
    held = (creator("ada"), snapshot("eva", (post(1, "eva", text="a vintage watch", created_at=NOW - 40 * DAY),)))
    assert chosen(*held, active_days=30.0) == ["ada"]


def test_each_filter_tells_what_it_let_through() -> None:
    found = shortlist.choose(
        scored(creator("ada"), creator("big", followers=200_000), snapshot("eva")), Criteria(max_followers=5_000)
    )
    assert found.stages == {"speak of the niche": 2, "known well enough": 2, "of the right size": 1}


def test_of_whom_nothing_was_read_nobody_says_that_they_do_not_speak_of_the_niche() -> None:
    found = shortlist.choose(scored(creator("ada"), snapshot("hollow", None, bio=None)), Criteria())
    assert [row["handle"] for row in found.rows] == ["ada"]
    (told,) = found.notes
    assert told.startswith("1 left out of whom neither bio nor posts are known")


def test_whose_size_is_unknown_is_kept_and_counted() -> None:
    held = scored(creator("ada"), creator("hid", followers=None), creator("big", followers=200_000))
    found = shortlist.choose(held, Criteria(max_followers=5_000))
    assert sorted(row["handle"] for row in found.rows) == ["ada", "hid"]
    assert found.notes == ["1 without a number of followers kept: their size is unknown."]
    assert shortlist.choose(held, Criteria()).notes == [], "where no size is asked for, none is missing"


@pytest.mark.parametrize(
    ("a_week", "said"),
    [(3.44, ["3.4 posts a week"]), (0.1, ["0.1 posts a week"]), (0.04, ["2.1 posts a year"]), (None, [])],
)
def test_who_posts_seldom_does_not_post_never(a_week: float | None, said: list[str]) -> None:
    assert shortlist.often({"posts_per_week": a_week}) == said


def test_whom_we_know_well_comes_first_and_the_order_is_the_same_every_time() -> None:
    held = [creator("few", 2), creator("many", 20), creator("b-twin"), creator("a-twin")]
    ranked = chosen(*held)
    assert ranked.index("many") < ranked.index("few")
    assert ranked.index("a-twin") + 1 == ranked.index("b-twin")
    assert chosen(*reversed(held)) == ranked
    assert chosen(*held, limit=2) == ranked[:2]


def test_nobody_makes_an_empty_list_and_an_empty_sheet() -> None:
    found = shortlist.choose(scored(), Criteria())
    assert found.rows == []
    assert shortlist.sheet(found.rows, "x").schema == SHEET


def test_reasons_are_told_in_plain_words() -> None:
    (row,) = shortlist.choose(scored(creator("ada", lists=("watch people",))), Criteria()).rows
    niche, lists, engagement, activity = shortlist.reasons(row)
    assert niche.startswith("5 of 5 posts")
    assert lists == "on 1 hand-curated list"
    assert engagement.startswith("engagement 1 %")
    assert "5 posts" in engagement
    assert "our estimate" in engagement
    assert activity.startswith("7.0 posts a week")
    assert "9 days" in activity
    answers, ads = shortlist.unknowns(row)
    assert answers.startswith("whether they answer: comments were not asked for")
    assert ads == "paid work: no post with words was read", "these posts nobody has read"


def test_what_is_unknown_is_told_with_its_cause() -> None:
    row = scored(snapshot("ada", None, bio="vintage watches")).to_dicts()[0]
    told = "\n".join(shortlist.unknowns(row))
    for cause in ("followers: ", "engagement: no posts known", "posting rhythm: ", "share of posts on the niche: "):
        assert cause in told
    fresh = scored(snapshot("eva", (post(1, "eva", created_at=NOW),), followers=10)).to_dicts()[0]
    assert "none of 1 posts is at least 7 days old" in "\n".join(shortlist.unknowns(fresh))


def test_the_sheet_holds_the_promised_columns_typed() -> None:
    found = shortlist.choose(
        scored(
            creator("ada", url="https://a.example", links=("https://ada.example/shop", "mailto:hi@ada.example")),
            snapshot("eva"),
        ),
        Criteria(),
    )
    rows = [row | portrait.of([portrait.Known(row)]).row(0, named=True) for row in found.rows]
    sheet = shortlist.sheet(rows, NICHE.text)
    assert sheet.schema == SHEET
    row = sheet.row(0, named=True)
    assert (row["creator_id"], row["handle"], row["profile_url"]) == ("sample:ada", "ada", "https://a.example")
    assert (row["language"], row["niche"]) == ("en", "vintage watches")
    assert row["owned_channels"] == "shop https://ada.example/shop"
    assert row["score_reasons"].startswith("close by words (0."), "engine by engine, as `show` says it"
    assert "5 of 5 posts on the niche; engagement 1 %" in row["score_reasons"]
    assert (row["email"], row["email_source"]) == ("hi@ada.example", "profile link (mailto:)")
    assert row["data_date"].isoformat() == "2026-11-24"
    assert 0 <= row["score"] <= 100


def test_languages_are_told_with_what_they_rest_on() -> None:
    row = {"spoken": ["en", "de"], "spoken_posts": [4, 2], "spoken_n": 8, "languages": ["fr"]}
    assert shortlist.speaks(row) == "en 4, de 2 of 8 posts"
    assert shortlist.speaks(row | {"spoken": ["en"], "spoken_posts": [1], "spoken_n": 1}) == "en 1 of 1 post"
    assert shortlist.speaks(row | {"spoken": [], "spoken_n": 8}) == "fr"
    assert shortlist.speaks(row | {"spoken": None, "languages": None}) is None


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Odette Quillfeather", "Odette", "Quillfeather"),
        ("Rowan Ashgrove-Pell", "Rowan", "Ashgrove-Pell"),
        ("José María Núñez", "José María", "Núñez"),
        ("Ada B. Stone", "Ada B.", "Stone"),
        ("Faded balance", None, None),
        ("Vintage Watches", None, None),
        ("The Dial", None, None),
        ("Ada", None, None),
        ("ADA LOVELACE", None, None),
        ("=Ada +Stone", None, None),
        (None, None, None),
    ],
)
def test_names_are_split_where_they_look_like_a_person_s(name: str | None, first: str | None, last: str | None) -> None:
    (found,) = shortlist.choose(scored(creator("ada")), Criteria()).rows
    row = shortlist.sheet([found | {"name": name}], NICHE.text).row(0, named=True)
    assert (row["first_name"], row["last_name"]) == (first, last)
