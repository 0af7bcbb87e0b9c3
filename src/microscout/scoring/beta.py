"""Shares with their uncertainty: k of n, seen through a Beta prior, and the ends of the 90 % interval of what is left.

The quantile of a Beta(a, b) distribution by its normal deviate z, in plain arithmetic, so that numbers and narwhals
expressions go through the same formula. Beta(a, b) is aF / (aF + b) with F of Fisher's distribution, whose cube root is
nearly normal (Paulson, "An approximate normalization of the analysis of variance distribution", Ann. Math. Stat. 13,
1942): with p = 1/(9a) and q = 1/(9b),

    ∛F = ((1 − p)(1 − q) + z √((1 − p)² q + (1 − q)² p − z² p q)) / ((1 − q)² − z² q)

For a of at least 1 and b of at least 2 it is within 0.003 of the exact quantile, also where k is 0 (where the usual
normal approximations are far off); the interval holds the truth in 90 % of draws (``tests/scoring/test_beta.py``).
"""

from __future__ import annotations

from typing import Any

from microscout.scoring.base import Z90


def quantile(a: Any, b: Any, z: float) -> Any:
    """The value that Beta(a, b) stays below as often as a standard normal stays below `z`; numbers or expressions."""
    p, q = 1.0 / (9.0 * a), 1.0 / (9.0 * b)
    spread = ((1.0 - p) * (1.0 - p) * q + (1.0 - q) * (1.0 - q) * p - z * z * p * q) ** 0.5
    root = ((1.0 - p) * (1.0 - q) + z * spread) / ((1.0 - q) * (1.0 - q) - z * z * q)
    return 1.0 / (1.0 + b / (a * root**3))


def interval(k: Any, n: Any, prior: tuple[float, float]) -> tuple[Any, Any, Any]:
    """Lower end, mean and upper end of a share of which `k` of `n` were seen: the 90 % interval of the posterior."""
    a, b = k + prior[0], n - k + prior[1]
    return quantile(a, b, -Z90), a / (a + b), quantile(a, b, Z90)
