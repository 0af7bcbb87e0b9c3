"""Wishes: whole words only, reposts cross red lines, and what a competitor was named in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, post, snapshot
from knowing import known
from microscout import frames
from microscout.portrait import Known, wishes


def met(
    *posts: dict[str, Any], must: tuple[str, ...] = (), never: tuple[str, ...] = (), bio: str = ""
) -> dict[str, Any]:
    made = tuple(post(n, **told) for n, told in enumerate(posts, 1))
    return wishes.measured(frames.of([snapshot("ada", made, bio=bio)]), must, never).row(0, named=True)


def test_the_worked_example() -> None:
    told = met(
        {"text": "I repair watches"}, {"text": "casino night"}, {"text": "#casino", "is_repost": True},
        must=("repair",), never=("casino",),
    )  # fmt: skip
    assert [(one["words"], one["posts"]) for one in told["musts"]] == [("repair", 1)]
    assert told["musts_missing"] == []
    assert [(one["words"], one["posts"], one["in_bio"]) for one in told["red_lines"]] == [("casino", 2, False)]


@pytest.mark.parametrize(
    ("wish", "text", "found"),
    [
        ("repair", "we repair it", True),
        ("repair", "Repairs!", True),
        ("repair", "a repairman", False),
        ("animal testing", "no animal testing here", True),
        ("animal testing", "#animaltesting", True),
        ("animal testing", "an animal, then testing a lens", False),
        ("cat", "concatenate", False),
        ("C++", "I write C++ and C", True),
        ("C++", "vitamin C", False),
        ("made in Leeds", "proudly made in Leeds.", True),
        ("(", "a ( b", True),
    ],
)
def test_wishes_are_whole_words_side_by_side(wish: str, text: str, found: bool) -> None:
    assert bool(met({"text": text}, never=(wish,))["red_lines"]) is found


def test_a_must_may_stand_in_the_bio_and_not_in_a_repost() -> None:
    assert met(must=("repair",), bio="I repair")["musts_missing"] == []
    assert met({"text": "repair", "is_repost": True}, must=("repair", "bikes"))["musts_missing"] == ["repair", "bikes"]


def test_nobody_wished_anything() -> None:
    assert met({"text": "x"}) == {"creator_id": "sample:ada", "musts": [], "musts_missing": [], "red_lines": []}


@given(st.text(min_size=1, max_size=30), st.text(max_size=60))
def test_no_wish_can_break_it(wish: str, text: str) -> None:
    assert set(met({"text": text}, must=(wish,), never=(wish,))) == set(wishes.WISHED)
    assert re.compile(wishes._brand(wish).pattern)


def named(*posts: dict[str, Any], brand: str = "Seiko") -> list[dict[str, Any]]:
    about = known(*posts)
    found: list[dict[str, Any]] = wishes.told(Known(about.row, about.posts, brands=(brand,)))["competitors"]
    return found


def test_a_brand_is_a_name_a_mention_a_hashtag_or_a_domain() -> None:
    texts = [
        "my Seiko 5",
        "@seiko_official",
        "#seiko",
        "see https://www.seiko.com/x",
        "seikowatches",
        "a seikoish thing",
    ]
    (found,) = named(*({"text": text} for text in texts))
    assert (found["posts"], found["ads"], found["exclusive"]) == (4, 0, False)
    assert named({"text": "nothing"}) == []
    (linked,) = named({"text": "", "links": ("https://seiko.com",)})
    assert linked["posts"] == 1


def test_exclusive_means_at_least_three_ads_and_all_of_them() -> None:
    ad = {"text": "Seiko", "paid": True}
    (twice,) = named(ad, ad)
    (thrice,) = named(ad, ad, ad | {"created_at": NOW})
    (other,) = named(ad, ad, ad, {"text": "Casio", "paid": True})
    assert [one["exclusive"] for one in (twice, thrice, other)] == [False, True, False]
    assert (thrice["last"], thrice["ads"]) == (NOW, 3)
