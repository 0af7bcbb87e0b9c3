"""The formulas of relevance/lexical.py and scoring/ in pandas, with the same columns out; for the comparison alone.

Written as well as pandas allows without leaving it: Arrow-backed texts, a literal prefilter before the patterns, one
merge, one vectorised groupby, no Python function over rows.
"""

# mypy: disable-error-code="import-not-found,import-untyped,unused-ignore"
from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from microscout.relevance.words import words

_DAY = 86_400
_Z = 1.6448536269514722
_WEIGHTS = {"niche": 0.45, "engagement": 0.2, "activity": 0.2, "trust": 0.15}
_EDGES = [0, 999, 100_000, 1_000_000, math.inf]
_BANDS = [999, 4_999, 9_999, 49_999, 100_000]
_LINES = {
    line["platform"]: line
    for line in json.loads(files("microscout.scoring").joinpath("lines.json").read_text("utf-8"))["lines"]
}


def scored(pairs: Iterator[tuple[Path, Path]], phrase: str) -> pd.DataFrame:
    """The creators in `pairs` of files with all metrics and judgements."""
    return pd.concat([_part(read(creators), read(posts), phrase) for creators, posts in pairs], ignore_index=True)


def read(file: Path) -> pd.DataFrame:
    """All columns but the lists."""
    lists = ("languages", "links", "verified", "lists")  # as Python objects they would cost more than all the rest
    return pd.read_parquet(file, columns=[name for name in pa.parquet.read_schema(file).names if name not in lists])


def _part(creators: pd.DataFrame, posts: pd.DataFrame, phrase: str) -> pd.DataFrame:
    found = creators.merge(_lexical(creators, posts, phrase), on="creator_id", how="left")
    found = found.merge(_of_posts(creators, posts), on="creator_id", how="left")
    _niche(found)
    _engagement(found)
    _activity(found)
    for end in ("score", "low", "high"):
        found[f"trust_{end}"] = math.nan  # of comments nothing is known here
    found["tier"] = pd.cut(found["followers"], _EDGES, labels=["nano", "micro", "macro", "mega"])
    found["band"] = pd.cut(found["followers"], _BANDS, labels=["1-5k", "5-10k", "10-50k", "50-100k"])
    total = sum(_WEIGHTS.values())
    known = sum(weight * found[f"{name}_score"].notna() for name, weight in _WEIGHTS.items())
    found["coverage"] = known / total
    mean = sum(weight * found[f"{name}_score"].fillna(0) for name, weight in _WEIGHTS.items())
    enough = found["coverage"] >= 0.6
    found["fit"] = (mean / known).where(enough)
    for end, unknown in (("low", 0.05), ("high", 0.95)):
        ends = sum(weight * found[f"{name}_{end}"].fillna(unknown) for name, weight in _WEIGHTS.items())
        found[f"fit_{end}"] = (ends / total).where(enough)
    return found


def _lexical(creators: pd.DataFrame, posts: pd.DataFrame, phrase: str) -> pd.DataFrame:
    sought = words(phrase)
    any_of = "|".join(re.escape(word.literal) for word in sought)
    told = posts.loc[posts["text"] != "", ["creator_id", "text"]]
    size = told.assign(length=_bytes(told["text"])).groupby("creator_id", sort=False)["length"].agg(["count", "sum"])
    held = told[told["text"].str.contains(any_of, case=False, regex=True)]
    counts = [held["text"].str.count(word.pattern, flags=re.IGNORECASE) for word in sought]
    share = sum(count > 0 for count in counts) / len(counts)
    said = pd.DataFrame({f"tf{i}": count for i, count in enumerate(counts)}).assign(on_topic=share >= 0.5)
    said = said.groupby(held["creator_id"], sort=False).sum()
    about = creators["name"].fillna("") + " " + creators["handle"] + " " + creators["bio"].fillna("")
    spoken = about[about.str.contains(any_of, case=False, regex=True)]
    found = creators[["creator_id"]].merge(size, on="creator_id", how="left").merge(said, on="creator_id", how="left")
    length = found["sum"].fillna(0) + _bytes(about)
    norm = 1.2 * (1 - 0.75 + 0.75 * length / 2_400)
    parts = []
    for i, word in enumerate(sought):
        in_about = spoken.str.count(word.pattern, flags=re.IGNORECASE).reindex(about.index).fillna(0)
        tf = found[f"tf{i}"].fillna(0) + 2 * in_about
        parts.append(tf / (tf + norm))
    found["closeness"] = sum(parts) / len(parts)
    found["judged"] = found["count"].fillna(0)
    found["on_topic"] = found["on_topic"].fillna(0)
    return found[["creator_id", "closeness", "on_topic", "judged"]]


def _bytes(texts: pd.Series) -> Any:
    return pc.binary_length(pa.array(texts)).to_numpy(zero_copy_only=False)


def _by_platform(platform: pd.Series, of: dict[str, Any]) -> Any:
    named = [name for name in of if name != "*"]
    return np.select([(platform == name).to_numpy(dtype=bool) for name in named], [of[name] for name in named], of["*"])


def _constant(platform: pd.Series, field: str) -> Any:
    return _by_platform(platform, {name: line[field] for name, line in _LINES.items()})


def _of_posts(creators: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    light = posts.drop(columns=["text", "url"])
    p = light.merge(creators[["creator_id", "platform", "followers"]], on="creator_id", how="inner")
    e = _by_platform(p["platform"], {name: sum(p[part] for part in line["parts"]) for name, line in _LINES.items()})
    d = _by_platform(p["platform"], {name: p[line["denominator"]] for name, line in _LINES.items()})
    age = p["captured_at"] - p["created_at"]
    window = _constant(p["platform"], "window_days")
    left_out = {name: p["kind"].isin(line["leaves_out"]) for name, line in _LINES.items() if line.get("leaves_out")}
    left_out = _by_platform(p["platform"], {"*": False} | left_out)
    counts = (age >= 7 * _DAY) & (age <= window * _DAY) & ~p["is_repost"] & ~left_out & (d > 0)
    e = pd.Series(e).where(counts)
    d = pd.Series(d).where(d > 0)
    made = pd.DataFrame(
        {
            "creator_id": p["creator_id"],
            "y": np.log((e + 0.5) / (d + 1)),
            "rate": e / d,
            "at": p["created_at"].where(e.notna()),
            "silent": e == 0,
            "own": p["created_at"].where(~p["is_repost"]),
        }
    )
    return (
        made.groupby("creator_id", sort=False)
        .agg(
            er_n=("y", "count"),
            mean=("y", "mean"),
            er=("rate", "median"),
            er_from=("at", "min"),
            er_to=("at", "max"),
            silent=("silent", "sum"),
            posts_n=("own", "count"),
            first=("own", "min"),
            last_post_at=("own", "max"),
        )
        .reset_index()
    )


def _niche(found: pd.DataFrame) -> None:
    share = (found["on_topic"] + 1.2) / (found["judged"] + 4.0)
    a, b = found["on_topic"] + 1.2, found["judged"] - found["on_topic"] + 2.8
    found["niche_share_score"] = share
    for end, z in (("low", -_Z), ("high", _Z)):
        found[f"niche_share_{end}"] = _beta_end(a, b, z)
    for end in ("score", "low", "high"):
        found[f"niche_{end}"] = found["closeness"] * np.sqrt(found[f"niche_share_{end}"])


def _beta_end(a: Any, b: Any, z: float) -> Any:
    """Where Beta(a, b) has a normal's share up to `z` below it: Paulson's nearly normal cube root of Fisher's F, solved
    for the root: (1 - q) root - (1 - p) is z standard deviations, whose square is q root² + p.
    """
    p, q = 1 / (9 * a), 1 / (9 * b)
    square, linear, constant = (1 - q) ** 2 - z**2 * q, -2 * (1 - p) * (1 - q), (1 - p) ** 2 - z**2 * p
    root = (-linear + np.sign(z) * np.sqrt(linear**2 - 4 * square * constant)) / (2 * square)
    fisher = a * root**3
    return fisher / (fisher + b)


def _engagement(found: pd.DataFrame) -> None:
    a, b, within, between = (_constant(found["platform"], field) for field in ("a", "b", "within", "between"))
    n = found["er_n"].where(found["er_n"] > 0)
    noise = within / n
    shrink = between / (between + noise)
    expected = a + b * np.log10(found["followers"].where(found["followers"] > 0))
    residual = shrink * (found["mean"] - expected)
    sd = np.sqrt(shrink * noise)
    found["er_basis"] = _by_platform(
        found["platform"], {name: f"({'+'.join(x['parts'])})/{x['denominator']}" for name, x in _LINES.items()}
    )
    found["er_low"], found["er_high"] = (np.exp(expected + residual + shift * sd) for shift in (-_Z, _Z))
    found["er_vs_peers_pct"] = 100 * (np.exp(residual) - 1)
    found["silent_share"] = found["silent"] / n
    for end, shift in (("score", 0.0), ("low", -_Z), ("high", _Z)):
        found[f"engagement_{end}"] = 1 / (1 + np.exp(-1.702 * (residual + shift * sd) / np.sqrt(between)))


def _activity(found: pd.DataFrame) -> None:
    span = found["last_post_at"] - found["first"]
    found["posts_per_week"] = (found["posts_n"] - 1) / (span.where(span > 0).clip(lower=_DAY) / (7.0 * _DAY))
    found["last_post_days"] = ((found["captured_at"] - found["last_post_at"]) / _DAY).clip(lower=0)
    there = np.exp(-math.log(2) / 30 * found["last_post_days"])
    for end in ("score", "low", "high"):
        found[f"activity_{end}"] = there * (1 - np.exp(-found["posts_per_week"] / 0.7))
