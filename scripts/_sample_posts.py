"""What the creators of the sample catalogue post, what it earns them, and what others say under it."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from _sample_words import Block, fill, sentences, slug

CAPTURED = datetime(2026, 11, 1, tzinfo=UTC)
# Sponsored posts are uneven: up to this share of the creators, between so and so much of their posts.
SHARES = [(0.5, 0, 0), (0.75, 0.04, 0.13), (0.92, 0.2, 0.4), (1, 0.45, 0.8)]


def stamp(moment: datetime) -> str:
    """A moment as the import form writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Poster:
    """Writes the posts of every creator, one after the other, out of one random stream."""

    def __init__(self, rng: Random, niches: dict[str, Block], langs: dict[str, Block]) -> None:
        self.rng, self.niches, self.langs = rng, niches, langs
        self.seen: set[str] = set()

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
