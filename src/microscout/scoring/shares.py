"""Shares out of few observations: shrunk towards what is usual, with a 90 % interval and a place among others.

With k of n and a Beta(α, β) prior (α, β ≥ 1), the share's posterior is Beta(a, b) = Beta(α + k, β + n − k):

    mean = a / (a + b)        ends = a / (a + b e^(2w))
    w = y √(h + λ) / h − (1/(2b−1) − 1/(2a−1)) (λ + 5/6 − 2/(3h))
    h = 2 / (1/(2a−1) + 1/(2b−1)),    λ = (y² − 3) / 6,    y = ±1.645

(Abramowitz & Stegun, Handbook of Mathematical Functions, 26.5.22; never outside [0, 1], and right for few observations,
where mean ± 1.645 sd is not: ``benchmarks/intervals.py``.) The place of a share p among creators is where its logit
stands in the prior's own: Φ((logit p − (ψ(α) − ψ(β))) / √(ψ'(α) + ψ'(β))).
"""

from __future__ import annotations

import math

import narwhals as nw

from microscout.scoring.base import Z90, normal_share

_LAMBDA = (Z90**2 - 3.0) / 6.0


def mean(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """The mean of Beta(a, b)."""
    return a / (a + b)


def ends(a: nw.Expr, b: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """The ends of the middle 90 % of Beta(a, b), for a and b of at least 1; the mean lies between them."""
    middle = mean(a, b)
    return nw.min_horizontal(middle, _end(a, b, Z90)), nw.max_horizontal(middle, _end(a, b, -Z90))


def place(share: nw.Expr, centre: nw.Expr, spread: nw.Expr) -> nw.Expr:
    """Where `share` stands among creators whose logits have this centre and spread (see :func:`logit_normal`)."""
    safe = share.clip(1e-9, 1.0 - 1e-9)
    return normal_share(((safe / (1.0 - safe)).log() - centre) / spread)


def logit_normal(alpha: float, beta: float) -> tuple[float, float]:
    """Mean and standard deviation of logit p where p is Beta(α, β)."""
    return _digamma(alpha) - _digamma(beta), math.sqrt(_trigamma(alpha) + _trigamma(beta))


def _end(a: nw.Expr, b: nw.Expr, y: float) -> nw.Expr:
    of_a, of_b = 1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0)
    h = 2.0 / (of_a + of_b)
    w = y * (h + _LAMBDA).sqrt() / h - (of_b - of_a) * (_LAMBDA + 5.0 / 6.0 - 2.0 / (3.0 * h))
    return a / (a + b * (2.0 * w).exp())


def _digamma(x: float) -> float:
    """Ψ, by stepping up to where its asymptotic series is exact to 1e-10."""
    below = 0.0
    while x < 12.0:
        below, x = below + 1.0 / x, x + 1.0
    return math.log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4) - 1 / (252 * x**6) - below


def _trigamma(x: float) -> float:
    above = 0.0
    while x < 12.0:
        above, x = above + 1.0 / x**2, x + 1.0
    return 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5) + 1 / (42 * x**7) + above
