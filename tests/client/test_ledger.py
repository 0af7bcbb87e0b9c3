"""What is left of a limit: windows that slide, windows that open at midnight, the founder's own caps."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.client import Ledger, Quota, opened_at
from microscout.errors import QuotaSpent

NOW = 1_795_500_000.0
MINUTE = Quota("calls", limit=10, seconds=60)
DAY = Quota("units", limit=10, midnight="America/Los_Angeles", name="units")


def test_a_sliding_window_forgets_in_a_long_run() -> None:
    ledger = Ledger()
    for second in range(0, 300, 6):
        ledger.spend("clocks", MINUTE, 1, NOW + second)
    assert ledger.spent["clocks", ""] == 50, "what a run cost is remembered all the same"
    assert ledger.left("clocks", MINUTE, NOW + 299) == pytest.approx(0, abs=1)
    assert ledger.left("clocks", MINUTE, NOW + 400) == 10


def test_the_error_says_when_there_will_be_enough() -> None:
    ledger = Ledger()
    ledger.spend("clocks", MINUTE, 4, NOW)
    ledger.spend("clocks", MINUTE, 6, NOW + 20)
    with pytest.raises(QuotaSpent) as caught:
        ledger.spend("clocks", MINUTE, 3, NOW + 30)
    assert caught.value.wait == pytest.approx(30), "the first four are forgotten a minute after they were spent"


def test_what_was_spent_before_the_run_counts() -> None:
    ledger = Ledger(before={("clocks", ""): 8})
    assert ledger.left("clocks", MINUTE, NOW) == 2
    assert ledger.left("clocks", MINUTE, NOW + 61) == 10


def test_a_limit_that_opens_at_midnight_forgets_nothing_in_a_run() -> None:
    ledger = Ledger()
    ledger.spend("videos", DAY, 10, NOW)
    with pytest.raises(QuotaSpent) as caught:
        ledger.spend("videos", DAY, 1, NOW + 7200)
    assert caught.value.wait is None


def test_midnight_is_that_of_the_platforms_own_time_zone() -> None:
    before_noon = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).timestamp()
    assert datetime.fromtimestamp(opened_at(DAY, before_noon), UTC) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    in_the_night = datetime(2026, 11, 24, 7, 0, tzinfo=UTC).timestamp()
    assert datetime.fromtimestamp(opened_at(DAY, in_the_night), UTC) == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_the_founders_cap_is_for_the_run_whatever_the_window() -> None:
    ledger = Ledger(caps={("clocks", ""): 5})
    ledger.spend("clocks", MINUTE, 5, NOW)
    with pytest.raises(QuotaSpent):
        ledger.spend("clocks", MINUTE, 1, NOW + 3600)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 10)), max_size=60))
def test_no_window_ever_holds_more_than_the_limit(asked: list[tuple[int, int]]) -> None:
    ledger, spent = Ledger(), list[tuple[int, int]]()
    for second, units in sorted(asked):
        try:
            ledger.spend("clocks", MINUTE, units, NOW + second)
        except QuotaSpent:
            continue
        spent.append((second, units))
    for end, _ in spent:
        assert sum(units for second, units in spent if end - 60 < second <= end) <= 10
