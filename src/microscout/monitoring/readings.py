"""Each post's answer by the audience, against the platform's line: what engagement changes are measured in.

    residual = log((e + 0.5)/(d + 1)) − (a + b·log10 f)

with e, d and the line of ``scoring/lines.py``, f the followers known when the post was read. Against the line, since
rates fall as an audience grows: who doubles in size has not faded. Own posts only, of kinds that the line is about.
`reach` is the log of the views, or of the engagements where views are unknown: what a platform's algorithm moves.
"""

from __future__ import annotations

from functools import reduce

import narwhals as nw
import polars as pl

from microscout.monitoring.base import History
from microscout.scoring.lines import Line, by_platform, constant, expected, lines


def readings(history: History) -> pl.DataFrame:
    """The posts that have been read, with ``followers``, ``residual``, ``reach`` and the line's ``within`` variance."""
    read = history.posts.filter(pl.col("read_at").is_not_null() & ~pl.col("is_repost")).sort("read_at")
    known = history.looks.filter(pl.col("followers").is_not_null()).sort("captured_at")
    sized = read.join_asof(
        known.select("creator_id", "captured_at", "followers"),
        left_on="read_at",
        right_on="captured_at",
        by="creator_id",
        strategy="nearest",
        check_sortedness=False,
    )
    measured: pl.DataFrame = nw.from_native(sized).with_columns(**_measures()).to_native()
    return measured.filter(pl.col("residual").is_not_null())


def _measures() -> dict[str, nw.Expr]:
    total = by_platform({line.platform: _total(line) for line in lines()})
    denominator = by_platform({line.platform: nw.col(line.denominator) for line in lines()})
    rate = nw.when(denominator > 0).then(((total + 0.5) / (denominator + 1)).log())
    views = nw.when(nw.col("views") > 0).then(nw.col("views").cast(nw.Float64))
    return {
        "residual": rate - expected(),
        "reach": nw.coalesce(views, total + 0.5).log(),
        "within": constant("within"),
    }


def _total(line: Line) -> nw.Expr:
    """The sum of the counts; null if any is unknown, or the post is of a kind that the line leaves out."""
    sum_ = reduce(lambda so_far, part: so_far + nw.col(part), line.parts[1:], nw.col(line.parts[0]))
    if not line.leaves_out:
        return sum_
    return nw.when(~nw.col("kind").fill_null("").is_in(line.leaves_out)).then(sum_)
