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
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

Block = dict[str, list[str]]
VOCABULARY = Path(__file__).with_name("sample_vocabulary.toml")
CAPTURED = datetime(2026, 11, 1, tzinfo=UTC)
BANDS = {  # lowest and highest follower count; how many watch creators, how many others
    "nano": (180, 999, 3, 29),
    "1-5k": (1_000, 4_999, 6, 82),
    "5-10k": (5_000, 9_999, 4, 54),
    "10-50k": (10_000, 49_999, 4, 63),
    "50-100k": (50_000, 100_000, 2, 28),
    "macro": (100_001, 900_000, 2, 20),
    "mega": (1_100_000, 2_600_000, 1, 2),
}
# Sponsored posts are uneven: up to this share of the creators, between so and so much of their posts.
SHARES = [(0.5, 0, 0), (0.75, 0.04, 0.13), (0.92, 0.2, 0.4), (1, 0.45, 0.8)]
# A creator has one of these at most.
TRAITS = {"empty": 4, "single": 4, "quiet": 4, "even": 6, "ghost": 4, "commercialising": 3}
IN_WATCHES = {"quiet", "even", "commercialising"}  # of these, one falls to a watch creator
HOSTILE = [
    '=HYPERLINK("http://evil.example","click") Free coins every day',
    "[bold red]WINNER[/bold red] \x1b[31mDM me for collab\x1b[0m and free tokens",
]


def vocabulary() -> tuple[dict[str, Block], dict[str, Block], dict[str, dict[str, Block]]]:
    """The phrases: niche -> field -> phrases, language -> field -> phrases, language -> niche -> field -> ..."""
    raw: dict[str, Any] = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))

    def split(block: dict[str, Any]) -> Block:
        return {k: [p for p in re.split(r"\s*[\n|]\s*", str(v).strip()) if p] for k, v in block.items()}

    native = {lang: {n: split(b) for n, b in blocks.items()} for lang, blocks in raw["native"].items()}
    niches = {n: split(b) for n, b in raw["niche"].items()}
    return niches, {n: split(b) for n, b in raw["lang"].items()}, native


def stamp(moment: datetime) -> str:
    """A moment as the import form writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def slug(text: str) -> str:
    """Letters and digits only, for invented domains and codes."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def fill(rng: Random, text: str, *blocks: Block, **given: str) -> str:
    """The phrase with its slots filled, no noun used twice; the first block that knows a slot provides it."""
    used: set[str] = set()

    def one(match: re.Match[str]) -> str:
        slot = match[1]
        if slot in given:
            return given[slot]
        ranges = {"n": (2, 30), "few": (3, 6), "warm": (18, 31), "out": (28, 46)}
        if slot in ranges:
            return str(rng.randint(*ranges[slot]))
        if slot == "off":
            return rng.choice(["10", "15", "20"])
        choices = next(b[slot + "s"] for b in blocks if slot + "s" in b)
        word = rng.choice([c for c in choices if c not in used] or choices)
        used.add(word)
        return word.split(",")[0] if slot == "place" else word

    for _ in range(3):  # a noun may hold a slot of its own
        text = re.sub(r"\{(\w+)\}", one, text)
    return text[:1].upper() + text[1:]


def sentences(parts: list[str], lang: str) -> str:
    """The parts as running text, each closed by a stop unless it has one."""
    stop, gap = ("。", "") if lang == "ja" else (".", " ")
    return gap.join(p if re.search(r"([.!?:,。！？、：…)]|[#@/]\S+)$", p) else p + stop for p in parts)


class Maker:
    """Makes the creators of one seed, in order."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.niches, self.langs, self.native = vocabulary()
        self.seen: set[str] = set()
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
        posts = self.posts(plan)
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

    def posts(self, plan: dict[str, Any]) -> list[dict[str, Any]]:
        """The creator's newest posts, newest first, with their counts and some of their comments."""
        rng, trait, followers = self.rng, plan["trait"], plan["followers"]
        n = {"empty": 0, "single": 1, "commercialising": 28}.get(trait, rng.randint(10, 30))
        since = {"quiet": rng.uniform(125, 420), "single": rng.uniform(9, 40)}
        age = since.get(trait, min(0.1 + rng.expovariate(1 / 4), 25))
        rhythm = math.exp(rng.gauss(1.2, 0.6))
        log_rate = math.log(0.028) - 0.3 * math.log(followers / 5000) + rng.gauss(0, 0.5)
        log_rate += {"ghost": -4.0, "single": 1.3}.get(trait, -1.5 if plan["niche"] == "spam" else 0)
        spread = 0.03 if trait == "even" else 0.6
        talk = math.exp(rng.gauss(math.log(0.02 if trait == "even" else 0.08), 0.4))
        watched = rng.random() < 0.55 and math.exp(rng.gauss(math.log(0.07), 0.4))
        paid_share = next(rng.uniform(low, high) for up_to, low, high in SHARES if plan["rank"] < up_to)
        plan["habit"] = rng.choice(["plain", "disclosed", "disclosed", "coded", "coded", "mention", "any", "any"])
        plan["brand"] = rng.choice(plan["block"]["brands"])
        plan["answers"] = rng.choice([0, 0, 0.05, 0.2, 0.4, 0.6, 0.85])
        plan["fans"] = rng.randrange(400)
        shows = rng.randint(4, 7) if rng.random() < 0.75 else 0
        picture = rng.randrange(n) if plan["niche"] == "generalist" and plan["nth"] < 8 else -1
        made = []
        for i in range(n):
            when = CAPTURED - timedelta(days=age)
            newness = 1 - i / n  # 1 for the newest
            share = 0.85 * newness**1.5 if trait == "commercialising" else paid_share
            post: dict[str, Any] = {"id": f"{plan['id']}-{i + 1:02d}", "created_at": stamp(when)}
            post |= self.text(plan, sponsored=rng.random() < share, picture=i == picture)
            log_post = log_rate + rng.gauss(0, spread) + math.log(1 - math.exp(-age / 2))
            if trait == "commercialising":
                log_post += 0.8 - 2.0 * newness
            total = followers * min(math.exp(log_post), 0.6)
            comments = self.whole(total * talk * math.exp(rng.gauss(0, 0.3)))
            discussion = self.discussion(plan, post["id"], when, comments) if i < shows else []
            if not plan.get("no_likes"):
                post["likes"] = self.whole(total * 0.95 * (1 - talk))
            post["comments"] = max(comments, len(discussion))
            post["reposts"] = self.whole(total * 0.05 * math.exp(rng.gauss(0, 0.5)))
            if watched:
                post["views"] = self.whole(total / watched * math.exp(rng.gauss(0, 0.25))) + post["comments"]
                post["views"] = max(post["views"], post.get("likes", 0))
            post["kind"] = rng.choices(["photo", "video", "text"], [6, 3, 2])[0]
            if discussion:
                post["discussion"] = discussion
            made.append(post)
            age += 0.08 + rhythm * math.exp(rng.gauss(-0.2, 0.6))
        return made

    def whole(self, value: float) -> int:
        """The value rounded at random, so that small expectations are not all zero."""
        return math.floor(value + self.rng.random())

    def text(self, plan: dict[str, Any], *, sponsored: bool, picture: bool) -> dict[str, Any]:
        """A post's text, language and platform flag; other words are tried if it was said before."""
        for _ in range(6):
            made = self.try_text(plan, sponsored=sponsored, picture=picture)
            if made["text"] not in self.seen or (plan["niche"] == "spam" and self.rng.random() < 0.5):
                break
        self.seen.add(made["text"])
        if self.rng.random() < 0.05:
            del made["language"]
        return made

    def try_text(self, plan: dict[str, Any], *, sponsored: bool, picture: bool) -> dict[str, Any]:
        """One attempt: an opener, a line or two, an advert where there is one, a question or a closer, tags."""
        rng, block, words, lang = self.rng, plan["block"], plan["words"], plan["lang"]
        if lang != "en" and rng.random() < 0.07:
            block, words, lang = self.niches[plan["niche"]], self.langs["en"], "en"
        elif picture:
            block = self.niches["watches"]
        elif plan["niche"] == "generalist" and rng.random() < 0.45:
            apart = ("watches", "horology", "smartwatches", "spam")
            block = self.niches[rng.choice([n for n in self.niches if n not in apart])]
        elif lang == "en" and plan["niche"] not in ("generalist", "spam") and rng.random() < 0.1:
            block = self.niches["generalist"]
        parts = [rng.choice(words["openers"])] if rng.random() < 0.22 else []
        line, more = rng.sample(block["lines"], 2)
        parts.append(fill(rng, line, block, words))
        paid = False
        if sponsored:
            habit = plan["habit"]
            if habit == "any":
                habit = rng.choice(["plain", "disclosed", "coded", "mention"])
            brand = plan["brand"] if habit == "mention" else rng.choice(plan["block"]["brands"])
            code = slug(plan["handle"])[:6].upper() + rng.choice(["10", "15", "20"])
            ref = f"https://{slug(brand)}.example/" + rng.choice(["?ref=", "go/", "shop?aff="]) + slug(plan["handle"])
            product = rng.choice(plan["block"]["products"])
            pitch = fill(rng, rng.choice(words[habit]), brand=brand, product=product, code=code, ref=ref)
            parts.insert(rng.randrange(len(parts) + 1), pitch)
            paid = habit == "plain" or (habit == "disclosed" and rng.random() < 0.3)
        elif rng.random() < 0.45:
            parts.append(fill(rng, more, block, words))
        if rng.random() < 0.5:
            pool = block["asks"] if rng.random() < 0.5 else words["closers"]
            parts.append(fill(rng, rng.choice(pool), block, words, place=plan["home"]))
        text = sentences(parts, lang)
        if rng.random() < 0.18:
            text += " " + rng.choice(self.langs["en"]["emoji"])
        if rng.random() < 0.07:
            text += f" {plan['site']}/{rng.choice(['notes', 'newsletter', 'episode'])}/{rng.randint(3, 180)}"
        if rng.random() < 0.6:
            tags = rng.sample(block["tags"], rng.randint(1, min(4, len(block["tags"]))))
            text += " " + " ".join("#" + tag for tag in tags)
        return {"text": text, "language": lang} | ({"paid": True} if paid else {})

    def discussion(self, plan: dict[str, Any], post: str, when: datetime, limit: int) -> list[dict[str, Any]]:
        """Up to `limit` of the post's comments with the creator's own answers, oldest first."""
        rng = self.rng
        bought = plan["trait"] in ("even", "ghost")
        crowd = 6 if bought else max(12, min(390, plan["followers"] // 120))
        niche = list(self.niches).index(plan["niche"]) * 400
        made: list[dict[str, Any]] = []
        for _ in range(min(limit, rng.randint(1, 5))):
            at = when + timedelta(hours=rng.expovariate(1 / 14))
            if at >= CAPTURED:
                continue
            fan = niche + (plan["fans"] + int(crowd * rng.random() ** 1.5)) % 400
            said = rng.choice(self.langs["en"]["generic"]) if rng.random() < (0.9 if bought else 0.12) else ""
            said = said or self.remark(plan, "comments")
            made.append({"at": at, "author": f"fan{fan:04d}", "by_creator": False, "text": said})
            answer = at + timedelta(hours=rng.expovariate(1 / 9))
            if len(made) < limit and answer < CAPTURED and rng.random() < plan["answers"]:
                said = self.remark(plan, "replies")
                made.append({"at": answer, "author": plan["handle"], "by_creator": True, "text": said})
                made[-1]["to"] = made[-2]
        made = sorted(made, key=lambda c: c["at"])[:limit]
        for i, comment in enumerate(made, 1):
            comment["id"] = f"{post}-c{i}"
        keys = ("id", "parent", "author", "by_creator", "text", "created_at", "likes")
        for comment in made:
            if "to" in comment:
                comment["parent"] = comment["to"]["id"]
            comment |= {"created_at": stamp(comment["at"]), "likes": int(rng.expovariate(1 / 2))}
        return [{key: comment[key] for key in keys if key in comment} for comment in made]

    def remark(self, plan: dict[str, Any], kind: str) -> str:
        """A comment or an answer: one sentence, or two."""
        rng, words = self.rng, plan["words"]
        picked = rng.sample(words[kind], 2 if rng.random() < 0.4 else 1)
        parts = [fill(rng, p, plan["block"], words, place=plan["home"]) for p in picked]
        if kind == "comments":
            parts = [re.sub(r"\bmy ", "your ", p) if "More about" in p else p for p in parts]
        return sentences(parts, plan["lang"]) if len(parts) > 1 else parts[0]


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
