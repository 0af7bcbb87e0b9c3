"""``python -m microscout.testing replay PLATFORM FILE...``: what a platform's parsers make of recorded exchanges.

One JSON line for every raw object: what was parsed, or what was left out and why. Nothing is asked of any network.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from microscout.client import Api, answers
from microscout.client.replay import Exchange
from microscout.client.transport import Answer
from microscout.errors import MicroscoutError, PayloadError
from microscout.platforms import make
from microscout.platforms.base import Platform
from microscout.testing.contract import NOW


def main(arguments: Sequence[str]) -> int:
    """Print one line for each raw object in the files; exit status 2 where the call itself is wrong."""
    if len(arguments) < 3 or arguments[0] != "replay":
        print("usage: python -m microscout.testing replay PLATFORM FILE...", file=sys.stderr)
        return 2
    try:
        platform = make(arguments[1], {})
    except MicroscoutError as error:
        print(error.message, error.hint, file=sys.stderr)
        return 2
    for name in arguments[2:]:
        for line in _lines(platform, Path(name)):
            print(json.dumps({"file": Path(name).name, **line}, ensure_ascii=False))
    return 0


def _lines(platform: Platform, file: Path) -> Iterator[dict[str, Any]]:
    try:
        exchange = Exchange.read(file)
    except (OSError, ValueError) as error:
        yield {"skipped": str(error)}
        return
    try:
        raws, parse = _readable(platform, exchange)
    except MicroscoutError as error:
        yield {"skipped": error.message, "error": type(error).__name__}
        return
    host = urlsplit(exchange.url).netloc or urlsplit(platform.api.base_url).netloc
    for raw in raws:
        try:
            read = parse(raw, host, NOW)
        except (MicroscoutError, ValidationError) as error:
            yield {"skipped": str(error), "error": type(error).__name__}
        else:
            yield {"skipped": "left out by the parser"} if read is None else {"parsed": _shown(read)}


def _readable(platform: Platform, exchange: Exchange) -> tuple[list[Any], Any]:
    """The raw objects in the answer, and the parser that the platform has for them."""
    api: Api = platform.api
    if exchange.status >= 300:
        raise answers.fault(api, Answer(exchange.status, exchange.headers, exchange.body))
    if (raw := getattr(platform, "reads_raw", None)) is not None and exchange.body.lstrip().startswith(b"<"):
        cut, parse = raw
        return cut(exchange.body), parse
    path = urlsplit(exchange.url).path
    for pattern, (place, parse) in getattr(platform, "reads", {}).items():
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path):
            answer = answers.parsed(exchange.body, exchange.headers)
            found = answers.at(answer, place)
            return ([found] if isinstance(found, dict) else answers.listed(answer, place)), parse
    raise PayloadError(f"{platform.name} does not read {path or 'an answer without its address'}")


def _shown(read: object) -> Any:
    if isinstance(read, BaseModel):
        return {"fact": type(read).__name__, **read.model_dump(mode="json", exclude_none=True)}
    return read


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
