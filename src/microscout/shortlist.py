"""From scored creators to a shortlist: filters, order, and the reasons in plain words. Pure.

The order is by ``fit_low``, the careful end of the fit: whom we know well passes whom we merely hope of.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from microscout.frames import schema
from microscout.models import iso
from microscout.scoring.base import Z90

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Criteria:
    """What the founder wants; None and empty mean: no matter. Unknown sizes pass, unknown rates and places do not."""

    min_followers: int | None = None
    max_followers: int | None = None
    min_engagement: float | None = None
    languages: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    active_days: float | None = None
    limit: int = 20


@dataclass(frozen=True)
class Shortlist:
    """The chosen creators, best first, with all their columns and ``rank``; and what each filter let through."""

    frame: pl.DataFrame
    stages: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One dict a creator, best first."""
        return self.frame.to_dicts()


def choose(scored: pl.DataFrame, criteria: Criteria) -> Shortlist:
    """The best of `scored` (see ``microscout.scoring.score``) that meet `criteria`."""
    stages: dict[str, int] = {}
    left = scored
    for name, condition in _filters(criteria):
        left = left.filter(condition)
        stages[name] = left.height
    ordered = left.sort("fit_low", "fit", "creator_id", descending=[True, True, False], nulls_last=True)
    best = ordered.head(criteria.limit).with_row_index("rank", 1)
    return Shortlist(best, stages)


def _filters(criteria: Criteria) -> list[tuple[str, pl.Expr]]:
    size = pl.col("followers")
    found = [("speak of the niche", pl.col("niche_closeness") > 0), ("known well enough", pl.col("fit").is_not_null())]
    low, high = criteria.min_followers, criteria.max_followers
    if low is not None or high is not None:
        within = pl.lit(True) if low is None else size >= low
        within = within if high is None else within & (size <= high)
        found.append(("of the right size", size.is_null() | within))
    if criteria.min_engagement is not None:
        found.append(("engaging enough", pl.col("er") >= criteria.min_engagement))
    if criteria.languages:
        spoken = pl.col("spoken").list.eval(pl.element().str.slice(0, 2))
        found.append(
            ("in the language", pl.any_horizontal([spoken.list.contains(each[:2]) for each in criteria.languages]))
        )
    if criteria.places:
        where = pl.concat_str([pl.col("location").fill_null(""), pl.col("bio").fill_null("")], separator=" ")
        words = [each.casefold() for each in criteria.places]
        found.append(("from the place", where.str.to_lowercase().str.contains_any(words)))
    if criteria.active_days is not None:
        found.append(("active lately", pl.col("last_post_days") <= criteria.active_days))
    return found


def spoken(posts: pl.DataFrame) -> pl.DataFrame:
    """The languages of each creator's posts, the most frequent first: ``creator_id``, ``spoken`` (list of codes)."""
    return (
        posts.lazy()
        .filter(pl.col("language").is_not_null())
        .group_by("creator_id", "language")
        .len()
        .sort("len", "language", descending=[True, False])
        .group_by("creator_id", maintain_order=True)
        .agg(spoken=pl.col("language"))
        .collect()
    )


# -- reasons --------------------------------------------------------------------------------------------------------


def reasons(row: Row) -> list[str]:
    """Why the creator is where the creator is, in sentences a founder understands; our own estimates say so."""
    return [said for said in (_niche(row), _lists(row), _engagement(row), _activity(row)) if said]


def unknowns(row: Row) -> list[str]:
    """What is not known of the creator, and why."""
    found = []
    if row["followers"] is None:
        found.append("followers: the platform or file does not say")
    if row["er"] is None:
        found.append(f"engagement: {_why_no_engagement(row)}")
    elif row["engagement_score"] is None:
        found.append("engagement against peers: needs the number of followers")
    if row["posts_per_week"] is None:
        found.append("posting rhythm: fewer than two dated posts")
    if not row["niche_posts_n"]:
        found.append("share of posts on the niche: no posts with words; only name and bio were read")
    return found


def _niche(row: Row) -> str:
    n, on = row["niche_posts_n"], row["niche_on_topic"]
    if not n:
        return "name or bio speaks of the niche"
    return f"{on} of {n} posts on the niche"


def _lists(row: Row) -> str:
    names = row["lists"] or []
    return f"on {len(names)} hand-curated list{'s' * (len(names) > 1)}" if names else ""


def _engagement(row: Row) -> str:
    if row["er"] is None:
        return ""
    rate = f"engagement {_percent(row['er'])} ({row['er_n']} post{'s' * (row['er_n'] != 1)})"
    if row["engagement_score"] is None:
        return rate
    low, high = (100 * math.expm1(row["er_residual"] + end * Z90 * row["er_sd"]) for end in (-1, 1))
    if low > 0:
        return f"{rate}; our estimate: {low:.0f} to {high:.0f} % above what is usual at this size"
    if high < 0:
        return f"{rate}; our estimate: {-high:.0f} to {-low:.0f} % below what is usual at this size"
    return f"{rate}; against this size inconclusive (our estimate: {low:+.0f} to {high:+.0f} %)".replace("-", "−")


def _activity(row: Row) -> str:
    if row["last_post_days"] is None:
        return ""
    often = "" if row["posts_per_week"] is None else f"{row['posts_per_week']:.1f} posts a week, "
    return f"{often}last {_days(row['last_post_days'])} before {iso(row['captured_at'])[:10]}"


def _why_no_engagement(row: Row) -> str:
    if not row["posts_n"]:
        return "no posts known"
    return f"none of {row['posts_n']} posts is at least 7 days old, recent enough and shows all its counts"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.2g} %"


def _days(days: float) -> str:
    return "less than a day" if days < 1 else f"{days:.0f} day{'s' * (round(days) != 1)}"


# -- the sheet ------------------------------------------------------------------------------------------------------

SHEET = schema(
    creator_id=pl.String,
    name=pl.String,
    first_name=pl.String,
    last_name=pl.String,
    platform=pl.String,
    handle=pl.String,
    profile_url=pl.String,
    email=pl.String,
    email_source=pl.String,
    country=pl.String,
    language=pl.String,
    followers=pl.Int64,
    tier=pl.String,
    niche=pl.String,
    niche_score=pl.Float64,
    er=pl.Float64,
    er_basis=pl.String,
    er_n=pl.Int64,
    er_low=pl.Float64,
    er_high=pl.Float64,
    er_vs_peers_pct=pl.Float64,
    reply_rate=pl.Float64,
    reply_n=pl.Int64,
    posts_per_week=pl.Float64,
    last_post_date=pl.Date,
    disclosed_ad_share_min=pl.Float64,
    paid_vs_organic=pl.Float64,
    authenticity_flags=pl.String,
    owned_channels=pl.String,
    est_fee_low=pl.Float64,
    est_fee_high=pl.Float64,
    score=pl.Float64,
    score_reasons=pl.String,
    data_date=pl.Date,
    consent_basis=pl.String,
)
"""The columns of an exported shortlist, those that trackers and outreach tools expect. What is not known is empty."""

_PLACES = {"niche_score": 3, "er": 5, "er_low": 5, "er_high": 5, "er_vs_peers_pct": 1, "posts_per_week": 2, "score": 1}


def sheet(rows: Sequence[Row], niche: str) -> pl.DataFrame:
    """The shortlist as a table for export; columns as SHEET, rates as fractions, ``score`` from 0 to 100."""
    made = [_sheet_row(row, niche) for row in rows]
    frame = pl.DataFrame(made, schema={name: pl.String if kind == pl.Date else kind for name, kind in SHEET.items()})
    dates = [pl.col(name).str.to_date() for name, kind in SHEET.items() if kind == pl.Date]
    return frame.with_columns(dates).with_columns(pl.col(name).round(places) for name, places in _PLACES.items())


def _sheet_row(row: Row, niche: str) -> dict[str, Any]:
    same = {name: row[name] for name in SHEET if name in row}
    return (
        dict.fromkeys(SHEET)
        | same
        | {
            "profile_url": row["url"],
            "country": row["location"],
            "language": (row["spoken"] or row["languages"] or [None])[0],
            "niche": niche,
            "last_post_date": _date(row["last_post_at"]),
            "owned_channels": "; ".join(row["links"] or ()) or None,
            "score": None if row["fit"] is None else 100 * row["fit"],
            "score_reasons": "; ".join(reasons(row)),
            "data_date": _date(row["captured_at"]),
            "consent_basis": row["consent"],
        }
    )


def _date(seconds: int | None) -> str | None:
    return None if seconds is None else iso(seconds)[:10]
