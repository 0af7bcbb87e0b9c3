"""Telling the founder: each thing once on each channel, not too often, and nothing lost that surely did not arrive."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from asking import Asker
from builders import DAY, NOW
from microscout import config
from microscout.alerts import News
from microscout.errors import ConfigError
from microscout.monitoring.breaks import register
from microscout.scout import Scout
from microscout.store import history

ADDRESS = "https://chat.example/hooks/very-secret"
ADA, BOB = News("sample:ada", "engagement", NOW, "half of it"), News("sample:bob", "quiet", NOW, "quiet")


class Channel:
    """A webhook's host, and a clock."""

    def __init__(self) -> None:
        self.status: int | Exception = 200
        self.got: list[str] = []
        self.now = float(NOW)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.status, Exception):
            raise self.status
        if self.status < 300:
            self.got.append(json.loads(request.content)["text"])
        return httpx.Response(self.status)


@pytest.fixture
def channel() -> Channel:
    return Channel()


@pytest.fixture
def tell(tmp_path: Path, channel: Channel) -> Callable[..., Any]:
    def told(*news: News, **settings: str) -> Any:
        named = {"TO": "webhook", "MOST_PER_DAY": "9", "WEBHOOK": ADDRESS} | settings
        env = {f"MICROSCOUT_ALERTS_{name}": value for name, value in named.items()}
        loaded = config.load(env | {"MICROSCOUT_HOME": str(tmp_path)})
        seams = {"alerts": httpx.MockTransport(channel)}
        with Scout(loaded, seams=seams, now=lambda: channel.now) as scout:
            return scout.alert(news, lambda text: channel.got.append(text))

    return told


def test_nothing_is_told_twice(tell: Callable[..., Any], channel: Channel) -> None:
    assert [each.news for each in tell(ADA)] == [1]
    assert [each.news for each in tell(ADA, BOB)] == [1]
    assert ["ada" in text for text in channel.got] == [True, False]


def test_no_more_digests_a_day_than_asked_for_and_the_rest_comes_later(
    tell: Callable[..., Any], channel: Channel
) -> None:
    tell(ADA, MOST_PER_DAY="1")
    assert tell(BOB, MOST_PER_DAY="1")[0].news == 0
    channel.now += DAY + 1
    assert tell(ADA, BOB, MOST_PER_DAY="1")[0].news == 1
    assert "bob" in channel.got[-1]


def test_a_clock_that_was_wrong_once_silences_no_channel(tell: Callable[..., Any], channel: Channel) -> None:
    channel.now += 300 * DAY
    tell(ADA, MOST_PER_DAY="1")
    channel.now -= 300 * DAY
    assert tell(ADA, BOB, MOST_PER_DAY="1")[0].news == 1, "ada was told"
    channel.now -= 3600
    assert tell(News("sample:cleo", "quiet", NOW, "quiet"), MOST_PER_DAY="1")[0].news == 0, "set back an hour"


def test_what_is_found_of_a_platform_is_told_too(tmp_path: Path) -> None:
    with Scout(config.load({"MICROSCOUT_HOME": str(tmp_path)}), now=lambda: NOW) as scout:
        history.note_shift(scout.store, "bluesky", NOW - 9 * DAY, math.log(0.8), NOW - DAY)
        (told,) = scout.waiting(["bluesky:ada"])
        assert scout.waiting(["mastodon:ada"]) == []
    assert (told.about, told.kind, told.at) == ("bluesky", "shift", NOW - 9 * DAY)
    assert told.sentence.startswith("Reach moved by −20 % for most of those you follow there at once")


def test_a_shift_that_a_known_break_explains_alarms_nobody(tmp_path: Path) -> None:
    known = next(each for each in register() if each.platform == "youtube")
    now = known.since + 9 * DAY
    with Scout(config.load({"MICROSCOUT_HOME": str(tmp_path)}), now=lambda: now) as scout:
        history.note_shift(scout.store, "youtube", known.since, math.log(1.5), now)
        assert scout.waiting(["youtube:ada"]) == []
        history.note_shift(scout.store, "youtube", known.since + 1, math.log(0.6), now)
        assert [each.at for each in scout.waiting(["youtube:ada"])] == [known.since + 1], "the other way, it is none"


@pytest.mark.parametrize(("failure", "again"), [(404, 1), (504, 0), (httpx.ReadTimeout("x"), 0)])
def test_what_surely_did_not_arrive_is_told_next_time(
    tell: Callable[..., Any],
    channel: Channel,
    caplog: pytest.LogCaptureFixture,
    failure: int | Exception,
    again: int,
) -> None:
    channel.status = failure
    caplog.set_level("INFO", "microscout")
    assert tell(ADA)[0].failure is not None
    assert "webhook was not told: " in caplog.text, "under cron the log is all that there is"
    assert "very-secret" not in caplog.text
    channel.status = 200
    assert tell(ADA)[0].news == again


def test_each_channel_is_told_for_itself(tell: Callable[..., Any], channel: Channel, tmp_path: Path) -> None:
    channel.status = 404
    file = tmp_path / "news.txt"
    told = tell(ADA, TO="webhook,file,stdout", FILE=str(file))
    assert [each.failure is None for each in told] == [False, True, True]
    assert "sample:ada: half of it" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert "sample:ada" in channel.got[0]


def test_only_the_kinds_that_were_asked_for(tell: Callable[..., Any], channel: Channel) -> None:
    assert tell(ADA, BOB, KINDS="quiet")[0].news == 1
    assert "ada" not in channel.got[0]


@pytest.mark.parametrize(
    "settings",
    [
        {"TO": "pigeon"},
        {"TO": "mail"},
        {"TO": "file"},
        {"TO": "file", "FILE": "news.txt"},
        {
            "TO": "mail",
            "MAIL_HOST": "m.example",
            "MAIL_FROM": "a@b.example\nBcc: c@d.example",
            "MAIL_TO": "e@f.example",
        },
        {"FLE": "/news.txt"},
        {"WEBHOOK": "https://[chat/x"},
        {"WEBHOOK": "http://chat.example/x"},
        {"MOST_PER_DAY": "0"},
        {"KINDS": "quit"},
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_sent(
    tell: Callable[..., Any], channel: Channel, settings: dict[str, str]
) -> None:
    with pytest.raises(ConfigError):
        tell(ADA, **settings)
    assert channel.got == []


def test_the_address_is_a_secret(tell: Callable[..., Any], tmp_path: Path) -> None:
    tell(ADA)
    assert b"very-secret" not in b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())


def test_the_command_shows_and_tries_the_channels(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Asker(capsys, tmp_path)
    assert "No channel is named" in ask("alerts").err
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "webhook")
    assert "The webhook's address is not set" in ask("alerts").err
    monkeypatch.setenv("MICROSCOUT_ALERTS_KINDS", "quit")
    assert "no kind 'quit'. Did you mean quiet?" in ask("alerts").err, "else nothing would ever be told"
    monkeypatch.delenv("MICROSCOUT_ALERTS_KINDS")
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "stdout")
    monkeypatch.setenv("MICROSCOUT_ALERTS_WEBHOOK", ADDRESS)
    assert "After a rescore: stdout" in ask("alerts").err
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "file,webhook")
    monkeypatch.setenv("MICROSCOUT_ALERTS_FILE", "~/news.txt")
    told = ask("alerts").err
    assert f"file ({Path('~/news.txt').expanduser()}), webhook (chat.example)" in " ".join(told.split())
    assert "very-secret" not in told
    monkeypatch.setenv("MICROSCOUT_ALERTS_TO", "stdout")
    assert "this channel works" in ask("alerts", "--test").out
    assert "very-secret" not in ask("config").out
