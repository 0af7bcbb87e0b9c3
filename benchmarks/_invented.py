"""Invented creators and posts for the benchmarks, made in parts: the same seed always gives the same ones.

Texts are drawn from 6,000 invented words by Zipf's law, 4 to 60 of them (about 120 bytes, as short posts are), with
now and then an umlaut or an emoji. One creator in twenty writes of vintage watches, in a third of the posts.
"""

# mypy: disable-error-code="import-not-found,import-untyped,unused-ignore"
from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import polars as pl

from microscout.frames import COMMENTS, CREATORS, POSTS, Frames

NOW = 1_795_500_000
_DAY = 86_400
_SYLLABLES = (
    "ba",
    "ko",
    "ri",
    "ten",
    "lu",
    "mar",
    "sé",
    "vo",
    "ni",
    "dra",
    "ü",
    "fel",
    "go",
    "shi",
    "pe",
    "tra",
    "um",
    "el",
)
_PLATFORMS = ("bluesky", "mastodon", "youtube", "sample")
_ABOUT = ("Vintage", "watch", "watches", "#vintagewatches")


def parts(creators: int, posts: int, *, part: int, seed: int = 7) -> Iterator[Frames]:
    """Frames of `creators` creators with `posts` posts each, `part` creators at a time."""
    words = np.array(
        ["".join(each) for each in itertools.product(_SYLLABLES, repeat=3)][:6_000] + list(_ABOUT) + ["🙂"]
    )
    weights = 1 / np.arange(1, len(words) + 1)
    weights[-5:] = 2e-5, 2e-5, 2e-5, 2e-5, 3e-3
    edges = np.cumsum(weights) / weights.sum()
    for start in range(0, creators, part):
        yield _part(start, min(part, creators - start), posts, words, edges, np.random.default_rng([seed, start]))


def _part(
    start: int, creators: int, posts: int, words: np.ndarray, edges: np.ndarray, chance: np.random.Generator
) -> Frames:
    ids = [f"c{number:07d}" for number in range(start, start + creators)]
    platforms = [_PLATFORMS[number % 4] for number in range(start, start + creators)]
    creator_ids = pl.Series([f"{platform}:{each}" for platform, each in zip(platforms, ids, strict=True)])
    followers = np.exp(chance.normal(8.6, 1.7, creators)).astype(np.int64) + 1
    keen = chance.random(creators) < 0.05
    bios = _texts(chance, words, edges, np.full(creators, 14), keen & (chance.random(creators) < 0.5))
    made = pl.DataFrame(
        {
            "creator_id": creator_ids,
            "platform": platforms,
            "handle": ids,
            "captured_at": np.full(creators, NOW),
            "name": _texts(chance, words, edges, np.full(creators, 2), np.zeros(creators, bool)),
            "bio": bios,
            "url": [f"https://platform.example/@{each}" for each in ids],
            "followers": followers,
            "following": followers // 3,
            "post_count": followers // 7,
            "counts_from": ["platform"] * creators,
        }
    ).with_columns(followers=pl.when(pl.Series(chance.random(creators) >= 0.03)).then("followers"))
    return Frames(
        _whole(made, CREATORS), _posts(creator_ids, ids, followers, keen, posts, words, edges, chance), _none()
    )


def _posts(
    creator_ids: pl.Series,
    ids: list[str],
    followers: np.ndarray,
    keen: np.ndarray,
    posts: int,
    words: np.ndarray,
    edges: np.ndarray,
    chance: np.random.Generator,
) -> pl.DataFrame:
    total = len(ids) * posts
    lengths = np.clip(chance.lognormal(2.9, 0.6, total), 4, 60).astype(np.int64)
    on_topic = np.repeat(keen, posts) & (chance.random(total) < 0.33)
    rate = np.exp(chance.normal(-4, 1, total))
    likes = (np.repeat(followers, posts) * rate).astype(np.int64)
    gap = chance.exponential(4 * _DAY, (len(ids), posts)).astype(np.int64).cumsum(axis=1).reshape(-1)
    post_ids = [f"{each}-{number}" for each in ids for number in range(posts)]
    made = pl.DataFrame(
        {
            "creator_id": np.repeat(creator_ids.to_numpy(), posts),
            "post_id": post_ids,
            "captured_at": np.full(total, NOW),
            "text": _texts(chance, words, edges, lengths, on_topic),
            "created_at": NOW - gap,
            "url": [f"https://platform.example/post/{each}" for each in post_ids],
            "language": chance.choice(["en", "de", "es", "fr"], total, p=[0.7, 0.1, 0.1, 0.1]),
            "kind": chance.choice(["text", "image", "video"], total),
            "likes": likes,
            "comments": likes // 9,
            "reposts": likes // 7,
            "quotes": likes // 40,
            "views": likes * 30 + 1,
            "is_repost": chance.random(total) < 0.04,
        }
    )
    shown = [
        pl.when(pl.Series(chance.random(total) >= share)).then(name).alias(name)
        for name, share in (("likes", 0.04), ("views", 0.1), ("created_at", 0.01))
    ]
    return _whole(made.with_columns(shown), POSTS)


def _texts(
    chance: np.random.Generator, words: np.ndarray, edges: np.ndarray, lengths: np.ndarray, on_topic: np.ndarray
) -> list[str]:
    drawn: list[str] = words[np.searchsorted(edges, chance.random(int(lengths.sum())))].tolist()
    ends = np.cumsum(lengths).tolist()
    topics = itertools.cycle(("Vintage watches, ", "my watch: ", "#vintagewatches ", "a vintage find "))
    made, begin = [], 0
    for end, on in zip(ends, on_topic.tolist(), strict=True):
        made.append((next(topics) if on else "") + " ".join(drawn[begin:end]))
        begin = end
    return made


def _whole(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """`frame` with all columns of `schema`, in order; lists empty and the rest unknown where not given."""
    absent = [
        (pl.lit([], dtype=kind) if kind == pl.List(pl.String) else pl.lit(None, dtype=kind)).alias(name)
        for name, kind in schema.items()
        if name not in frame.columns
    ]
    return frame.with_columns(absent).select(pl.col(name).cast(kind) for name, kind in schema.items())


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=COMMENTS)
