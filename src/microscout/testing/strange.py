"""Answers with one thing wrong at a time, for what no answer may do: break a parser, or make zero of what is not told.

Every recorded answer is spoilt at places picked by a seed: a field taken away, or another value under it (nothing, an
empty text, another type, a number that is huge or below zero, a word that nobody documented). Zero is not among these
values, so a count that is zero only in a spoilt answer was made up.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from microscout.client.replay import Exchange
from microscout.platforms.base import Platform
from microscout.testing.reading import Line, of_exchange

COUNTS = frozenset({"followers", "following", "post_count", "likes", "comments", "reposts", "quotes", "views"})
_GONE = object()
_VALUES: tuple[Any, ...] = (
    *(_GONE, None, True, False, [], {}, [None], [[]], {"a": None}, -7, 1.5, 2**70, 1e300),
    *("", " ", "odd", "12x", "-7", "12345678901234567890", "9999-99-99T99:99:99Z", "https://[", "<![x", "\0\u202e"),
)
Place = tuple[str | int, ...]


def check_parsers(platform: Platform, fixtures: Path | Sequence[Exchange], *, spoilt: int = 200, seed: int = 1) -> None:
    """Hold the parsers of `platform` to it, over `spoilt` answers. AssertionError names the field and its value."""
    recorded = (
        [Exchange.read(file) for file in sorted(fixtures.rglob("*.json"))] if isinstance(fixtures, Path) else fixtures
    )
    luck = random.Random(seed)
    whole = [(each, list(of_exchange(platform, each))) for each in recorded]
    for each, lines in whole:
        assert not _broken(lines), f"{each.url}: {_broken(lines)}"
    readable = [(each, lines) for each, lines in whole if any("parsed" in line for line in lines)]
    assert readable, f"no parser of {platform.name} reads any of the answers: declare them as its `reads`"
    for _ in range(spoilt):
        each, lines = luck.choice(readable)
        name, strange = _spoilt(each, luck)
        told = list(of_exchange(platform, strange))
        assert not _broken(told), f"{each.url}, {name}: {_broken(told)}"
        assert _zeros(told) <= _zeros(lines), f"{each.url}, {name}: a count that is not told came out as zero"


def _broken(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if "broke" in line]


def _zeros(lines: Sequence[Line]) -> int:
    """How many counts are zero."""
    return sum(value == 0 for line in lines for name, value in _fields(line.get("parsed")) if name in COUNTS)


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _fields(inner)


def _spoilt(exchange: Exchange, luck: random.Random) -> tuple[str, Exchange]:
    """The exchange with one thing wrong, and what it is."""
    try:
        body = json.loads(exchange.body)
    except ValueError:
        at = luck.randrange(len(exchange.body) + 1)
        cut = (
            exchange.body[:at]
            + luck.choice((b"", b"<", b"\x00", b"&x;", b"\xff"))
            + exchange.body[at + luck.randrange(3) :]
        )
        return f"cut at {at}", replace(exchange, body=cut)
    place, value = luck.choice(list(_places(body))), luck.choice(_VALUES)
    said = "is gone" if value is _GONE else f"is {value!r}"
    return f"{'.'.join(map(str, place))} {said}", replace(exchange, body=json.dumps(_with(body, place, value)).encode())


def _places(value: Any, before: Place = ()) -> Iterator[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if before or not inner:
        yield before
    for step, each in inner:
        yield from _places(each, (*before, step))


def _with(value: Any, place: Place, new: Any) -> Any:
    if not place:
        return None if new is _GONE else new
    step, rest = place[0], place[1:]
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    kept = [
        (at, _with(each, rest, new) if at == step else each)
        for at, each in pairs
        if rest or at != step or new is not _GONE
    ]
    return dict(kept) if isinstance(value, dict) else [each for _, each in kept]
