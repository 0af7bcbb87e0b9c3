"""The one extension rule: strangers add, never break and never replace."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from microscout import plugins
from microscout.plugins import registry


class Part:
    """What a stranger's package offers."""


def offered(monkeypatch: pytest.MonkeyPatch, *points: tuple[str, str]) -> None:
    found = [EntryPoint(name, value, "microscout.scores") for name, value in points]
    plugins._warn.cache_clear()
    monkeypatch.setattr(plugins, "installed", lambda group: found if group == "microscout.scores" else [])


def test_a_strangers_part_stands_behind_the_built_in_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, ("reach", "test_plugins:Part"))
    assert list(registry({"niche": object}, "microscout.scores")) == ["niche", "reach"]
    assert list(registry({"niche": object}, "microscout.exports")) == ["niche"]


@pytest.mark.parametrize("value", ["no_such_module:Part", "test_plugins:Nothing", "this:is broken", ""])
def test_a_broken_plugin_warns_and_is_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, value: str
) -> None:
    offered(monkeypatch, ("broken", value))
    assert registry({"niche": 1}, "microscout.scores") == {"niche": 1}
    assert "plugin broken of group microscout.scores is left out" in caplog.text


def test_a_broken_plugin_warns_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    offered(monkeypatch, ("broken", "no_such_module:Part"))
    for _ in range(3):
        registry({"niche": 1}, "microscout.scores")
    assert len(caplog.records) == 1


def test_a_plugin_cannot_take_a_built_ins_place(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    offered(monkeypatch, ("niche", "test_plugins:Part"))
    assert registry({"niche": 1}, "microscout.scores") == {"niche": 1}
    assert "has a built-in's name" in caplog.text


def test_the_shelf_handed_in_is_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, ("reach", "test_plugins:Part"))
    built_in: dict[str, object] = {"niche": 1}
    registry(built_in, "microscout.scores")
    assert built_in == {"niche": 1}
