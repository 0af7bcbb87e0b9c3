"""The benchmark's simulated creators, in a short form; the year itself is `benchmarks/watch.py`."""

from __future__ import annotations

from _watched import Recipe, world
from watch import Tally


def test_bought_followers_and_silence_are_found_in_a_short_season() -> None:
    recipe = Recipe(
        creators=12, days=125, share=1.0, kinds=("spike", "silence"), first_event=90, last_event=95,
        platforms=("bluesky",), weekly={"bluesky": 14.0}, spread=0.1,
    )  # fmt: skip
    made, tally = world(recipe, 3), Tally()
    made.vectors = made.vectors.head(0)
    tally.add(made, recipe.days, every=7)
    late = [days for each in tally.delays.values() for days in each]
    assert len(late) == 12
    assert sum(days <= 14 for days in late) >= 11
    assert sum(tally.false.values()) <= 1


def test_the_same_seed_makes_the_same_year() -> None:
    recipe = Recipe(creators=3, days=60, first_event=20, last_event=30)
    one, two = world(recipe, 1), world(recipe, 1)
    assert one.history.posts.equals(two.history.posts)
    assert one.planted == two.planted
