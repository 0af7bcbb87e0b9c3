"""What a portrait is painted from: everything that is known of one creator, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from microscout.models import Newcomers
from microscout.portrait.circles import Circle

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """One creator: the scored row, the posts (rows of the posts frame), steps of followers from look to look.

    `brands`: competitors whom the founder asked about. `may_price`: whether the platform's terms allow a price guess.
    `followed`: where short links lead, as far as the founder had them followed (None: nowhere any more).
    `newcomers`: what the newest look at the followers found, if the founder asked for one. `circle`: the voices
    that are heard under the same other creators as well, if comments are known.
    """

    row: Row
    posts: Sequence[Row] = ()
    steps: Sequence[Row] = ()
    brands: tuple[str, ...] = ()
    may_price: bool = True
    followed: Mapping[str, str | None] = field(default_factory=dict)
    newcomers: Newcomers | None = None
    circle: Circle | None = None

    @property
    def own_posts(self) -> list[Row]:
        """The posts that are not reposts of others."""
        return [post for post in self.posts if not post["is_repost"]]

    @property
    def names(self) -> Iterator[str]:
        """What the creator goes by, in letters and digits: handle (without a server), first part of it, name."""
        handle = self.row["handle"].partition("@")[0]
        for text in (handle, handle.partition(".")[0], self.row["name"] or ""):
            if len(bare := letters(text)) >= 4:
                yield bare


def letters(text: str) -> str:
    """`text` as its letters and digits, in lower case."""
    return "".join(c for c in text.lower() if c.isalnum())
