"""Settings: where each value comes from, what is refused, and that keys are never shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microscout import config
from microscout.config import files
from microscout.errors import ConfigError

KEY = "hunter2-very-secret"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    return tmp_path


def load(home: Path, **variables: str) -> config.Settings:
    return config.load(
        {"MICROSCOUT_HOME": str(home)} | {f"MICROSCOUT_{name}": text for name, text in variables.items()}
    )


def written(home: Path, text: str, name: str = "config.toml", mode: int = 0o644) -> Path:
    file = home / "config" / name
    file.write_text(text)
    file.chmod(mode)
    return file


def test_with_nothing_set_every_value_is_a_built_in_default(home: Path) -> None:
    settings = load(home)
    assert settings.platforms == ("bluesky", "mastodon")
    assert settings.store == home / "data" / "microscout.sqlite"
    assert settings.origins["limit"] == "built-in default"
    assert settings.origins["data"] == "environment MICROSCOUT_HOME"


def test_without_a_home_the_folders_are_those_of_the_system() -> None:
    settings = config.load({})
    assert settings.data.is_absolute()
    assert settings.origins["data"] == "built-in default"


def test_the_environment_goes_before_the_file_and_the_file_before_the_defaults(home: Path) -> None:
    file = written(home, 'limit = 7\npreset = "beta"\ndata = "/elsewhere"\n')
    settings = load(home, LIMIT="9", DATA=str(home / "mine"))
    assert (settings.limit, settings.preset, settings.posts) == (9, "beta", 20)
    assert settings.data == home / "mine"
    assert settings.origins["limit"] == "environment MICROSCOUT_LIMIT"
    assert settings.origins["preset"] == str(file)


def test_the_file_may_say_where_the_store_is(home: Path) -> None:
    file = written(home, 'data = "/elsewhere"\n')
    settings = config.load({"MICROSCOUT_CONFIG": str(home / "config")})
    assert settings.data == Path("/elsewhere")
    assert settings.origins["data"] == str(file)


def test_lists_in_the_environment_are_written_with_commas(home: Path) -> None:
    settings = load(home, PLATFORMS="sample, bluesky,", MASTODON_INSTANCES="mastodon.social", SITE_LANGUAGE="en")
    assert settings.platforms == ("sample", "bluesky")
    assert settings.options["mastodon"]["instances"] == "mastodon.social", "the platform knows whether it wants a list"
    assert settings.options["site"]["language"] == "en"


def test_an_empty_variable_says_nothing(home: Path) -> None:
    assert load(home, LIMIT="").limit == 20


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("limit = 0", "limit"),
        ('limit = "many"', "limit"),
        ("limit = 99999999999999999999", "limit"),
        ("min_coverage = nan", "min_coverage"),
        ("fresh_hours = inf", "fresh_hours"),
        ("fresh_hours = 1e300", "fresh_hours"),
        ("patience_seconds = -1", "patience_seconds"),
        ("weights = { niche = -1 }", "weights"),
        ("weights = { niche = 0 }", "weights"),
        ("weights = { niche = inf }", "weights"),
        ("colour = 'red'", "colour"),
        ("options = { a = 1 }", "options"),
        ("credentials = { a = 1 }", "credentials"),
        ("origins = { a = 'b' }", "origins"),
        ("store = '/x'", "store"),
    ],
)
def test_a_wrong_value_in_the_file_is_named_with_the_file(home: Path, text: str, name: str) -> None:
    file = written(home, text)
    with pytest.raises(ConfigError) as caught:
        load(home)
    assert name in caught.value.message
    assert str(file) in caught.value.message


@pytest.mark.parametrize(("name", "text"), [("LIMIT", "x"), ("MIN_COVERAGE", "2"), ("POSTS", "0")])
def test_a_wrong_value_in_the_environment_is_named_with_the_variable(home: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=f"environment MICROSCOUT_{name}"):
        load(home, **{name: text})


def test_a_setting_written_wrong_is_told_what_was_meant(home: Path) -> None:
    written(home, "limits = 5")
    with pytest.raises(ConfigError, match="Did you mean limit"):
        load(home)


def test_a_setting_of_the_alerts_written_wrong_is_told_what_was_meant(home: Path) -> None:
    written(home, "[alerts]\nfle = '/news.txt'\n")
    with pytest.raises(ConfigError, match=r"no setting alerts.fle. Did you mean file\?"):
        _ = load(home).alerts
    written(home, "alerts = 5\n")
    with pytest.raises(ConfigError, match=r"as a table, \[alerts\]"):
        load(home)


@pytest.mark.parametrize("text", ["limit =", "[platform", 'a = "\\x"', "platform = 5", "[platform]\nbluesky = 5"])
def test_a_file_that_is_no_toml_or_has_no_tables_is_told(home: Path, text: str) -> None:
    file = written(home, text)
    with pytest.raises(ConfigError) as caught:
        load(home)
    assert str(file) in caught.value.message


def test_a_file_that_is_not_utf_8_is_told(home: Path) -> None:
    (home / "config" / "config.toml").write_bytes(b'preset = "\xff"')
    with pytest.raises(ConfigError, match="no valid TOML"):
        load(home)


def test_a_folder_in_the_files_place_is_told(home: Path) -> None:
    (home / "config" / "config.toml").mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(home)


@pytest.mark.parametrize("name", ["app_password", "access_token", "api_key", "client_secret", "PASSWORD"])
def test_a_key_in_the_settings_file_is_refused_and_not_repeated(home: Path, name: str) -> None:
    written(home, f'[platform.bluesky]\n{name} = "{KEY}"\n')
    with pytest.raises(ConfigError, match="keys do not belong there") as caught:
        load(home)
    assert "chmod 600" in caught.value.hint
    assert KEY not in caught.value.message + caught.value.hint


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_keys_that_others_can_read_are_refused(home: Path, mode: int) -> None:
    written(home, f'[bluesky]\napp_password = "{KEY}"\n', "credentials.toml", mode)
    with pytest.raises(ConfigError, match="Others on this machine") as caught:
        load(home)
    assert "chmod 600" in caught.value.hint


def test_keys_are_read_from_a_file_that_is_the_owners_alone(home: Path) -> None:
    file = written(home, f'[bluesky]\napp_password = "{KEY}"\n', "credentials.toml", 0o600)
    settings = load(home)
    assert settings.credentials["bluesky"]["app_password"].get_secret_value() == KEY
    assert settings.origins["bluesky.app_password"] == str(file)


def test_keys_from_the_environment_go_before_those_of_the_file(home: Path) -> None:
    written(home, '[bluesky]\napp_password = "old"\n', "credentials.toml", 0o600)
    settings = load(home, BLUESKY_APP_PASSWORD=KEY)
    assert settings.credentials["bluesky"]["app_password"].get_secret_value() == KEY
    assert settings.origins["bluesky.app_password"] == "environment MICROSCOUT_BLUESKY_APP_PASSWORD"


def test_a_key_is_shown_nowhere(home: Path) -> None:
    settings = load(home, BLUESKY_APP_PASSWORD=KEY, MASTODON_ACCESS_TOKEN=KEY)
    told = config.told(settings)
    shown = [repr(settings), str(settings), settings.model_dump_json(), json.dumps(told), str(settings.model_dump())]
    assert not any(KEY in each for each in shown)
    assert any(row["setting"] == "bluesky.app_password" and row["value"] == "(set, not shown)" for row in told)


def test_a_broken_keys_file_does_not_give_its_keys_away(home: Path) -> None:
    written(home, f"[bluesky]\napp_password = {KEY}\n", "credentials.toml", 0o600)
    with pytest.raises(ConfigError) as caught:
        load(home)
    assert KEY not in caught.value.message


@pytest.mark.parametrize("text", ["limit = 'x'", f"{KEY.replace('-', '_')} = 1"])
def test_an_error_never_holds_a_key(home: Path, text: str) -> None:
    written(home, text.replace(KEY.replace("-", "_"), "shoe"))
    with pytest.raises(ConfigError) as caught:
        load(home, BLUESKY_APP_PASSWORD=KEY)
    assert KEY not in caught.value.message + caught.value.hint
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('platforms = "bluesky"', "write a list"),
        ("languages = []", "it is empty"),
        ('languages = ["english"]', "'english' is no language code"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_in_our_own_words(home: Path, text: str, said: str) -> None:
    written(home, text)
    with pytest.raises(ConfigError, match=said):
        load(home)


def test_values_are_shown_as_the_file_has_them(home: Path) -> None:
    written(home, '[platform.mastodon]\ninstances = ["a.example"]\n[weights]\nniche = 2')
    told = {row["setting"]: row["value"] for row in config.told(load(home))}
    assert told["platforms"] == '["bluesky", "mastodon"]'
    assert told["mastodon.instances"] == '["a.example"]'
    assert told["weights"] == "niche = 2.0"
    assert told["limit"] == "20"


def test_every_setting_is_told_with_its_origin_and_meaning(home: Path) -> None:
    told = {row["setting"]: row for row in config.told(load(home, LIMIT="3"))}
    assert told["limit"]["from"] == "environment MICROSCOUT_LIMIT"
    assert all(row["about"] for row in told.values())
    hidden = {"options", "credentials", "origins"}
    assert set(config.Settings.model_fields) - hidden <= set(told)


def test_an_environment_file_adds_what_is_not_set_already(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(
        home,
        f"# mine\nMICROSCOUT_BLUESKY_APP_PASSWORD = {KEY}\nMICROSCOUT_LIMIT=7\nPATH=/nowhere\nhttps_proxy=http://p:1\nx\n",
        "schedule.env",
        0o600,
    )
    for name in ("MICROSCOUT_BLUESKY_APP_PASSWORD", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    monkeypatch.setenv("MICROSCOUT_LIMIT", "9")
    config.take(file)
    settings = config.load()
    assert settings.limit == 9
    assert settings.credentials["bluesky"]["app_password"].get_secret_value() == KEY
    assert set(config.from_file(file)) == {"MICROSCOUT_BLUESKY_APP_PASSWORD", "MICROSCOUT_LIMIT", "https_proxy"}


def test_an_environment_file_may_be_written_as_shells_want_it(home: Path) -> None:
    values = {"A": "plain", "B": 'a "b" c', "C": "'quoted'", "D": '"', "E": "a=b", "F": " x "}
    lines = [files.pair(f"MICROSCOUT_{name}", value) for name, value in values.items()]
    file = written(home, "\n".join([*lines, 'export MICROSCOUT_H="x y"', "MICROSCOUT_G='z'"]), "s.env", 0o600)
    told = {name.removeprefix("MICROSCOUT_"): value for name, value in config.from_file(file).items()}
    assert told == values | {"G": "z", "H": "x y"}


def test_an_environment_file_that_others_can_read_is_refused(home: Path) -> None:
    with pytest.raises(ConfigError, match="Others on this machine"):
        config.take(written(home, "MICROSCOUT_LIMIT=7\n", "schedule.env"))
    with pytest.raises(ConfigError, match="cannot be read"):
        config.take(home / "nothing.env")
