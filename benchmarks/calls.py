"""Calls: how many requests 50 creators with 10 posts each cost on each platform, against the least possible.

Least: Bluesky 53 (1 search, 2 batches of 25 profiles, 50 feeds), Mastodon 52 (2 pages of a hashtag, 50 lists of posts).

Target: at most 1.05 x that.
"""

from __future__ import annotations

import sys

from _fake import running
from _measure import Target, parser, report
from _searching import search

_LEAST = {"bluesky": 53, "mastodon": 52}


def main() -> int:
    options = parser(__doc__).parse_args()
    with running(50) as address:
        calls = {name: search(address, [name], 50, 10).calls[name] for name in _LEAST}
    targets = [Target(f"{name} / least", calls[name] / least, 1.05) for name, least in _LEAST.items()]
    return report(
        "calls",
        {f"{name}, calls": calls[name] for name in _LEAST},
        targets,
        ["microscout", "httpx"],
        check=options.check,
    )


if __name__ == "__main__":
    sys.exit(main())
