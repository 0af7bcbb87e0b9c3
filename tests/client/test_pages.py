"""Items page after page, however a platform tells where the next page is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from fakes.clocks import LIST, THING, listed, run, said
from microscout.client import Call, Client, LinkNext, Offset
from microscout.client.replay import Exchange, Replay
from microscout.errors import (
    MicroscoutError,
    Missing,
    Unreachable,
)


def pages(*bodies: Any) -> list[Exchange]:
    """Pages of LIST: the first asked without cursor, the others by number."""
    urls = ["/list", *(f"/list?cursor={number}" for number in range(2, len(bodies) + 1))]
    return [body if isinstance(body, Exchange) else said(body, url=url) for body, url in zip(bodies, urls, strict=True)]


@pytest.mark.parametrize(
    "bodies",
    [
        ({"things": [1, 2], "cursor": "2"}, {"things": [3]}),
        ({"things": [1, 2], "cursor": "2"}, {"things": [3], "cursor": "3"}, {"things": []}),
        ({"things": [1, 2], "cursor": "2"}, {"things": [], "cursor": "3"}, {"things": [3]}),
        ({"things": [1, 2, 3], "cursor": "2"}, *({"things": [], "cursor": str(n)} for n in (3, 4, 5))),
        ({"things": [1], "cursor": "2"}, {"things": [2, 3], "cursor": ""}),
        ({"things": [1, 2, 3], "cursor": None},),
    ],
)
def test_pages_end_with_or_without_a_last_cursor(bodies: tuple[Any, ...]) -> None:
    assert run(listed, pages(*bodies))[0] == [1, 2, 3]


def test_no_more_pages_than_the_limit_needs() -> None:
    seam = Replay(pages({"things": [1, 2], "cursor": "2"}, {"things": [3, 4], "cursor": "3"}))
    assert run(lambda client: listed(client, limit=4), seam)[0] == [1, 2, 3, 4]
    assert len(seam.asked) == 2


def test_a_page_size_is_asked_for_and_never_above_what_a_page_holds() -> None:
    seam = Replay([said({"things": []}, url="/list")])
    call = replace(LIST, page=100, page_parameter="size")
    for limit in (7, 500):
        run(partial(listed, call=call, limit=limit), seam)
    assert [request.url.params["size"] for request in seam.asked] == ["7", "100"]


def test_a_page_loop_ends() -> None:
    notes: dict[str, int] = {}

    async def talk(client: Client) -> list[Any]:
        found = await listed(client)
        notes.update(client.notes)
        return found

    seam = Replay([said({"things": [1], "cursor": "again"}, url="/list")])
    assert run(talk, seam)[0] == [1, 1]
    assert len(seam.asked) == 2
    assert any("same page twice" in note for note in notes)


@pytest.mark.parametrize(
    "later",
    [said({}, 500, url="/list?cursor=2"), said(b"<html>", url="/list?cursor=2"), said({}, url="/list?cursor=2")],
)
def test_a_later_page_that_fails_keeps_what_came(later: Exchange) -> None:
    async def talk(client: Client) -> tuple[list[Any], dict[str, int]]:
        return await listed(client), client.notes

    (found, notes), _ = run(talk, pages({"things": [1, 2], "cursor": "2"}, later))
    assert found == [1, 2]
    assert sum(notes.values()) == 1


def test_a_first_page_that_fails_is_raised_or_only_noted() -> None:
    with pytest.raises(Unreachable):
        run(listed, [said({}, 500, url="/list")])

    async def talk(client: Client) -> tuple[list[Any], MicroscoutError | None]:
        return await listed(client, optional=True), client.first_failure

    (found, failure), _ = run(talk, [said({}, 500, url="/list")])
    assert found == []
    assert isinstance(failure, Unreachable)


def test_an_attempt_turns_a_failure_into_a_note_but_missing_is_an_answer() -> None:
    async def talk(client: Client) -> Any:
        return await client.attempt(THING), client.notes

    (answer, notes), _ = run(talk, [said({}, 403)])
    assert answer is None
    assert len(notes) == 1
    with pytest.raises(Missing):
        run(talk, [said({}, 404)])


def test_the_next_page_of_a_link_header_stays_on_our_host() -> None:
    call = Call("/list", paging=LinkNext())
    link = '<https://evil.example/list?max_id=5&limit=2>; rel="next", <https://evil.example/list?min_id=9>; rel="prev"'
    seam = Replay([said([1, 2], url="/list", link=link), said([], url="/list?max_id=5")])
    assert run(lambda client: listed(client, call), seam)[0] == [1, 2]
    assert {request.url.host for request in seam.asked} == {"clocks.example"}
    assert dict(seam.asked[1].url.params) == {"max_id": "5", "limit": "2"}


def test_pages_by_number() -> None:
    call = Call("/list", paging=Offset())
    seam = [said([1, 2], url="/list"), said([3], url="/list?offset=2"), said([], url="/list?offset=3")]
    assert run(lambda client: listed(client, call), seam)[0] == [1, 2, 3]
