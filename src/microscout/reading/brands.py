"""Which brands does a post name? Handles that it mentions, names after "sponsored by", domains that its links lead to.

Read in posts that show a sign of payment; a brand so found is *repeated* where at least three of the creator's posts
name it, with a sign or without. A friend who is greeted every week is no brand: without one paid post nobody is.
Shops that sell everything, shorteners and social networks are no brands either.
"""

from __future__ import annotations

import polars as pl

from microscout.frames import schema

REPEATED = 3

_MENTION = r"(?:^|[^\w@.])@(\w[\w.]+)"
_LONGEST = 61  # letters of a mentioned name; counted here, since to count in the pattern takes 40 ms to compile
_NAMED = (
    r"(?i:sponsored by|gesponsert von|sponsorisée? par|patrocinad[oa] por|sponsorizzato da|gesponsord door"
    r"|brought to you by|partnership with|collaboration with|for sponsoring|kooperation mit|partenariat avec"
    r"|collaboration avec|colaboración con|collaborazione con|samenwerking met|samarbete med|we współpracy z)"
    r" @?(\p{Lu}[\w&'’]*(?: \p{Lu}[\w&'’]*){0,2})"
)
_DOMAIN = r"https?://(?:www\.)?([\w-]+(?:\.[\w-]+)*\.[a-z]{2,12})(?:[/?#]|\s|$)"
_NO_BRANDS = (
    r"(?:^|\.)(?:amazon\.[a-z.]+|amzn\.to|a\.co|ebay\.[a-z.]+|aliexpress\.com|etsy\.com|bit\.ly|goo\.gl|t\.co|tinyurl\.com|ow\.ly|buff\.ly"
    r"|linktr\.ee|beacons\.ai|lnk\.to|smarturl\.it|geni\.us|youtu\.be|youtube\.com|instagram\.com|facebook\.com|fb\.me|twitter\.com|x\.com"
    r"|tiktok\.com|threads\.net|bsky\.app|bsky\.social|mastodon\.[a-z]+|patreon\.com|twitch\.tv|discord\.(?:gg|com)|spotify\.com|apple\.com"
    r"|google\.com|reddit\.com|pinterest\.com|snapchat\.com|rstyle\.me|liketk\.it|shopltk\.com|ltk\.app|shopstyle\.(?:it|com)|magik\.ly"
    r"|awin1\.com|shareasale\.com|linksynergy\.com|prf\.hn|gmail\.com|wikipedia\.org|creativecommons\.org|example)$"
)
_TOLD = schema(row=pl.get_index_type(), brands=pl.List(pl.String), repeated=pl.Boolean, new_brands=pl.Int64)


def named(signed: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Of the posts that name a brand of one of their creator's `signed`: ``row`` and what is named.

    ``brands`` (sorted), ``repeated`` (one of them often), ``new_brands`` (how many no earlier row names). Both frames
    have ``row``, ``creator_id``, ``text``, ``links``; `signed` are those of `posts` that show a sign.
    """
    if signed.is_empty():
        return pl.DataFrame(schema=_TOLD)  # as below, without compiling patterns for a tenth of a second
    known = _names(signed).select("creator_id", "brand").unique()
    theirs = posts.filter(pl.col("creator_id").is_in(known["creator_id"].unique().implode()))
    said = _names(theirs).join(known, on=["creator_id", "brand"], how="semi")
    times = said.with_columns(
        often=pl.len().over("creator_id", "brand") >= REPEATED,
        new=pl.col("row") == pl.col("row").min().over("creator_id", "brand"),
    )
    return times.group_by("row").agg(
        pl.col("brand").sort().alias("brands"),
        repeated=pl.col("often").any(),
        new_brands=pl.col("new").sum().cast(pl.Int64),
    )


def _names(posts: pl.DataFrame) -> pl.DataFrame:
    """``row``, ``creator_id``, ``brand``: one row for each brand that a post may name, lower case."""
    text = pl.col("text").fill_null("")
    whole = pl.concat_str(text, pl.col("links").list.join(" ").fill_null(""), separator=" ")
    hosts = whole.str.to_lowercase().str.extract_all(_DOMAIN).list.eval(pl.element().str.extract(_DOMAIN))
    found = pl.concat_list(
        text.str.extract_all(_MENTION).list.eval(pl.element().str.extract(_MENTION).str.slice(0, _LONGEST)),
        text.str.extract_all(_NAMED).list.eval(pl.element().str.extract(_NAMED)),
        hosts.list.eval(pl.element().filter(~pl.element().str.contains(_NO_BRANDS))),
    )
    each = posts.select("row", "creator_id", brand=found).explode("brand", empty_as_null=True).drop_nulls("brand")
    return each.with_columns(brand=_plain()).filter(pl.col("brand") != "").unique(maintain_order=True)


def _plain() -> pl.Expr:
    """One spelling for a brand's handle, name and domain: lower case, no spaces, no ending."""
    lower = pl.col("brand").str.to_lowercase().str.strip_chars(" .'’")
    return (
        lower.str.replace(r"^(?:shop|get|try|go|join|my|link|click)\.", "")
        .str.replace(r"\.[a-z.]{2,10}$", "")
        .str.replace_all(r"[\s._'’-]", "")
    )
