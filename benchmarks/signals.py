"""How well the shipped detectors read: labelled sentences or comments against what ``microscout.reading`` says of them.

    python benchmarks/signals.py DIR                    the shipped detector, untrained on DIR: one JSON line
    python benchmarks/signals.py DIR --cross-validate   how the shipped one was chosen, over folds of whole videos

DIR holds ``disclosures.csv`` (video_id, sentence, disclosure) or ``comments.csv`` (video_id, label, text), plain or
gzipped. Positive are, of sentences, those labelled affiliate_link, explanation or support_channel (anything but
``none``): they tell people, in words, of links or purchases that pay the creator. Sentences that declare another paid
relation (a sponsor, a code) are labelled ``none`` there, so those kinds of signs are not asked for. Of comments, all
but ``other``: a question, a request, a report of a problem.

Cross-validation, sentences: our patterns were written by people who had seen the development half, so each fold keeps
only those that find something in the other folds' videos, and for the right reason there (at least every second find
right): a pattern that was written for one sentence finds nothing for itself. Five splits into five folds. Comments:
the weights are learned on all videos but one. Targets: F1 at least 0.80 for sentences, 0.75 for comments.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

from _measure import parser

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))  # the recipe is the script's: there is one of it

import train_asking

Row = Mapping[str, str]
_LEAST_RIGHT = 0.5


def main() -> int:
    made = parser(__doc__)
    made.add_argument("folder", type=Path)
    made.add_argument("--cross-validate", action="store_true", help="how the shipped detector was chosen")
    asked = made.parse_args()
    kind = next((name for name in _KINDS if _is_there(asked.folder, name)), None)
    if kind is None:
        made.error(f"{asked.folder} holds neither disclosures.csv nor comments.csv, plain or gzipped")
    rows = train_asking.table(asked.folder, kind)
    read, candidates, least = _KINDS[kind]
    figures = candidates(rows) if asked.cross_validate else read(rows)
    told = {"benchmark": f"signals: {kind}", **figures}
    told["versions"] = {name: version(name) for name in ("microscout", "polars")}
    print(json.dumps(told))
    best = figures["f1"] if not asked.cross_validate else max(each["f1"] for each in figures["candidates"].values())
    return int(asked.check and best < least)


def _is_there(folder: Path, name: str) -> bool:
    return (folder / f"{name}.csv").exists() or (folder / f"{name}.csv.gz").exists()


def scored(said: Sequence[bool], true: Sequence[bool]) -> dict[str, Any]:
    """Precision, recall and F1 of what was said."""
    right = sum(one and other for one, other in zip(said, true, strict=True))
    found, there = sum(said), sum(true)
    return {
        "precision": round(right / found, 4) if found else 0.0,
        "recall": round(right / there, 4) if there else 0.0,
        "f1": round(2 * right / (found + there), 4) if found + there else 0.0,
    }


def _per_class(rows: Sequence[Row], column: str, nothing: str, said: Sequence[bool]) -> dict[str, Any]:
    """How many of each labelled class were found."""
    classes = sorted({row[column] for row in rows} - {nothing})
    of = {name: [one for one, row in zip(said, rows, strict=True) if row[column] == name] for name in classes}
    return {name: {"n": len(each), "recall": round(sum(each) / len(each), 4)} for name, each in of.items()}


# -- sentences ------------------------------------------------------------------------------------------------------


def _sentences(rows: Sequence[Row]) -> dict[str, Any]:
    from microscout.reading import disclosure, signs

    texts = pl.Series([row["sentence"] for row in rows], dtype=pl.String)
    true = [row["disclosure"] != "none" for row in rows]
    begun = perf_counter()
    said = disclosure.says_affiliate(texts).to_list()
    took = perf_counter() - begun
    strict = [kind for kind in disclosure.AFFILIATE_SENTENCES if kind != "link_call"]
    return {
        **scored(said, true),
        "n": len(rows),
        "positives": sum(true),
        "seconds": round(took, 3),
        "videos": len({row["video_id"] for row in rows}),
        "per_class": _per_class(rows, "disclosure", "none", said),
        "without bare calls to click": scored(disclosure.says_affiliate(texts, strict).to_list(), true),
        "signs": signs.version(),
    }


def _sentence_candidates(rows: Sequence[Row]) -> dict[str, Any]:
    from microscout.reading import disclosure, signs

    texts = pl.Series([row["sentence"] for row in rows], dtype=pl.String).str.to_lowercase()
    true = [row["disclosure"] != "none" for row in rows]
    every = [(kind, each) for kind in disclosure.AFFILIATE_SENTENCES for each in signs.signs()[kind].patterns]
    finds = [texts.str.contains(f"(?i){pattern}").to_list() for _, pattern in every]
    strict = [find for (kind, _), find in zip(every, finds, strict=True) if kind != "link_call"]
    words = texts.str.contains(r"affiliate|commission|sponsor|\bad\b").to_list()
    return {
        "candidates": {
            "keyword rule": scored(words, true),
            "our patterns": _folded(rows, finds, true),
            "our patterns, without bare calls to click": _folded(rows, strict, true),
        },
        "splits": _SPLITS,
        "folds": _FOLDS,
    }


_SPLITS, _FOLDS = 5, 5


def _folded(rows: Sequence[Row], finds: Sequence[Sequence[bool]], true: Sequence[bool]) -> dict[str, Any]:
    """Mean figures over splits of videos into folds, each fold read by the patterns that the others justify."""
    every = []
    for split in range(_SPLITS):
        fold = _folds(rows, split)
        said = [False] * len(rows)
        for number in range(_FOLDS):
            justified = [find for find in finds if _is_justified(find, true, [each != number for each in fold])]
            for row in (row for row in range(len(rows)) if fold[row] == number):
                said[row] = any(find[row] for find in justified)
        every.append(scored(said, true))
    mean = {name: round(sum(each[name] for each in every) / _SPLITS, 4) for name in every[0]}
    return {**mean, "lowest f1": min(each["f1"] for each in every)}


def _folds(rows: Sequence[Row], seed: int) -> list[int]:
    videos = sorted({row["video_id"] for row in rows})
    random.Random(seed).shuffle(videos)
    of = {video: number % _FOLDS for number, video in enumerate(videos)}
    return [of[row["video_id"]] for row in rows]


def _is_justified(find: Sequence[bool], true: Sequence[bool], known: Sequence[bool]) -> bool:
    right = [is_true for found, is_true, one in zip(find, true, known, strict=True) if found and one]
    return sum(right) > 0 and sum(right) >= _LEAST_RIGHT * len(right)


# -- comments -------------------------------------------------------------------------------------------------------


def _comments(rows: Sequence[Row]) -> dict[str, Any]:
    from microscout.reading import asking

    true = [row["label"] != "other" for row in rows]
    begun = perf_counter()
    kinds = [asking.asking(row["text"]) for row in rows]
    took = perf_counter() - begun
    said = [kind != "other" for kind in kinds]
    return {
        **scored(said, true),
        "n": len(rows),
        "positives": sum(true),
        "seconds": round(took, 3),
        "videos": len({row["video_id"] for row in rows}),
        "per_class": _per_class(rows, "label", "other", said),
        "kinds said": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "weights": asking.version(),
    }


def _comment_candidates(rows: Sequence[Row]) -> dict[str, Any]:
    from microscout.reading import asking

    true = [row["label"] != "other" for row in rows]
    rule = pl.Series([row["text"] for row in rows]).str.contains(
        r"(?i)\?|\b(?:how|what|why|where|when|which|who|can you|could you|please|help|error|problem)\b"
    )
    chance = [0.0] * len(rows)
    for video in sorted({row["video_id"] for row in rows}):
        weights, bias = train_asking.learn([row for row in rows if row["video_id"] != video])
        for number, row in enumerate(rows):
            if row["video_id"] == video:
                chance[number] = asking.probability(row["text"], weights, bias)
    learned = {
        f"learned, at {at:g}": scored([each >= at for each in chance], true) for at in (0.4, 0.45, 0.5, 0.55, 0.6)
    }
    each = {
        video: scored(
            *zip(
                *[(p >= 0.5, t) for p, t, row in zip(chance, true, rows, strict=True) if row["video_id"] == video],
                strict=True,
            )
        )
        for video in sorted({row["video_id"] for row in rows})
    }
    return {"candidates": {"keyword rule": scored(rule.to_list(), true), **learned}, "at 0.5, by video left out": each}


_KINDS: dict[
    str, tuple[Callable[[Sequence[Row]], dict[str, Any]], Callable[[Sequence[Row]], dict[str, Any]], float]
] = {
    "disclosures": (_sentences, _sentence_candidates, 0.80),
    "comments": (_comments, _comment_candidates, 0.75),
}


if __name__ == "__main__":
    sys.exit(main())
