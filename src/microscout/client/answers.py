"""What an answer means: the declared faults first, then what HTTP says everywhere. Pure functions over bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from microscout.client.api import Api, Fault
from microscout.client.transport import Answer
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable, quoted

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


def parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    """The JSON in `body`; PayloadError says what came instead."""
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        if not body.strip():
            raise PayloadError("the answer was empty") from None
        if "html" in headers.get("content-type", "") or body.lstrip()[:1] == b"<":
            raise PayloadError("the answer was a web page, not JSON") from None
    try:
        return from_json(_mended(body), allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise PayloadError("the answer was broken JSON") from None


def _mended(body: bytes) -> bytes:
    """`body` as strict JSON: sites cut texts in the middle of an emoji, and let control characters through."""
    lax = json.loads(body.decode("utf-8", "replace"), strict=False)
    return json.dumps(lax, ensure_ascii=False).encode("utf-8", "replace")


def good(api: Api, answer: Answer) -> bool:
    """Whether an answer brings what was asked for; some platforms declare errors that they tell under status 200."""
    if answer.status >= 300 or all(each.status != answer.status for each in api.faults):
        return answer.status < 300
    return _declared(api, answer.status, *_told(api, answer)) is None


def fault(api: Api, answer: Answer) -> MicroscoutError:
    """The error for an answer that is not good."""
    status = answer.status
    name, sentence = _told(api, answer)
    if (declared := _declared(api, status, name, sentence)) is not None:
        return declared.means(declared.says or f"{api.name} says: {quoted(sentence or name) or status}")
    said = f" ({quoted(sentence or name)})" if sentence or name else ""
    if status in (401, 403):
        return Refused(f"{api.name} refused the request{said}")
    if status in (404, 410):
        return Missing(f"not there, or not any more{said}")
    if status == 429:
        return QuotaSpent(f"{api.name} asks to slow down{said}")
    if status >= 500 or 300 <= status < 400 or status in RETRIED:
        return Unreachable(f"{api.name} answered with HTTP status {status}{said}")
    return PayloadError(f"{api.name} did not accept the request: HTTP status {status}{said}")


def again(api: Api, answer: Answer) -> bool:
    """Whether the same question may be put again after a pause."""
    declared = _declared(api, answer.status, *_told(api, answer))
    return answer.status in RETRIED if declared is None or declared.again is None else declared.again


def asked_to_wait(api: Api, answer: Answer, told: float | None) -> float | None:
    """Seconds to wait that an error answer's body asks for; `told` where it asks for none."""
    try:
        asked = at(parsed(answer.body, answer.headers), api.wait_at) if api.wait_at else None
    except PayloadError:
        return told
    if isinstance(asked, bool) or not isinstance(asked, int | float) or asked < 0:
        return told
    return max(float(asked), told or 0.0)


def _declared(api: Api, status: int, name: str, sentence: str) -> Fault | None:
    fitting = (each for each in api.faults if each.status == status)
    return next((each for each in fitting if _named(each.error, name) and each.message in sentence), None)


def _named(part: str, name: str) -> bool:
    return part == name if part.isdigit() else part in name  # 10 is no part of 110


def _told(api: Api, answer: Answer) -> tuple[str, str]:
    """Name and sentence of an error answer; empty where the body is no JSON object."""
    try:
        told = parsed(answer.body, answer.headers)
    except PayloadError:
        return "", ""
    values = (at(told, field) for field in api.errors_at)
    name, sentence = (str(value) if isinstance(value, str | int) else "" for value in values)
    return name, sentence


def at(answer: Any, path: str) -> Any:
    """What stands at the dotted `path` of `answer`, None where nothing does. The empty path is `answer` itself.

    A number is a place in a list.
    """
    for step in path.split(".") if path else ():
        if isinstance(answer, list) and step.isdigit():
            answer = answer[int(step)] if int(step) < len(answer) else None
        else:
            answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


def listed(answer: Any, path: str, empty_if: str = "") -> list[Any]:
    """The list at `path`; PayloadError where there is none, and no field `empty_if` that would say: nothing there."""
    found = at(answer, path)
    if found is None and empty_if and at(answer, empty_if) is not None:
        return []
    if not isinstance(found, list):
        raise PayloadError(f"the answer has no list{f' at {path}' if path else ''}")
    return found
