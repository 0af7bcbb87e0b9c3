"""One person on several platforms, recognised only by what the person publishes. Pure.

Three signs count, the strongest first:

* a **verified link**: a platform has checked that a page is the creator's own (Mastodon's rel=me), and that page is the
  other profile;
* **links both ways**: each profile links to the other;
* the **same own domain**: both link to the same domain, and it goes by the handle of one of them (or is the handle,
  which Bluesky has checked). A domain that both merely link to, such as a shop or a paper, is no sign.

A like name, picture or text is never a sign. Scores stay per platform; what is found is shown as such, and the founder
can say otherwise (``microscout same``, ``microscout apart``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from microscout.links import host_and_path, is_own, page


@dataclass(frozen=True)
class Tie:
    """Two creators (by id, in order) who are one person, and the sign of it."""

    one: str
    other: str
    sign: str


def ties(creators: Sequence[Mapping[str, Any]], decided: Mapping[tuple[str, str], bool] | None = None) -> list[Tie]:
    """Who among `creators` (rows of the creators frame) is one person; what the founder `decided` goes first.

    `decided`: by pair of ids in order, True for the same person. Only pairs on different platforms are looked at.
    """
    decided = decided or {}
    found = {pair: "said so by you" for pair, same in decided.items() if same}
    rows = {row["creator_id"]: row for row in creators}
    for one, other in _pairs(creators):
        if (one, other) not in decided and (sign := _sign(rows[one], rows[other])):
            found[one, other] = sign
    return [Tie(one, other, sign) for (one, other), sign in sorted(found.items())]


def pair(one: str, other: str) -> tuple[str, str]:
    """The two ids in order."""
    return (one, other) if one < other else (other, one)


def _pairs(creators: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Pairs that share an address or an own domain at all, so that not everybody is held against everybody."""
    by_mark: dict[str, set[str]] = defaultdict(set)
    platform = {row["creator_id"]: row["platform"] for row in creators}
    for row in creators:
        for mark in {*_pages(row), *_published(row), *_domains(row)}:
            by_mark[mark].add(row["creator_id"])
    seen = {pair(*two) for holders in by_mark.values() if len(holders) < 20 for two in combinations(sorted(holders), 2)}
    yield from (two for two in sorted(seen) if platform[two[0]] != platform[two[1]])


def _sign(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    for a, b in ((one, other), (other, one)):
        if _pages(b) & {page(link) for link in a["verified"] or ()}:
            return f"a link that {a['platform']} has verified"
    if _pages(other) & _published(one) and _pages(one) & _published(other):
        return "links both ways"
    shared = [domain for domain in sorted(_domains(one) & _domains(other)) if _named_after(domain, one, other)]
    return f"the same own domain, {shared[0]}" if shared else ""


def _named_after(domain: str, *rows: Mapping[str, Any]) -> bool:
    label = _letters(domain.partition(".")[0])
    return len(label) >= 4 and any(label in _letters(row["handle"].partition("@")[0]) for row in rows)


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _pages(row: Mapping[str, Any]) -> set[str]:
    """The creator's own profile page."""
    return {page(row["url"])} - {""} if row["url"] else set()


def _published(row: Mapping[str, Any]) -> set[str]:
    return {page(link) for link in row["links"] or ()} - {""}


def _domains(row: Mapping[str, Any]) -> set[str]:
    """Domains of the creator's own: those linked to, and a handle that is a domain (which Bluesky has checked)."""
    linked = {host_and_path(link)[0] for link in row["links"] or () if "://" in link}
    named = {row["handle"].lower()} if row["platform"] == "bluesky" and ":" not in row["handle"] else set()
    return {host for host in linked | named if is_own(host)}
