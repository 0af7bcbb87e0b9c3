"""Scoring: a catalogue with text in one pass (relevance and all scores), against a bare scan and against pandas.

The input is the same for all, Parquet in parts of 50,000 creators. The scan reads every column and reduces each to one
number: less cannot be done by anybody who looks at all of it. The pandas peer has the same formulas, vectorised, text
patterns counted only in posts that a literal search let through, groups by integer codes; it reads only the columns
that it needs, and its results must agree with ours to 1e-6. Each run is a process of its own; imports are not counted.
Both ratios to pandas are told: from file to result, and of the pass alone, the time of bare reading taken off both.

Targets: 100,000 creators x 20 posts at most 3.5 x the scan and at least 4 x faster than pandas; with
--creators 1000000: at most 11 x the time of 100,000, within 4 GB.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import polars as pl

from _measure import Target, medians, parser, report, side_by_side

_PART = 50_000
_POSTS = 20
_NICHE = "vintage watches"
_SHOWN = ("closeness", "fit", "fit_low", "fit_high")


def _files(folder: Path) -> Iterator[tuple[Path, Path]]:
    for creators in sorted(folder.glob("creators-*.parquet")):
        yield creators, creators.with_name(creators.name.replace("creators", "posts"))


def _scan(folder: Path) -> None:
    for pair in _files(folder):
        for file in pair:
            frame = pl.read_parquet(file)
            frame.select(
                pl.col(name).str.len_bytes().sum()
                if kind == pl.String
                else pl.col(name).list.len().sum()
                if kind == pl.List(pl.String)
                else pl.col(name).sum()
                for name, kind in frame.schema.items()
            )


def _ours(folder: Path) -> pl.DataFrame:
    from microscout import relevance, scoring
    from microscout.frames import COMMENTS, Frames
    from microscout.models import Niche

    engine, niche = relevance.Lexical(), Niche.of(_NICHE)
    comments = pl.DataFrame(schema=COMMENTS)
    found = []
    for creators, posts in _files(folder):
        held = Frames(pl.read_parquet(creators), pl.read_parquet(posts), comments)
        found.append(scoring.score(held, engine.measure(held, niche), scoring.PRESETS["default"]))
    return pl.concat(found)


def _pandas(folder: Path) -> Any:
    import _pandas_peer

    return _pandas_peer.scored(_files(folder), _NICHE)


def _reading(folder: Path) -> None:
    for pair in _files(folder):
        for file in pair:
            pl.read_parquet(file)


def _pandas_reading(folder: Path) -> None:
    import _pandas_peer

    for pair in _files(folder):
        for file in pair:
            _pandas_peer.read(file)


_RUNS: dict[str, Callable[[Path], Any]] = {
    "scan": _scan,
    "reading": _reading,
    "microscout": _ours,
    "pandas": _pandas,
    "pandas, reading": _pandas_reading,
}


def _run(name: str, folder: Path, result: Path | None) -> None:
    """The child's part: one pass; seconds and peak memory (MB) as JSON."""
    import microscout.relevance
    import microscout.scoring  # noqa: F401  (imported here so that imports are not counted)

    if name.startswith("pandas"):
        import _pandas_peer  # noqa: F401
    begun = perf_counter()
    found = _RUNS[name](folder)
    took = perf_counter() - begun
    if result is not None:
        frame = found if isinstance(found, pl.DataFrame) else pl.from_pandas(found[["creator_id", *_SHOWN]])
        frame.select("creator_id", *_SHOWN).write_parquet(result)
    print(json.dumps({"seconds": took, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _child(name: str, folder: Path, result: Path | None = None) -> dict[str, float]:
    command = [sys.executable, __file__, "--run", name, "--folder", str(folder)]
    command += ["--result", str(result)] if result else []
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return told


def _make(folder: Path, creators: int) -> None:
    import _invented

    for number, frames in enumerate(_invented.parts(creators, _POSTS, part=_PART)):
        frames.creators.write_parquet(folder / f"creators-{number:03d}.parquet")
        frames.posts.write_parquet(folder / f"posts-{number:03d}.parquet")


def _made(folder: Path, creators: int) -> Path:
    folder.mkdir()
    command = [sys.executable, __file__, "--run", "make", "--folder", str(folder), "--creators", str(creators)]
    subprocess.run(command, check=True)  # in a process of its own: its memory is not ours
    return folder


def _agree(folder: Path, work: Path) -> float:
    """The largest difference between our numbers and the pandas peer's."""
    frames = []
    for name in ("microscout", "pandas"):
        _child(name, folder, work / f"{name}.parquet")
        frames.append(pl.read_parquet(work / f"{name}.parquet").sort("creator_id"))
    ours, theirs = frames
    assert ours["creator_id"].equals(theirs["creator_id"])
    for name in _SHOWN:
        assert ours[name].is_null().equals(theirs[name].is_null() | theirs[name].is_nan()), name
    return max(float((ours[name] - theirs[name].fill_nan(None)).abs().max()) for name in _SHOWN)  # type: ignore[arg-type]


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--creators", type=int, default=100_000)
    made.add_argument("--no-pandas", action="store_true", help="leave the slow peer out")
    for hidden in ("--run", "--folder", "--result"):
        made.add_argument(hidden, help="(for the child processes)")
    options = made.parse_args()
    if options.run == "make":
        _make(Path(options.folder), options.creators)
        return 0
    if options.run:
        _run(options.run, Path(options.folder), Path(options.result) if options.result else None)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folder = _made(work / "whole", options.creators)
        large = options.creators > 100_000
        compared = ["scan", "reading", "microscout"]
        compared += ["pandas", "pandas, reading"] if not options.no_pandas and not large else []
        peaks = dict.fromkeys(compared, 0.0)

        def run(name: str, at: Path) -> float:
            told = _child(name, at)
            peaks[name] = max(peaks.get(name, 0.0), told["peak"])
            return told["seconds"]

        runs: dict[str, Callable[[], float]] = {name: lambda name=name: run(name, folder) for name in compared}  # type: ignore[misc]
        if large:
            small = _made(work / "tenth", 100_000)
            runs["microscout, 100 k"] = lambda: _child("microscout", small)["seconds"]
        took = medians(side_by_side(runs, options.times))
        figures = {f"{name}, s": value for name, value in took.items()}
        figures |= {f"{name}, peak MB": value for name, value in peaks.items()}
        targets = [Target("microscout / scan", took["microscout"] / took["scan"], 3.5)]
        if large:
            times = options.creators / 100_000
            targets += [
                Target("time / (100 k x size)", took["microscout"] / took["microscout, 100 k"] / times, 1.1),
                Target("peak, GB", peaks["microscout"] / 1024, 4.0),
            ]
        if "pandas" in compared:
            figures["largest difference"] = _agree(folder, work)
            passes = (took["pandas"] - took["pandas, reading"]) / (took["microscout"] - took["reading"])
            targets += [
                Target("pandas / microscout", took["pandas"] / took["microscout"], 4.0, least=True),
                Target("the same without reading", passes, 4.0, least=True),
                Target("largest difference", figures["largest difference"], 1e-6),
            ]
    packages = ["microscout", "polars", "narwhals", "pandas", "pyarrow", "numpy"]
    return report(f"scoring of {options.creators:,} creators", figures, targets, packages, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
