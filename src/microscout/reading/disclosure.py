"""Does a post disclose, or show, that somebody pays for it, and by which kind of sign?

In the order of evidence (the strongest sign of a post is the one that is told):

==================== ========================================================================= ==========
sign                 what it is                                                                disclosed
==================== ========================================================================= ==========
``platform flag``    the platform marks the post as paid                                       yes
``disclosure words`` #ad, #werbung, "paid partnership with": ``signs.toml``, in many languages yes
``affiliate``        a sentence or an address says that purchases pay the creator              no
``code``             a discount code of the creator's own, a percentage off                    no
``repeated brand``   a brand from the creator's paid posts, in at least three posts            no
==================== ========================================================================= ==========

All but the last make a post *paid*. What a post does not say cannot be read: disclosed shares are lower bounds (96 % of
sponsored tweets were not disclosed: Ershov, He & Seiler, Marketing Science 44(3), 2025). A post without words and
without a flag is unknown. Sources of the words stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from microscout.reading import brands
from microscout.reading.signs import near, signs, undenied

FLAG, WORDS, AFFILIATE, CODE, BRAND = "platform flag", "disclosure words", "affiliate", "code", "repeated brand"

_KINDS = {
    WORDS: ("words", "membership"),
    AFFILIATE: ("affiliate", "support", "links", "shop_link"),
    CODE: ("code",),
}
AFFILIATE_SENTENCES = ("affiliate", "support", "shop_link", "link_call")
"""The kinds that labelled sentences call an affiliate disclosure (Mathur, Narayanan & Chetty 2018)."""

_LONGEST = 20_000  # characters of a post that are read: more than any platform lets a post have, but descriptions


def annotated(posts: pl.DataFrame) -> pl.DataFrame:
    """`posts` with the columns of ``frames.READINGS``, row for row in the same order.

    ``ad`` and ``disclosed`` (null: unknown), ``ad_sign`` (null: none), ``brands`` that it names, and ``new_brands``:
    how many of those no earlier row of the creator names. Reposts are read like any other post.
    """
    rows = posts.with_row_index("row")
    signed = _signed(rows)
    named = brands.named(signed, rows)
    found = (
        rows.lazy()
        .select("row")
        .join(signed.lazy().select("row", "ad_sign"), on="row", how="left", maintain_order="left")
    )
    every = found.join(named.lazy(), on="row", how="left", maintain_order="left").collect()
    sign, known = every["ad_sign"], posts.select(_is_known()).to_series()
    sure = pl.when(known | sign.is_not_null())
    return posts.with_columns(
        ad=sure.then(sign.is_not_null()),
        disclosed=sure.then(sign.is_in([FLAG, WORDS]).fill_null(False)),
        ad_sign=pl.coalesce(sign, pl.when(every["repeated"]).then(pl.lit(BRAND))),
        brands=every["brands"].fill_null([]),
        new_brands=every["new_brands"].fill_null(0),
    )


def says_affiliate(texts: pl.Series, kinds: Iterable[str] = AFFILIATE_SENTENCES) -> pl.Series:
    """Whether each sentence tells people, in words, of links or purchases that pay the creator."""
    asked = tuple(kinds)
    read = pl.DataFrame({"text": texts}).select(read=_read(pl.col("text").fill_null("")))
    return read.select(pl.col("read").str.contains(near(asked)) & _any(asked, pl.col("read"))).to_series()


def _signed(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of `rows` that show a sign, with the strongest as ``ad_sign``."""
    kinds = [kind for several in _KINDS.values() for kind in several]
    flagged = pl.col("paid").fill_null(False)
    near_by = rows.filter(
        flagged | _text().str.contains(near(kinds))
    )  # eagerly: the few that are left are read closely
    read = near_by.with_columns(read=undenied(_read(_text())))
    signs_of = {FLAG: flagged} | {sign: _any(several, pl.col("read")) for sign, several in _KINDS.items()}
    strongest = pl.coalesce([pl.when(shown).then(pl.lit(sign)) for sign, shown in signs_of.items()])
    return read.with_columns(ad_sign=strongest).filter(pl.col("ad_sign").is_not_null())


def _is_known() -> pl.Expr:
    """Whether there is anything to read: the platform's mark, words or links."""
    return (
        pl.col("paid").is_not_null()
        | pl.col("text").str.contains(r"\S").fill_null(False)
        | (pl.col("links").list.len() > 0)
    )


def _text() -> pl.Expr:
    """A post's words and links as one text."""
    return pl.concat_str(pl.col("text").fill_null(""), pl.col("links").list.join(" ").fill_null(""), separator=" ")


def _read(text: pl.Expr) -> pl.Expr:
    return text.str.slice(0, _LONGEST).str.to_lowercase()


def _any(kinds: Iterable[str], text: pl.Expr) -> pl.Expr:
    return pl.any_horizontal([signs()[kind].found(text) for kind in kinds])
