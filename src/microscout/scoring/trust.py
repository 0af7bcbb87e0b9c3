"""Trust: do people listen because they believe this creator? A mean of other scores, as far as they are known.

Parts: conversation (do they talk), engagement (is there an answer at all), paid (how much of it is sold), audience (do
those who comment say something), weighed by what the founder is about to do (``presets.py``; ``"trust.conversation" =
0.5`` among your own weights). Null where less than 35 % of the weight is known, so engagement alone is no trust; the
ends count a part that is unknown from 0.05 to 0.95 (``joint.py``). Weights and floor are our judgement.
"""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from microscout.scoring.base import Columns, Judgement
from microscout.scoring.joint import coverage, joint

PARTS: Mapping[str, float] = {"conversation": 0.4, "engagement": 0.3, "paid": 0.15, "audience": 0.15}
"""What weighs how much, unless a preset or the founder says otherwise."""

_LEAST = 0.35


class Trust:
    """See the module's text."""

    name = "trust"
    question = "Do people believe this creator?"

    def __init__(self, of: Mapping[str, float] = PARTS) -> None:
        self.of = of

    def per_post(self) -> Columns:
        """Nothing: the parts have looked."""
        return {}

    def per_creator(self) -> Columns:
        """Nothing: the parts have counted."""
        return {}

    def metrics(self) -> Columns:
        """How much of the weight is known."""
        return {"trust_coverage": coverage(self.of)}

    def judgement(self) -> Judgement:
        """The mean of the parts that are known."""
        enough, every = nw.col("trust_coverage") >= _LEAST, joint(self.of)
        return Judgement(*(nw.when(enough).then(end) for end in (every.value, every.low, every.high)))
