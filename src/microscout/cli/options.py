"""Options that several commands share, and how their texts are read. Only typer is imported here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

import typer

from microscout.errors import UsageError, meant

Niches = Annotated[
    list[str] | None,
    typer.Option(
        "--niche", "-n", help="What you seek, in your own words; may be given more than once.", metavar="TEXT"
    ),
]
Like = Annotated[
    list[str] | None,
    typer.Option(
        "--like",
        help="More creators like this one (handle or id of one you hold); alone or with --niche, also more than once.",
        metavar="CREATOR",
    ),
]
Avoid = Annotated[
    list[str] | None,
    typer.Option("--not", help="What you do not seek though it sounds alike: smart watches.", metavar="TEXT"),
]
Format = Annotated[
    str, typer.Option("--format", "-f", help="What to print: table, json or csv.", metavar="table|json|csv")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing but data: no progress, no summary (for cron).")]
Preset = Annotated[
    str | None,
    typer.Option("--preset", help="What weighs how much: default, beta, local, content or community.", metavar="NAME"),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing file.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin a CSV file with a byte-order mark (Excel by double click).")]

_UNITS = {"h": 1 / 24, "d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0}


def days(text: str) -> float:
    """``30d``, ``6w``, ``12h``, ``3m``, ``1y`` or a bare number of days, as days."""
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)\s*([hdwmy]?)\s*", text.lower())
    if not found:
        raise UsageError(f"{text!r} is no length of time.", hint="Write 30d, 6w, 3m (months) or 1y.")
    return float(found[1]) * _UNITS[found[2] or "d"]


def kilometres(text: str) -> float:
    """``50km``, ``30mi`` or a bare number of kilometres, as kilometres."""
    found = re.fullmatch(r"\s*(\d{1,5}(?:\.\d+)?)\s*(km|mi|miles)?\s*", text.lower())
    if not found or not float(found[1]):
        raise UsageError(f"{text!r} is no distance.", hint="Write 50km or 30mi.")
    return float(found[1]) * (1.609344 if (found[2] or "km").startswith("mi") else 1.0)


def moment(text: str, now: float) -> int:
    """``2026-11-01`` or ``7d`` (so long before `now`), as epoch seconds."""
    from microscout.models import to_epoch

    try:
        found = to_epoch(text)
    except ValueError:
        pass
    else:
        if found > now:
            raise UsageError(f"{text} lies ahead.", hint="Write a day that has begun, or 7d.")
        return found
    try:
        return max(0, int(now - days(text) * 86_400))
    except UsageError:
        raise UsageError(f"{text!r} is no day and no length of time.", hint="Write 2026-11-01 or 7d.") from None


def one_of(text: str, known: Iterable[str], what: str) -> str:
    """`text` if it is among `known` (no matter which case); UsageError with "did you mean" if not."""
    names = list(known)
    chosen = text.strip().lower()
    if chosen in names:
        return chosen
    raise UsageError(f"There is no {what} {text!r}.{meant(chosen, names)}", hint=f"Known: {', '.join(names)}.")


def language_code(text: str) -> str:
    """A language code in lower case (``en``, ``pt-br``); UsageError for a language's name."""
    code = text.strip().lower()
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code):
        raise UsageError(f"{text!r} is no language code.", hint="Write en, de, es, fr, ja, …")
    return code


def parts(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Options that may be repeated or written with commas, as one tuple."""
    return tuple(part.strip() for text in texts or () for part in text.split(",") if part.strip())


def phrases(texts: Iterable[str] | None) -> tuple[str, ...]:
    """What is sought, or avoided, in words; UsageError for what is too long or no words."""
    from microscout.models import clean

    tidy = tuple(" ".join(text.split()) for text in texts or () if text.strip())
    if any(len(phrase) > 200 for phrase in tidy):
        raise UsageError("A niche is a phrase of at most 200 characters.", hint="Give several with several --niche.")
    if not all(clean(phrase) for phrase in tidy):
        raise UsageError("A niche is written in words.", hint='For example: --niche "vintage watches"')
    return tidy
