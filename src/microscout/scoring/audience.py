"""Audience: do those who comment say something, are they always the same, are new ones coming?

*Specific* is the share of comments that say something, against generic, emoji-only, mention-only and spam ones (a
column ``substance`` tells), shrunk and judged as in ``conversation.py``. Only this is judged. *Freshness* and
*concentration* have no better end, so they are told and not judged: a tight circle may be a community, or a pod.

    freshness = N1/N (Good–Turing): N a voice under a post, N1 the voices heard under one post only: how likely the next
    to comment is new. Its sd is √(N1 (1 − N1/N) + 2 N2)/N, N2 the voices heard under two (Esty, Annals of Statistics
    11, 1983). Good & Toulmin's estimator is what influence maximisation uses too (Lagrée et al., arXiv 1702.05354).

    The ends are no closer than those of a Beta(1 + N1, 1 + N − N1) posterior: with all voices heard once the sd is 0,
    and nothing is sure all the same.

    concentration = the share of comments that comes from the ten loudest voices.

Nothing is said of fewer than 10 voices under posts. All of it is from a sample: the newest threads.
"""

from __future__ import annotations

import narwhals as nw

from microscout.scoring.base import Z90, Columns, Judgement, Rounds
from microscout.scoring.beta import interval, middle, place, posterior
from microscout.scoring.priors import beta, logits

LEAST = 10
"""The least number of voices under posts, and of comments read, for anything to be said."""


class Audience:
    """See the module's text."""

    name = "audience"
    question = "Do those who comment say something?"
    over = "voices"

    def per_post(self) -> Columns:
        """What one voice adds."""
        return {
            "audience_once": (nw.col("posts") == 1).cast(nw.Int64),
            "audience_twice": (nw.col("posts") == 2).cast(nw.Int64),
            "audience_loud": nw.when(nw.col("top")).then(nw.col("comments")).otherwise(nw.lit(0)),
        }

    def per_creator(self) -> Columns:
        """Voices, where they were heard, and what they said."""
        return {
            "audience_n": nw.col("posts").sum(),
            "audience_voices": nw.col("posts").count(),
            "audience_n1": nw.col("audience_once").sum(),
            "audience_n2": nw.col("audience_twice").sum(),
            "audience_comments": nw.col("comments").sum(),
            "audience_top": nw.col("audience_loud").sum(),
            "audience_read": nw.col("read").sum(),
            "audience_specific": nw.col("specific").sum(),
            "audience_emoji": nw.col("emoji_only").sum(),
            "audience_mention": nw.col("mention_only").sum(),
            "audience_generic": nw.col("generic").sum(),
            "audience_spam": nw.col("spam").sum(),
        }

    def metrics(self) -> Rounds:
        """Each share with its n and interval."""
        heard = nw.when(nw.col("audience_n") >= LEAST).then(nw.col("audience_n"))
        enough = nw.when(nw.col("audience_read") >= LEAST).then(nw.col("audience_read"))
        a, b = posterior(nw.col("audience_specific"), enough, beta("specific"))
        first = {"audience_heard": heard, "audience_enough": enough, "audience_a": a, "audience_b": b}
        n, read = nw.col("audience_heard"), nw.col("audience_enough")
        fresh = nw.col("audience_n1") / n
        sd = (nw.col("audience_n1") * (1.0 - fresh) + 2.0 * nw.col("audience_n2")).sqrt() / n
        fresh_low, _, fresh_high = interval(nw.col("audience_n1"), n, (1.0, 1.0))
        low, mean, high = middle(nw.col("audience_a"), nw.col("audience_b"))
        told = {
            "voices_n": nw.col("audience_voices").fill_null(0).cast(nw.Int64),
            "comments_n": nw.col("audience_comments").fill_null(0).cast(nw.Int64),
            "freshness": fresh,
            "freshness_n": n,
            "freshness_low": nw.min_horizontal((fresh - Z90 * sd).clip(0.0, 1.0), fresh_low),
            "freshness_high": nw.when(~n.is_null()).then(
                nw.max_horizontal((fresh + Z90 * sd).clip(0.0, 1.0), fresh_high, fresh)
            ),
            "top_voices_share": nw.when(~n.is_null()).then(nw.col("audience_top") / nw.col("audience_comments")),
            "specific_n": nw.col("audience_read").fill_null(0).cast(nw.Int64),
            "specific_share": nw.col("audience_specific") / read,
            "specific_shrunk": mean,
            "specific_low": low,
            "specific_high": high,
            "generic_share": nw.col("audience_generic") / read,
            "emoji_only_share": nw.col("audience_emoji") / read,
            "mention_only_share": nw.col("audience_mention") / read,
            "spam_share": nw.col("audience_spam") / read,
        }
        return [first, told]

    def judgement(self) -> Judgement:
        """Where the shrunk share of specific comments stands among creators."""
        centre, spread = logits("specific")
        ends = ("low", "shrunk", "high")
        low, value, high = (place(nw.col(f"specific_{end}"), centre, spread) for end in ends)
        return Judgement(value, low, high)
