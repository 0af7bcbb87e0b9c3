"""Has a level lately come down, or up? Matched filters for steps and ramps over a level that wanders by itself.

Days of posts are gathered in bins of three: mean y_b of n_b posts, b days before the newest that could have been read.
With nothing going on a creator's level wanders (ω = 0.08 with a memory of 60 days, our judgement), so

    y = μ + δ h + e      cov(e) = K,   K_bc = ω² exp(−|b − c|/60) + [b = c] σ²/n_b

where h is the *shape* of a change: 0 before, 1 for the last `hold` days, rising on a line over `rise` days between.
Generalised least squares gives δ with its standard error, z = δ/se; a bin far back says little of the level of today,
and however many posts, a slow swing is no news.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_BIN = 3.0
_WANDER, _MEMORY = 0.08, 60.0


@dataclass(frozen=True)
class Shape:
    """A change over `rise` days that has held for `hold`; `weight`: its part of the chance of a false alarm."""

    rise: float
    hold: float
    weight: float

    def at(self, age: Floats) -> Floats:
        """How much of the change is in at each age in days, 0 to 1."""
        import numpy as np

        if not self.rise:
            return (age < self.hold).astype(float)
        return np.clip((self.hold + self.rise - age) / self.rise, 0.0, 1.0)

    @property
    def renewed(self) -> float:
        """By which part of Σh² one more post renews the filter: a step loses an old post for it, a ramp hardly one."""
        return 0.5 if self.rise else 1.0


@dataclass(frozen=True)
class Fitted:
    """What the posts say of one shape: `delta` ± `error`, and `many`, the posts' worth Σh² that it rests on."""

    shape: Shape
    delta: float
    error: float
    many: float


def fitted(age: Floats, y: Floats, variance: float, shapes: tuple[Shape, ...]) -> list[Fitted]:
    """The fit of each of the `shapes` to posts of these ages (days, 0 the newest possible) and values."""
    import numpy as np

    place = (np.maximum(age, 0.0) / _BIN).astype(int)
    counts = np.bincount(place)
    some = counts > 0
    n = counts[some]
    middle, mean = (np.bincount(place, each)[some] / n for each in (age, y))
    wander = _WANDER**2 * np.exp(-np.abs(middle[:, None] - middle) / _MEMORY)
    drawn = np.column_stack([np.ones(len(n)), *(shape.at(middle) for shape in shapes), mean])
    inner = drawn.T @ np.linalg.solve(wander + np.diag(variance / n), drawn)
    known = inner[1:, 1:] - np.outer(inner[1:, 0], inner[0, 1:]) / inner[0, 0]  # less the creator's own level
    told = []
    for i, shape in enumerate(shapes):
        if known[i, i] > 1e-9:
            many = float((shape.at(age) ** 2).sum())
            told.append(Fitted(shape, float(known[i, -1] / known[i, i]), float(known[i, i] ** -0.5), many))
    return told
