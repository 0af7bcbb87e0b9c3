"""Place: names are resolved as the words beside them say, then by people; distances are great circles."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, profile
from knowing import known
from microscout import frames
from microscout.models import Snapshot
from microscout.portrait import gazetteer, place

POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
HALF_ROUND = math.pi * 6371.0


def named(text: str) -> tuple[str, str] | None:
    found = place.parsed(text)
    return (found.told, found.confidence) if found else None


@pytest.mark.parametrize(
    ("text", "told", "confidence"),
    [
        ("Leeds, UK", "Leeds, United Kingdom (53.80, −1.55)", "sure"),
        ("leeds", "Leeds, United Kingdom (53.80, −1.55)", "sure"),
        ("Leeds UK", "Leeds, United Kingdom (53.80, −1.55)", "sure"),
        ("She/her | Leeds, West Yorkshire", "Leeds, United Kingdom (53.80, −1.55)", "sure"),
        ("London", "London, United Kingdom (51.51, −0.13)", "likely"),
        ("London, Ontario", "London, Ontario, Canada (42.98, −81.23)", "sure"),
        ("Paris, TX", "Paris, Texas, United States (33.66, −95.56)", "sure"),
        ("NYC", "New York City, New York, United States (40.71, −74.01)", "sure"),
        ("Los Angeles, CA", "Los Angeles, California, United States (34.05, −118.24)", "sure"),
        ("Toronto, CA", "Toronto, Ontario, Canada (43.71, −79.40)", "sure"),
        ("Köln", "Köln, Germany (50.93, 6.95)", "sure"),
        ("München 🇩🇪", "Munich, Germany (48.14, 11.58)", "sure"),
        ("東京", "Tokyo, Japan (35.69, 139.69)", "sure"),
        ("Singapore", "Singapore, Singapore (1.29, 103.85)", "sure"),
        ("🇬🇧", "United Kingdom", "likely"),
        ("Scotland", "United Kingdom", "sure"),
        ("based in Cork, Ireland", "Cork, Ireland (51.90, −8.47)", "sure"),
        ("London, Narnia", "London, United Kingdom (51.51, −0.13)", "likely"),
    ],
)
def test_names_are_resolved(text: str, told: str, confidence: str) -> None:
    assert named(text) == (told, confidence)


@pytest.mark.parametrize("text", ["", "Earth", "the internet", "Narnia", "worldwide", "\x00\x1b[31m", "=1+1", ",,,|"])
def test_what_is_no_place_is_unknown(text: str) -> None:
    assert named(text) is None


def test_a_name_that_contradicts_its_country_is_the_country() -> None:
    assert named("Leeds, France") == ("France", "sure")


@pytest.mark.parametrize(
    ("bio", "wanted"),
    [
        ("Old watches, based in Leeds and loving it", "Leeds, United Kingdom"),
        ("📍 Leeds, UK | watches", "Leeds, United Kingdom"),
        ("Posting from Cape Town most weekends.", "Cape Town, South Africa"),
        ("I love Reading and Nice people", None),
        ("Living in hope", None),
    ],
)
def test_a_bio_must_say_so(bio: str, wanted: str | None) -> None:
    found, source = place.where(None, bio)
    assert (found and found.name, source) == (wanted, "bio" if wanted else None)


def test_the_location_field_goes_first() -> None:
    found = place.told(known(location="Cork, Ireland", bio="based in Leeds"))
    assert (found["place"], found["country"], found["place_source"]) == ("Cork, Ireland", "Ireland", "location field")


def test_the_worked_example_of_a_distance() -> None:
    assert place.distance((53.80, -1.55), (53.96, -1.08)) == pytest.approx(35.58, abs=0.01)


@given(POINTS, POINTS, POINTS)
def test_a_distance_is_one(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> None:
    assert 0 <= place.distance(a, b) <= HALF_ROUND + 1e-6
    assert place.distance(a, b) == pytest.approx(place.distance(b, a), abs=1e-6)
    assert place.distance(a, a) == pytest.approx(0, abs=1e-6)
    assert place.distance(a, c) <= place.distance(a, b) + place.distance(b, c) + 1e-3


def test_who_is_near_and_of_whom_nobody_knows() -> None:
    spot = place.parsed("Leeds, UK")
    assert spot is not None
    held = frames.of(
        Snapshot(profile=profile(name, location=location))
        for name, location in (("a", "York, UK"), ("b", "UK"), ("c", None), ("d", "Cork, Ireland"))
    )
    far = dict(place.near(held.creators, spot).iter_rows())
    assert far["sample:a"] == pytest.approx(35.6, abs=1)
    assert (far["sample:b"], far["sample:c"]) == (None, None)
    assert far["sample:d"] > 400


def test_posting_hours_are_a_weak_hint() -> None:
    hours = [8 + n % 14 for n in range(28)]  # from 08 to 21 UTC, silent from 22 to 07
    assert place.night(hours) == "posts pause around 23–06 UTC, which is night near UTC+1 (weak hint, n = 28)"
    assert place.night(hours[:19]) is None
    assert place.night([n % 24 for n in range(48)]) is None
    assert place.night([(hour + 6) % 24 for hour in hours]) == (
        "posts pause around 05–12 UTC, which is night near UTC−5 (weak hint, n = 28)"
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_can_break_it(location: str, bio: str) -> None:
    found = place.told(known({"created_at": NOW}, location=location, bio=f"based in {bio} 📍{location}"))
    assert (found["place"] is None) == (found["country"] is None)


def test_regions_are_where_the_gazetteer_has_them() -> None:
    for city, country, region in [
        ("Toronto", "CA", "Ontario"),
        ("Hobart", "AU", "Tasmania"),
        ("Leipzig", "DE", "Saxony"),
    ]:
        (found,) = [one for one in gazetteer.cities(city) if one.people > 90_000]
        assert (found.country, found.region) == gazetteer.region(region)
        assert (found.country, gazetteer.region_name(country, found.region)) == (country, region)
