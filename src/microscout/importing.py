"""Creators from the founder's own files: JSON Lines, CSV or Parquet, plain or gzipped; each bad row with its reason.

JSON Lines and Parquet carry the records of ``records.py``; CSV carries one creator a row, with the same names as
columns or those of our own export (``profile_url``, ``data_date``, …), lists with semicolons.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from microscout import records
from microscout.errors import UsageError
from microscout.models import Snapshot

_LARGEST_LINE = 32_000_000
_GUARDED = re.compile(r"'[\s\ufeff\u200b]*[=+\-@＝＋－＠]")  # as exports/csv.py guards
_CSV_NAMES = {
    "creator_id": "id",
    "profile_url": "url",
    "data_date": "captured_at",
    "language": "languages",
    "country": "location",
    "place": "location",
    "owned_channels": "links",
    "username": "handle",
    "account": "handle",
    "description": "bio",
    "subscribers": "followers",
    "follower_count": "followers",
    "followers_count": "followers",
    "user_name": "handle",
    "biography": "bio",
    "full_name": "name",
}
_KIND = re.compile(r"^[a-z]+ (?=https?://)")  # our own export says what a channel is: "shop https://…"
_SAID: dict[type[Exception], str] = {UnicodeDecodeError: "no UTF-8 text", RecursionError: "too deeply nested"}
_LISTS = ("languages", "links", "verified", "lists")
_COUNTS = ("followers", "following", "post_count")
_GROUPED, _SHORT = re.compile(r"\d{1,3}(?:[., \u00a0\u202f’']\d{3})+"), re.compile(r"(\d+(?:[.,]\d+)?) ?([km])", re.I)


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read: its line (or row) number from 1, and why."""

    number: int
    reason: str


def read(path: Path, captured_at: int, *, latest: int | None = None) -> Iterator[Snapshot | BadRow]:
    """The creators in `path`, one after the other; rows that cannot be read come as :class:`BadRow`.

    `captured_at`: the moment (epoch seconds) for records that name none; `latest`: nothing can be of later than that.
    UsageError where the file is no such file.
    """
    for number, record in _records(path):
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            told = records.snapshot(record, captured_at)
            ahead = latest is not None and told.profile.captured_at > latest
            yield BadRow(number, "captured_at lies ahead: is that the year?") if ahead else told
        except ValueError as error:
            yield BadRow(number, str(error))


def _records(path: Path) -> Iterator[tuple[int, Mapping[str, Any] | BadRow]]:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    kind = suffixes[-1] if suffixes else ""
    readers = {".jsonl": _json_lines, ".ndjson": _json_lines, ".json": _json, ".csv": _csv, ".tsv": _csv}
    number = 0
    try:
        if kind == ".parquet":
            yield from _parquet(path)
        elif kind in readers:
            with _opened(path) as file:
                for number, record in readers[kind](file):
                    yield number, record
        else:
            raise UsageError(
                f"{path.name} is none of the files that can be imported.",
                hint="Wanted: .jsonl, .csv, .tsv (each also as .gz) or .parquet; docs/import.md shows the form.",
            )
    except (OSError, EOFError, zlib.error) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else "it is cut off or no gzip file"
        if number:  # what was good before stays good
            yield number + 1, BadRow(number + 1, f"the rest cannot be read: {said}")
            return
        raise UsageError(f"{path} cannot be read: {said}.") from None


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _json(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | BadRow]]:
    """JSON Lines under a name that promises no more than JSON; what is one document in many lines is told at once."""
    first = file.readline(_LARGEST_LINE).strip()
    file.seek(0)
    if first == b"{" or first.startswith(b"["):
        raise UsageError(
            "The file is one JSON document; JSON Lines has one object a line.",
            hint="docs/import.md shows the form. Of our own exports, CSV can be imported.",
        )
    yield from _json_lines(file)


def _json_lines(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | BadRow]]:
    number = 0
    while line := file.readline(_LARGEST_LINE + 1):
        number += 1
        if len(line) > _LARGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LARGEST_LINE)
            yield number, BadRow(number, f"larger than {_LARGEST_LINE // 1_000_000} MB: is this JSON Lines?")
            continue
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else _SAID.get(type(error), str(error))
            yield number, BadRow(number, f"not JSON: {said}")
            continue
        yield number, record if isinstance(record, dict) else BadRow(number, "not a JSON object")


def _csv(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | BadRow]]:
    with io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="") as text:
        rows = csv.reader(text, _dialect(text))
        try:
            first = next(rows, [])
        except csv.Error as error:
            raise UsageError(f"The first row is not CSV: {error}.") from None
        names = _columns(first)
        while True:
            began = rows.line_num + 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                endless = "unexpected end" in str(error)
                said = (
                    "a quotation mark opens here and never closes: the rest is lost" if endless else f"not CSV: {error}"
                )
                yield rows.line_num, BadRow(began if endless else rows.line_num, said)
                continue
            if row is None:
                return
            if any(row):
                yield rows.line_num, _csv_record(names, row, rows.line_num)


def _columns(first: list[str]) -> list[str]:
    """The names of the columns by the `first` row; UsageError where no record can come of them."""
    if not _is_text("".join(first)) or "\0" in "".join(first):
        raise UsageError("The file is no UTF-8 text.", hint="Save it as “CSV UTF-8”.")
    names = [_named(name) for name in first]
    for wanted in ({"id", "handle"}, {"platform"}):
        if not wanted & set(names):
            raise UsageError(
                f"The first row names no column {' or '.join(sorted(wanted))}.", hint="docs/import.md shows the form."
            )
    return names


def _csv_record(names: list[str], row: list[str], number: int) -> Mapping[str, Any] | BadRow:
    if len(row) > len(names):
        return BadRow(number, f"{len(row)} cells, but {len(names)} columns")
    if not _is_text("".join(row)):
        return BadRow(number, "no UTF-8 text: save the file as “CSV UTF-8”")
    return _uncsv(dict(zip(names, row, strict=False)))


def _is_text(cells: str) -> bool:
    """Whether all bytes behind `cells` were UTF-8 (what was none came in as lone surrogates)."""
    try:
        cells.encode()
    except UnicodeEncodeError:
        return False
    return True


def _dialect(text: io.TextIOWrapper) -> type[csv.Dialect] | csv.Dialect:
    """Comma, semicolon or tab, whichever the first line holds most of."""
    first = text.readline()
    if named := re.fullmatch(r"sep=(.)\s*", first):  # Excel's own word for it, on a line before the names
        delimiter = named[1]
    else:
        text.seek(0)
        delimiter = max(",;\t", key=first.count)

    class Found(csv.excel):
        pass

    Found.delimiter = delimiter
    Found.strict = True  # else a quotation mark that never closes swallows all rows behind it in silence
    return Found


def _named(column: str) -> str:
    name = column.strip().lower().replace(" ", "_")
    return _CSV_NAMES.get(name, name)


def _uncsv(row: dict[str, str]) -> dict[str, Any]:
    """A CSV row as a record: our own export's guard quotes and ids undone, lists split."""
    record: dict[str, Any] = {name: _unguarded(cell) for name, cell in row.items() if name in records.KEYS}
    platform = record.get("platform")
    if platform and str(record.get("id", "")).startswith(f"{platform}:"):
        record["id"] = record["id"].removeprefix(f"{platform}:")
    for name in _LISTS:
        if name in record:
            record[name] = [_KIND.sub("", part.strip()) for part in record[name].split(";") if part.strip()]
    for name in _COUNTS:
        if name in record:
            record[name] = _count(record[name].strip())
    record.pop("posts", None)
    return record


def _count(cell: str) -> str:
    """A count as people write it, in digits: ``12,345``, ``12.345``, ``12 345`` are one number, ``12.5K`` is 12500."""
    if _GROUPED.fullmatch(cell):
        return re.sub(r"\D", "", cell)
    if short := _SHORT.fullmatch(cell):
        return str(round(float(short[1].replace(",", ".")) * {"k": 1e3, "m": 1e6}[short[2].lower()]))
    return cell


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _parquet(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    import polars as pl

    try:
        frame = pl.read_parquet(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or 'it is damaged or no Parquet file'}.") from None
    except pl.exceptions.PolarsError:
        raise UsageError(f"{path} cannot be read: it is damaged or no Parquet file.") from None
    yield from enumerate(frame.iter_rows(named=True), 1)
