"""A collection to measure relevance on: creators, niche phrases, and who is right for each, in the common form.

A folder holds, plain or gzipped: ``creators.jsonl`` (``microscout.records`` shows a record), ``queries.jsonl``
(``{query_id, text}``), ``qrels.tsv`` (query_id, creator_id, grade; absent is 0) and, if there are any,
``unjudged.tsv`` (query_id, creator_id: pairs that are dropped from a ranking before it is scored).
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from microscout import frames, records
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


def load(folder: Path) -> Collection:
    """The collection in `folder`; queries for which nobody is right are left out."""
    raw = [json.loads(line) for line in _lines(folder, "creators.jsonl")]
    snapshots = [records.snapshot(_mended(record), NOW) for record in raw]
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for query, creator, grade in (line.split("\t")[:3] for line in _lines(folder, "qrels.tsv")):
        if grade.strip().isdigit() and int(grade):
            grades[query][creator] = int(grade)
    unjudged: dict[str, set[str]] = defaultdict(set)
    for query, creator in (line.split("\t")[:2] for line in _lines(folder, "unjudged.tsv", needed=False)):
        unjudged[query].add(creator)
    asked = [json.loads(line) for line in _lines(folder, "queries.jsonl")]
    return Collection(
        held=frames.of(snapshots),
        snapshots=snapshots,
        ids={each.creator_id: str(record["id"]) for each, record in zip(snapshots, raw, strict=True)},
        queries={each["query_id"]: each["text"] for each in asked if each["query_id"] in grades},
        grades=dict(grades),
        unjudged=dict(unjudged),
    )


def _mended(record: dict[str, Any]) -> dict[str, Any]:
    """`record` with counts below 0 unknown: old dumps hold some."""
    return record | {
        "posts": [
            {key: None if isinstance(value, int) and value < 0 else value for key, value in post.items()}
            for post in record.get("posts") or ()
        ]
    }


def _lines(folder: Path, name: str, *, needed: bool = True) -> Iterator[str]:
    plain, packed = folder / name, folder / f"{name}.gz"
    if not (packed.exists() or plain.exists() or needed):
        return
    with gzip.open(packed, "rt", encoding="utf-8") if packed.exists() else plain.open(encoding="utf-8") as file:
        yield from (line.rstrip("\r\n") for line in file if line.strip())
