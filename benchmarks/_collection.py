"""A collection to measure relevance on: creators, niche phrases, and who is right for each, in the common form.

A folder holds, plain or gzipped: ``creators.jsonl`` (``microscout.records`` shows a record), ``queries.jsonl``
(``{query_id, text}``), ``qrels.tsv`` (query_id, creator_id, grade; absent is 0) and, if there are any,
``unjudged.tsv`` (query_id, creator_id: pairs that are dropped from a ranking before it is scored). Ids may be numbers.
A line that cannot be read, a creator who comes twice and a query without words are left out and told on stderr; a file
that is needed and not there ends the benchmark.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import _ranked
from microscout import frames, records
from microscout.errors import MicroscoutError
from microscout.frames import Frames
from microscout.models import Snapshot

NOW = 1_377_000_000
"""For posts of a collection that says not when it was taken; no figure depends on it."""


@dataclass
class Collection:
    """Queries and grades by query; the frames' creators by the ids of the files."""

    held: Frames
    snapshots: list[Snapshot]
    ids: dict[str, str]
    queries: dict[str, str]
    grades: dict[str, dict[str, int]]
    unjudged: dict[str, set[str]] = field(default_factory=dict)

    def judged(self, query: str, ranking: Sequence[str]) -> dict[str, float]:
        """The measures (``_ranked.py``) of a `ranking` for `query`, best first."""
        return _ranked.judged(ranking, self.grades[query], self.unjudged.get(query, ()))


def load(folder: Path) -> Collection:
    """The collection in `folder`; queries for which nobody is right are left out."""
    snapshots, ids = [], {}
    for record in _records(folder, "creators.jsonl"):
        try:
            made = records.snapshot(_mended(record), NOW)
            name = str(record["id"])
        except (MicroscoutError, AttributeError, KeyError, TypeError, ValueError) as error:
            print(f"creators.jsonl: {record.get('id')} is left out: {error}", file=sys.stderr)
            continue
        if made.creator_id in ids:
            print(f"creators.jsonl: {name} comes twice; the first is taken", file=sys.stderr)
            continue
        snapshots.append(made)
        ids[made.creator_id] = name
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for query, creator, grade in _cells(folder, "qrels.tsv", 3):
        if grade.isdigit() and int(grade):
            grades[query][creator] = int(grade)
    unjudged: dict[str, set[str]] = defaultdict(set)
    for query, creator in _cells(folder, "unjudged.tsv", 2, needed=False):
        unjudged[query].add(creator)
    asked = dict(_asked(folder))
    if not any(query in grades for query in asked):
        sys.exit(f"{folder}: qrels.tsv names nobody right for any of the {len(asked)} queries.")
    return Collection(
        held=frames.of(snapshots),
        snapshots=snapshots,
        ids=ids,
        queries={query: text for query, text in asked.items() if query in grades},
        grades=dict(grades),
        unjudged=dict(unjudged),
    )


def _asked(folder: Path) -> Iterator[tuple[str, str]]:
    for each in _records(folder, "queries.jsonl"):
        text = str(each.get("text") or "").strip()
        if text:
            yield str(each.get("query_id")), text
        else:
            print(f"queries.jsonl: {each.get('query_id')} has no words and is left out", file=sys.stderr)


def _mended(record: dict[str, Any]) -> dict[str, Any]:
    """`record` with counts below 0 unknown, as old dumps hold some; with a handle of several words, as names are."""
    handle = record.get("handle")
    return record | {
        "handle": "-".join(handle.split()) if isinstance(handle, str) else handle,
        "posts": [
            {key: None if isinstance(value, int) and value < 0 else value for key, value in post.items()}
            for post in record.get("posts") or ()
        ],
    }


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_lines(folder, name), 1):
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        if isinstance(record, dict):
            yield record
        else:
            print(f"{name}: line {number} is no JSON object and is left out", file=sys.stderr)


def _cells(folder: Path, name: str, number: int, *, needed: bool = True) -> Iterator[list[str]]:
    for line in _lines(folder, name, needed=needed):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) >= number:
            yield cells[:number]
        else:
            print(f"{name}: {line[:80]!r} has no {number} columns and is left out", file=sys.stderr)


def _lines(folder: Path, name: str, *, needed: bool = True) -> Iterator[str]:
    plain, packed = folder / name, folder / f"{name}.gz"
    if not (packed.exists() or plain.exists()):
        if needed:
            sys.exit(f"{folder} holds no {name}, plain or gzipped.")
        return
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else plain.open(encoding="utf-8-sig") as file:
        yield from (line.rstrip("\r\n") for line in file if line.strip())
