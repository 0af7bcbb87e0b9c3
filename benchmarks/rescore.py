"""Rescore: how much of its wall time waits for the allowed rate, and how its memory grows with the list.

A list of creators (Bluesky's wire format, from a local server with 20 ms latency) that was last looked at two days ago
is looked at again at 50 requests a second: all of `Scout.rescore`, from what is due to the digest. The rate's own time
is N/50 s for N requests; what we work while it passes (cpu) is told beside it, since the wall time of a busy machine
tells little. Each size runs in a process of its own, in a store made before it.

Targets: at least 80 % of the wall time is the rate's; the peak memory at the larger size is at most 1.5 x that at the
smaller.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time, time
from typing import Any

from _fake import running
from _measure import Target, parser, report
from microscout import config, platforms
from microscout.client import Api, Pace
from microscout.models import Niche, Post, Profile, Snapshot
from microscout.platforms.bluesky import Bluesky
from microscout.scout import Scout
from microscout.scout.rescoring import Wanted
from microscout.store import named, observations

_RATE = 50.0
_DAY = 86_400
_POSTS = 20
_TEXTS = ("Rain again. Tea, and a book.", "A vintage watch came in today, and the movement runs.")


class Fifty(Bluesky):
    """Bluesky, asked 50 times a second."""

    @property
    def api(self) -> Api:
        """See the class."""
        return replace(super().api, pace=Pace(_RATE, burst=5, at_once=16))


def _held(number: int, now: int) -> Snapshot:
    """A creator of the fake, as known two days ago."""
    did, at = f"did:plc:invented{number:06d}", now - 2 * _DAY
    profile = Profile(
        platform="bluesky",
        stable_id=did,
        handle=f"c{number}.bsky.example",
        captured_at=at,
        bio="I write of vintage watches and of what they cost to mend.",
        followers=2_000 + 37 * number,
        following=200,
        post_count=400,
    )
    posts = [
        Post(
            creator_id=f"bluesky:{did}",
            post_id=f"at://{did}/app.bsky.feed.post/p{each}",
            captured_at=at,
            created_at=at - (1 + 3 * each) * _DAY,
            text=_TEXTS[each % 2],
            language="en",
            likes=20 + each,
            comments=3,
            reposts=2,
        )
        for each in range(_POSTS)
    ]
    return Snapshot(profile=profile, posts=tuple(posts))


def _settings(home: Path, address: str) -> config.Settings:
    told = {"MICROSCOUT_HOME": str(home), "MICROSCOUT_POSTS": str(_POSTS), "MICROSCOUT_COMMENTS": "0"}
    return config.load(told).model_copy(update={"options": {"bluesky": {"appview": address, "pds": address}}})


def prepare(home: Path, address: str, creators: int) -> None:
    """A store with `creators` of the fake, all of them on one list."""
    now = int(time())
    with Scout(_settings(home, address), now=lambda: now - 2 * _DAY) as scout:
        with scout.store.writing():
            for number in range(creators):
                observations.add(scout.store, _held(number, now))
        scout.search(Niche.of("vintage watches"), offline=True)
        scout.save("all of them")
        ids = [f"bluesky:did:plc:invented{number:06d}" for number in range(creators)]
        named.add(scout.store, named.every(scout.store)[0], ids, now - 2 * _DAY)


def measure(home: Path, address: str) -> dict[str, float]:
    """One rescore of that store, in this process."""
    platforms.BUILT_IN["bluesky"] = Fifty
    with Scout(_settings(home, address)) as scout:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun, worked = perf_counter(), process_time()
        told = scout.rescore(Wanted())
        wall, cpu = perf_counter() - begun, process_time() - worked
    assert not told.partial, [each.failure for each in told.harvests]
    creators = sum(told.states.values())
    calls = math.ceil(creators / Bluesky.facts.batch) + creators  # profiles in batches, then each one's posts
    return {
        "creators": creators,
        "requests": calls,
        "wall, s": wall,
        "own work (cpu), s": cpu,
        "own work / rate's time": cpu / (calls / _RATE),
        "rate's share": calls / _RATE / wall,
        "peak, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before, MB": before / 1024,
    }


def _apart(address: str, creators: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        for step in ("prepare", "measure"):
            argv = [sys.executable, __file__, "--step", step, folder, address, "--creators", str(creators)]
            done = subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--creators", type=int, nargs="+", default=[1_000, 10_000])
    made.add_argument("--step", nargs=3, metavar=("STEP", "FOLDER", "ADDRESS"), help="(one part, in this process)")
    options = made.parse_args()
    if options.step:
        step, folder, address = options.step
        if step == "prepare":
            prepare(Path(folder), address, options.creators[0])
        else:
            print(json.dumps(measure(Path(folder), address)))
        return 0
    figures: dict[str, float] = {}
    with running(max(options.creators)) as address:
        for creators in options.creators:
            figures |= {f"{creators}: {name}": value for name, value in _apart(address, creators).items()}
    shares = {f"{each}: rate's share": figures.pop(f"{each}: rate's share") for each in options.creators}
    targets = [Target(name, share, 0.8, least=True) for name, share in shares.items()]
    if len(options.creators) > 1:
        small, *_, large = sorted(options.creators)
        grown = figures[f"{large}: peak, MB"] / figures[f"{small}: peak, MB"]
        targets.append(Target(f"peak at {large} / at {small}", grown, 1.5))
    return report("rescore", figures, targets, ["microscout", "httpx", "polars"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
