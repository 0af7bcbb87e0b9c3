"""Scores over threads and voices, worked by hand: the comments show the sums."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from builders import DAY, NOW, post, said, snapshot
from microscout import frames, scoring
from microscout.frames import Frames
from microscout.models import Comment, Post, Snapshot
from microscout.relevance.base import MEASURED

HOUR = 3600
Words = dict[str, str]


def scored(
    held: Snapshot, asking: Words | None = None, substance: Words | None = None, **weights: float
) -> dict[str, Any]:
    """The row of `held` by the scores that `weights` name (none: conversation), or by all where trust is among them."""
    weights = weights or {"conversation": 1.0}
    every = scoring.shelf()
    wanted = every if "trust" in weights else {name: every[name] for name in weights}
    framed = frames.of([held])
    read = framed.comments
    for name, words in (("asking", asking), ("substance", substance)):
        if words is not None:
            known = [words.get(each) for each in framed.comments["comment_id"]]
            read = read.with_columns(pl.Series(name, known, pl.String))
    held_ = Frames(framed.creators, framed.posts, read)
    nobody = pl.DataFrame(schema=MEASURED)
    return scoring.score(held_, nobody, weights, min_coverage=0.0, scores=wanted).to_dicts()[0]


def answer(number: int, to: int, after: int = HOUR, **facts: Any) -> Comment:
    moment = NOW - 7 * DAY + after
    return said(number, parent=f"c{to}", by_creator=True, author="ada", created_at=moment, **facts)


def talk(*comments: Comment, posts: tuple[Post, ...] = (post(1),), **facts: Any) -> Snapshot:
    return snapshot("ada", posts, comments=comments, **facts)


def test_the_reply_rate_is_shrunk_and_judged_by_its_place() -> None:
    # 4 threads, 3 answered, prior Beta(1, 2): posterior Beta(4, 3), mean 4/7 = 0.571429
    # middle 90 % of Beta(4, 3): 0.2713 to 0.8468
    # logit 4/7 = 0.287682; logit of Beta(1, 2): mean ψ(1) − ψ(2) = −1, sd √(ψ'(1) + ψ'(2)) = √(1.644934 + 0.644934)
    # z = 1.287682/1.513230 = 0.850950; place = 1/(1 + e^(−1.702·0.850950)) = 0.809733
    row = scored(talk(said(1), said(2), said(3), said(4), answer(5, 1), answer(6, 2), answer(7, 4), answer(8, 4)))
    assert (row["reply_rate"], row["reply_n"], row["reply_answered"]) == (0.75, 4, 3)
    assert row["reply_shrunk"] == pytest.approx(4 / 7)
    assert (row["reply_low"], row["reply_high"]) == pytest.approx((0.2713, 0.8468), abs=0.003)
    assert row["conversation_score"] == pytest.approx(0.80973, abs=1e-4)
    assert row["conversation_low"] < row["conversation_score"] < row["conversation_high"]


def test_time_to_the_first_answer_and_people() -> None:
    # thread 1: first answer after 1 h, another after 5 h; thread 2 after 3 h: median 2 h; two threads by one person
    held = talk(
        said(1, author="x"),
        said(2, author="x"),
        said(3, author="y"),
        answer(4, 1, 5 * HOUR),
        answer(5, 1),
        answer(6, 2, 3 * HOUR),
    )
    row = scored(held)
    assert (row["answer_hours"], row["people_answered"]) == (2.0, 1)


def test_questions_are_told_where_comments_were_read() -> None:
    held = talk(said(1), said(2), said(3), answer(4, 1))
    asking = {"c1": "question", "c2": "question", "c3": "other", "c4": "other"}
    read, unread = scored(held, asking), scored(held)
    assert (read["questions_n"], read["questions_answered"]) == (2, 1)
    assert (unread["questions_n"], unread["questions_answered"]) == (None, None)


@pytest.mark.parametrize(
    "held",
    [
        talk(said(1), posts=(post(1, created_at=NOW - 2 * DAY),)),
        talk(said(1), posts=(post(1, created_at=NOW - 61 * DAY),)),
        talk(said(1), posts=(post(1, created_at=None),)),
        talk(said(1, post_id="elsewhere")),
        talk(said(1, created_at=None)),
        talk(said(1, created_at=NOW - DAY)),
        talk(said(1, by_creator=True, author="ada")),
        talk(answer(2, 9)),
        talk(),
        snapshot("ada", (post(1),)),
    ],
    ids=[
        "young post",
        "old post",
        "undated post",
        "unknown post",
        "undated",
        "young",
        "own",
        "no top",
        "none",
        "not asked",
    ],
)
def test_what_does_not_count_leaves_the_rate_unknown(held: Snapshot) -> None:
    row = scored(held)
    assert (row["reply_rate"], row["reply_n"], row["conversation_score"], row["people_answered"]) == (
        None,
        0,
        None,
        None,
    )


def test_where_comments_are_flat_a_reply_rate_is_unknown_and_not_zero() -> None:
    flat = {"creator_id": "mixcloud:ada"}
    row = scored(snapshot("ada", (post(1, **flat),), platform="mixcloud", comments=(said(1, **flat),)))
    assert (row["reply_rate"], row["conversation_score"]) == (None, None)


def test_ages_are_counted_from_when_comments_were_asked_for() -> None:
    framed = frames.of([talk(said(1, created_at=NOW - 3 * DAY))])
    early = framed.creators.with_columns(comments_at=pl.lit(NOW - 2 * DAY))
    looked = Frames(early, framed.posts, framed.comments)
    row = scoring.score(looked, pl.DataFrame(schema=MEASURED), {"conversation": 1.0}, min_coverage=0.0).to_dicts()[0]
    assert row["reply_n"] == 0, "a day old when anybody looked"


def test_freshness_and_the_loudest() -> None:
    # 12 voices under post 1, of whom 2 also under post 2 and one of these says two more things there:
    # N = 14, N1 = 10, N2 = 2: 10/14 = 0.714286; sd = √(10·(4/14) + 4)/14 = √6.857143/14 = 0.187044
    # comments: 12 + 1 + 3 = 16; the ten loudest say 4 + 2 + 8 = 14
    first = [said(n, author=f"v{n}") for n in range(12)]
    more = [said(20, author="v0"), said(21, author="v1"), said(22, author="v1"), said(23, author="v1")]
    second = [each.model_copy(update={"post_id": "ada-2"}) for each in more]
    row = scored(talk(*first, *second, posts=(post(1), post(2))), audience=1.0)
    assert (row["voices_n"], row["comments_n"], row["freshness_n"]) == (12, 16, 14)
    assert row["freshness"] == pytest.approx(10 / 14)
    assert row["freshness_low"] == pytest.approx(10 / 14 - 1.644854 * 0.187044, abs=1e-5)
    assert row["freshness_high"] == 1.0
    assert row["top_voices_share"] == pytest.approx(14 / 16)
    assert row["audience_score"] is None, "nobody has read the comments"


def test_specific_comments_are_shrunk_and_judged() -> None:
    # 8 of 10 say something, prior Beta(3, 1.5): mean 11/14.5 = 0.758621
    comments = [said(n, author=f"v{n}") for n in range(10)]
    kinds = {f"c{n}": "specific" for n in range(8)} | {"c8": "emoji only", "c9": "spam"}
    row = scored(talk(*comments), substance=kinds, audience=1.0)
    assert (row["specific_share"], row["specific_n"]) == (0.8, 10)
    assert row["specific_shrunk"] == pytest.approx(11 / 14.5)
    assert (row["emoji_only_share"], row["spam_share"], row["generic_share"]) == (0.1, 0.1, 0.0)
    assert 0.4 < row["audience_score"] < 0.7
    assert scored(talk(*comments[:9]), substance=kinds, audience=1.0)["audience_score"] is None, "nine are too few"


def test_own_answers_are_taken_out_of_engagement() -> None:
    # 3 of 6 known comments are the creator's: 20 comments count as 10; (80 + 10 + 0)/1000
    comments = (said(1), said(2), said(3), answer(4, 1), answer(5, 2), answer(6, 3))
    counts = {"likes": 80, "comments": 20, "reposts": 0}
    held = talk(*comments, posts=(post(1, **counts),), followers=1_000)
    row = scored(held, engagement=1.0)
    assert (row["er"], row["own_share"]) == (pytest.approx(0.09), 0.5)
    few = talk(*comments[:4], posts=(post(1, **counts),), followers=1_000)
    assert scored(few, engagement=1.0)["er"] == pytest.approx(0.1), "four are too few to say"
    unasked = snapshot("ada", (post(1, **counts),), followers=1_000)
    assert scored(unasked, engagement=1.0)["er"] == pytest.approx(0.1), "unknown stays unchanged"
    hidden = talk(*comments, posts=(post(1, likes=80, comments=None, reposts=0),), followers=1_000)
    assert scored(hidden, engagement=1.0)["er"] is None


def test_where_only_direct_answers_are_counted_only_these_are_taken_out() -> None:
    at: dict[str, Any] = {"creator_id": "bluesky:ada"}
    direct = [said(n, **at) for n in (1, 2, 3, 4)] + [said(5, by_creator=True, author="ada", **at)]
    below = [answer(n, 1, **at) for n in (6, 7, 8)]
    held = snapshot("ada", (post(1, **at),), platform="bluesky", comments=(*direct, *below))
    assert scored(held)["own_share"] == pytest.approx(1 / 5)


def test_trust_is_the_mean_of_its_known_parts() -> None:
    counts = {"likes": 80, "comments": 20, "reposts": 0}
    held = talk(said(1), said(2), answer(3, 1), posts=(post(1, **counts),), followers=1_000)
    weights: dict[str, Any] = {"trust": 1.0, "trust.conversation": 0.6, "trust.engagement": 0.3, "trust.audience": 0.1}
    row = scored(held, **weights)
    assert row["trust_coverage"] == pytest.approx(0.9)
    mean = (0.6 * row["conversation_score"] + 0.3 * row["engagement_score"]) / 0.9
    assert row["trust_score"] == pytest.approx(mean) == row["fit"]
    low = 0.6 * row["conversation_low"] + 0.3 * row["engagement_low"] + 0.1 * 0.05
    assert row["trust_low"] == pytest.approx(low)


def test_engagement_alone_is_no_trust_and_unknown_trust_is_null() -> None:
    counts = {"likes": 80, "comments": 20, "reposts": 0}
    row = scored(snapshot("ada", (post(1, **counts),), followers=1_000), trust=1.0)
    assert row["engagement_score"] is not None
    assert (row["trust_score"], row["trust_low"], row["trust_high"]) == (None, None, None)


def test_who_is_on_a_platform_without_comments_is_still_ranked() -> None:
    for preset in scoring.PRESETS.values():
        whole = {name: weight for name, weight in preset.items() if "." not in name}
        assert 1 - whole["trust"] >= scoring.MIN_COVERAGE
