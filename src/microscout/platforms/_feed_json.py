"""JSON Feed (jsonfeed.org, versions 1 and 1.1), read into the same facts as RSS and Atom. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from microscout.errors import PayloadError
from microscout.models import clean
from microscout.platforms._feed_facts import (
    LONGEST_TEXT,
    MOST_ENTRIES,
    Entry,
    Feed,
    keyed,
    kind,
    moment,
    newest_first,
    tagged,
    web,
)


def read(body: bytes, address: str) -> Feed:
    """The feed in `body`, which came from `address`; PayloadError where it is none, or another kind of JSON."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise PayloadError("the answer was broken JSON, not a feed") from None
    if not isinstance(told, dict) or "jsonfeed.org" not in str(told.get("version")):
        raise PayloadError("the answer was JSON, but no feed")
    items = told.get("items")
    if not isinstance(items, list):
        raise PayloadError("the feed has no list of items")
    people = [one for one in [*_listed(told.get("authors")), told.get("author")] if isinstance(one, dict)]
    url = web(_text(told, "home_page_url"), address)
    found = [entry for item in items[:MOST_ENTRIES] if isinstance(item, dict) for entry in _entry(item, url)]
    return Feed(
        title=_text(told, "title"),
        about=_text(told, "description"),
        url=url,
        author=next((name for one in people if (name := _text(one, "name"))), None),
        language=_text(told, "language") or None,
        email=None,
        links=tuple(dict.fromkeys(link for link in [url, *(web(_text(one, "url")) for one in people)] if link)),
        blocked=False,
        entries=newest_first(found),
    )


def _entry(item: dict[str, Any], base: str | None) -> Iterator[Entry]:
    """The entry; none where nothing tells it from others."""
    told_id = item.get("id")
    number = str(told_id) if isinstance(told_id, int) and not isinstance(told_id, bool) else _text(item, "id")
    title, url = _text(item, "title"), _text(item, "url", "external_url")
    html = _text(item, "content_html", "content_text", "summary")
    if key := keyed(number, url, title, html):
        handed = [_text(one, "mime_type") for one in _listed(item.get("attachments")) if isinstance(one, dict)]
        yield Entry(
            key=key,
            title=title,
            html=html,
            url=web(url, base) if url else None,
            created_at=moment(_text(item, "date_published", "date_modified")),
            kind=kind(handed),
            tags=tagged([tag for tag in _listed(item.get("tags")) if isinstance(tag, str)]),
        )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(told: dict[str, Any], *names: str) -> str:
    """What the first of `names` that says anything says."""
    values = (clean(value).strip() for name in names if isinstance(value := told.get(name), str))
    return next((said[:LONGEST_TEXT] for said in values if said), "")
