"""Words to look for besides the niche's own: the formula by hand, steadiness, and what never becomes one."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microscout.models import Niche
from microscout.relevance.expansion import MOST, Term, expanded, ranked, searched, telling

NICHE = Niche.of("vintage watches")
EXPERTS = {
    f"e{n}": ["a seiko on the bench", "handwound seiko", "vintage watch", f"secret{n} secret{n}"] for n in range(6)
}
OTHERS = {f"o{n}": ["my garden", "tomatoes on the bench", "rain", "soup"] for n in range(20)}


def found(niche: Niche = NICHE) -> list[str]:
    return [term.text for term in expanded(niche, telling(EXPERTS, OTHERS))]


def test_the_weight_is_the_shrunk_log_odds_ratio_times_its_certainty() -> None:
    # "seiko": y = 12 of n = 24 posts of the chosen, x = 0 of m = 8000; A = min(200, 8024/20) = 200
    # α = 200·12/8024 = 0.2991, δ = log(12.2991/211.7009) − log(0.2991/8199.7009) = 7.3733, z = δ/√(…)
    many = {f"o{n}": ["my garden"] * 20 for n in range(400)}
    term = next(term for term in telling(EXPERTS, many) if term.text == "seiko")
    assert term.weight == pytest.approx(7.3733**2 / math.sqrt(1 / 12.2991 + 1 / 0.2991), abs=0.01)
    assert (term.posts, term.of, term.creators) == (12, 24, 6)


def test_what_several_experts_say_and_others_do_not_is_found() -> None:
    many = {f"o{n}": ["my garden", "the bench"] * 10 for n in range(100)}
    words = [term.text for term in expanded(NICHE, telling(EXPERTS, many))]
    assert words[0] == "seiko"
    assert "handwound seiko" not in words, "it says seiko again"
    assert "bench" not in words, "others say it as often"
    assert not any("secret" in word for word in words), "one person's word is no niche"
    assert not {"vintage", "watch", "vintage watch"} & set(words), "the niche says it already"


def test_what_is_avoided_is_never_looked_for() -> None:
    many = {f"o{n}": ["my garden"] * 20 for n in range(100)}
    avoiding = NICHE.model_copy(update={"avoid": ("Seiko",)})
    assert "seiko" in [term.text for term in expanded(NICHE, telling(EXPERTS, many))]
    assert not any("seiko" in term.text for term in expanded(avoiding, telling(EXPERTS, many)))


def test_with_meaning_at_hand_only_what_is_near_the_niche_is_proposed() -> None:
    many = {f"o{n}": ["my garden"] * 20 for n in range(100)}
    terms = telling(EXPERTS, many)
    assert expanded(NICHE, terms, near=lambda words: [0.0] * len(words)) == ()
    assert expanded(NICHE, terms, near=lambda words: [1.0] * len(words)) == expanded(NICHE, terms)


def test_a_liked_creator_alone_is_told_by_what_she_says_more_than_once() -> None:
    said = {"ada": ["my gyuto and petty", "gyuto again", "a gyuto", "once: santoku"]}
    many = {f"o{n}": ["my garden"] * 20 for n in range(100)}
    assert "gyuto" in [term.text for term in telling(said, many, sure=1.64)]
    assert "santoku" not in [term.text for term in telling(said, many, sure=1.64)]
    assert telling(said, {})[0].text == "gyuto", "even where the store holds nobody else"


def test_the_parts_of_a_word_with_a_hyphen_say_the_same_again() -> None:
    said = [Term(text, 6, 12, 2, 1.0) for text in ("low", "carb", "low carb", "almond flour")]
    assert [term.text for term in expanded(Niche.of("low-carb"), said)] == ["almond flour"]


def test_nobody_and_nothing_are_fine() -> None:
    assert telling({}, {}) == []
    assert telling({"ada": []}, {"eva": []}) == []


@pytest.mark.parametrize("posts", [10, 37, 370])
def test_what_stands_in_every_post_tells_nobody_from_anybody(posts: int) -> None:
    one, other = {f"c{n}": ["vintage watches"] * posts for n in range(3)}, {"d": ["vintage watches"] * posts}
    assert telling(one, other) == []


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_creators_and_posts_does_not_matter(luck: random.Random) -> None:
    shuffled = {creator: luck.sample(texts, len(texts)) for creator, texts in luck.sample(list(EXPERTS.items()), 6)}
    assert telling(shuffled, OTHERS) == telling(EXPERTS, OTHERS)


words = st.lists(
    st.sampled_from(["seiko", "dial", "C++", "low-carb", "盆栽", "🍕", "watches", "#nofilter"]), max_size=6
)


@settings(max_examples=25)
@given(st.lists(words.map(" ".join), min_size=1, max_size=12), st.lists(words.map(" ".join), max_size=12))
def test_proposals_are_few_new_and_unlike_each_other(chosen: list[str], others: list[str]) -> None:
    told = expanded(NICHE, telling({str(n): [text] * 3 for n, text in enumerate(chosen)}, {"o": others}))
    assert len(told) <= MOST
    assert len({term.text for term in told}) == len(told)
    assert all(0 < term.posts <= term.of and term.creators >= 1 for term in told)


def test_platforms_are_asked_for_phrases_first_and_engines_read_the_phrases_alone() -> None:
    niche = NICHE.model_copy(update={"expanded": ("seiko", "vintage watches"), "avoid": ("smart watches",)})
    assert searched(niche).phrases == ("vintage watches", "seiko")
    assert ranked(niche).expanded == ()
    alone = Niche(like=("sample:ada",), expanded=("gyuto",))
    assert searched(alone).phrases == ("gyuto",)
    assert ranked(alone).expanded == ("gyuto",), "there is nothing else in words"
