"""What every parser shares: a raw object without the documented shape is a PayloadError, whatever broke on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from pydantic import ValidationError

from microscout.client import Client
from microscout.errors import PayloadError
from microscout.models import Comment, to_epoch

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
Read = TypeVar("Read")
Made = TypeVar("Made")
Given = ParamSpec("Given")
Reads = Mapping[str, tuple[str | Callable[[Any], list[Any]], Callable[[Any, str, int], object] | None]]
"""By the path of an address: where the raw objects stand in its answer, and the parser (raw, host, now) of one.

Where an answer holds two kinds of objects its path stands twice; what follows a ``#`` only tells the two apart. A
function in place of the place cuts the answer itself. No parser: that something stands there says that an answer
without the other places is an empty one. The path ``*`` is every other one.
"""
RawReads = tuple[Callable[[bytes], list[Any]], Callable[[Any, str, int], object]]
"""For answers that are no JSON: what cuts one into raw objects, and the parser (raw, host, now) of one."""


def shaped(what: str) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Decorates a parser: what breaks on outside data says that `what` is not as documented, and where."""

    def shaping(parse: Callable[Given, Made]) -> Callable[Given, Made]:
        @wraps(parse)
        def parsed(*given: Given.args, **named: Given.kwargs) -> Made:
            try:
                return parse(*given, **named)
            except ValidationError as error:
                fields = ", ".join(sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]}))
                raise PayloadError(f"{what} is not as documented: {fields or 'its form'}") from None
            except KeyError as error:
                raise PayloadError(f"{what} is not as documented: no {error.args[0]}") from None
            except (TypeError, AttributeError, ValueError, LookupError, ArithmeticError, RecursionError):
                raise PayloadError(f"{what} is not as documented: a value of the wrong type") from None

        return parsed

    return shaping


def readable(
    client: Client, parse: Callable[..., Read | None], raws: Iterable[Any], *known: Any, most: int | None = None
) -> list[Read]:
    """What `parse(raw, *known)` makes of each of `raws`, less what it leaves out as None; the first `most` of them.

    A strange one among good ones is noted and passed over; where all are strange, the format has changed:
    PayloadError, since "none" would be a lie.
    """
    good: list[Read] = []
    strange: PayloadError | None = None
    for raw in raws:
        try:
            read = parse(raw, *known)
        except PayloadError as error:
            strange = error
            client.note(error)
        else:
            good += [] if read is None else [read]
        if most is not None and len(good) >= most:
            break
    if strange is not None and not good:
        raise strange
    return good


async def each(
    client: Client, parse: Callable[..., Read | None], raws: AsyncIterator[Any], *known: Any
) -> AsyncIterator[Read]:
    """As :func:`readable`, one by one while they arrive; for searches, where strange ones are noted only."""
    async for raw in raws:
        try:
            read = parse(raw, *known)
        except PayloadError as error:
            client.note(error)
        else:
            if read is not None:
                yield read


async def no_comments() -> AsyncIterator[Comment]:
    """What a platform yields that tells nobody's comments."""
    for comment in list[Comment]():
        yield comment


def numbered(value: Any) -> str:
    """A whole number that serves as an id, as text; TypeError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return str(value)


def addresses(text: str | None) -> tuple[str, ...]:
    """The web addresses written in `text`, each once, without the punctuation of the sentence around them."""
    return tuple(dict.fromkeys(found.rstrip(".,;:!?)'") for found in _ADDRESS.findall(text or "")))


def from_afar(count: Any, *, sure: bool) -> Any:
    """A `count` by who may not be `sure` to know it all: zero is then what is not known."""
    return count if sure else count or None


def earliest(*texts: object) -> int | None:
    """The earliest of the moments that are any; None where none is. Clients write times, and write them wrong.

    The first second of 1970 is how programs write "none".
    """
    moments = []
    for text in texts:
        try:
            moments.append(to_epoch(text))
        except (ValueError, OverflowError):
            continue
    return min((moment for moment in moments if moment), default=None)
