"""What every score keeps, clause by clause: see ``microscout.scoring.base``. Frames in, numbers out, nothing else."""

from __future__ import annotations

import math
import random
import re

import narwhals as nw
import polars as pl

from microscout.frames import COMMENTS, CREATORS, POSTS, READINGS, Frames, from_rows
from microscout.scoring import Score, score
from microscout.scoring.base import over, rounds

_NOW = 1_795_500_000
_DAY = 86_400
_MEASURED = pl.Schema(
    {"creator_id": pl.String, "closeness": pl.Float64, "on_topic": pl.Int64, "judged": pl.Int64},
)


def check_score(part: Score) -> None:
    """Hold `part` to the contract, over creators of every size and state. AssertionError names the broken clause."""
    _check_declared(part)
    frames, measured = _company()
    judged = _judged(part, frames, measured)
    assert judged.height == frames.creators.height, "one row a creator"
    for row in judged.iter_rows(named=True):
        _check_judgement(row, part.name)
        _check_numbers(row)
    for creator_id in frames.creators["creator_id"].gather_every(5):
        one = Frames(
            *(frame.filter(creator_id=creator_id) for frame in (frames.creators, frames.posts, frames.comments))
        )
        alone = _judged(part, one, measured.filter(creator_id=creator_id)).to_dicts()
        assert _alike(alone, judged.filter(creator_id=creator_id).to_dicts()), f"{creator_id}: alone as in company"
    turned = Frames(frames.creators.reverse(), frames.posts.reverse(), frames.comments.reverse())
    assert _alike(_judged(part, turned, measured).to_dicts(), judged.to_dicts()), "the order of rows does not matter"
    nobody = Frames(frames.creators.clear(), frames.posts.clear(), frames.comments)
    assert _judged(part, nobody, measured.clear()).is_empty(), "no creators, no rows"
    stranger = frames.creators.filter(creator_id="other:unknown")
    unknown = _judged(part, Frames(stranger, frames.posts.clear(), frames.comments), measured.clear()).to_dicts()[0]
    assert unknown[f"{part.name}_score"] is None, "of whom nothing is known the judgement is null, never zero"


def _check_declared(part: Score) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*", part.name), f"a score's name is one lower-case word, not {part.name!r}"
    assert part.question.endswith("?"), "a score says which question it answers"
    assert over(part) in ("posts", "threads", "voices"), f"a score reads no such rows: {over(part)!r}"
    for step in (*rounds(part.per_post()), part.per_creator()):
        for name, expression in step.items():
            assert name.startswith(f"{part.name}_"), (
                f"{name}: columns of the first two steps begin with the score's name"
            )
            assert isinstance(expression, nw.Expr), f"{name} is a narwhals expression"


def _check_judgement(row: dict[str, object], name: str) -> None:
    ends = [row[f"{name}_{end}"] for end in ("low", "score", "high")]
    if ends[1] is None:
        assert ends == [None, None, None], f"{row['creator_id']}: without a value there is no interval"
        return
    known = [end for end in ends if isinstance(end, float) and 0.0 <= end <= 1.0]
    assert len(known) == 3, f"{row['creator_id']}: value and ends are in [0, 1], not {ends}"
    assert known == sorted(known), f"{row['creator_id']}: low ≤ value ≤ high, not {ends}"


def _check_numbers(row: dict[str, object]) -> None:
    for column, value in row.items():
        assert not isinstance(value, float) or math.isfinite(value), f"{row['creator_id']}: {column} is {value}"


def _judged(part: Score, frames: Frames, measured: pl.DataFrame) -> pl.DataFrame:
    scored = score(frames, measured, {part.name: 1.0}, min_coverage=0.0, scores={part.name: part})
    return scored.sort("creator_id")


def _alike(some: list[dict[str, object]], others: list[dict[str, object]]) -> bool:
    """Whether all numbers agree but for the last digits, which the order of a sum decides."""
    return len(some) == len(others) and all(
        math.isclose(one[name], other[name], rel_tol=1e-9, abs_tol=1e-12)  # type: ignore[arg-type]
        if isinstance(one[name], float) and isinstance(other[name], float)
        else one[name] == other[name]
        for one, other in zip(some, others, strict=True)
        for name in one
    )


def _company() -> tuple[Frames, pl.DataFrame]:
    """Creators on four platforms: of every size, without posts, with hidden counts, of the future, with comments."""
    luck = random.Random(7)
    creators, posts, comments, measured = [], [], [], []
    for platform in ("bluesky", "mastodon", "youtube", "other"):
        for followers in (None, 0, 1, 999, 5_000, 100_001, 2**53):
            handle = "unknown" if followers is None else f"c{followers}"
            creator_id = f"{platform}:{handle}"
            creators.append(
                _row(CREATORS, creator_id=creator_id, platform=platform, handle=handle, followers=followers)
            )
            number = luck.choice((0, 1, 2, 12)) if followers is not None else 0
            posts.extend(_posts(creator_id, number, luck))
            comments.extend(_comments(creator_id, number, luck))
            on = luck.randint(0, number)
            measured.append((creator_id, luck.choice((None, 0.0, luck.random(), 1.0)), on, number))
    said = pl.Schema([*COMMENTS.items(), ("asking", pl.String), ("substance", pl.String)])
    read = from_rows(posts, POSTS).hstack(from_rows([_reading(luck) for _ in posts], READINGS))
    frames = Frames(from_rows(creators, CREATORS), read, from_rows(comments, said))
    return frames, from_rows(measured, _MEASURED)


def _posts(creator_id: str, number: int, luck: random.Random) -> list[tuple[object, ...]]:
    def count() -> int | None:
        return luck.choice((None, 0, luck.randint(0, 1_000), 2**53))

    return [
        _row(
            POSTS,
            creator_id=creator_id,
            post_id=f"p{each}",
            text=luck.choice(("", "a post", "一")),
            created_at=luck.choice((None, _NOW + _DAY, _NOW - luck.randint(0, 900) * _DAY, 0)),
            is_repost=luck.random() < 0.2,
            **{name: count() for name in ("likes", "comments", "reposts", "quotes", "views")},
        )
        for each in range(number)
    ]


def _comments(creator_id: str, number: int, luck: random.Random) -> list[tuple[object, ...]]:
    """Up to 60 comments under the creator's posts, some answered by the creator, some without a date or a top."""
    made = []
    for each in range(luck.choice((0, 3, 60)) if number else 0):
        by_creator = luck.random() < 0.3
        told = {
            "post_id": f"p{luck.randrange(number)}",
            "comment_id": f"c{each}",
            "author": "self" if by_creator else f"voice{luck.randrange(25)}",
            "by_creator": by_creator,
            "parent": f"c{luck.randrange(60)}" if by_creator or luck.random() < 0.1 else None,
            "created_at": luck.choice((None, _NOW + _DAY, _NOW - luck.randint(0, 50) * _DAY)),
            "text": "a word",
        }
        said = (luck.choice((None, "question", "other")), luck.choice((None, "specific", "emoji only", "spam")))
        made.append((*_row(COMMENTS, creator_id=creator_id, **told), *said))
    return made


def _reading(luck: random.Random) -> tuple[object, ...]:
    """What ``microscout.reading`` may have said of a post."""
    ad = luck.choice((None, False, True))
    disclosed = ad and luck.random() < 0.7
    return ad, disclosed, "code" if ad else None, ["a brand"] if ad else [], luck.choice((0, 1)) if ad else 0


def _row(schema: pl.Schema, **told: object) -> tuple[object, ...]:
    return tuple(
        ({"captured_at": _NOW, "lists": [], "links": [], "verified": [], "languages": []} | told).get(name)
        for name in schema
    )
