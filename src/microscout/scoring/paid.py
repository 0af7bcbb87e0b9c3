"""Paid: how much of what this creator posts is advertising, and does the audience mind?

Of the creator's own posts that could be read (``reading.disclosure``), k are disclosed as paid. Their share is seen
through a Beta(1, 4) prior (as if 5 posts had been read of which 1 is paid; our assumption, nobody has published the
share of a usual micro creator) and has a 90 % interval. It is a lower bound: 96 % of sponsored tweets were not
disclosed (Ershov, He & Seiler, Marketing Science 44(3), 2025). The trend is the difference between the newer and the
older half of the posts (by date, at the median), with an interval from the two posteriors' variances.

Paid against organic: the ratio of the geometric mean rates of the posts with a sign of payment and of those without,

    ratio = exp(ȳ_paid − ȳ_organic)      interval: ratio ×/÷ exp(1.645 σ √(1/n_paid + 1/n_organic))

with y and σ² (the spread of single posts) as in ``engagement.py``. Five against 25 posts with σ = 0.8 give a 90 %
factor of 1.91 (95 %: 2.16), so it is nearly always inconclusive for one creator; it therefore moves no judgement.

The judgement is no linear penalty. Li et al. (Journal of Marketing 2026, doi 10.1177/00222429261422744) find a U: as
the share of endorsements grows, engagement with sponsored posts falls and then rises again; consistent brands flatten
it. Cheng & Zhang (Management Science 71(7), 2025) find small losses of subscribers per sponsored video, smaller for
little-known brands. So, with s the share and v the brands per paid post (at most 1; 1 where none is named):

    value = 1 − (½ + ½ v) (1.6 s − 1.28 s²)

1 at s = 0, lowest (½) at s = 0.625, and 0.68 at s = 1. That it bends and that consistency flattens it is theirs; where
it turns, how deep it is and that it does not rise all the way is **our judgement**, as the sources at hand do not say.
Null with fewer than 5 posts read: too little is known.
"""

from __future__ import annotations

import narwhals as nw

from microscout.scoring.base import Z90, Columns, Judgement, Rounds
from microscout.scoring.beta import middle, posterior
from microscout.scoring.engagement import counted, log_rate
from microscout.scoring.lines import constant

PRIOR = (1.0, 4.0)
LEAST_POSTS = 5
LEAST_OF_EACH = 2
_TURNS_AT = 0.625


class Paid:
    """See the module's text."""

    name = "paid"
    question = "How much is advertising, and does the audience mind?"
    annotated = True

    def per_post(self) -> Rounds:
        """Whether the post could be read, is disclosed, shows any sign; in which half it is; its log rate by kind."""
        read, newer, disclosed = nw.col("paid_own"), nw.col("paid_newer"), nw.col("paid_disclosed")
        own = ~nw.col("is_repost") & ~nw.col("ad").is_null()
        first = {
            "paid_own": own,
            "paid_newer": nw.col("created_at") > nw.col("created_at").median().over("creator_id"),
            "paid_disclosed": _count(own & nw.col("disclosed")),
        }
        told = {
            "paid_read": nw.when(read).then(1),
            "paid_signed": _count(read & nw.col("ad")),
            "paid_new_brand": nw.when(read).then(nw.col("new_brands")),
            "paid_old_read": _count(read & ~newer),
            "paid_old_disclosed": nw.when(~newer).then(disclosed),
            "paid_new_read": _count(read & newer),
            "paid_new_disclosed": nw.when(newer).then(disclosed),
            "paid_rate": nw.when(read & nw.col("ad")).then(log_rate("paid")),
            "paid_organic_rate": nw.when(read & ~nw.col("ad")).then(log_rate("paid")),
        }
        return [first, *counted("paid"), told]

    def per_creator(self) -> Columns:
        """The sums of the counts, and number and mean of the log rates by kind."""
        counted = ("read", "disclosed", "signed", "new_brand", "old_read", "old_disclosed", "new_read", "new_disclosed")
        sums = {f"paid_{name}_n": nw.col(f"paid_{name}").sum() for name in counted}
        rates = ("paid_rate", "paid_organic_rate")
        return (
            sums
            | {f"{name}_n": nw.col(name).count() for name in rates}
            | {f"{name}_mean": nw.col(name).mean() for name in rates}
        )

    def metrics(self) -> Rounds:
        """Share of disclosed posts with its n and interval, signs, brands, trend, and paid against organic posts."""
        some = nw.when(nw.col("paid_read_n") > 0).then(nw.col("paid_read_n"))
        a, b = posterior(nw.col("paid_disclosed_n"), some, PRIOR)
        n = nw.col("paid_some")
        low, mean, high = middle(nw.col("paid_a"), nw.col("paid_b"))
        first = {"paid_some": some, "paid_a": a, "paid_b": b, **_trend(), **_against()}
        trend, trend_sd, ratio, ratio_sd = map(nw.col, ("paid_trend", "paid_trend_sd", "paid_ratio", "paid_ratio_sd"))
        told = {
            "ad_posts_n": nw.col("paid_read_n").fill_null(0).cast(nw.Int64),
            "ad_posts": nw.when(~n.is_null()).then(nw.col("paid_disclosed_n")).cast(nw.Int64),
            "ad_share": nw.col("paid_disclosed_n") / n,
            "ad_share_low": low,
            "ad_share_mean": mean,
            "ad_share_high": high,
            "ad_signs": nw.when(~n.is_null()).then(nw.col("paid_signed_n")).cast(nw.Int64),
            "ad_brands": nw.when(~n.is_null()).then(nw.col("paid_new_brand_n")).cast(nw.Int64),
            "ad_trend": trend,
            "ad_trend_low": trend - Z90 * trend_sd,
            "ad_trend_high": trend + Z90 * trend_sd,
            "paid_vs_organic": ratio.exp(),
            "paid_vs_organic_low": (ratio - Z90 * ratio_sd).exp(),
            "paid_vs_organic_high": (ratio + Z90 * ratio_sd).exp(),
            "paid_vs_organic_posts": nw.when(~ratio.is_null()).then(nw.col("paid_rate_n")).cast(nw.Int64),
        }
        return [first, told]

    def judgement(self) -> Judgement:
        """The U of the share, flattened by consistent brands."""
        enough = nw.col("ad_posts_n") >= LEAST_POSTS
        low, mean, high = (nw.when(enough).then(nw.col(f"ad_share_{end}")) for end in ("low", "mean", "high"))
        ends = [_value(low), _value(high)]
        turns = (nw.col("ad_share_low") < _TURNS_AT) & (nw.col("ad_share_high") > _TURNS_AT)
        lowest = nw.when(turns & enough).then(_value(nw.lit(_TURNS_AT))).otherwise(1.0)
        value = _value(mean)
        return Judgement(
            value=value,
            low=nw.when(enough).then(nw.min_horizontal(*ends, value, lowest)),
            high=nw.max_horizontal(*ends, value),
        )


def _count(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int64)


def _value(share: nw.Expr) -> nw.Expr:
    """The judgement of a share; see the module's text."""
    named = nw.when(nw.col("ad_brands") > 0).then(nw.col("ad_brands") / nw.col("ad_signs"))
    variety = named.fill_null(1.0).clip(0.0, 1.0)
    return 1.0 - (0.5 + 0.5 * variety) * (1.6 * share - 1.28 * share * share)


def _trend() -> Columns:
    """Newer minus older share, and its standard deviation; null where a half has no posts that could be read."""
    means, variances = [], []
    for half in ("new", "old"):
        n = nw.when(nw.col(f"paid_{half}_read_n") > 0).then(nw.col(f"paid_{half}_read_n"))
        a, whole = nw.col(f"paid_{half}_disclosed_n") + PRIOR[0], n + sum(PRIOR)
        means.append(a / whole)
        variances.append(a * (whole - a) / (whole * whole * (whole + 1.0)))
    return {"paid_trend": means[0] - means[1], "paid_trend_sd": (variances[0] + variances[1]).sqrt()}


def _against() -> Columns:
    """Log ratio of paid to organic rates and its standard deviation; null with too few posts of a kind."""
    paid, organic = nw.col("paid_rate_n"), nw.col("paid_organic_rate_n")
    enough = (paid >= LEAST_OF_EACH) & (organic >= LEAST_OF_EACH)
    ratio = nw.when(enough).then(nw.col("paid_rate_mean") - nw.col("paid_organic_rate_mean"))
    variance = constant("within") * (1.0 / nw.when(enough).then(paid) + 1.0 / nw.when(enough).then(organic))
    return {"paid_ratio": ratio, "paid_ratio_sd": variance.sqrt()}
