"""The founder's map: what each platform can tell, needs and costs; on one screen, whatever its width."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from microscout import config
from microscout.cli import render
from microscout.config import Settings
from microscout.platforms import shelf
from microscout.store import Store, runs
from microscout.survey import surveyed


def settings(folder: Path, **changed: Any) -> Settings:
    return config.load().model_copy(update={"data": folder, "options": {}, "credentials": {}, **changed})


def one(folder: Path, name: str, **changed: Any) -> dict[str, str | bool]:
    (told,) = surveyed(settings(folder, **changed), name)
    return told


@pytest.mark.parametrize(
    ("name", "keys", "options", "lacks"),
    [
        ("bluesky", (), {}, ""),
        ("x", (), {}, "token"),
        ("x", ("token",), {}, ""),
        ("reddit", ("client_key",), {}, "client_secret"),
        ("instagram", ("token",), {}, "own_id"),
        ("instagram", ("token",), {"own_id": "17"}, ""),
        ("rss", (), {}, "list of feeds"),
        ("rss", (), {"feeds": ("https://a.example/feed",)}, ""),
    ],
)
def test_ready_is_who_lacks_nothing(
    tmp_path: Path, name: str, keys: tuple[str, ...], options: dict[str, Any], lacks: str
) -> None:
    held = {name: {key: SecretStr("k") for key in keys}}
    told = one(tmp_path, name, credentials=held, options={name: options})
    assert told["ready"] is (not lacks)
    assert lacks in str(told["lacks"])


def test_each_key_says_where_to_get_it_and_where_it_goes(tmp_path: Path) -> None:
    for name, platform in shelf().items():
        told = str(one(tmp_path, name)["keys"])
        for key, how in platform.facts.credentials.items():
            assert how in told
            assert f"[{name}] in credentials.toml, or MICROSCOUT_{name.upper()}_{key.upper()}" in told


def test_dollars_spent_are_told(tmp_path: Path) -> None:
    held = settings(tmp_path)
    assert "dollars spent" not in str(one(tmp_path, "x")["its limit"])
    with Store(held.store) as store:
        runs.spend(store, "x", "USD", 1.25, int(time.time()))
    assert "1.25 dollars spent in the last 24 hours" in str(one(tmp_path, "x")["its limit"])


@pytest.mark.parametrize("columns", [80, 120])
def test_the_map_is_a_line_a_platform_and_terms_are_one_line(
    tmp_path: Path, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    render.platforms(surveyed(settings(tmp_path)), "table", in_full=False)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert max(map(len, lines)) <= columns
    assert len(lines) < 4 * len(shelf())
    for name, platform in shelf().items():
        row = next(line for line in lines if line.startswith(f"{name} "))
        assert platform.facts.access in row
        told = (platform.facts.followers, platform.facts.likes, platform.facts.comments, platform.facts.views)
        assert row.count("✓") == sum((*told, platform.facts.comment_texts))
        assert any(platform.facts.terms[:50] in line for line in lines)


def test_one_platform_in_full_is_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    render.platforms(surveyed(settings(tmp_path), "podcastindex"), "table", in_full=True)
    out = capsys.readouterr().out
    assert "no: it lacks api_key; api_secret" in out
    assert "no counts" in out
    assert "False" not in out
