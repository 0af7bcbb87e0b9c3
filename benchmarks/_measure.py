"""What all benchmarks share: runs side by side (A B A B), medians, ratios, a table for people, a line for machines."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Target:
    """A figure that is held to a limit: at most it, or (`least`) at least."""

    name: str
    value: float
    limit: float
    least: bool = False

    @property
    def met(self) -> bool:
        """Whether the limit is held."""
        return self.value >= self.limit if self.least else self.value <= self.limit


def parser(text: str | None) -> argparse.ArgumentParser:
    """A parser with the options of every benchmark."""
    made = argparse.ArgumentParser(description=(text or "").split("\n\n")[0])
    made.add_argument("--times", type=int, default=5, help="runs of each, side by side")
    made.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    return made


def seconds(run: Callable[[], object]) -> float:
    """How long `run` takes, by the wall."""
    begun = perf_counter()
    run()
    return perf_counter() - begun


def side_by_side(runs: Mapping[str, Callable[[], float]], times: int) -> dict[str, list[float]]:
    """What each of `runs` measures, in turns: whatever else the machine does then meets all of them alike."""
    figures: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            figures[name].append(run())
    return figures


def medians(figures: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The median of each."""
    return {name: median(values) for name, values in figures.items()}


def report(
    name: str, figures: Mapping[str, float], targets: Sequence[Target], packages: Sequence[str], *, check: bool
) -> int:
    """Print table (stderr) and JSON line (stdout); the exit status."""
    width = max(map(len, [*figures, *(target.name for target in targets)]))
    for figure, value in figures.items():
        print(f"{figure:<{width}}  {value:12.4g}", file=sys.stderr)
    for target in targets:
        verdict = f"{'≥' if target.least else '≤'} {target.limit:g}  {'met' if target.met else 'MISSED'}"
        print(f"{target.name:<{width}}  {target.value:12.4g}  {verdict}", file=sys.stderr)
    line = {
        "benchmark": name,
        "figures": {figure: round(value, 6) for figure, value in figures.items()},
        "targets": {
            each.name: {"value": round(each.value, 4), "limit": each.limit, "met": each.met} for each in targets
        },
        "versions": {"python": platform.python_version(), **{package: version(package) for package in packages}},
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }
    print(json.dumps(line))
    return int(check and not all(target.met for target in targets))
