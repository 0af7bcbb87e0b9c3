"""Place: where the creator says to be, as a city, a region or a country, with how sure that is. Offline.

Read from the location field, else from the bio where it says so ("based in Leeds", "📍 Leeds"); a town's name that
merely occurs in a text says nothing. Of several places with one name, the one that fits the country or region beside
it is taken; without any, the most peopled, and then the confidence is "likely" and not "sure". A country alone is a
country: it has no point on the map, so nobody knows how far it is. Distances are great circles (haversine,
R = 6,371.0 km).

Worked example: "Leeds, UK" is Leeds, United Kingdom (53.80, −1.55), sure. York is at (53.96, −1.08): Δφ = 0.00279,
Δλ = 0.00820, a = sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2) = 7.79e−6, d = 2 R asin √a = 35.6 km: within 50 km of it.

``night``: at which hours of the day the creator's posts pause. A weak hint at a time zone, told and used nowhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from microscout.portrait import gazetteer
from microscout.portrait.base import Known, Row

_EARTH_KM = 6371.0
_BREAKS = re.compile(r"[,;/|•·–—()\n\t]+|\s-\s")
_FLAG = re.compile(r"([\U0001F1E6-\U0001F1FF])([\U0001F1E6-\U0001F1FF])")
_MARKS = re.compile(r"[^\w\s.,'’()/|•·;&–—-]+")
_BEFORE = re.compile(
    r"^(?:(?:currently |proudly |now )?(?:based|living|live|lives|located|made) in|in|from|near|around|greater)\s+",
    re.IGNORECASE,
)
_SAYS_SO = re.compile(
    r"(?:📍|\b(?:based|living|live|lives|located) in\b|\bposting from\b)\s*:?\s*([^\n.!?|•·;()]{2,60})", re.IGNORECASE
)
_NOWHERE = frozenset(
    [
        "earth",
        "internet",
        "the internet",
        "online",
        "worldwide",
        "global",
        "remote",
        "home",
        "here",
        "world",
        "moon",
        "web",
    ]
)
_LONGEST = 200
_LEAST_POSTS, _PAUSE_HOURS, _MIDDLE_OF_NIGHT, _AWAKE_SHARE = 20, 7, 3.5, 0.05

SCHEMA = {
    "place": pl.String,
    "place_source": pl.String,
    "place_confidence": pl.String,
    "country": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "night": pl.String,
}


@dataclass(frozen=True)
class Place:
    """A place on the map, or (without a point) a region or country. `confidence`: sure or likely."""

    name: str
    country: str
    point: tuple[float, float] | None
    confidence: str

    @property
    def told(self) -> str:
        """The place with its point: ``Leeds, United Kingdom (53.80, −1.55)``."""
        if self.point is None:
            return self.name
        return f"{self.name} ({self.point[0]:.2f}, {self.point[1]:.2f})".replace("-", "−")


def told(known: Known) -> dict[str, Any]:
    """The columns of SCHEMA."""
    place, source = where(known.row["location"], known.row["bio"])
    hours = [post["created_at"] % 86_400 / 3_600 for post in known.own_posts if post["created_at"] is not None]
    return {
        "place": place and place.name,
        "place_source": source,
        "place_confidence": place and place.confidence,
        "country": place and place.country,
        "latitude": place.point[0] if place and place.point else None,
        "longitude": place.point[1] if place and place.point else None,
        "night": night(hours),
    }


def where(location: str | None, bio: str | None) -> tuple[Place | None, str | None]:
    """The place and what says so; the location field goes first."""
    if location and (place := parsed(location)):
        return place, "location field"
    for match in _SAYS_SO.finditer((bio or "")[:5_000]):
        if place := _longest(match[1]):
            return place, "bio"
    return None, None


def near(creators: pl.DataFrame, spot: Place) -> pl.DataFrame:
    """``creator_id``, ``place_km``: how far from `spot` each of `creators` says to be; null where that is not known."""
    found = [(row["creator_id"], _kilometres(row, spot)) for row in creators.iter_rows(named=True)]
    return pl.DataFrame(found, schema={"creator_id": pl.String, "place_km": pl.Float64}, orient="row")


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres along the great circle between two points (latitude, longitude in degrees)."""
    (lat1, lon1), (lat2, lon2) = ([math.radians(degrees) for degrees in point] for point in (one, other))
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, a)))


@lru_cache(maxsize=100_000)
def parsed(text: str) -> Place | None:
    """The place that `text` names; None where it names none that the gazetteer knows."""
    text = text[:_LONGEST]
    flags = {code for a, b in _FLAG.findall(text) if (code := gazetteer.country(_letters(a, b)))}
    pieces = [piece for part in _BREAKS.split(_MARKS.sub(" ", text)) if (piece := _BEFORE.sub("", part.strip()))]
    for piece, around in _readings(pieces[:6]):
        if place := _city(piece, around, flags):
            return place
    return _area(pieces, flags)


def night(hours: Sequence[float]) -> str | None:
    """In words, when posts at these `hours` (UTC) pause; None with few posts or no clear pause."""
    if len(hours) < _LEAST_POSTS:
        return None
    share = [sum((hour - start) % 24 < _PAUSE_HOURS for hour in hours) / len(hours) for start in range(24)]
    quiet = min(share)
    if quiet > _AWAKE_SHARE:
        return None
    starts = [start for start in range(24) if share[start] == quiet]
    angle = sum(complex(math.cos(math.tau * s / 24), math.sin(math.tau * s / 24)) for s in starts)
    start = round(math.atan2(angle.imag, angle.real) * 24 / math.tau) % 24
    offset = (_MIDDLE_OF_NIGHT - start - _PAUSE_HOURS / 2 + 12) % 24 - 12
    zone = f"UTC{offset:+.0f}".replace("-", "−")
    pause = f"{start:02}–{(start + _PAUSE_HOURS) % 24:02} UTC"
    return f"posts pause around {pause}, which is night near {zone} (weak hint, n = {len(hours)})"


def _kilometres(row: Row, spot: Place) -> float | None:
    place, _ = where(row["location"], row["bio"])
    return distance(place.point, spot.point) if place and place.point and spot.point else None


def _longest(text: str) -> Place | None:
    """The place that the longest beginning of `text` names: "Leeds and making watches" is Leeds."""
    words = text.split()[:6]
    named = (" ".join(words[:end]).strip(" ,") for end in range(len(words), 0, -1))
    return next((place for name in named if name[:1].isupper() and (place := parsed(name))), None)


def _readings(pieces: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each piece as a city's name with all that stands around it; "Leeds UK" as "Leeds" beside "UK", too."""
    for number, piece in enumerate(pieces):
        around = pieces[:number] + pieces[number + 1 :]
        yield piece, around
        first, _, last = piece.rpartition(" ")
        if first and (gazetteer.country(last) or gazetteer.region(last)):
            yield first, [*around, last]


def _city(name: str, around: list[str], flags: set[str]) -> Place | None:
    """The city `name` that fits best to what stands around it."""
    if gazetteer.folded(name) in _NOWHERE:
        return None
    is_country = gazetteer.country(name)
    found = [
        city for city in gazetteer.cities(name) if not is_country or (city.country == is_country and city.name == name)
    ]
    beside = [fitting for text in around if (fitting := _fitting(text))] + (
        [{(flag, None) for flag in flags}] if flags else []
    )
    fit = [city for city in found if all(_fits(city, fitting) for fitting in beside)]
    if not fit:
        return None
    city = fit[0]
    alone = len(fit) == 1 or all(distance(_point(city), _point(other)) < 30 for other in fit[1:])
    return Place(_full_name(city), gazetteer.country_name(city.country), _point(city), "sure" if alone else "likely")


def _fitting(text: str) -> set[tuple[str, str | None]]:
    """The countries and regions that `text` can mean: "CA" is California and Canada."""
    country, region = gazetteer.country(text), gazetteer.region(text)
    return ({(country, None)} if country else set()) | ({region} if region else set())


def _fits(city: gazetteer.City, fitting: set[tuple[str, str | None]]) -> bool:
    return (city.country, None) in fitting or (city.country, city.region) in fitting


def _area(pieces: list[str], flags: set[str]) -> Place | None:
    """The region or country that is named, where no city is."""
    for piece in pieces:
        country, region = gazetteer.country(piece), gazetteer.region(piece)
        if region and not country:
            name = gazetteer.country_name(region[0])
            return Place(f"{gazetteer.region_name(*region)}, {name}", name, None, "sure")
        if country:
            name = gazetteer.country_name(country)
            return Place(name, name, None, "likely" if region and region[0] != country else "sure")
    if len(flags) == 1:
        name = gazetteer.country_name(next(iter(flags)))
        return Place(name, name, None, "likely")
    return None


def _full_name(city: gazetteer.City) -> str:
    region = gazetteer.region_name(city.country, city.region) if city.country in ("US", "CA", "AU") else None
    return ", ".join(part for part in (city.name, region, gazetteer.country_name(city.country)) if part)


def _point(city: gazetteer.City) -> tuple[float, float]:
    return city.latitude, city.longitude


def _letters(*flag: str) -> str:
    return "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in flag)
