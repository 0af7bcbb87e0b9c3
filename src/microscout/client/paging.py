"""Where the next page is. One pure function over the declared kinds of paging."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from microscout.client.answers import at
from microscout.client.api import Cursor, LinkNext, Numbered, Offset, Paging

_LINK_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')


def next_page(
    paging: Paging, answer: Any, headers: Mapping[str, str], asked: Mapping[str, Any], size: int
) -> dict[str, Any] | None:
    """The parameters of the page after this one, None where this was the last.

    `asked`: this page's parameters; `size`: how many items it held. An empty page is the last, but not where the
    platform gives a cursor with it: some cut the page first and drop hidden items then.
    """
    match paging:
        case Cursor(field, parameter):
            cursor = at(answer, field)
            return {**asked, parameter: cursor} if isinstance(cursor, str) and cursor else None
        case LinkNext():
            link = _LINK_NEXT.search(headers.get("link", ""))
            if link is None or size == 0:
                return None
            # only the question is taken over: the address may name a host that only the server itself knows
            question = parse_qs(urlsplit(link[1]).query)
            return {**asked, **{name: v if len(v) > 1 else v[0] for name, v in question.items()}}
        case Offset(parameter):
            return {**asked, parameter: int(asked.get(parameter, 0)) + size} if size else None
        case Numbered(parameter, more):
            on = size > 0 and (not more or at(answer, more) is True)
            return {**asked, parameter: int(asked.get(parameter, 1)) + 1} if on else None
        case None:
            return None
