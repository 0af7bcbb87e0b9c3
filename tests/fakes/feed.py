"""A feed of ten entries on watches."""

from __future__ import annotations


def feed(host: str) -> bytes:
    """The feed at `host`, in RSS 2.0."""
    entries = (
        f"<item><guid>{host}-{n}</guid><title>Vintage watches, part {n}</title>"
        f"<pubDate>{10 + n} Nov 2026 05:00:00 GMT</pubDate></item>"
        for n in range(10)
    )
    head = f"<title>Vintage watches at {host}</title><link>https://{host}/</link>"
    return f'<rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()
