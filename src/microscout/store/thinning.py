"""Old history thinned, so that a store watched for years stays small and its curves keep their shape.

All of the last 30 days stay. Of a creator's older looks stays the last of each week, after half a year the last of each
28 days; and always the first and the last, one of the smallest and one of the largest, both ends of a step of at least
5 % in followers (more than any platform's rounding), and both sides of a new handle. Of a post's older counts stay the
first read when ripe (what changes are measured in), the first, the last, and the last of each 28 days.
"""

from __future__ import annotations

from microscout.store.database import Store

_DAY = 86_400
RECENT_DAYS, WEEKLY_DAYS = 30, 182
_RIPE = 3 * _DAY

_LOOKS = """
DELETE FROM profile WHERE (creator, captured_at) IN (
    WITH dated AS (
        SELECT creator, captured_at, followers, handle,
            CASE WHEN captured_at < :monthly THEN captured_at / (28 * 86400) ELSE 1000000 + captured_at / (7 * 86400)
            END AS stretch
        FROM profile
    ), seen AS (
        SELECT *, row_number() OVER (PARTITION BY creator, stretch ORDER BY captured_at DESC) AS newer,
            lag(followers) OVER each AS before, lead(followers) OVER each AS after,
            lag(handle) OVER each AS named_before, lead(handle) OVER each AS named_after,
            row_number() OVER (PARTITION BY creator ORDER BY followers DESC, captured_at) AS down_from_most,
            row_number() OVER (PARTITION BY creator ORDER BY followers IS NULL, followers, captured_at) AS up_from_least
        FROM dated WINDOW each AS (PARTITION BY creator ORDER BY captured_at)
    )
    SELECT creator, captured_at FROM seen
    WHERE captured_at < :recent AND named_before = handle AND named_after = handle
        AND down_from_most > 1 AND up_from_least > 1
        AND (followers IS before OR abs(followers - before) < 0.05 * before)
        AND (followers IS after OR abs(followers - after) < 0.05 * followers)
        AND newer > 1
)
"""
_COUNTS = """
DELETE FROM post_count WHERE (post, captured_at) IN (
    SELECT post, captured_at FROM (
        SELECT n.post, n.captured_at, row_number() OVER later AS behind, row_number() OVER earlier AS ahead,
            row_number() OVER (PARTITION BY n.post, n.captured_at / (28 * 86400) ORDER BY n.captured_at DESC) AS newer,
            n.captured_at >= p.created_at + :ripe AND lag(n.captured_at) OVER earlier < p.created_at + :ripe AS ripened
        FROM post_count n JOIN post p ON p.key = n.post
        WINDOW earlier AS (PARTITION BY n.post ORDER BY n.captured_at),
            later AS (PARTITION BY n.post ORDER BY n.captured_at DESC)
    ) WHERE captured_at < :recent AND behind > 1 AND ahead > 1 AND newer > 1 AND NOT coalesce(ripened, 0)
)
"""


def thin(store: Store, now: int) -> int:
    """Erase what the rule lets go; the number of observations."""
    with store.writing() as db:
        looks = db.execute(_LOOKS, {"recent": now - RECENT_DAYS * _DAY, "monthly": now - WEEKLY_DAYS * _DAY}).rowcount
        counts = db.execute(_COUNTS, {"recent": now - RECENT_DAYS * _DAY, "ripe": _RIPE}).rowcount
    return int(looks + counts)
