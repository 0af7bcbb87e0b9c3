"""What weighs how much, by what the founder is about to do. Our judgement, stated; a configuration may say otherwise.

A weight is the share of a score in the fit, if all scores are known; ``trust.NAME`` is the share of a part in trust.
"""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: dict[str, dict[str, float]] = {
    "default": {
        "niche": 0.45,
        "engagement": 0.2,
        "activity": 0.2,
        "trust": 0.15,
        "trust.conversation": 0.4,
        "trust.engagement": 0.3,
        "trust.paid": 0.15,
        "trust.audience": 0.15,
    },
    # Advocates for a private beta: the niche above all, and somebody who talks back; a quiet expert is welcome.
    "beta": {
        "niche": 0.55,
        "engagement": 0.15,
        "activity": 0.1,
        "trust": 0.2,
        "trust.conversation": 0.55,
        "trust.engagement": 0.15,
        "trust.paid": 0.15,
        "trust.audience": 0.15,
    },
    # A local launch: a lively audience nearby (place is a filter) matters more than a pure topic.
    "local": {
        "niche": 0.35,
        "engagement": 0.3,
        "activity": 0.25,
        "trust": 0.1,
        "trust.conversation": 0.35,
        "trust.engagement": 0.3,
        "trust.paid": 0.1,
        "trust.audience": 0.25,
    },
    # Content to be made: who shows up week after week, and has not sold out already.
    "content": {
        "niche": 0.4,
        "engagement": 0.2,
        "activity": 0.3,
        "trust": 0.1,
        "trust.conversation": 0.2,
        "trust.engagement": 0.4,
        "trust.paid": 0.3,
        "trust.audience": 0.1,
    },
    # A community to be built: an audience that answers and is answered.
    "community": {
        "niche": 0.35,
        "engagement": 0.3,
        "activity": 0.15,
        "trust": 0.2,
        "trust.conversation": 0.5,
        "trust.engagement": 0.15,
        "trust.paid": 0.05,
        "trust.audience": 0.3,
    },
}

MIN_COVERAGE = 0.6
"""The share of the weight that must be known for a creator to be ranked at all."""


def of_the_fit(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of whole scores among `weights`."""
    return {name: weight for name, weight in weights.items() if "." not in name}


def of_the_parts(weights: Mapping[str, float], name: str) -> dict[str, float]:
    """The weights of the parts of the score `name` among `weights`."""
    return {key.partition(".")[2]: weight for key, weight in weights.items() if key.startswith(f"{name}.")}
