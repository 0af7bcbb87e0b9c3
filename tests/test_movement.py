"""What changed on a shortlist, by hand."""

from __future__ import annotations

import polars as pl

from microscout.shortlist import movements

ROW = {
    "platform": "sample",
    "fit": 0.6,
    "fit_low": 0.5,
    "fit_high": 0.7,
    "followers": 5_000,
    "handle": "ada",
    "captured_at": 1_795_500_000,
}


def ranked(**rows: dict[str, object]) -> pl.DataFrame:
    told = enumerate(rows.items(), 1)
    return pl.DataFrame([{"creator_id": name, "rank": rank, **ROW, **row} for rank, (name, row) in told])


def test_who_came_left_rose_and_fell() -> None:
    told = movements(ranked(a={}, b={}, c={}), ranked(b={}, a={}, d={}), {"c": "gone"})
    assert [(each.creator_id, each.what, each.why) for each in told] == [
        ("b", "up", None),
        ("a", "down", None),
        ("d", "came", None),
        ("c", "left", "gone"),
    ]


def test_a_fit_inside_its_interval_has_not_moved_beyond_what_was_known() -> None:
    told = movements(ranked(a={}, b={}), ranked(a={"fit": 0.69}, b={"fit": 0.71}), {})
    assert [(each.beyond, each.moved) for each in told] == [(False, False), (True, True)]


def test_another_handle_is_told() -> None:
    (told,) = movements(ranked(a={}), ranked(a={"handle": "ada.new"}), {})
    assert told.renamed
    assert (told.told()["handle_before"], told.told()["handle_after"]) == ("ada", "ada.new")
    assert told.told()["captured_at_after"] == "2026-11-24T06:00:00Z", "as every moment that is shown"
