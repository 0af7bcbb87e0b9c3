"""The shortlist as a table for export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from microscout.frames import schema
from microscout.models import iso
from microscout.shortlist.reasons import Row, full_reasons

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
    place=pl.String,
    language=pl.String,
    followers=pl.Int64,
    tier=pl.String,
    niche=pl.String,
    niche_score=pl.Float64,
    niche_words=pl.String,
    niche_best_post=pl.String,
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
    tags=pl.String,
    note=pl.String,
)
"""The columns of an exported shortlist, those that trackers and outreach tools expect. What is not known is empty."""

_PLACES = {
    "disclosed_ad_share_min": 3,
    "paid_vs_organic": 2,
    "est_fee_low": 0,
    "est_fee_high": 0,
    "reply_rate": 3,
    "niche_score": 3,
    "er": 5,
    "er_low": 5,
    "er_high": 5,
    "er_vs_peers_pct": 1,
    "posts_per_week": 2,
    "score": 1,
}

_NAME = re.compile(r"[^\W\d_]\.|(?=[^a-z])[^\W\d_][^\W\d_A-Z]+(?:[-'’][^\W\d_]+)*")
_NO_NAMES = (
    "the",
    "and",
    "of",
    "daily",
    "club",
    "studio",
    "channel",
    "podcast",
    "show",
    "news",
    "magazine",
    "shop",
    "official",
    "team",
)


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
            **_names(row["name"], niche),
            "profile_url": row["url"],
            "language": (row["spoken"] or row["languages"] or [None])[0],
            "niche": niche,
            "niche_words": ", ".join(row.get("niche_words") or ()) or None,
            "last_post_date": _date(row["last_post_at"]),
            "disclosed_ad_share_min": row.get("ad_share"),
            "place": row["location"] or row.get("place"),
            "authenticity_flags": _joined(f"{one['signal']}: {one['seen']}" for one in row.get("signals") or ()),
            "owned_channels": _joined(f"{one['kind']} {one['address']}" for one in row.get("owned") or ()),
            "score": None if row["fit"] is None else 100 * row["fit"],
            "score_reasons": "; ".join(full_reasons(row)),
            "data_date": _date(row["captured_at"]),
            "consent_basis": row["consent"],
            "tags": "; ".join(row.get("tags") or ()) or None,
        }
    )


def _names(name: str | None, niche: str) -> dict[str, str | None]:
    """First and last name, where the name looks like a person's: two or three capitalised words, none of the niche."""
    words = (name or "").split()
    person = len(words) in (2, 3) and all(_NAME.fullmatch(word) for word in words)
    if not person or {word.casefold() for word in words} & {*niche.casefold().split(), *_NO_NAMES}:
        return {}
    return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}


def _joined(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None


def _date(seconds: int | None) -> str | None:
    return None if seconds is None else iso(seconds)[:10]
