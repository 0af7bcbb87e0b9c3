"""Search: wall time of `Scout.search` against a local server with 20 ms latency, over the least that the pace allows.

The least for N calls at a pace of r a second, b at a stretch and k at once: the last call begins at (N − b)/r, or when
the N calls have gone through k at a time, whichever is later; 20 ms after its beginning it is answered.

Target: at most 1.15 x, for each platform alone and for both at once.
"""

from __future__ import annotations

import sys

from _fake import running
from _measure import Target, medians, parser, report, side_by_side
from _searching import search
from microscout import platforms

_LATENCY = 0.020
_CREATORS = 90


def _least(name: str, calls: int) -> float:
    pace = platforms.make(name, {}).api.pace
    return max((calls - pace.burst) / pace.per_second + _LATENCY, calls * _LATENCY / pace.at_once)


def main() -> int:
    made = parser(__doc__)
    made.set_defaults(times=1)
    made.add_argument("--creators", type=int, default=_CREATORS, help="on each platform")
    options = made.parse_args()
    wanted = {"bluesky": ["bluesky"], "mastodon": ["mastodon"], "both": ["bluesky", "mastodon"]}
    least: dict[str, float] = {}
    with running(options.creators) as address:
        search(address, ["bluesky"], options.creators, 10)  # imports

        def run(name: str) -> float:
            done = search(address, wanted[name], options.creators, 10)
            least[name] = max(_least(platform, calls) for platform, calls in done.calls.items())
            return done.seconds

        took = medians(side_by_side({name: lambda name=name: run(name) for name in wanted}, options.times))  # type: ignore[misc]
    figures = {f"{name}, s": value for name, value in took.items()}
    figures |= {f"{name}, least s": value for name, value in least.items()}
    targets = [Target(f"{name} / least", took[name] / least[name], 1.15) for name in wanted]
    return report("search", figures, targets, ["microscout", "httpx"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
