"""The sample catalogue: 300 invented creators, so that every command can be tried offline.

Nobody in it exists. Names, handles, brands, posts and comments are put together from the phrases in
`sample_vocabulary.toml` by a seeded generator: the same seed writes the same bytes. Numbers follow the shape of real
ones, log_rate = log(0.028) - 0.3 log(followers / 5000) + N(0, 0.5) per creator + N(0, 0.6) per post, and the awkward
cases are planted on purpose: hidden counts, silence, bought-looking numbers, undisclosed adverts, hostile text.

    python scripts/make_sample.py creators.jsonl.gz --seed 7
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from _sample_posts import CAPTURED, Poster, stamp
from _sample_words import Block, fill, sentences, slug, vocabulary

BANDS = {  # lowest and highest follower count; how many watch creators, how many others
    "nano": (180, 999, 3, 29),
    "1-5k": (1_000, 4_999, 6, 82),
    "5-10k": (5_000, 9_999, 4, 54),
    "10-50k": (10_000, 49_999, 4, 63),
    "50-100k": (50_000, 100_000, 2, 28),
    "macro": (100_001, 900_000, 2, 20),
    "mega": (1_100_000, 2_600_000, 1, 2),
}
# A creator has one of these at most.
TRAITS = {"empty": 4, "single": 4, "quiet": 4, "even": 6, "ghost": 4, "commercialising": 3}
IN_WATCHES = {"quiet", "even", "commercialising"}  # of these, one falls to a watch creator
HOSTILE = [
    '=HYPERLINK("http://evil.example","click") Free coins every day',
    "[bold red]WINNER[/bold red] \x1b[31mDM me for collab\x1b[0m and free tokens",
]


class Maker:
    """Makes the creators of one seed, in order."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.niches, self.langs, self.native = vocabulary()
        self.poster = Poster(self.rng, self.niches, self.langs)
        self.handles: set[str] = set()

    def creators(self) -> list[dict[str, Any]]:
        """Every creator, mixed, with ids in that order."""
        plans = self.plans()
        self.rng.shuffle(plans)
        return [self.creator(f"smp{i:04d}", plan) for i, plan in enumerate(plans, 1)]

    def plans(self) -> list[dict[str, Any]]:
        """Who there will be: niche, language, band and planted traits of each."""
        rng, plans = self.rng, []
        for niche, block in self.niches.items():
            wanted = {lang: int(b[niche]["count"][0]) for lang, b in self.native.items() if niche in b}
            langs = [lang for lang, n in wanted.items() for _ in range(n)]
            langs += ["en"] * (int(block["count"][0]) - len(langs))
            for i, lang in enumerate(reversed(langs)):
                plans.append({"niche": niche, "lang": lang, "nth": i, "trait": ""})
        watches = [p for p in plans if p["niche"] == "watches"]
        others = [p for p in plans if p["niche"] != "watches"]
        for column, group in ((2, watches), (3, others)):
            bands = [name for name, band in BANDS.items() for _ in range(band[column])]
            rng.shuffle(bands)
            for plan, band in zip(group, bands, strict=True):
                plan["band"] = band
        fit = [p for p in others if p["niche"] not in ("spam", "generalist") and p["band"] not in ("nano", "mega")]
        fit_watches = [p for p in watches if p["band"] not in ("nano", "macro", "mega")]
        for trait, n in TRAITS.items():
            chosen = rng.sample([p for p in fit_watches if not p["trait"]], int(trait in IN_WATCHES))
            large = [p for p in fit if trait != "ghost" or p["band"] in ("10-50k", "50-100k", "macro")]
            chosen += rng.sample([p for p in large if not p["trait"]], n - len(chosen))
            for plan in chosen:
                plan["trait"] = trait
        for plan in rng.sample(others, 22) + rng.sample(watches, 2):
            plan["no_likes"] = True
        for plan in rng.sample([p for p in fit if not p["trait"]], 15):
            plan["no_followers"] = True
        for rank, plan in enumerate(rng.sample(plans, len(plans))):
            plan["rank"] = rank / len(plans)
        return plans

    def creator(self, ident: str, plan: dict[str, Any]) -> dict[str, Any]:
        """One line of the catalogue."""
        rng, lang, niche = self.rng, plan["lang"], plan["niche"]
        english = self.niches["horology" if niche == "watches" and lang == "en" and plan["nth"] < 4 else niche]
        block = english if lang == "en" else {**english, **self.native[lang][niche]}
        words = self.langs[lang]
        low, high = BANDS[plan["band"]][:2]
        followers = round(math.exp(rng.uniform(math.log(low), math.log(high))))
        handle, title = self.handle(block)
        site = f"https://{slug(handle)}.example"
        name = f"{rng.choice(words['first'])} {rng.choice(words['last'])}"
        if lang == "ja":
            name = " ".join(reversed(name.split()))
        if rng.random() < 0.22:
            name = title
        place = rng.choice(words["places"])
        home = place.split(",")[0]
        bio = [fill(rng, rng.choice(block["bios"]), block, words, place=home)]
        if rng.random() < 0.9:
            bio.append(fill(rng, rng.choice(words["extras"]), block, words, place=home))
        if rng.random() < 0.25:
            bio.append(f"✉ {rng.choice(['hello', 'hi', 'mail', 'work'])}@{slug(handle)}.example")
        plan |= {"id": ident, "block": block, "words": words, "followers": followers}
        plan |= {"handle": handle, "site": site, "home": home}
        posts = self.poster.posts(plan)
        oldest = datetime.fromisoformat(posts[-1]["created_at"]) if posts else CAPTURED
        made: dict[str, Any] = {
            "id": ident,
            "platform": "sample",
            "handle": handle,
            "name": name,
            "bio": sentences(bio, lang),
            "url": f"https://sample.example/@{handle}",
            "followers": followers,
            "following": round(math.exp(rng.gauss(5.7, 0.7))) + 5000 * (niche == "spam"),
            "post_count": len(posts) + (round(math.exp(rng.gauss(5.6, 0.8))) if len(posts) > 1 else 0),
            "created_at": stamp(oldest - timedelta(days=rng.uniform(150, 3200))),
            "captured_at": stamp(CAPTURED),
        }
        if rng.random() < 0.9:
            made["location"] = place
        if rng.random() < 0.6:
            pages = rng.sample(["newsletter", "podcast", "shop", "about", "workshops", "zine"], rng.choice([1, 1, 2]))
            made["links"] = [f"{site}/{page}" for page in pages]
        if niche not in ("spam", "generalist") and rng.random() < 0.38:
            label = block["label"][0]
            forms = [f"{label} people worth following", f"Small {label.lower()} voices", f"{label} starter pack"]
            made["lists"] = rng.sample(forms if lang == "en" else [label, f"{label} ({lang})"], rng.choice([1, 1, 2]))
        if niche == "spam" and plan["nth"] < len(HOSTILE):
            made["bio"] = HOSTILE[plan["nth"]]
        if plan.get("no_followers"):
            del made["followers"]
        return made | {"posts": posts}

    def handle(self, block: Block) -> tuple[str, str]:
        """An unused handle from the block's word pairs, and the same as a title."""
        rng, pairs = self.rng, [re.split(r" & ", stem) for stem in block["stems"]]
        for attempt in range(10_000):
            joint = rng.choice([".and.", ".", "_", "", "and"])
            first, second = rng.choice(pairs)[0], rng.choice(pairs)[1]
            made = first + joint + second + ("" if attempt < 50 else str(attempt))
            if slug(made) not in self.handles:
                self.handles.add(slug(made))
                return made, f"{first} {'and ' if 'and' in joint else ''}{second}".capitalize()
        raise AssertionError("the word pairs are used up")


def write(path: Path, seed: int) -> None:
    """Write the catalogue of a seed: gzip without time or name, the same bytes every time."""
    lines = (json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in Maker(seed).creators())
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        packed.write("".join(line + "\n" for line in lines).encode())


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description="Write the sample catalogue of invented creators.")
    parser.add_argument("output", type=Path, help="where to write, such as creators.jsonl.gz")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write(options.output, options.seed)


if __name__ == "__main__":
    main()
