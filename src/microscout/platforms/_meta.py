"""What Meta's APIs share: error answers under whatever status, told apart by their code; usage told in headers."""

from __future__ import annotations

from microscout.client import Fault
from microscout.errors import Missing, QuotaSpent, Refused, Unreachable

ERRORS_AT = ("error.code", "error.message")
USAGE = ("x-app-usage", "x-business-use-case-usage")

_STATUSES = (400, 401, 403, 500)
_SPENT = ("4", "17", "32", "613", "80002")
_RIGHTS = ("10", "200")
_HICCUPS = ("1", "2")


def faults(name: str, *, missing: str, rights: str) -> tuple[Fault, ...]:
    """The error codes; `missing` says what it means that somebody is not found, `rights` which permissions it takes."""
    slow = f"{name}: the token's allowance of calls is used up for now; what has arrived is kept"
    token = f"{name} does not accept the token: it is over, or was taken back (MICROSCOUT_{name.upper()}_TOKEN)"
    return tuple(
        fault
        for status in _STATUSES
        for fault in (
            Fault(status, Missing, error="110", says=missing),
            *(Fault(status, QuotaSpent, error=code, says=slow, again=False) for code in _SPENT),
            Fault(status, Refused, error="190", says=token, again=False),
            *(Fault(status, Refused, error=code, says=f"the token lacks: {rights}", again=False) for code in _RIGHTS),
            *(Fault(status, Unreachable, error=code, says=f"{name} has a hiccup", again=True) for code in _HICCUPS),
        )
    )
