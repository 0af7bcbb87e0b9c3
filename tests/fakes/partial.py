"""Google's partial responses: what a selector such as ``a,b(c,d/e)`` leaves of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


def selected(body: Any, selector: str) -> Any:
    """`body` with nothing in it but what a selector such as ``a,b(c,d/e)`` names."""
    if isinstance(body, list):
        return [selected(each, selector) for each in body]
    if not isinstance(body, dict):
        return body
    named = dict(_split(part) for part in parts(selector))
    return {n: selected(body[n], inside) if inside else body[n] for n, inside in named.items() if n in body}


def paths(selector: str, before: str = "") -> Iterator[str]:
    """Every path to a leaf in a selector: a, b/c, b/d/e for ``a,b(c,d/e)``."""
    for name, inside in map(_split, parts(selector)):
        yield from paths(inside, f"{before}{name}/") if inside else [before + name]


def parts(selector: str) -> list[str]:
    """The parts of a selector between the commas outside all brackets."""
    depth, found = 0, [""]
    for letter in selector:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth:
            found.append("")
        else:
            found[-1] += letter
    return found


def _split(part: str) -> tuple[str, str]:
    name = re.split(r"[/(]", part, maxsplit=1)[0]
    inside = part[len(name) :]
    return name, inside[1:-1] if inside.startswith("(") else inside[1:]
