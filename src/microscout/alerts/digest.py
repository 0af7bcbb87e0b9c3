"""A digest: what is new, the most important kinds first, and no longer than somebody reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from microscout.errors import many, printable

_SHOWN = 20


@dataclass(frozen=True)
class News:
    """One piece of news, as monitoring words it: about whom (an id, or a platform), what kind, when, and a sentence.

    `name`: for people; `url`: where to look. All texts may hold what a stranger has written.
    """

    about: str
    kind: str
    at: int
    sentence: str
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Digest:
    """A subject and lines; plain text on one line each, but not yet escaped for any channel."""

    subject: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, news: Sequence[News], shown: int = _SHOWN) -> Digest:
        """The digest of `news`: at most `shown` lines, by time within a kind, kinds in the order in which they came."""
        kinds = list(dict.fromkeys(each.kind for each in news))
        ordered = sorted(news, key=lambda each: (kinds.index(each.kind), -each.at, each.about))
        lines = [_line(each) for each in ordered[:shown]]
        if len(ordered) > shown:
            lines.append(f"and {len(ordered) - shown} more: `microscout changes` lists them all")
        return cls(f"microscout: {_subject(news)}", tuple(lines))


def _subject(news: Sequence[News]) -> str:
    """How much is new; a platform is none of those whom the founder watches."""
    platforms = len({each.about for each in news if ":" not in each.about})
    changes = [each.about for each in news if ":" in each.about]
    told = [f"{many(platforms, 'platform')} shifted"] if platforms else []
    if changes:
        told.append(f"{many(len(changes), 'change')} with {len(set(changes))} of those you watch")
    return ", ".join(told)


def _line(news: News) -> str:
    who = printable(news.name or news.about)
    where = printable(news.url)
    return f"{who}: {printable(news.sentence)}" + (f" {where}" if where.startswith("https://") else "")
