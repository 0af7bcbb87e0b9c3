"""The gazetteer: 34,000 cities of at least 15,000 people, the countries, and what people call them. Offline.

Cities and countries are GeoNames' (geonames.org, CC BY 4.0; ``scripts/make_gazetteer.py``); short names, country words
and regions (``places.json``) are our own. Read only when a place is looked at.
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_NO_LETTER = re.compile(r"[^\w]+|_")


@dataclass(frozen=True)
class City:
    """A city. `country`: its two letters; `region`: GeoNames' first-order code (in the USA the state's letters)."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    people: int


def folded(text: str) -> str:
    """`text` as it is looked up: no accents, no case, nothing but letters and digits between single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_NO_LETTER.sub(" ", bare).split())


def cities(name: str) -> list[City]:
    """The cities called `name`: those whose own name it is first, each group the largest first."""
    key = folded(name)
    key = folded(words()["cities"].get(key, key))
    found = [_city(number) for number in _numbers(key)]
    return sorted(found, key=lambda city: folded(city.name) != key)


def names() -> Iterable[str]:
    """Every name that a city goes by, as it is looked up."""
    return (line.partition("\t")[0] for line in _lines("names.tsv.gz"))


def country(text: str) -> str | None:
    """The two letters of the country that `text` names: a name, a short name, or capitals (``UK``, ``DEU``)."""
    bare = text.replace(".", "").strip()
    if bare.isascii() and bare.isupper() and len(bare) in (2, 3) and bare in _codes():
        return _codes()[bare]
    return _countries().get(folded(bare))


def country_name(code: str) -> str:
    """The country's English name, spelled out."""
    return str(_country_names()[code][0])


def region(text: str) -> tuple[str, str] | None:
    """Country and region code of the region that `text` names (``Ontario``, ``TX``)."""
    bare = text.replace(".", "").strip()
    for code, regions in words()["regions"].items():
        for name, (region_code, short) in regions.items():
            if folded(bare) == folded(name) or (bare.isupper() and bare == short):
                return code, region_code
    return None


def region_name(country: str, code: str) -> str | None:
    """The region's name, where we know it."""
    regions: Mapping[str, list[str]] = words()["regions"].get(country, {})
    return next((name for name, (known, _) in regions.items() if known == code), None)


@cache
def words() -> dict[str, Any]:
    """Our own table of what people call places."""
    return _json("places.json")


def _numbers(key: str) -> list[int]:
    """The numbers of the cities that go by the looked-up name `key`."""
    start, names = f"{key}\t", _lines("names.tsv.gz")
    place = bisect_left(names, start)
    if place == len(names) or not names[place].startswith(start):
        return []
    return [int(number) for number in names[place].removeprefix(start).split()]


def _city(number: int) -> City:
    name, country, region, latitude, longitude, people = _lines("cities.tsv.gz")[number].split("\t")
    return City(name, country, region, float(latitude), float(longitude), int(people))


@cache
def _lines(name: str) -> list[str]:
    """The lines of a packed file: the cities, the largest first, or the names in order, each with its cities' numbers.

    Read no further than needed: to make a table of all names took longer than a search's whole ranking.
    """
    packed = files(__package__).joinpath(name).read_bytes()
    return gzip.decompress(packed).decode().split("\n")


@cache
def _country_names() -> dict[str, list[str]]:
    return dict(_json("countries.json"))


@cache
def _countries() -> dict[str, str]:
    """Country letters by looked-up name."""
    named = {folded(names[0]): code for code, names in _country_names().items()}
    return named | dict(words()["countries"])


@cache
def _codes() -> dict[str, str]:
    """Country letters by two or three capitals."""
    three = {names[1]: code for code, names in _country_names().items()}
    return three | {code: code for code in _country_names()} | dict(words()["codes"])


def _json(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return held
