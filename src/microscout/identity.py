"""One person on several platforms, recognised only by what the person publishes. Pure.

Three signs count, the strongest first:

* a **verified link**: a platform has checked that a page is the creator's own (Mastodon's rel=me), and that page is the
  other profile;
* **links both ways**: each profile links to the other;
* the **same own domain**. A domain is a creator's own where that was checked (Bluesky's handle, a verified link to its
  front page, a feed that lies there), or where the creator links to it and goes by its very name. A domain that one of
  the two merely links to, such as a shop, a paper or an employer, is no sign: fans link to stars.

Who is tied to one who is tied to another is the same person, too, and is shown with the one between. A like name,
picture or text is never a sign. Scores stay per platform; what is found is shown as such, and the founder can say
otherwise (``microscout same``, ``microscout apart``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from microscout.links import domain, host_and_path, is_own, known, page

_SHORTEST = 4  # letters: a shorter name is too many people's
_MOST_KEPT = 50_000  # addresses: many link to the same
_MANY = 20  # holders of one domain: then it is nobody's own
_ALIASES = {
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "threads.net": "threads.com",
    "m.youtube.com": "youtube.com",
    "m.twitch.tv": "twitch.tv",
    "m.tiktok.com": "tiktok.com",
    "old.reddit.com": "reddit.com",
    "m.facebook.com": "facebook.com",
}
_TABBED = frozenset({"youtube.com", "twitch.tv", "x.com", "reddit.com"})
_TAB = re.compile(r"/(videos|shorts|streams|featured|about|community|playlists|posts|media|submitted|overview)$")


@dataclass(frozen=True)
class Tie:
    """Two creators (by id, in order) who are one person, and the sign of it. `handle`: of the one not asked about."""

    one: str
    other: str
    sign: str
    handle: str = ""


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


def person(ties: Sequence[Tie], creator_id: str, decided: Mapping[tuple[str, str], bool] | None = None) -> list[Tie]:
    """Where else the person behind `creator_id` is: who is tied to it, and who is tied to those.

    Not again on its own platform, and nobody who was `decided` to be somebody else.
    """
    decided, found = decided or {}, dict[str, Tie]()
    reached, near = {creator_id: ""}, [creator_id]
    for here in near:  # grows while it is walked
        for tie in ties:
            if here not in (tie.one, tie.other):
                continue
            other = tie.other if here == tie.one else tie.one
            two = pair(creator_id, other)
            if other in reached or decided.get(two) is False or _platform(other) == _platform(creator_id):
                continue
            through = "" if here == creator_id else f", through {here}"
            reached[other], found[other] = here, Tie(*two, f"{tie.sign}{through}")
            near.append(other)
    return list(found.values())


def pair(one: str, other: str) -> tuple[str, str]:
    """The two ids in order."""
    return (one, other) if one < other else (other, one)


def _platform(creator_id: str) -> str:
    return creator_id.partition(":")[0]


def _pairs(creators: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Pairs of whom one links to the other, or who have a domain in common; so not all are held against all."""
    owners: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    for row in creators:
        for place in _pages(row):
            owners[place].add(row["creator_id"])
        for name in _domains(row):
            holders[name].add(row["creator_id"])
    linked = (
        (row["creator_id"], owner)
        for row in creators
        for place in _places(row["links"]) | _places(row["verified"])
        for owner in owners.get(place, ())
    )
    shared = (two for ids in holders.values() if len(ids) < _MANY for two in combinations(sorted(ids), 2))
    seen = {pair(*two) for two in chain(linked, shared)}
    yield from (two for two in sorted(seen) if _platform(two[0]) != _platform(two[1]))


def _sign(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    for a, b in ((one, other), (other, one)):
        if _pages(b) & _places(a["verified"]):
            return f"a link that {a['platform']} has verified"
    if _pages(other) & _places(one["links"]) and _pages(one) & _places(other["links"]):
        return "links both ways"
    shared = sorted(_domains(one) & _domains(other))
    return f"the same own domain, {shared[0]}" if shared else ""


def _pages(row: Mapping[str, Any]) -> set[str]:
    """The creator's own profile page, in each spelling. A feed names its page itself: believed where the feed lies."""
    url, kind = row["url"] or "", row["platform"]
    if kind == "rss" and host_and_path(url)[0] != host_and_path(f"https://{row['handle']}")[0]:
        return set()
    also = f"https://youtube.com/channel/{row['creator_id'].partition(':')[2]}" if kind == "youtube" else ""
    return _places([url, also])


def _places(addresses: Sequence[str] | None) -> set[str]:
    return {_place(address) for address in addresses or ()} - {""}


@lru_cache(maxsize=_MOST_KEPT)
def _place(address: str) -> str:
    """The page that `address` names, whichever of a platform's names and tabs it is spelt with."""
    host, slash, path = page(address).partition("/")
    host = _ALIASES.get(host, host)
    if host == "reddit.com" and path.startswith("u/"):
        path = f"user/{path[2:]}"
    if host in _TABBED:
        path = _TAB.sub("", path)
    return f"{host}{slash}{path}"


def _domains(row: Mapping[str, Any]) -> set[str]:
    """Domains of the creator's own: see the text above."""
    handle = row["handle"].lower()
    checked = [host_and_path(link) for link in row["verified"] or () if "://" in link]
    proved = {host for host, path in checked if not path.strip("/")}
    if row["platform"] == "bluesky" and ":" not in handle:
        proved.add(handle)
    if row["platform"] == "rss":
        proved.add(host_and_path(f"https://{handle}")[0])
    names = {_letters(handle.partition("@")[0]), _letters(handle.partition(".")[0])}
    claimed = {_place(link).partition("/")[0] for link in row["links"] or () if "://" in link}
    named = {host for host in claimed - {""} if len(name := _label(host)) >= _SHORTEST and name in names}
    return {_owned(host) for host in proved | named if is_own(host)} - {""}


@lru_cache(maxsize=_MOST_KEPT)
def _owned(host: str) -> str:
    """The part of `host` that is somebody's: ``shop.ada.example`` is ``ada.example``'s, ``ada.substack.com`` Ada's."""
    if (shared := known(host)) is not None:
        return f"{host.removesuffix(f'.{shared.host}').rpartition('.')[2]}.{shared.host}"
    return domain(host) or host


@lru_cache(maxsize=_MOST_KEPT)
def _label(host: str) -> str:
    """What an own domain is called: ``brassandbezel`` of ``www.brass-and-bezel.co.uk``."""
    return _letters(_owned(host).partition(".")[0])


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
