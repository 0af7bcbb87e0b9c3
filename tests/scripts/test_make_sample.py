"""The sample catalogue: deterministic, invented throughout, and as varied as it says."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Rows = list[dict[str, Any]]
NUMBERS = ("followers", "following", "post_count", "likes", "comments", "reposts", "views")


def script() -> ModuleType:
    here = Path(__file__).resolve()
    found = [p / "scripts" / "make_sample.py" for p in here.parents if (p / "scripts" / "make_sample.py").exists()]
    spec = importlib.util.spec_from_file_location("make_sample", found[0])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sample") / "creators.jsonl.gz"
    script().write(path, 7)
    return path.read_bytes()


@pytest.fixture(scope="module")
def rows(packed: bytes) -> Rows:
    return [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]


def posts_of(rows: Rows) -> Iterator[dict[str, Any]]:
    return (post for row in rows for post in row["posts"])


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@pytest.mark.slow
def test_same_seed_same_bytes_and_another_seed_others(packed: bytes, tmp_path: Path) -> None:
    script().write(tmp_path / "under-another-name.gz", 7)
    assert (tmp_path / "under-another-name.gz").read_bytes() == packed
    script().write(tmp_path / "eight.gz", 8)
    assert (tmp_path / "eight.gz").read_bytes() != packed


def test_size_and_counts(packed: bytes, rows: Rows) -> None:
    assert len(packed) < 700_000
    assert len(rows) == 300
    assert len({row["id"] for row in rows}) == len({row["handle"] for row in rows}) == 300
    lengths = Counter(len(row["posts"]) for row in rows)
    assert lengths[0] == 4
    assert lengths[1] == 4
    assert all(n in (0, 1) or 10 <= n <= 30 for n in lengths)


def test_every_domain_is_invented(rows: Rows) -> None:
    for text in strings(rows):
        for host in re.findall(r"https?://([^/\s\"]+)", text) + re.findall(r"[\w.]+@([\w.-]*\w)", text):
            assert host.endswith(".example"), text
        assert not re.search(r"\b[\w-]+\.(com|org|net|io|co|app|dev|me|tv|shop|de|fr|es|it|jp|nl|br)\b", text), text


def test_nothing_is_left_unfilled_or_null(rows: Rows) -> None:
    assert not [text for text in strings(rows) if re.search(r"\{\w+\}", text)]
    assert "null" not in {json.dumps(value) for row in rows for value in row.values()}


def test_no_number_is_negative(rows: Rows) -> None:
    for record in [*rows, *posts_of(rows)]:
        for name in NUMBERS:
            value = record.get(name, 0)
            assert type(value) is int
            assert value >= 0
    assert all(c["likes"] >= 0 for p in posts_of(rows) for c in p.get("discussion", []))


def test_posts_come_newest_first_and_before_the_capture(rows: Rows) -> None:
    for row in rows:
        times = [moment(post["created_at"]) for post in row["posts"]]
        assert times == sorted(times, reverse=True)
        assert all(moment(row["created_at"]) < at < moment(row["captured_at"]) for at in times)


def test_discussions_hang_together(rows: Rows) -> None:
    for row in rows:
        for post in row["posts"]:
            said = post.get("discussion", [])
            ids = {comment["id"] for comment in said}
            assert len(said) <= post["comments"]
            for comment in said:
                assert comment.get("parent", comment["id"]) in ids
                assert comment["by_creator"] == ("parent" in comment) == (comment["author"] == row["handle"])
                assert moment(post["created_at"]) <= moment(comment["created_at"]) < moment(row["captured_at"])


def test_tiers_languages_and_places_are_spread(rows: Rows) -> None:
    known = [row["followers"] for row in rows if "followers" in row]
    assert len(known) == 285
    for low, high, least in [(0, 1e3, 25), (1e3, 5e3, 70), (5e3, 1e4, 45), (1e4, 5e4, 50), (5e4, 100_001, 20)]:
        assert sum(low <= n < high for n in known) >= least
    assert sum(n > 1_000_000 for n in known) == 3
    languages = Counter(post["language"] for post in posts_of(rows) if "language" in post)
    assert set(languages) == {"en", "de", "es", "fr", "pt", "it", "ja", "nl"}
    assert 0.6 < languages["en"] / languages.total() < 0.76
    assert len({row["location"].split(", ")[-1] for row in rows if "location" in row}) >= 15


def test_niches_are_spread_and_watches_are_there(rows: Rows) -> None:
    made = script().Maker(7)
    plans = made.plans()
    assert len({plan["niche"] for plan in plans}) >= 18
    watches = [plan for plan in plans if plan["niche"] == "watches"]
    assert len(watches) == 22
    assert sum(plan["band"] not in ("nano", "macro", "mega") for plan in watches) == 16
    bench = [row for row in rows if re.search(r"horology|Seiko restoration|timekeepers", row["bio"])]
    assert len(bench) == 4
    assert not [text for text in strings(bench) if "watch" in text.lower()]


def test_awkward_cases_are_planted(rows: Rows) -> None:
    with_posts = [row for row in rows if row["posts"]]
    assert 20 <= sum(all("likes" not in post for post in row["posts"]) for row in with_posts) <= 26
    assert sum(row["posts"][0]["created_at"] < "2026-07-01" for row in with_posts) == 4
    assert sum(post["created_at"] > "2026-10-25" for post in posts_of(rows)) > 200
    bios = " ".join(row["bio"] for row in rows)
    assert any(row["bio"].startswith("=HYPERLINK(") for row in rows)
    assert "[bold red]" in bios
    assert "\x1b[31m" in bios


def test_posts_rarely_repeat_and_some_are_sponsored(rows: Rows) -> None:
    posts = list(posts_of(rows))
    assert len({post["text"] for post in posts}) > 0.97 * len(posts)
    brands = {brand for niche in script().vocabulary()[0].values() for brand in niche["brands"]}
    sponsored = [post for post in posts if any(brand in post["text"] for brand in brands)]
    assert 0.09 < len(sponsored) / len(posts) < 0.16
    assert all(post in sponsored for post in posts if post.get("paid"))
    assert sum(post.get("paid", False) for post in sponsored) < len(sponsored) / 2
