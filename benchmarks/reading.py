"""Reading: how many posts a second are read for signs of payment, and comments for what they ask and say.

The posts are invented (``_invented.py``: about 120 bytes each); one in twenty gets a sentence of paid work, so that the
close reading has its share too. The peers, in the same process, in turns: a plain Polars scan for the same words (the
literals of all kinds of signs as one pattern, case ignored: less cannot be done by anybody who looks for them), and
a plain Polars scan with all patterns on every post (what one would write first; on 1,000 posts). Comments are the same
texts with "do you" or a question mark in one of ten; they are read one by one in Python, a few hundred of a creator.

Target: at least 100,000 posts a second.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import polars as pl

import _invented
from _measure import Target, medians, parser, report, seconds, side_by_side
from microscout import reading
from microscout.reading import asking, substance
from microscout.reading.signs import near, signs

_PAID = (
    " #ad thanks to Acme for sponsoring",
    " use code ADA10 for 10% off",
    " as an Amazon associate I earn from qualifying purchases",
    " Werbung: unbezahlt, weil selbst gekauft",
    " https://amzn.to/3abcdef",
)
_ASKED = (" do you know how to open it", " ?", " it does not work")
_KINDS = ("words", "membership", "affiliate", "support", "links", "shop_link", "code")


def _with(posts: pl.DataFrame, said: tuple[str, ...], every: int) -> pl.DataFrame:
    """`posts`, one in `every` of them with one of `said` behind its text."""
    rows = posts.with_row_index("row")
    behind = pl.coalesce(
        [
            pl.when((pl.col("row") % every == 0) & (pl.col("row") // every % len(said) == n)).then(pl.lit(each))
            for n, each in enumerate(said)
        ]
    )
    return rows.with_columns(text=pl.concat_str("text", behind.fill_null(""))).drop("row")


def main() -> int:
    made = parser(__doc__)
    made.add_argument("--creators", type=int, default=2_500)
    options = made.parse_args()
    (frames,) = _invented.parts(options.creators, 20, part=options.creators)
    posts = _with(frames.posts, _PAID, 20)
    comments = _with(frames.posts.select("text").head(5_000), _ASKED, 10)
    words, patterns = near(_KINDS), f"(?i){'|'.join(each for kind in _KINDS for each in signs()[kind].patterns)}"
    few = posts.head(1_000)
    runs: dict[str, Callable[[], float]] = {
        "posts": lambda: seconds(lambda: reading.annotated(posts)),
        "scan for the same words": lambda: seconds(lambda: posts["text"].str.contains(words)),
        "scan with all patterns": lambda: seconds(lambda: few["text"].str.contains(patterns)),
        "comments": lambda: seconds(lambda: asking.read(substance.read(comments))),
    }
    for run in runs.values():
        run()  # patterns are compiled, words are read
    took = medians(side_by_side(runs, options.times))
    figures = {
        "posts a second": posts.height / took["posts"],
        "comments a second": comments.height / took["comments"],
        "times the scan for the same words": took["posts"] / took["scan for the same words"],
        "the scan with all patterns, posts a second": few.height / took["scan with all patterns"],
        "posts with a sign, %": 100 * float(reading.annotated(posts)["ad"].mean()),  # type: ignore[arg-type]
    }
    targets = [Target("posts a second, at least", figures["posts a second"], 100_000, least=True)]
    return report("reading", figures, targets, ["microscout", "polars"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
