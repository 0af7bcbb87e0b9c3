"""What a platform's parsers make of recorded exchanges: a line for every raw object, parsed or left out and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from microscout.client import answers, recordings
from microscout.client.replay import Exchange
from microscout.client.transport import Answer
from microscout.errors import MicroscoutError, PayloadError
from microscout.platforms.base import Platform
from microscout.testing.contract import NOW

Line = dict[str, Any]
Parse = Callable[[Any, str, int], object]
Reader = tuple[str | Callable[[Any], list[Any]], Parse | None]


def of_file(platform: Platform, file: Path) -> Iterator[Line]:
    """What the parsers of `platform` make of all exchanges in `file`."""
    try:
        recorded = recordings.parted(recordings.written(file.read_bytes()))
    except (OSError, ValueError) as error:
        yield {"skipped": f"cannot be read: {error}"}
        return
    for each in recorded:
        try:
            yield from of_exchange(platform, Exchange.of(each))
        except ValueError as error:
            yield {"skipped": str(error)}


def of_exchange(platform: Platform, exchange: Exchange) -> Iterator[Line]:
    """What the parsers of `platform` make of one exchange: at least one line."""
    try:
        found = list(_readable(platform, exchange))
    except MicroscoutError as error:
        yield {"skipped": error.message, "error": type(error).__name__}
        return
    except Exception as error:  # what cuts an answer is the platform's, too
        yield _broke(error)
        return
    host = urlsplit(exchange.url).netloc or urlsplit(platform.api.base_url).netloc
    if not found:
        yield {"skipped": "the answer holds nothing: nobody was found"}
    for raw, parse in found:
        yield from _parsed(raw, parse, host)


def _parsed(raw: Any, parse: Parse, host: str) -> Iterator[Line]:
    try:
        read = parse(raw, host, NOW)
    except (MicroscoutError, ValidationError) as error:
        yield {"skipped": str(error), "error": type(error).__name__}
    except Exception as error:  # a parser that breaks is a fault of ours, and no reason not to read the rest
        yield _broke(error)
    else:
        yield {"skipped": "left out by the parser"} if read is None else {"parsed": _shown(read)}


def _broke(error: Exception) -> Line:
    return {"skipped": f"the parser broke: {error}", "broke": type(error).__name__}


def _readable(platform: Platform, exchange: Exchange) -> Iterator[tuple[Any, Parse]]:
    """Each raw object in the answer, with the parser that the platform has for it."""
    body = exchange.body.removeprefix(b"\xef\xbb\xbf")
    if not answers.good(platform.api, told := Answer(exchange.status, exchange.headers, body)):
        raise answers.fault(platform.api, told)
    path = urlsplit(exchange.url).path
    reads = dict(getattr(platform, "reads", {}))
    raw = getattr(platform, "reads_raw", None)
    if raw is not None and (not reads or body.lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff"))):
        cut, parse = raw
        yield from ((each, parse) for each in cut(body))
        return
    fitting = next((_plain(pattern) for fits in (_fits, _ends) for pattern in reads if fits(pattern, path)), None)
    readers = [reader for pattern, reader in reads.items() if _plain(pattern) == fitting]
    if not readers:
        raise PayloadError(f"{platform.name} does not read {path or 'an answer without its address'}")
    answer = answers.parsed(body, exchange.headers)
    yield from _among(answer, readers)


def _plain(pattern: str) -> str:
    """`pattern` without what tells two readers of one address apart."""
    return pattern.partition("#")[0].rstrip("/")


def _fits(pattern: str, path: str) -> bool:
    """Whether `path` is one of `pattern`, whose ``{names}`` stand for anything; a last slash makes no difference."""
    if pattern == "*":
        return True
    asked = re.escape(_plain(pattern))
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", asked), "/" + path.strip("/")))


def _ends(pattern: str, path: str) -> bool:
    """Whether `pattern` ends with `path`: some record addresses without what all of a site's begin with."""
    whole, told = _plain(pattern).strip("/").split("/"), path.strip("/").split("/")
    end = whole[-len(told) :]
    return "" not in told and len(told) < len(whole) and "{" not in end[0] and _fits("/" + "/".join(end), path)


def _among(answer: Any, readers: Iterable[Reader]) -> Iterator[tuple[Any, Parse]]:
    """The raw objects at the places that `readers` name; PayloadError where none of these places is there."""
    lacking: PayloadError | None = None
    found = 0
    for place, parse in readers:
        there = place(answer) if callable(place) else answers.at(answer, place)
        if parse is None:
            found += there is not None
            continue
        if isinstance(there, dict):
            there = [there]
        if isinstance(there, list):
            found += 1
            yield from ((each, parse) for each in there)
        else:
            lacking = lacking or PayloadError(f"the answer has nothing{f' at {place}' if place else ''}")
    if lacking is not None and not found:
        raise lacking


def _shown(read: object) -> Any:
    if isinstance(read, BaseModel):
        return {"fact": type(read).__name__, **read.model_dump(mode="json", exclude_none=True)}
    return [_shown(each) for each in read] if isinstance(read, list | tuple) else read
