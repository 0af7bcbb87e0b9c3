"""What an answer means: the declared faults first, then what HTTP says everywhere. Pure functions over bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from microscout.client.api import Api
from microscout.client.transport import Answer
from microscout.errors import MicroscoutError, Missing, PayloadError, QuotaSpent, Refused, Unreachable, quoted

RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})


def parsed(body: bytes, headers: Mapping[str, str]) -> Any:
    """The JSON in `body`; PayloadError says what came instead."""
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        if not body.strip():
            raise PayloadError("the answer was empty") from None
        if "html" in headers.get("content-type", "") or body.lstrip()[:1] == b"<":
            raise PayloadError("the answer was a web page, not JSON") from None
        raise PayloadError("the answer was broken JSON") from None


def fault(api: Api, answer: Answer) -> MicroscoutError:
    """The error for an answer with an error status."""
    status = answer.status
    name, sentence = _told(api, answer)
    for declared in api.faults:
        if declared.status == status and declared.error in name and declared.message in sentence:
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


def _told(api: Api, answer: Answer) -> tuple[str, str]:
    """Name and sentence of an error answer; empty where the body is no JSON object."""
    try:
        told = parsed(answer.body, answer.headers)
    except PayloadError:
        return "", ""
    values = (at(told, field) for field in api.errors_at)
    name, sentence = (value if isinstance(value, str) else "" for value in values)
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


def listed(answer: Any, path: str) -> list[Any]:
    """The list at `path`; PayloadError where there is none."""
    found = at(answer, path)
    if not isinstance(found, list):
        raise PayloadError(f"the answer has no list{f' at {path}' if path else ''}")
    return found
