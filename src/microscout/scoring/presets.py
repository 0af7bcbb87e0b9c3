"""What weighs how much, by what the founder is about to do. Our judgement, stated; a configuration may say otherwise.

A weight is the share of a score in the fit, if all scores are known.
"""

from __future__ import annotations

PRESETS: dict[str, dict[str, float]] = {
    "default": {"niche": 0.5, "engagement": 0.3, "activity": 0.2},
    # Advocates for a private beta: the niche above all; a quiet expert is welcome.
    "beta": {"niche": 0.6, "engagement": 0.3, "activity": 0.1},
    # A local launch: a lively audience nearby (place is a filter) matters more than a pure topic.
    "local": {"niche": 0.35, "engagement": 0.4, "activity": 0.25},
    # Content to be made: who shows up week after week.
    "content": {"niche": 0.45, "engagement": 0.2, "activity": 0.35},
    # A community to be built: an audience that answers.
    "community": {"niche": 0.35, "engagement": 0.5, "activity": 0.15},
}

MIN_COVERAGE = 0.6
"""The share of the weight that must be known for a creator to be ranked at all."""
