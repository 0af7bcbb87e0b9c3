"""Owned channels: where the creator reaches people without asking a platform. Newsletter, podcast, shop, site, ...

A link counts as the creator's own if the creator put it on the profile: among its links, in the bio, or (strongest)
where the platform has checked it. A link in posts counts only if at least two posts carry it *and* its name goes by
the creator's (``adamakes.substack.com`` for @adamakes): everybody links to other people's newsletters, too. What a
page is says its host (``hosts.json``) or, on an own site, the first word of its path (``ada.example/newsletter``).

Worked example: @adamakes links to ``https://adamakes.co.uk/shop``, ``https://linktr.ee/adamakes`` and
``https://instagram.com/adamakes``. Owned: shop (adamakes.co.uk). Elsewhere: Instagram, which can close the account any
day. Not followed: the link page; what it leads to is not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from microscout import links
from microscout.portrait.base import Known, letters

KINDS = ("newsletter", "podcast", "community", "shop", "support", "site")
_ENDS_ELSEWHERE = ("link page", "short link")
_BY_PATH = {
    "newsletter": "newsletter", "subscribe": "newsletter", "letter": "newsletter", "mail": "newsletter",
    "podcast": "podcast", "podcasts": "podcast", "episodes": "podcast", "discord": "community", "forum": "community",
    "community": "community", "shop": "shop", "store": "shop", "products": "shop", "courses": "shop",
    "support": "support",
}  # fmt: skip
_LEAST_POSTS = 2
_MOST = 30  # channels of one creator; a profile of thousands of links is no use to anybody

_CHANNELS = pl.List(pl.Struct({"kind": pl.String, "name": pl.String, "address": pl.String, "source": pl.String}))
SCHEMA = {"owned": _CHANNELS, "elsewhere": _CHANNELS, "not_followed": _CHANNELS}


@dataclass(frozen=True)
class Channel:
    """A place of the creator's. `source`: what says so, in words."""

    kind: str
    name: str
    address: str
    source: str


def told(known: Known) -> dict[str, Any]:
    """``owned`` channels, other profiles (``elsewhere``), and links that nobody followed (``not_followed``)."""
    found: dict[str, Channel] = {}
    for published, says in _published(known):
        channel = _led(known, published, says)
        if channel and (page := links.page(channel.address)) not in found and not _is_self(known, page):
            found[page] = channel
    every = list(found.values())[:_MOST]
    return {
        "owned": _rows(each for kind in KINDS for each in every if each.kind == kind),
        "elsewhere": _rows(each for each in every if each.kind == "profile"),
        "not_followed": _rows(each for each in every if each.kind in _ENDS_ELSEWHERE),
    }


def short_links(known: Known) -> list[str]:
    """The short links that the creator publishes as the creator's own and that nobody has followed yet."""
    found = dict.fromkeys(links.short(address) for address, _ in _published(known))
    return [each for each in found if each and each not in known.followed]


def _led(known: Known, address: str, source: str) -> Channel | None:
    """What `address` is, or what it leads to if it is a short link that was followed."""
    short = links.short(address)
    if not short or short not in known.followed:
        return _channel(address, source)
    end = known.followed[short]
    if end is None:
        return Channel("short link", "leads nowhere", address, source)
    return _channel(end, f"{source}, followed short link {short}")


def _published(known: Known) -> Iterator[tuple[str, str]]:
    """Addresses that the creator publishes as the creator's own, the surest first, with what says so."""
    row = known.row
    for address in row["verified"] or ():
        yield address, f"checked by {row['platform']}"
    for address in row["links"] or ():
        yield address, "profile link"
    for address in links.written_in(row["bio"] or ""):
        yield address, "bio"
    n = len(known.own_posts)
    for address, count in _linked_in_posts(known).items():
        yield address, f"in {count} of {n} posts, named like the creator"


def _linked_in_posts(known: Known) -> dict[str, int]:
    """Addresses that at least two of the creator's own posts carry and that go by the creator's name."""
    each = [
        {links.page(one): one for one in [*(post["links"] or ()), *links.written_in(post["text"] or "")]}
        for post in known.own_posts
    ]
    counted = Counter(page for pages in each for page in pages)
    as_written = {page: links.short(one) or page for pages in each for page, one in pages.items()}
    often = {f"https://{as_written[page]}": n for page, n in counted.most_common() if page and n >= _LEAST_POSTS}
    return {address: count for address, count in often.items() if _named_like(known, address)}


def _named_like(known: Known, address: str) -> bool:
    """Whether the address goes by the creator's name: its domain, or on a shared host the name below or behind it."""
    host, path = links.host_and_path(address)
    shared = links.known(host)
    if shared is None:
        name = links.domain(host).partition(".")[0]
    else:
        name = host.removesuffix(shared.host) if host != shared.host else path.strip("/").partition("/")[0]
    return any(own in letters(name) or (len(letters(name)) >= 4 and letters(name) in own) for own in known.names)


def _channel(address: str, source: str) -> Channel | None:
    """What `address` is; None for what is nobody's or no web address at all."""
    host, path = links.host_and_path(address)
    if "." not in host or not address.lower().startswith(("https://", "http://")):
        return None
    shared, first = links.known(host), path.strip("/").partition("/")[0].lower()
    if shared is None:
        return Channel(_BY_PATH.get(first, "site"), links.domain(host) or host, address, source)
    is_somebodys = bool(first) or (shared.below and host != shared.host)
    return Channel(shared.kind, shared.name, address, source) if is_somebodys and shared.kind != "nobody's" else None


def _is_self(known: Known, page: str) -> bool:
    """Whether `page` is the very profile that we are looking at."""
    return page == links.page(known.row["url"] or "")


def _rows(channels: Iterator[Channel]) -> list[dict[str, str]]:
    return [asdict(each) for each in channels]
