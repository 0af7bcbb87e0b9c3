"""Whatever is asked for wrongly gets a sentence, "did you mean", status 2 and nothing on stdout."""

from __future__ import annotations

from pathlib import Path

import pytest

from asking import Asker

SEARCH = ("search", "-n", "dials", "-p", "sample")


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Asker:
    return Asker(capsys, tmp_path / "home")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["serch"], "Did you mean 'search'?"),
        (["search", "--nich", "x"], "No such option: --nich. Did you mean --niche?"),
        (["search"], "Say what you seek."),
        (["search", "watches"], "What you seek goes behind --niche."),
        (["search", "-n", "x", "--offline"], "The store holds nobody yet."),
        (["search", "-n", "x", "--offline", "-p", "bluesky"], "The store holds nobody of bluesky yet."),
        (["search", "-n", "  "], "Say what you seek."),
        (["search", "-n", "\x01", "-p", "sample"], "A niche is written in words."),
        (["search", "-n", "\udcff", "-p", "sample"], "A niche is written in words."),
        (["search", "-n", "x" * 201, "-p", "sample"], "at most 200 characters"),
        (["search", "-n", "dials", "-p", "smaple"], "There is no platform 'smaple'. Did you mean sample?"),
        (["search", "-n", "dials", "-p", "smaple", "--offline"], "Did you mean sample?"),
        ([*SEARCH, "--tier", "mikro"], "There is no tier 'mikro'. Did you mean micro?"),
        ([*SEARCH, "--band", "1-5"], "There is no band '1-5'. Did you mean 1-5k?"),
        ([*SEARCH, "--preset", "betta"], "There is no preset 'betta'. Did you mean beta?"),
        ([*SEARCH, "--format", "jsn"], "There is no format 'jsn'. Did you mean json?"),
        ([*SEARCH, "--export", "l.cvs"], "Did you mean .csv?"),
        ([*SEARCH, "--limit", "0"], "--limit"),
        ([*SEARCH, "--limit", "99999999999999999999"], "--limit"),
        ([*SEARCH, "--limit", "x)"], "--limit"),
        ([*SEARCH, "--min-engagement", "nan"], "--min-engagement"),
        ([*SEARCH, "--min-followers", "9", "--max-followers", "5"], "larger than"),
        ([*SEARCH, "--band", "5-10k", "--tier", "nano"], "--tier says one size and --band another."),
        ([*SEARCH, "--band", "1-5k", "--min-followers", "5000"], "--band says one size and --min-followers"),
        ([*SEARCH, "--min-engagement", "inf"], "--min-engagement is in per cent."),
        ([*SEARCH, "--within", "30mi"], "Add --near"),
        ([*SEARCH, "--must", "Oil", "--never", "oil"], "both wanted (--must) and a red line (--never)"),
        ([*SEARCH, "--near", "Leds"], "Did you mean Leeds?"),
        ([*SEARCH, "--active-within", "soon"], "is no length of time"),
        (["show"], "creator"),
        (["show", "@nobody", "-n", "dials"], "The store holds no creator"),
        (["show", "ada"], "There was no search yet."),
        (["show", "ada", "-f", "csv"], "There is no format"),
        (["export", "l.csv"], "There was no search yet."),
        (["import", "none.jsonl"], "cannot be read"),
        (["import", "x.jsonl", "--as-of", "soon"], "is no date"),
        (["platforms", "blusky"], "Did you mean bluesky?"),
        (["platforms", "chek", "bluesky"], "Did you mean check?"),
        (["forget", "--yes", "nobody"], "kept out by platform:handle"),
        (["purge"], "--older-than"),
        (["purge", "--older-than", "9x"], "is no length of time"),
        (["config", "--format", "xml"], "There is no format"),
    ],
)
def test_wrong_use_is_told(ask: Asker, argv: list[str], said: str) -> None:
    status, out, err = ask(*argv)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_command_alone_shows_its_help(ask: Asker) -> None:
    status, _, err = ask()
    assert status == 2
    assert err.startswith("Usage: ")


@pytest.mark.parametrize("command", ["search", "show", "import", "export", "platforms", "config", "forget", "purge"])
def test_every_command_explains_itself(ask: Asker, command: str) -> None:
    status, out, _ = ask(command, "--help")
    assert status == 0
    assert out.startswith("Usage: ")


def test_the_version_is_told(ask: Asker) -> None:
    assert ask("--version").out.startswith("microscout 0.")


def test_a_wrong_setting_is_told_with_its_origin(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_LIMIT", "many")
    status, _, err = ask(*SEARCH)
    assert status == 2
    assert "environment MICROSCOUT_LIMIT" in err


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ("BLUSKY_APP_PASSWORD", "There is no platform 'blusky'. Did you mean bluesky?"),
        ("BLUSKY_APPVIEW", "There is no platform 'blusky'. Did you mean bluesky?"),
        ("YOUTUBE_API_KEYS", "youtube has no key 'api_keys'. Did you mean api_key?"),
    ],
)
def test_a_key_or_option_under_a_misspelt_name_is_not_passed_over(
    ask: Asker, monkeypatch: pytest.MonkeyPatch, variable: str, said: str
) -> None:
    monkeypatch.setenv(f"MICROSCOUT_{variable}", "https://x.example")
    assert said in ask("config").err
    status, _, err = ask(*SEARCH)
    assert (status, err.count("https://x.example")) == (2, 0)
    assert said in err


def test_a_table_that_is_like_none_of_ours_may_be_a_missing_plugins(
    ask: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSCOUT_WUNDERKAMMER_API_KEY", "k")
    monkeypatch.setenv("MICROSCOUT_BSKY_CACHE", "x")
    monkeypatch.setenv("MICROSCOUT_ALERTS_WEBHOOK", "https://x.example")
    assert ask("config").err == ""
    assert ask("platforms", "sample").status == 0


def test_a_wrong_option_of_a_platform_is_told(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICROSCOUT_SAMPLE_COLOUR", "red")
    status, _, err = ask(*SEARCH)
    assert status == 2
    assert "The settings of platform sample are wrong" in err
