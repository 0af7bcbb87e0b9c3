"""``platforms check NAME``: the cheapest real call to one platform, and what came back, explained."""

from __future__ import annotations

from microscout import collect, costs
from microscout.errors import (
    DropPlatform,
    MicroscoutError,
    NothingReached,
    PayloadError,
    QuotaSpent,
    Refused,
    SkipCreator,
    Unreachable,
    UsageError,
)
from microscout.memory import Memory
from microscout.models import Niche
from microscout.platforms import Platform
from microscout.scout.desk import Desk


def check(desk: Desk, name: str) -> str:
    """Make the cheapest real call to the platform `name`; a sentence about what came back, and what is left of limits.

    NothingReached, with what that means and what to do, where no good answer came; UsageError where the call is paid
    for and the founder has not allowed it.
    """
    gate = desk.gate(name)
    cost, allowed = gate.platform.facts.probe_usd, desk.settings.max_usd
    if cost > allowed:
        raise UsageError(
            f"The cheapest call to {name} costs {cost:.2f} dollars, and {allowed:.2f} are allowed.",
            hint=f"Allow it: microscout platforms check {name} --max-usd {cost:.2f}",
        )
    memory = Memory(desk.store, Niche.of(name), 0, 0.0, desk.now, [gate.ledger])
    try:
        said = collect.probe(gate)
    except (DropPlatform, SkipCreator) as error:
        raise NothingReached(f"{_named(name, error.message)}.", hint=_advice(gate.platform, _behind(error))) from None
    finally:
        memory.book()
    left = costs.left(gate.platform, gate.ledger, desk.now())
    return f"{name}: {said}.{f' Left now: {left}.' if left else ''}"


def _named(name: str, message: str) -> str:
    return message if message.startswith(name) else f"{name}: {message}"


def _behind(error: MicroscoutError) -> MicroscoutError:
    """The error itself, or the one that a platform of many hosts made into a skip."""
    within = error.__context__
    return within if isinstance(error, SkipCreator) and isinstance(within, DropPlatform) else error


def _advice(platform: Platform, error: MicroscoutError) -> str:
    """The error's own hint, or else what such an error mostly comes from."""
    match error:
        case QuotaSpent():
            return "Its limit is used up, or others on this network used it: check again later."
        case _ if error.hint:
            return error.hint
        case Refused() if platform.facts.credentials:
            return f"`microscout platforms {platform.name}` says which key it takes and where to get one."
        case Refused():
            return "It takes no key, and still says no: it may have closed itself to programs, or to this network."
        case Unreachable():
            return "That is trouble on its side or on the way to it: check again in a while."
        case PayloadError() if "web page" in error.message:
            return "Something on the way may have answered in its place: a proxy, or the sign-in page of a network."
        case _:
            return "It answered, but not as it says it does: it may have changed. Please report it."
