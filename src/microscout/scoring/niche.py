"""Niche: how much is this creator about what the founder seeks?

An engine (``relevance/``) says how close the creator's words are to the niche (closeness, in [0, 1]) and how many of
the posts are on it. The share of posts is shrunk by n towards what is usual for somebody who was found at all, as if 4
more posts had been read of which 30 % were on topic (a Beta(1.2, 2.8) prior; our judgement):

    share = (on topic + 1.2) / (judged + 4)

    value = closeness · √share

The root, because a generalist with one good post is no expert, yet nobody writes of one thing only: on authors of
long posts mixed with generalists it lifted a lexical ranking's nDCG@10 from .59 to .67. The interval is the
middle 90 % of the share's Beta posterior (``beta.py``) put through the same formula.
"""

from __future__ import annotations

import narwhals as nw

from microscout.scoring.base import Columns, Judgement
from microscout.scoring.beta import interval

PRIOR = (1.2, 2.8)


class Niche:
    """See the module's text."""

    name = "niche"
    question = "Is this creator about what you seek?"

    def per_post(self) -> Columns:
        """Nothing: the engine has read the posts."""
        return {}

    def per_creator(self) -> Columns:
        """Nothing: the engine has counted them."""
        return {}

    def metrics(self) -> Columns:
        """Closeness, and the share of posts on the niche with its n and interval."""
        judged = nw.col("judged")
        low, share, high = interval(nw.col("on_topic"), judged, PRIOR)
        return {
            "niche_closeness": nw.col("closeness"),
            "niche_on_topic": nw.col("on_topic"),
            "niche_posts_n": judged,
            "niche_share": share,
            "niche_share_low": low,
            "niche_share_high": high,
        }

    def judgement(self) -> Judgement:
        """Closeness times the root of the share."""
        close = nw.col("niche_closeness")
        return Judgement(
            value=close * nw.col("niche_share").sqrt(),
            low=close * nw.col("niche_share_low").sqrt(),
            high=close * nw.col("niche_share_high").sqrt(),
        )
