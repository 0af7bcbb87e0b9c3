"""The spellings in which others record HTTP exchanges, read into one: address, status, headers, the body's bytes.

Ours is ``request`` (an address, ``"GET https://…"``, or an object with ``method`` and ``url``), ``status``, ``headers``
and ``body``. Known besides: what vcr, betamax and HAR files hold (``request.uri``, a ``response`` of its own, a status
with ``code``, headers as lists, a body with ``string`` or ``base64_string``). Where no status stands beside a body, it
was a good one. A file is one exchange, a list of them, an object that lists or names them, or one after the other; it
may be packed, and in any UTF or Latin 1.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

_LISTS = ("http_interactions", "interactions", "entries", "exchanges")
_UNSEEN = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
_LARGEST = 64_000_000  # bytes of an unpacked body
_NO = "not a recorded exchange"
_BETWEEN = re.compile(r"[\s,\ufeff\x1e]*")
_BROKEN = object()
_BODIES = ("body", "content", "body_text", "body_base64", "text", "json")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]+={0,2}")
_BEGINNINGS = (b"{", b"[", b"<", b"\x1f\x8b", b"\xef\xbb\xbf")
_PACKED = (b"\x1f\x8b", b"\x78\x9c", b"\x78\x01", b"\x78\xda")
_STATUS = re.compile(r"(?:HTTP/[0-9.]+ +)?([1-5][0-9]{2})(?:[ .].*)?", re.ASCII)
_HTTP = re.compile(r" HTTP/[0-9.]+$")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/", re.IGNORECASE | re.ASCII)
_ENCODING = re.compile(r"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class Plain(NamedTuple):
    """A recorded exchange in one spelling; header names in lower case, without those of the wire."""

    method: str
    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def written(content: bytes) -> str:
    """The text of a file, unpacked and decoded; ValueError where it is no text."""
    content = _unpacked(content)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        if b"\0" in content:
            raise ValueError(f"{_NO}: not a text") from None
        return content.decode("latin-1")


def parted(text: str) -> list[Any]:
    """The recorded objects in a file; ValueError where there is no JSON in it."""
    found: list[Any] = []
    broken: ValueError | None = None
    reader, at = json.JSONDecoder(), _past(text, 0)
    while at < len(text):
        try:
            one, at = reader.raw_decode(text, at)
        except RecursionError:
            raise ValueError(f"{_NO}: nested too deeply") from None
        except ValueError as error:
            broken = broken or error
            end = text.find("\n", at)
            if end < 0 or not (found or text[end:].lstrip().startswith("{")):
                break
            found, at = [*found, _BROKEN], end  # a line among others: said so when its turn comes
        else:
            found.append(one)
        at = _past(text, at)
    if broken is not None and not any(one is not _BROKEN for one in found):
        raise broken
    if not found:
        raise ValueError(f"{_NO}: the file is empty")
    return _listed(found[0]) if len(found) == 1 else found


def _past(text: str, at: int) -> int:
    """Where what stands between two values ends."""
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _listed(whole: Any) -> list[Any]:
    """The exchanges that one JSON value holds: itself, a list, or an object that lists or names them."""
    if isinstance(whole, dict) and isinstance(whole.get("log"), dict):
        whole = whole["log"]
    if isinstance(whole, dict) and not whole.keys() & {"status", "response", "request"}:
        inner = list(whole.values())
        named = inner if inner and all(isinstance(one, dict) and "request" in one for one in inner) else whole
        whole = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), named)
    return whole if isinstance(whole, list) else [whole]


def plain(recorded: Any) -> Plain:
    """The exchange in a recorded object; ValueError where it is none."""
    if not isinstance(recorded, dict):
        raise ValueError(f"{_NO}: no status")
    answer = recorded["response"] if isinstance(recorded.get("response"), dict) else recorded
    at = next((name for name in _BODIES if name in answer), "")
    status = _status(answer, with_body=bool(at))
    method, url = _request(recorded.get("request") or recorded.get("url") or "")
    headers = dict(_headers(answer.get("headers")))
    packed = at == "body_base64" or _coding(answer) == "base64"
    return Plain(
        method=method,
        url=url,
        status=status,
        headers={name: value for name, value in headers.items() if name not in _UNSEEN},
        body=_unpacked(_body(answer.get(at), packed)),
    )


def _status(answer: dict[str, Any], *, with_body: bool) -> int:
    told = answer.get("status", answer.get("status_code"))
    told = told.get("code") if isinstance(told, dict) else told
    if told is None and with_body:
        return 200
    found = None if isinstance(told, bool) else _STATUS.fullmatch(str(told).strip())
    if found is None:
        raise ValueError(f"{_NO}: no status")
    return int(found[1])


def _request(told: Any) -> tuple[str, str]:
    if isinstance(told, list) and len(told) == 2:
        told = {"method": told[0], "url": told[1]}
    if isinstance(told, dict):
        method, url = told.get("method") or "GET", told.get("url") or told.get("uri") or told.get("path")
        url = url.get("raw") if isinstance(url, dict) else url
    else:
        method, url = "GET", told
    if not isinstance(method, str) or not isinstance(url, str):
        raise ValueError(f"{_NO}: no address")
    first, _, rest = _HTTP.sub("", url.strip()).partition(" ")
    method, url = (first, rest.strip()) if rest and first.isalpha() else (method, url.strip())
    parts = urlsplit(f"https://{url}" if _HOST.match(url) else url)  # ValueError where it is no address
    path = re.sub("/{2,}", "/", f"/{parts.path}") if parts.path else parts.path
    return method.upper(), urlunsplit(parts._replace(path=path))


def _headers(told: Any) -> Iterator[tuple[str, str]]:
    """Names in lower case, several values joined; an object, or a list of pairs or of named values."""
    if isinstance(told, str):
        told = [line.split(":", 1) for line in told.splitlines()]
    pairs = told.items() if isinstance(told, dict) else told if isinstance(told, list) else ()
    for pair in pairs:
        if isinstance(pair, dict):
            pair = (pair.get("name"), pair.get("value"))
        if isinstance(pair, list | tuple) and len(pair) == 2:
            name, value = pair
            yield (
                str(name).strip().lower(),
                ", ".join(map(str, value)) if isinstance(value, list) else str(value).strip(),
            )


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
        return _bare(told) or _written(told)
    try:
        return base64.b64decode(told)
    except (binascii.Error, ValueError):
        raise ValueError(f"{_NO}: its body is not base64") from None


def _bare(text: str) -> bytes:
    """What `text` holds where it is base64 though nothing says so: packed or not, it must begin as an answer does."""
    if len(text) < 8 or not _BASE64.fullmatch(text.strip()):
        return b""
    try:
        body = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
    return body if body.lstrip().startswith(_BEGINNINGS) else b""


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
    if not body.startswith(_PACKED):
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, _LARGEST)
    except zlib.error:
        return body
