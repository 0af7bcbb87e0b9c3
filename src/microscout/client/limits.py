"""When may one ask again: what the answers' headers say, and what to do when they say nothing. Pure functions.

Platforms spell the end of a limit in three ways: seconds from now (``Retry-After: 30``), an HTTP date or ISO 8601
moment (Mastodon: ``X-RateLimit-Reset: 2026-04-11T23:15:00.304Z``), or an epoch (Bluesky:
``ratelimit-reset: 1795467558``).
Moments are read against the answer's own ``Date`` header, so a clock that is an hour off does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

from pydantic_core import from_json

from microscout.models import to_epoch

_EPOCHS_BEGIN = 1_000_000_000  # a larger number is a moment, a smaller one a number of seconds
_MILLISECONDS_BEGIN = 1_000_000_000_000
_PERCENT = ("call_count", "total_cputime", "total_time", "acc_id_util_pct")
_REGAINED = ("estimated_time_to_regain_access",)
_RESET_HEADERS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
_REMAINING_HEADERS = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")


def seconds_until_open(status: int, headers: Mapping[str, str], now: float) -> float | None:
    """Seconds to wait before the next request, None where the answer does not say. Never negative.

    `headers` in lower case; `now` in epoch seconds, used where the answer has no ``Date``.
    """
    here = _moment(headers.get("date", ""), 0.0)
    reference = now if here is None else here
    told = _moment(headers.get("retry-after", ""), reference) if status in (403, 429, 503) else None
    if told is None and (status == 429 or _first(headers, _REMAINING_HEADERS) in ("0", "0.0")):
        told = _moment(_first(headers, _RESET_HEADERS), reference)
    return None if told is None else max(0.0, told - reference)


def percent_used(names: Iterable[str], headers: Mapping[str, str]) -> float:
    """The largest percentage that the JSON in the headers `names` tells (Meta's usage headers); 0 if none does."""
    return max(_figures(names, headers, _PERCENT), default=0.0)


def seconds_until_regained(names: Iterable[str], headers: Mapping[str, str]) -> float | None:
    """Seconds until calls are let through again, as the same headers tell in minutes; None where they are now."""
    return 60 * max(_figures(names, headers, _REGAINED), default=0.0) or None


def backoff(attempt: int, luck: float) -> float:
    """Seconds after try `attempt` (from 1) when nobody says: doubling from 0.5 to 20; `luck` in [0, 1) is the jitter.

    Full jitter over the upper half: those who failed together do not come back together.
    """
    ceiling: float = min(20.0, 0.5 * 2.0 ** (attempt - 1))
    return ceiling * (0.5 + luck / 2)


def _figures(names: Iterable[str], headers: Mapping[str, str], keys: Sequence[str]) -> Iterator[float]:
    for name in names:
        try:
            told = from_json(headers.get(name.lower(), "{}"))
        except ValueError:
            continue
        for record in _records(told):
            yield from (float(v) for k, v in record.items() if k in keys and isinstance(v, int | float) and 0 < v < 1e9)


def _records(told: object) -> Iterator[Mapping[str, object]]:
    """The objects that hold figures: the JSON itself, or those in lists by business."""
    if isinstance(told, dict):
        yield told
        for value in told.values():
            yield from (record for record in value if isinstance(record, dict)) if isinstance(value, list) else ()


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((headers[name].strip() for name in names if name in headers), "")


def _moment(text: str, reference: float) -> float | None:
    """`text` in any of the three spellings as epoch seconds; None where it is none of them."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        return _dated(text)
    if not 0 <= number < 1e15:  # also false for nan
        return None
    if number >= _MILLISECONDS_BEGIN:
        return number / 1000
    return number if number >= _EPOCHS_BEGIN else reference + number


def _dated(text: str) -> float | None:
    for read in (to_epoch, _http_date):
        try:
            return float(read(text))
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _http_date(text: str) -> float:
    moment = parsedate_to_datetime(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
