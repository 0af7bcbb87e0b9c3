"""Work side by side: what an error ends, and what it lets end."""

from __future__ import annotations

import asyncio

import pytest

from microscout.collect.aside import side_by_side
from microscout.errors import QuotaSpent, StoreError


def done(error: Exception) -> list[str]:
    """Which of some parts get done where the second of them breaks while the first is under way."""
    ended: list[str] = []

    async def work(part: str) -> None:
        if part == "broken":
            raise error
        await asyncio.sleep(0.01)
        ended.append(part)

    with pytest.raises(type(error)):
        asyncio.run(side_by_side(work, ["slow", "broken", "later", "never"], workers=2))
    return ended


def test_what_is_under_way_when_a_platform_refuses_may_end_and_nothing_new_begins() -> None:
    assert done(QuotaSpent("all units of today are spent")) == ["slow"]


def test_what_ends_the_command_ends_what_is_under_way() -> None:
    assert done(StoreError("the disk is full")) == []


def test_all_parts_are_done_in_their_order() -> None:
    begun: list[int] = []

    async def work(part: int) -> None:
        begun.append(part)
        await asyncio.sleep(0)

    asyncio.run(side_by_side(work, range(20), workers=3))
    assert begun == list(range(20))
