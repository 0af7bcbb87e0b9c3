"""Circles: the same small group under several creators; what chance alone brings is no circle."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microscout.portrait.circles import Circle, circle, tail


def crowd(creators: int = 20, voices: int = 30, group: int = 8, members: int = 5) -> dict[str, frozenset[str]]:
    """Creators with voices of their own, but for a group that is heard under the first few."""
    every = {}
    for number in range(creators):
        own = voices - group if number < members else voices
        same = [f"g{n}" for n in range(group)] if number < members else []
        every[f"c{number}"] = frozenset([f"c{number}v{n}" for n in range(own)] + same)
    return every


def test_the_worked_example() -> None:
    found = circle("c0", crowd())
    assert (found.together, found.voices, found.creators) == (8, 30, 20)
    assert found.others == ("c1", "c2")
    assert found.expected == pytest.approx(8 / 64 + 560 / 8_000, abs=1e-9)
    assert math.comb(19, 2) * tail(found.expected, 8) == pytest.approx(171 * 4.5e-11, rel=0.1)
    assert circle("c9", crowd()).others == ()


def test_where_few_are_known_nothing_is_said() -> None:
    assert not circle("c0", crowd(creators=4, members=4)).enough
    assert not circle("c0", crowd(voices=9)).enough
    assert not circle("nobody", crowd()).enough
    assert circle("c0", crowd(voices=9)) == Circle(20, 9)


def test_four_together_are_too_few() -> None:
    assert circle("c0", crowd(group=4)).others == ()


def test_where_everybody_reads_everybody_there_is_no_circle() -> None:
    luck = random.Random(5)
    people = [f"p{n}" for n in range(60)]
    tight = {f"c{n}": frozenset(luck.sample(people, 30)) for n in range(25)}
    assert not [each for each in tight if circle(each, tight).others]


def test_a_niche_of_its_own_inside_a_platform_is_no_circle() -> None:
    luck = random.Random(6)
    alarms = 0
    for _ in range(5):
        niches = {
            f"c{g}-{n}": frozenset(f"p{g}-{luck.randrange(200)}" for _ in range(40))
            for g in range(4)
            for n in range(10)
        }
        alarms += sum(bool(circle(each, niches).others) for each in niches)
    assert alarms <= 2, "of 200 creators"


def test_the_chance_by_hand() -> None:
    assert tail(1.0, 1) == 1.0  # "1 or more of 1 expected" is nothing unusual
    assert tail(1.0, 2) == pytest.approx(1 - 2 * math.exp(-1))
    assert tail(0.5, 3) == pytest.approx(1 - math.exp(-0.5) * (1 + 0.5 + 0.125))
    assert tail(0.0, 5) == 0.0


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=2), st.frozensets(st.integers(0, 30).map(str), max_size=30), max_size=9
    )
)
def test_whoever_is_heard_nothing_breaks_and_order_is_irrelevant(heard: dict[str, frozenset[str]]) -> None:
    backwards = dict(reversed(heard.items()))
    for each in heard:
        found = circle(each, heard)
        assert found == circle(each, backwards)
        assert found.together <= found.voices
        assert each not in found.others
