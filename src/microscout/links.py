"""Addresses: what host and page they name, whose that host can be, and what a page there is. Pure.

Hosts that many share are versioned data (``hosts.json``). Which part of a name somebody can own (``ada.co.uk`` and
``ada.github.io``, but not ``co.uk``) comes from the Public Suffix List, in the snapshot that the package
``publicsuffixlist`` carries; nothing is looked up.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LONGEST = 500
_WRITTEN = re.compile(
    r"https?://[^\s<>\"'()\[\]{}|\\^`]{3,500}"
    r"|(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,24}(?![\w@-])(?:/[^\s<>\"'()\[\]{}|\\^`]{0,300})?",
    re.IGNORECASE,
)
_FILES = frozenset(["md", "py", "rs", "sh", "pl", "zip", "mov", "app", "cc", "pm", "ps", "so", "vi"])
"""Endings of file names that are countries' endings, too: a bare ``main.rs`` in a text is no address."""


@dataclass(frozen=True)
class Host:
    """A host that many creators share. `kind`: what a page there is; `below`: creators have names below it."""

    host: str
    kind: str
    name: str
    below: bool


def host_and_path(address: str) -> tuple[str, str]:
    """The host in lower case, without ``www.``, and the path; two empty texts where `address` is no web address."""
    try:
        parts = urlsplit(address[:_LONGEST].strip())
        host = parts.hostname or ""
    except ValueError:  # such as https://[
        return "", ""
    return host.lower().removeprefix("www.").rstrip("."), parts.path


def page(address: str) -> str:
    """An address without what does not tell pages apart: scheme, www, case, a slash at the end, the question."""
    host, path = host_and_path(address)
    return f"{host}{path.rstrip('/')}".lower() if host else ""


def known(host: str) -> Host | None:
    """The shared host that `host` is, or lies below; the longest name counts."""
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((found for name in names if (found := _hosts().get(name))), None)


def short(address: str) -> str:
    """`address`, without scheme and question, if it is a short link; else empty. Case is kept: shorteners heed it."""
    host, path = host_and_path(address)
    return f"{host}{path.rstrip('/')}" if is_shortener(host) and path.strip("/") else ""


def is_shortener(host: str) -> bool:
    """Whether `host` is one of the shorteners that we know by name."""
    shared = _hosts().get(host.removeprefix("www."))
    return shared is not None and shared.kind == "short link"


def is_own(host: str) -> bool:
    """Whether `host` can be one person's: a name of its own, or a name below a shared one that gives out such names."""
    shared = known(host)
    return "." in host and (shared is None or (shared.below and host != shared.host))


def domain(host: str) -> str:
    """The part of `host` that somebody registered: ``shop.ada.co.uk`` gives ``ada.co.uk``; else empty."""
    found = _suffixes().privatesuffix(_lettered(host.lower()))
    own = host.lower().removesuffix(".").split(".")
    return ".".join(own[-found.count(".") - 1 :]) if found else ""


def has_public_ending(host: str) -> bool:
    """Whether `host` ends in a suffix of the Public Suffix List (or in ``.example``, which examples may use)."""
    listed = _suffixes().publicsuffix(_lettered(host.lower()), accept_unknown=False)
    return host.endswith(".example") or listed is not None


def written_in(text: str) -> list[str]:
    """The web addresses that stand in `text`, each once, in order; bare names (``ada.co.uk/shop``) get their https."""
    found: dict[str, None] = {}
    for match in _WRITTEN.finditer(text):
        address = match[0].rstrip(".,;:!?…")
        if "://" not in address:
            host = address.partition("/")[0].lower()
            if not has_public_ending(host) or host.rpartition(".")[2] in _FILES or not domain(host):
                continue
            address = f"https://{address}"
        found[address] = None
    return list(found)


@cache
def version() -> str:
    """The version of the shared hosts in this package."""
    return str(_data()["version"])


@cache
def _hosts() -> dict[str, Host]:
    below = frozenset(_data()["below"])
    return {
        host: Host(host, kind, name, host in below)
        for kind, hosts in _data()["kinds"].items()
        for host, name in hosts.items()
    }


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_encoded_idn=False)  # to spell its rules in ASCII too takes longer than to read them


def _lettered(host: str) -> str:
    """`host` with the letters that its labels stand for in ASCII (``xn--bcher-kva.example``: ``bücher.example``)."""
    return ".".join(map(_label, host.split("."))) if "xn--" in host else host


def _label(written: str) -> str:
    try:
        return written.encode().decode("idna")
    except UnicodeError:
        return written


@cache
def _data() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath("hosts.json").read_text("utf-8"))
    return held
