"""Feeds against feedparser, the parser that has read the most of them: it must see the same entries as we do."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest

from microscout.client.replay import Exchange
from microscout.errors import MicroscoutError
from microscout.platforms import _feed, _html

FIXTURES = Path(__file__).parents[2] / "fixtures"


def readable() -> Iterator[Any]:
    for file in sorted([*(FIXTURES / "rss").rglob("*.json"), *(FIXTURES / "podcasts").glob("*.json")]):
        exchange = Exchange.read(file)
        if exchange.status == 200 and exchange.body.lstrip().startswith(b"<"):
            try:
                ours = _feed.read(exchange.body, exchange.url)
            except MicroscoutError:
                continue
            yield pytest.param(exchange, ours, id=f"{file.parent.name}/{file.stem}")


def moment(entry: Any) -> int | None:
    told = entry.get("published_parsed") or dict.get(entry, "updated_parsed")  # its own get warns
    return calendar.timegm(told) if told and told.tm_year > 1 else None


@pytest.mark.parametrize(("exchange", "ours"), list(readable()))
def test_feedparser_reads_the_same(exchange: Exchange, ours: _feed.Feed) -> None:
    theirs = feedparser.parse(exchange.body, response_headers={"content-location": exchange.url})
    assert _html.text(theirs.feed.get("title", "")) == ours.title
    assert theirs.feed.get("link") in (ours.url, None)
    told = [entry for entry in theirs.entries if entry]
    assert len(ours.entries) == len(told)
    assert sorted(_html.text(entry.title) for entry in ours.entries) == sorted(
        _html.text(entry.get("title", "")) for entry in told
    )
    for entry in ours.entries:
        assert any(_alike(other, entry) for other in told), entry


def _alike(other: Any, entry: _feed.Entry) -> bool:
    return (
        _html.text(other.get("title", "")) == _html.text(entry.title)
        and entry.created_at == moment(other)
        and (entry.url == other.get("link") or entry.url is None)
        and set(entry.tags) <= {tag.label or tag.term for tag in other.get("tags", ())}
    )


def test_there_is_something_to_compare() -> None:
    assert sum(len(told.values[1].entries) for told in readable()) > 20
