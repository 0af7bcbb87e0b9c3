"""The phrases of the sample catalogue, and sentences made of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from random import Random
from typing import Any

Block = dict[str, list[str]]
VOCABULARY = Path(__file__).with_name("sample_vocabulary.toml")


def vocabulary() -> tuple[dict[str, Block], dict[str, Block], dict[str, dict[str, Block]]]:
    """The phrases: niche -> field -> phrases, language -> field -> phrases, language -> niche -> field -> ..."""
    raw: dict[str, Any] = tomllib.loads(VOCABULARY.read_text(encoding="utf-8"))

    def split(block: dict[str, Any]) -> Block:
        return {k: [p for p in re.split(r"\s*[\n|]\s*", str(v).strip()) if p] for k, v in block.items()}

    native = {lang: {n: split(b) for n, b in blocks.items()} for lang, blocks in raw["native"].items()}
    niches = {n: split(b) for n, b in raw["niche"].items()}
    return niches, {n: split(b) for n, b in raw["lang"].items()}, native


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
