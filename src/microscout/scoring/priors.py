"""What is usual for a share, per platform: Beta priors, versioned data with where each came from (``priors.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import narwhals as nw

from microscout.scoring.beta import logit_normal
from microscout.scoring.lines import by_platform, number


@dataclass(frozen=True)
class Prior:
    """A Beta(α, β) over creators of one platform; `threads`: whether it tells which comment answers which."""

    platform: str
    alpha: float
    beta: float
    threads: bool
    basis: str
    source: str


@cache
def version() -> str:
    """The version of the priors in this package."""
    return str(_data()["version"])


@cache
def priors(kind: str) -> tuple[Prior, ...]:
    """All priors of `kind`; the one for any other platform (``*``) comes last."""
    return tuple(Prior(**each) for each in _data()[kind])


def beta(kind: str) -> tuple[nw.Expr, nw.Expr]:
    """α and β of the creator's platform."""
    return _each(kind, lambda prior: prior.alpha), _each(kind, lambda prior: prior.beta)


def logits(kind: str) -> tuple[nw.Expr, nw.Expr]:
    """Centre and spread of the logits of the creator's platform."""
    centre = _each(kind, lambda prior: logit_normal(prior.alpha, prior.beta)[0])
    return centre, _each(kind, lambda prior: logit_normal(prior.alpha, prior.beta)[1])


def tells_threads() -> nw.Expr:
    """Whether the creator's platform tells which comment answers which."""
    return by_platform({prior.platform: nw.lit(prior.threads) for prior in priors("reply")})


def _each(kind: str, of: Any) -> nw.Expr:
    return number({prior.platform: float(of(prior)) for prior in priors(kind)})


@cache
def _data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("priors.json").read_text("utf-8"))
    return held
