"""Wishes of the founder: words that must occur, red lines that must not, and competitors' brands.

A wish is a word or a phrase; it occurs where its words stand side by side as whole words (endings of the plural and
the phrase as one hashtag count, see ``relevance.words``): "repair" is in "we repair it" and in "repairs", not in
"repairman". A *must* may stand in the bio or in the creator's own posts; a *red line* is crossed by reposts, too, since
who reposts says it again. Who has no known posts has crossed nothing that we know of; that is told.

A competitor's brand is looked for as a name, mention, hashtag or domain. Where posts are known to be ads, told is in
how many of them, and *exclusive* means that at least three ads are known and every one of them names this brand.

Worked example: must "repair", never "casino"; posts "I repair watches", "casino night", repost "#casino": must met by
1 post, the red line crossed by 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import polars as pl

from microscout.frames import Frames, schema
from microscout.portrait.base import Known, Row
from microscout.relevance.words import words

_BETWEEN = r"[^\p{L}\p{N}]{1,4}"
_LEAST_ADS = 3
_MET = pl.List(pl.Struct({"words": pl.String, "posts": pl.Int64, "in_bio": pl.Boolean, "url": pl.String}))
WISHED = schema(creator_id=pl.String, musts=_MET, musts_missing=pl.List(pl.String), red_lines=_MET)

SCHEMA = {
    "competitors": pl.List(
        pl.Struct(
            {
                "brand": pl.String,
                "posts": pl.Int64,
                "ads": pl.Int64,
                "last": pl.Int64,
                "exclusive": pl.Boolean,
                "url": pl.String,
            }
        )
    )
}


def told(known: Known) -> dict[str, Any]:
    """``competitors``: each brand that was asked for and that the creator has named, with how often and when last."""
    ads = [post for post in known.posts if _is_ad(post)]
    found = []
    for brand in known.brands:
        naming = [post for post in known.posts if _names(brand, post)]
        if naming:
            promoted = [post for post in naming if _is_ad(post)]
            newest = max(naming, key=lambda post: post["created_at"] or 0)
            exclusive = len(ads) >= _LEAST_ADS and len(promoted) == len(ads)
            found.append(
                {"brand": brand, "posts": len(naming), "ads": len(promoted), "last": newest["created_at"]}
                | {"exclusive": exclusive, "url": newest["url"]}
            )
    return {"competitors": found}


def measured(held: Frames, must: Sequence[str], never: Sequence[str]) -> pl.DataFrame:
    """One row a creator of `held`, columns as WISHED: which wishes are met and missing, which red lines are crossed."""
    own = held.posts.filter(~pl.col("is_repost"))
    met, crossed = _counted(held.creators, own, must), _counted(held.creators, held.posts, never)
    rows = []
    for creator_id in held.creators["creator_id"]:
        musts = met.get(creator_id, [])
        there = {each["words"] for each in musts}
        missing = [wish for wish in must if wish not in there]
        rows.append((creator_id, musts, missing, crossed.get(creator_id, [])))
    return pl.DataFrame(rows, schema=WISHED, orient="row")


def pattern(wish: str) -> str:
    """`wish` as a pattern in the syntax of Rust's regex, to be compared without regard to case."""
    tokens = [token for part in wish.split() for token in words(part)[:1]]
    if not tokens:
        return re.escape(wish.strip() or "\n")
    side_by_side = _BETWEEN.join(f"(?:{token.pattern})" for token in tokens)
    if len(tokens) == 1:
        return f"(?i){side_by_side}"
    hashtag = "".join(re.escape(token.text) for token in tokens)
    return f"(?i)(?:{side_by_side}|[#＃]{hashtag}\\b)"


def _counted(creators: pl.DataFrame, posts: pl.DataFrame, wishes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """For each creator the wishes that occur: in how many posts, whether in the bio, and the address of one post."""
    if not wishes:
        return {}
    hits = posts.select("creator_id", "url", *(_holds("text", wish).alias(f"w{n}") for n, wish in enumerate(wishes)))
    by_creator = hits.group_by("creator_id").agg(
        each
        for n in range(len(wishes))
        for each in (pl.col(f"w{n}").sum().alias(f"n{n}"), pl.col("url").filter(f"w{n}").first().alias(f"u{n}"))
    )
    bios = creators.select("creator_id", *(_holds("bio", wish).alias(f"b{n}") for n, wish in enumerate(wishes)))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in bios.join(by_creator, on="creator_id", how="left").iter_rows(named=True):
        for n, wish in enumerate(wishes):
            if row[f"n{n}"] or row[f"b{n}"]:
                met = {"words": wish, "posts": row[f"n{n}"] or 0, "in_bio": row[f"b{n}"], "url": row[f"u{n}"]}
                found.setdefault(row["creator_id"], []).append(met)
    return found


def _holds(column: str, wish: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.contains(pattern(wish))


@lru_cache(maxsize=1_000)
def _brand(brand: str) -> re.Pattern[str]:
    """A brand's name as a word of its own; in handles, hashtags and domains its words may run together."""
    parts = re.findall(r"[^\W_]+", brand)
    name = r"[\W_]{0,3}".join(re.escape(part) for part in parts) or re.escape(brand)
    return re.compile(rf"(?<![^\W_]){name}(?![^\W_])", re.IGNORECASE)


def _names(brand: str, post: Row) -> bool:
    return _brand(brand).search(" ".join([post["text"] or "", *(post["links"] or ())])) is not None


def _is_ad(post: Row) -> bool:
    """Whether the post is known to be an ad: by the signs that were read in it, else by the platform's flag."""
    return bool(post.get("ad") or post["paid"])
