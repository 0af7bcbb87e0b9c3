"""When may one ask again: worked examples of every spelling, and what must hold for any header at all."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.client.limits import backoff, percent_used, seconds_until_open, seconds_until_regained

NOW = 1_795_467_268.0  # 2026-11-23 20:54:28 UTC
HTTP_NOW = format_datetime(datetime.fromtimestamp(NOW, UTC), usegmt=True)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "290"}, 290),
        (503, {"retry-after": "5"}, 5),
        (429, {"retry-after": "Mon, 23 Nov 2026 20:55:28 GMT"}, 60),
        (429, {"ratelimit-reset": "1795467558", "date": HTTP_NOW}, 290),
        (429, {"x-ratelimit-reset": "2026-11-23T20:59:28.304662Z"}, 300),
        (429, {"x-ratelimit-reset": "30"}, 30),
        (429, {"x-ratelimit-reset": "1795467298000"}, 30),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12"}, 12),
        (200, {"x-ratelimit-remaining": "7", "x-ratelimit-reset": "12"}, None),
        (200, {"retry-after": "12"}, None),
        (429, {}, None),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "nan"}, None),
        (429, {"retry-after": "-3"}, None),
        (429, {"ratelimit-reset": "1795467000", "date": HTTP_NOW}, 0),
    ],
)
def test_every_spelling_is_read(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_until_open(status, headers, NOW) == (None if seconds is None else pytest.approx(seconds, abs=0.5))


def test_a_clock_that_is_an_hour_off_does_no_harm() -> None:
    headers = {"ratelimit-reset": "1795467558", "date": HTTP_NOW}
    assert seconds_until_open(429, headers, NOW + 3600) == pytest.approx(290)
    assert seconds_until_open(429, headers, NOW - 3600) == pytest.approx(290)


@given(
    status=st.integers(100, 599),
    headers=st.dictionaries(
        st.sampled_from(["retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-ratelimit-remaining", "date"]),
        st.text(max_size=40) | st.integers().map(str) | st.floats().map(str),
    ),
)
def test_no_header_can_break_it_or_make_it_negative(status: int, headers: dict[str, str]) -> None:
    seconds = seconds_until_open(status, headers, NOW)
    assert seconds is None or seconds >= 0


@given(attempt=st.integers(1, 30), luck=st.floats(0, 1, exclude_max=True))
def test_backoff_grows_to_twenty_seconds_and_no_further(attempt: int, luck: float) -> None:
    assert 0.25 <= backoff(attempt, luck) <= 20
    assert backoff(attempt, luck) <= 2 * backoff(attempt + 1, luck)


@pytest.mark.parametrize(
    ("told", "percent", "seconds"),
    [
        ('{"call_count":91,"total_cputime":15,"total_time":12}', 91.0, None),
        ('{"1":[{"type":"pages","call_count":1,"total_time":2,"estimated_time_to_regain_access":0}]}', 2.0, None),
        ('{"1":[{"call_count":3}],"2":[{"call_count":99.5,"estimated_time_to_regain_access":7}]}', 99.5, 420.0),
        ('{"1":[{"call_count":"many","estimated_time_to_regain_access":null}],"2":7}', 0.0, None),
        (f'{{"call_count":{10**400},"estimated_time_to_regain_access":-3}}', 0.0, None),
        ("<html>", 0.0, None),
        ("[]", 0.0, None),
    ],
)
def test_usage_in_per_cent_and_minutes(told: str, percent: float, seconds: float | None) -> None:
    headers = {"x-app-usage": told}
    assert percent_used(["X-App-Usage", "x-other"], headers) == percent
    assert seconds_until_regained(["X-App-Usage", "x-other"], headers) == seconds
