"""The only event loop: from a niche to snapshots, all platforms at once.

Each snapshot is handed over (``Memory.arrived``) the moment it is whole, so a run that is cut off loses nothing that
had come. What goes wrong is a value: a creator that cannot be read is a :class:`Skip`, a platform that fails a sentence
in its :class:`Harvest`. Only an error of the store and the founder's own interrupt end the whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from microscout.collect.base import Gate, Harvest, Limits, Memory, Progress, Promise, client_of, reasons
from microscout.collect.comments import Notebook, listen
from microscout.collect.delivery import deliver
from microscout.collect.followers import gather
from microscout.collect.following import follow
from microscout.collect.funnel import Funnel
from microscout.collect.refresh import Keeper, Stale, refresh
from microscout.models import Niche

__all__ = [
    "Gate",
    "Harvest",
    "Keeper",
    "Limits",
    "Memory",
    "Notebook",
    "Progress",
    "Promise",
    "Stale",
    "deliver",
    "follow",
    "gather",
    "harvest",
    "listen",
    "probe",
    "reasons",
    "refresh",
]


def harvest(
    gates: Sequence[Gate], niche: Niche, limits: Limits, memory: Memory, promise: Promise, progress: Progress
) -> list[Harvest]:
    """Collect creators for `niche` from every gate; one :class:`Harvest` each, in the same order."""

    async def every() -> list[Harvest]:
        works = [Funnel(gate, niche, limits, memory, promise, progress) for gate in gates]
        return list(await asyncio.gather(*(work.harvest() for work in works)))

    return asyncio.run(every())


def probe(gate: Gate) -> str:
    """What came back from the cheapest real call to the gate's platform; raises what the call raises."""

    async def asked() -> str:
        async with client_of(gate) as client:
            return await gate.platform.probe(client)

    return asyncio.run(asked())
