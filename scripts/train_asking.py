"""Learn the weights by which comments are read (``reading/asking.json``) from labelled comments.

    python scripts/train_asking.py DIR > src/microscout/reading/asking.json

DIR holds ``comments.csv`` (or ``.csv.gz``) with columns video_id, label, text; label ``other`` or anything else.
Logistic regression with a squared penalty, both classes weighing alike, fitted one coordinate after another by Newton
steps until they stand still; then only the heaviest features are kept and fitted again. Words and pairs must occur in
five comments or more, and under four videos or more: what is only said of one subject is not learned, and nobody's
sentence is kept. Same input, same weights: nothing is drawn at random.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from microscout.reading.asking import features

Example = Mapping[str, float]

LEAST_COMMENTS = 5
LEAST_VIDEOS = 4
KEPT = 900
STRENGTH = 2.0
THRESHOLD = 0.5


def main() -> None:
    """Read the folder, learn, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without", nargs="*", default=[], help="words not to learn, such as names of people")
    asked = parser.parse_args()
    rows = table(asked.folder, "comments")
    weights, bias = learn(rows, without=asked.without)
    told = {
        "version": "2026-11-26",
        "learned_from": f"{len(rows)} English comments under {len({row['video_id'] for row in rows})} videos",
        "threshold": THRESHOLD,
        "bias": round(bias, 3),
        "weights": {name: round(weight, 3) for name, weight in sorted(weights.items())},
    }
    print(json.dumps(told, ensure_ascii=False, indent=0))


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of ``NAME.csv`` or ``NAME.csv.gz`` in `folder`."""
    plain = folder / f"{name}.csv"
    with plain.open(encoding="utf-8") if plain.exists() else gzip.open(f"{plain}.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def learn(rows: Sequence[Mapping[str, str]], *, without: Iterable[str] = ()) -> tuple[dict[str, float], float]:
    """Weights by feature, and the bias, from `rows` with video_id, label and text."""
    wanted = [row["label"] != "other" for row in rows]
    known = _common(rows) - {name for name in _common(rows) if set(name.split()) & set(without)}
    weights, _ = fit([features(row["text"], known) for row in rows], wanted)
    heaviest = sorted(weights, key=lambda name: (-abs(weights[name]), name))[:KEPT]
    return fit([features(row["text"], heaviest) for row in rows], wanted, heaviest)


def _common(rows: Sequence[Mapping[str, str]]) -> set[str]:
    """The features that comments of enough people under enough videos have."""
    often: Counter[str] = Counter()
    under: dict[str, set[str]] = {}
    for row in rows:
        for name in features(row["text"]):
            often[name] += 1
            under.setdefault(name, set()).add(row["video_id"])
    return {name for name, count in often.items() if count >= LEAST_COMMENTS and len(under[name]) >= LEAST_VIDEOS}


def fit(
    examples: Sequence[Example], wanted: Sequence[bool], names: Iterable[str] | None = None
) -> tuple[dict[str, float], float]:
    """The minimum of Σ cost·log loss + |w|²/(2·STRENGTH), the bias free of the penalty."""
    share = sum(wanted) / len(wanted)
    costs = [0.5 / share if each else 0.5 / (1 - share) for each in wanted]
    allowed = None if names is None else set(names)
    columns: dict[str, list[tuple[int, float]]] = {"": [(row, 1.0) for row in range(len(examples))]}
    for row, example in enumerate(examples):
        for name, value in example.items():
            if allowed is None or name in allowed:
                columns.setdefault(name, []).append((row, value))
    weights = dict.fromkeys(columns, 0.0)
    margins = [0.0] * len(examples)
    for _ in range(100):
        largest = max(_step(name, columns[name], weights, margins, costs, wanted) for name in columns)
        if largest < 1e-3:
            break
    bias = weights.pop("")
    return weights, bias


def _step(
    name: str,
    column: Sequence[tuple[int, float]],
    weights: dict[str, float],
    margins: list[float],
    costs: Sequence[float],
    wanted: Sequence[bool],
) -> float:
    """One Newton step for one weight; how far it went."""
    penalty = 0.0 if name == "" else 1.0 / STRENGTH
    slope, bend = penalty * weights[name], penalty + 1e-9
    for row, value in column:
        p = 1.0 / (1.0 + math.exp(-margins[row]))
        slope += costs[row] * (p - wanted[row]) * value
        bend += costs[row] * p * (1.0 - p) * value * value
    step = max(-1.0, min(1.0, -slope / bend))
    weights[name] += step
    for row, value in column:
        margins[row] += step * value
    return abs(step)


if __name__ == "__main__":
    main()
