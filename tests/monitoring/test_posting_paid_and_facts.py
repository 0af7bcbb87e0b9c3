from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import DAY, NOW
from histories import NOTHING, TODAY, history, looks, missed, post, posts, told
from microscout.monitoring import Period, facts, look, paid, posting
from microscout.monitoring.paid import fisher


def silence(days: int, every: int, many: int = 40) -> list[tuple[object, ...]]:
    """`many` posts, one every `every` days, the last one `days` full days ago."""
    return [post(days + 1 + every * number) for number in range(many)]


def quiet_p(days: int, every: int, many: int = 40) -> float:
    found = posting.tests(looks([1_000] * 2), posts(silence(days, every, many)), NOTHING, TODAY)
    return float(found["p"].item())


def test_the_chance_of_a_gap_by_hand() -> None:
    # 39 gaps of 2 days: median 2, all reach it and 20 count, θ = max(0, 2/3, ½); a silence of 12.25 days, seen at six
    expected = 0.5 * (1 + 10.25 / (20 * 2 / 3)) ** -20 / 2
    assert quiet_p(12, 2) == pytest.approx(expected)


@pytest.mark.parametrize(("days", "every", "is_news"), [(20, 1, True), (20, 7, False), (3, 2, False), (60, 7, True)])
def test_what_is_long_depends_on_the_creator(days: int, every: int, is_news: bool) -> None:
    changes = look(history(looks([1_000] * 2), silence(days, every)), NOTHING, TODAY).changes
    assert [each.kind for each in changes] == (["quiet"] if is_news else [])


@settings(max_examples=20)
@given(st.integers(1, 60))
def test_a_longer_silence_is_never_less_certain(days: int) -> None:
    assert quiet_p(days + 1, 3) <= quiet_p(days, 3)


def test_few_known_gaps_promise_little() -> None:
    assert quiet_p(30, 3, many=10) > quiet_p(30, 3, many=100)
    assert posting.tests(looks([1] * 2), posts(silence(30, 3, many=8)), NOTHING, TODAY).is_empty()


def test_a_silence_is_counted_to_the_last_look() -> None:
    old = looks([1_000] * 2).with_columns(pl.col("captured_at") - 18 * DAY)
    assert posting.tests(old, posts(silence(20, 1)), NOTHING, TODAY).is_empty()


def test_a_silence_is_told_once_and_the_return_too() -> None:
    before = told("quiet", NOW - 30 * DAY, NOW - 20 * DAY)
    assert look(history(looks([1_000] * 2), silence(29, 1)), before, TODAY).changes == []
    again = history(looks([1_000] * 2), [*silence(29, 1), post(0.2)])
    (change,) = look(again, before, TODAY).changes
    assert change.kind == "back"
    assert change.p is None
    back = pl.concat([before, told("back", change.at, NOW)])
    assert look(again, back, Period(NOW, NOW + DAY)).changes == []


def test_fisher_by_hand() -> None:
    # of 4 paid among 8, the newest 4 hold all: 1 of C(8, 4) = 70 ways
    assert fisher(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert fisher(0, 4, 4, 4) == pytest.approx(1.0)


def test_more_paid_work_is_told_with_shares() -> None:
    rows = [post(0.1 + age, paid=age < 10 and age % 3 != 0) for age in range(60)]
    (change,) = look(history(looks([1_000] * 2), rows), NOTHING, TODAY).changes
    assert (change.kind, change.evidence["now"], change.evidence["was"]) == ("paid", pytest.approx(0.6), 0.0)
    assert change.low is not None
    assert change.low > 0


def test_posts_of_which_nobody_knows_whether_they_are_paid_do_not_count() -> None:
    assert paid.tests(posts([post(age) for age in range(60)]), NOTHING, TODAY).is_empty()


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([990, 1_021], [1_000]),
        ([990, 1_005], []),  # within 2 % of the bound: as it was
        ([1_025, 1_010], []),
        ([1_025, 975], [1_000]),
        ([4_000, 11_000], [5_000, 10_000]),
    ],
)
def test_tiers_and_bands_are_crossed_beyond_a_margin(counts: list[int], expected: list[int]) -> None:
    assert sorted(facts.crossings(looks(counts), TODAY)["size"].to_list()) == expected


def test_who_dances_on_the_bound_is_told_once() -> None:
    counts = [970, 1_025, 995, 1_025, 990, 1_030]
    assert facts.crossings(looks(counts), Period(NOW - 9 * DAY, NOW)).height == 1


def test_a_new_handle_is_told() -> None:
    frame = pl.concat([looks([10] * 3).head(2), looks([10], handle="ada.new")])
    (change,) = look(history(frame), NOTHING, TODAY).changes
    assert change.sentence.startswith("Handle moved from @ada to @ada.new")
    assert (change.kind, change.p) == ("handle", None)


def test_an_account_is_gone_when_asked_twice_and_told_once() -> None:
    seen = looks([10] * 3).with_columns(pl.col("captured_at") - 5 * DAY)
    once, twice = missed(("bluesky:ada", NOW - 2 * DAY)), missed(*((("bluesky:ada"), NOW - d * DAY) for d in (2, 0)))
    assert look(history(seen, missed=once), NOTHING, TODAY).changes == []
    (change,) = look(history(seen, missed=twice), NOTHING, TODAY).changes
    assert change.kind == "gone"
    assert look(history(seen, missed=twice), told("gone", change.at, NOW), TODAY).changes == []
    assert look(history(looks([10] * 3), missed=twice), NOTHING, TODAY).changes == []  # it was seen since


@pytest.mark.parametrize(("lost", "gone"), [(4, 4), (6, 0)])
def test_a_platform_that_knows_hardly_anybody_is_doubted_and_not_its_creators(lost: int, gone: int) -> None:
    names = [f"bluesky:c{number}" for number in range(7)]
    seen = pl.concat([looks([10] * 3, name) for name in names]).with_columns(pl.col("captured_at") - 5 * DAY)
    twice = missed(*((name, NOW - days * DAY) for name in names[:lost] for days in (2, 0)))
    assert [change.kind for change in look(history(seen, missed=twice), NOTHING, TODAY).changes] == ["gone"] * gone
