"""Circles: how often a planted one is found, and how often there is an alarm where there is none.

Everything is simulated: people comment by Zipf's law (some are heard everywhere, most once), each creator's audience is
drawn from one niche, with one voice in five from any; audiences hold half to twice as many voices as usual. Then a
circle of 8 more voices is planted under 5 creators. Shares are of creators, over several such worlds.

Targets: found in 90 % where audiences are otherwise apart; alarms at 1 of 100 creators or fewer in the first four
worlds. (Inside a tight community a circle is hardly ever found, and the last world, in which each audience holds a
quarter of its niche, is there to show where alarms begin.)
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass

from _measure import Target, parser, report
from microscout.portrait.circles import Heard, circle, degrees

_GROUP, _MEMBERS, _STRAYS = 8, 5, 0.2


@dataclass(frozen=True)
class World:
    """So many creators with usually so many voices each, out of so many people, in so many niches; Zipf's exponent."""

    words: str
    creators: int
    voices: int
    people: int
    exponent: float
    niches: int = 1


_WORLDS = (
    World("audiences apart", 25, 30, 3_000, 0.5),
    World("one tight community", 25, 30, 1_000, 0.8),
    World("three niches", 25, 30, 3_000, 0.8, 3),
    World("six niches", 60, 30, 3_000, 0.8, 6),
    World("six very tight niches", 60, 60, 1_500, 1.0, 6),
)


def _heard(luck: random.Random, world: World) -> dict[str, frozenset[str]]:
    size = world.people // world.niches
    weights = [(rank + 1) ** -world.exponent for rank in range(size)]
    found = {}
    for creator in range(world.creators):
        wanted, voices = luck.randint(world.voices // 2, 2 * world.voices), set[str]()
        while len(voices) < wanted:
            niche = luck.randrange(world.niches) if luck.random() < _STRAYS else creator % world.niches
            voices.add(f"{niche}-{luck.choices(range(size), weights)[0]}")
        found[str(creator)] = frozenset(voices)
    return found


def _seen(heard: Heard) -> set[str]:
    everybody = degrees(heard, heard)
    return {creator for creator in heard if circle(creator, heard, everybody).others}


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--worlds", type=int, default=12, help="of each kind")
    made.add_argument("--seed", type=int, default=3)
    options = made.parse_args()
    luck = random.Random(options.seed)
    members = {str(number) for number in range(_MEMBERS)}
    group = frozenset(f"group-{number}" for number in range(_GROUP))
    figures: dict[str, float] = {}
    for world in _WORLDS:
        alarms = found = 0
        for _ in range(options.worlds):
            heard = _heard(luck, world)
            alarms += len(_seen(heard))
            planted = heard | {creator: heard[creator] | group for creator in members}
            found += len(_seen(planted) & members)
        figures[f"{world.words}: found, %"] = 100 * found / _MEMBERS / options.worlds
        figures[f"{world.words}: alarms without a circle, %"] = 100 * alarms / world.creators / options.worlds
    alarms_told = [figures[f"{world.words}: alarms without a circle, %"] for world in _WORLDS[:4]]
    targets = [
        Target("found where audiences are apart, %", figures["audiences apart: found, %"], 90, least=True),
        Target("alarms in the first four worlds, % at most", max(alarms_told), 1.0),
    ]
    return report("circles in simulated niches", figures, targets, ["microscout"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
