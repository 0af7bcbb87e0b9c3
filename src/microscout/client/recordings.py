"""The spellings in which others record HTTP exchanges, read into one: address, status, headers, the body's bytes.

Ours is ``request`` (an address, ``"GET https://…"``, or an object with ``method`` and ``url``), ``status``, ``headers``
and ``body``. Known besides: what vcr, betamax and HAR files hold (``request.uri``, a ``response`` of its own, a status
with ``code``, headers as lists, a body with ``string`` or ``base64_string``). A file is one exchange, a list of them,
an object that lists them, or one JSON object a line.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_LISTS = ("http_interactions", "interactions", "entries", "exchanges")
_UNSEEN = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
_LARGEST = 64_000_000  # bytes of an unpacked body
_NO = "not a recorded exchange"
_ENCODING = re.compile(r"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class Plain(NamedTuple):
    """A recorded exchange in one spelling; header names in lower case, without those of the wire."""

    method: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def parted(text: str) -> list[Any]:
    """The recorded objects in a file; ValueError where there is no JSON in it."""
    text = text.removeprefix("\ufeff")
    try:
        whole = json.loads(text)
    except RecursionError:
        raise ValueError(f"{_NO}: nested too deeply") from None
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        try:
            return [json.loads(line) for line in lines]
        except (ValueError, RecursionError):
            raise error from None
    if isinstance(whole, dict) and isinstance(whole.get("log"), dict):
        whole = whole["log"]
    if isinstance(whole, dict) and "status" not in whole and "response" not in whole:
        whole = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), whole)
    return whole if isinstance(whole, list) else [whole]


def plain(recorded: Any) -> Plain:
    """The exchange in a recorded object; ValueError where it is none."""
    if not isinstance(recorded, dict):
        raise ValueError(f"{_NO}: no status")
    answer = recorded["response"] if isinstance(recorded.get("response"), dict) else recorded
    status = _status(answer)
    method, url = _request(recorded.get("request") or recorded.get("url") or "")
    headers = dict(_headers(answer.get("headers")))
    told = answer.get("body", answer.get("content", ""))
    packed = _coding(answer) == "base64"
    return Plain(
        method=method,
        url=url,
        status=status,
        headers={name: value for name, value in headers.items() if name not in _UNSEEN},
        body=_unpacked(_body(told, packed)),
    )


def _status(answer: dict[str, Any]) -> int:
    told = answer.get("status", answer.get("status_code"))
    told = told.get("code") if isinstance(told, dict) else told
    if isinstance(told, str) and told.isascii() and told.isdigit():
        told = int(told)
    if isinstance(told, bool) or not isinstance(told, int) or not 100 <= told <= 599:
        raise ValueError(f"{_NO}: no status")
    return told


def _request(told: Any) -> tuple[str, str]:
    if isinstance(told, dict):
        method, url = told.get("method") or "GET", told.get("url") or told.get("uri")
    else:
        method, url = "GET", told
    if not isinstance(method, str) or not isinstance(url, str):
        raise ValueError(f"{_NO}: no address")
    first, _, rest = url.strip().partition(" ")
    if rest and first.isalpha():
        method, url = first, rest.strip()
    urlsplit(url)  # ValueError where it is no address
    return method.upper(), url.strip()


def _headers(told: Any) -> Iterator[tuple[str, str]]:
    """Names in lower case, several values joined; an object, or a list of pairs or of named values."""
    pairs = told.items() if isinstance(told, dict) else told if isinstance(told, list) else ()
    for pair in pairs:
        if isinstance(pair, dict):
            pair = (pair.get("name"), pair.get("value"))
        if isinstance(pair, list | tuple) and len(pair) == 2:
            name, value = pair
            yield str(name).lower(), ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _coding(told: dict[str, Any]) -> str:
    """``base64`` where a recording says that its body is written so."""
    if told.get("isBase64Encoded") is True or told.get("base64") is True:
        return "base64"
    return str(told.get("body_encoding") or told.get("bodyEncoding") or told.get("encoding") or "").lower()


def _body(told: Any, packed: bool) -> bytes:
    if isinstance(told, dict) and told.keys() & {"string", "base64_string", "text"} and _only_wraps(told):
        packed = packed or "base64_string" in told or _coding(told) == "base64"
        told = told.get("base64_string", told.get("string", told.get("text")))
    if not isinstance(told, str):
        return b"" if told is None else json.dumps(told).encode()
    if not packed:
        return _written(told)
    try:
        return base64.b64decode(told)
    except (binascii.Error, ValueError):
        raise ValueError(f"{_NO}: its body is not base64") from None


def _written(text: str) -> bytes:
    """The bytes of a body that was recorded as text: XML says itself in which encoding it stands."""
    declared = _ENCODING.match(text)
    try:
        return text.encode(declared[1] if declared else "utf-8")
    except (LookupError, UnicodeError):
        return text.encode("utf-8", "surrogatepass")


def _only_wraps(told: dict[str, Any]) -> bool:
    """Whether an object only wraps a body: an answer of its own may well have a field ``text``."""
    return told.keys() <= {"string", "base64_string", "text", "encoding", "mimeType", "size", "compression", "comment"}


def _unpacked(body: bytes) -> bytes:
    """`body`, out of its gzip or zlib wrapping where it is in one."""
    if not body.startswith((b"\x1f\x8b", b"\x78\x9c", b"\x78\x01", b"\x78\xda")):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, _LARGEST)
    except zlib.error:
        return body
