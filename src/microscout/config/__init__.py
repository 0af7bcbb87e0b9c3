"""The only reader of environment, settings file and paths; out comes one frozen :class:`Settings`.

Later wins: built-in defaults, ``config.toml``, ``credentials.toml`` (keys only; must be readable by its owner alone),
environment (``MICROSCOUT_PRESET``, ``MICROSCOUT_BLUESKY_APP_PASSWORD``, …). Every value remembers where it came from.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import PlatformDirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from microscout.config import files
from microscout.errors import ConfigError, meant

_PREFIX = "MICROSCOUT_"
ALERTS = "alerts"
"""The name of the alerts' table among options and credentials."""
_MOST = 1_000_000
_LANGUAGES = (
    "ar", "da", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "zh",
)  # fmt: skip
_LISTS = ("platforms", "languages")
_PLACES = ("HOME", "DATA", "CONFIG", "DEBUG")
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_SAID = {"tuple_type": 'write a list: ["…", "…"]', "too_short": "it is empty"}
_PASSED_ON = re.compile(r"MICROSCOUT_\w+|((HTTPS?|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR))", re.IGNORECASE)


def _whole(path: Path) -> Path:
    """A scheduler starts elsewhere than a shell: what is not the whole path would be another file there."""
    if not path.expanduser().is_absolute():
        raise ValueError("write the whole path, or one from ~ on")
    return path.expanduser()


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it is one line")
    return text


OneLine = Annotated[str, AfterValidator(_printable)]


class Alerts(BaseModel):
    """Where the founder wants to be told of changes, and how often; the ``[alerts]`` table.

    `to`: any of stdout, file, webhook, mail. `most_per_day`: digests a day on one channel. `kinds`: only such changes
    (empty: all). The webhook's address and the mail server's password are credentials.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: tuple[Literal["stdout", "file", "webhook", "mail"], ...] = ()
    most_per_day: int = Field(1, ge=1, le=1000)
    kinds: tuple[str, ...] = ()
    file: Annotated[Path, AfterValidator(_whole)] | None = None
    mail_host: str = ""
    mail_port: int = Field(587, ge=1, le=65_535)
    mail_user: str = ""
    mail_from: OneLine = ""
    mail_to: OneLine = ""


class Settings(BaseModel):
    """Everything that can be set. `options` and `credentials` are by platform; `origins` say where values come from."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    data: Annotated[Path, AfterValidator(Path.expanduser)]
    config: Path
    platforms: tuple[str, ...] = ("bluesky", "mastodon")
    preset: str = "default"
    weights: dict[str, float] = Field(default_factory=dict)
    languages: tuple[str, ...] = Field(_LANGUAGES, min_length=1)
    engine: str = "default"
    min_coverage: float = Field(0.6, ge=0, le=1)
    limit: int = Field(20, ge=1, le=_MOST)
    candidates: int = Field(100, ge=1, le=_MOST)
    creators: int = Field(60, ge=1, le=_MOST)
    posts: int = Field(20, ge=1, le=100)
    comments: int = Field(25, ge=0, le=_MOST)
    comment_threads: int = Field(100, ge=1, le=10_000)
    comment_calls: int = Field(150, ge=1, le=_MOST)
    fresh_hours: float = Field(24.0, ge=0, le=_MOST)
    patience_seconds: float = Field(60.0, ge=0, le=_MOST)
    max_usd: float = Field(0.0, ge=0, le=_MOST)
    options: dict[str, dict[str, Any]] = Field(default_factory=dict)
    credentials: dict[str, dict[str, SecretStr]] = Field(default_factory=dict)
    origins: dict[str, str] = Field(default_factory=dict)

    @field_validator("weights")
    @classmethod
    def _some_weigh(cls, weights: dict[str, float]) -> dict[str, float]:
        if weights and (min(weights.values()) < 0 or not sum(weights.values())):
            raise ValueError("no weight is below 0, and one at least is above it")
        return weights

    @field_validator("languages")
    @classmethod
    def _codes(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        if names := [each for each in languages if not _CODE.fullmatch(each)]:
            raise ValueError(f"{names[0]!r} is no language code (en, de, …)")
        return languages

    def changed(self, **said: Any) -> Settings:
        """These settings with what was `said` for one command in their place; None: nothing was said."""
        return self.model_copy(update={name: value for name, value in said.items() if value is not None})

    @property
    def alerts(self) -> Alerts:
        """Where to tell of changes. ConfigError says what is wrong with the table."""
        table = self.options.get(ALERTS, {})
        listed = {name: _split(table[name]) for name in ("to", "kinds") if isinstance(table.get(name), str)}
        try:
            return Alerts(**table | listed)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            if first["type"] == "extra_forbidden":
                known = list(Alerts.model_fields)
                said = f"There is no setting alerts.{name}.{meant(name, known)}"
                raise ConfigError(said, hint=f"Known: {', '.join(known)}.") from None
            raise ConfigError(f"alerts.{name} is wrong: {first['msg'].removeprefix('Value error, ')}.") from None

    @property
    def store(self) -> Path:
        """The store's file."""
        return self.data / "microscout.sqlite"


ABOUT = {
    "platforms": "where to search when no --platform is given",
    "preset": "which weights to use: default, beta, local, content or community",
    "weights": "your own weights by score, instead of a preset",
    "languages": "the languages that may be recognised in posts whose platform does not name one",
    "engine": "how texts are read for the niche: default, semantic (with microscout[semantic]), lexical, static, one "
    "that you installed, or LIBRARY:MODEL (sentence-transformers or model2vec, where you installed it)",
    "min_coverage": "the share of the weight that must be known for a creator to be ranked",
    "limit": "how many creators a shortlist shows",
    "candidates": "how many candidates each source of a platform may turn up",
    "creators": "for how many creators of a platform posts are fetched",
    "posts": "how many posts of each",
    "comments": "of how many creators, the best of a first ranking, comments are read (0: of none)",
    "comment_threads": "how many threads of each",
    "comment_calls": "how many calls for comments one search may make on one platform",
    "fresh_hours": "how old what is known may be before it is asked for again",
    "patience_seconds": "the longest wait that a platform may ask for before it is left out",
    "max_usd": "the most dollars that one search may spend on platforms that are paid by the call",
}
_IN_FILE = ("data", *ABOUT)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this moment. ConfigError names the setting that is wrong and where it was read."""
    env = os.environ if environment is None else environment
    folders = _folders(env)
    values: dict[str, Any] = {"data": folders["data"], "config": folders["config"]}
    origins = dict.fromkeys(Settings.model_fields, "built-in default") | folders["origins"]
    file = folders["config"] / "config.toml"
    options: dict[str, dict[str, Any]] = {}
    credentials: dict[str, dict[str, str]] = {}
    for name, value in files.toml(file).items():
        if name == "platform":
            files.take_tables(value, options, credentials, origins, file)
        elif name == ALERTS and not isinstance(value, dict):
            raise ConfigError(f"{file}: write the alerts' settings as a table, [alerts].")
        elif name == ALERTS:
            files.take_tables({ALERTS: value}, options, credentials, origins, file)
        elif name not in _IN_FILE:
            near = meant(name, _IN_FILE)
            raise ConfigError(f"There is no setting {name!r} ({file}).{near}", hint=f"Known: {', '.join(_IN_FILE)}.")
        elif name not in folders["origins"]:
            values[name], origins[name] = value, str(file)
    files.take_keys(folders["config"] / "credentials.toml", credentials, origins)
    _take_environment(env, values, options, credentials, origins)
    try:
        return Settings(**values, options=options, credentials=credentials, origins=origins)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        said = _SAID.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise ConfigError(
            f"The setting {name} ({origins.get(name, file)}) is wrong: {said}.",
            hint="`microscout config` shows every setting and what it means.",
        ) from None


def told(settings: Settings) -> list[dict[str, str]]:
    """Every setting for people: name, value (keys masked), origin, meaning."""
    rows = [
        {
            "setting": name,
            "value": _shown(getattr(settings, name)),
            "from": settings.origins.get(name, ""),
            "about": about,
        }
        for name, about in {"config": "the folder of the settings", "data": "the folder of the store", **ABOUT}.items()
    ]
    for tables, shown in ((settings.options, _shown), (settings.credentials, lambda _: "(set, not shown)")):
        for platform, table in sorted(tables.items()):
            for name, value in sorted(table.items()):
                full = f"{platform}.{name}"
                rows.append(
                    {"setting": full, "value": shown(value), "from": settings.origins.get(full, ""), "about": platform}
                )
    return rows


def _shown(value: Any) -> str:
    """`value` as config.toml has it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} = {_shown(each)}" for name, each in value.items()) or "none"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple | bool) else str(value)


def passed_on(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a run must be told that starts elsewhere: our settings and keys, proxies, certificates."""
    return {name: value for name, value in environment.items() if value and _PASSED_ON.fullmatch(name)}


def from_file(file: Path) -> dict[str, str]:
    """What an environment file tells a run, as :func:`passed_on`; nobody else may read it."""
    return passed_on(files.pairs(file))


def take(file: Path | None) -> None:
    """Add what an environment file says to this process's environment; what is set there already stays."""
    if file is not None:
        os.environ.update(from_file(file) | dict(os.environ))


def debugging() -> bool:
    """Whether the founder wants a traceback with an unexpected error."""
    return bool(os.environ.get(f"{_PREFIX}DEBUG"))


def _folders(env: Mapping[str, str]) -> dict[str, Any]:
    """The data and settings folders: named by the environment, else where this system keeps such things."""
    usual = PlatformDirs("microscout", appauthor=False)
    home = env.get(f"{_PREFIX}HOME")
    found: dict[str, Any] = {"origins": {}}
    for name, default in (("data", usual.user_data_path), ("config", usual.user_config_path)):
        variable = f"{_PREFIX}{name.upper()}"
        if env.get(variable):
            found[name], found["origins"][name] = Path(env[variable]).expanduser(), f"environment {variable}"
        elif home:
            found[name], found["origins"][name] = Path(home).expanduser() / name, f"environment {_PREFIX}HOME"
        else:
            found[name] = default
    return found


def _take_environment(
    env: Mapping[str, str],
    values: dict[str, Any],
    options: dict[str, dict[str, Any]],
    credentials: dict[str, dict[str, str]],
    origins: dict[str, str],
) -> None:
    """``MICROSCOUT_SETTING`` and ``MICROSCOUT_PLATFORM_OPTION``, as texts; lists are written with commas."""
    simple = {f"{_PREFIX}{name.upper()}": name for name in ABOUT if name != "weights"}
    for variable, text in env.items():
        if not variable.startswith(_PREFIX) or variable.removeprefix(_PREFIX) in _PLACES or not text:
            continue
        if variable in simple:
            name = simple[variable]
            values[name] = _split(text) if name in _LISTS else text
        else:
            if near := meant(variable, simple, alike=0.9):
                raise ConfigError(f"There is no setting {variable}.{near}")
            platform, _, option = variable.removeprefix(_PREFIX).lower().partition("_")
            name = f"{platform}.{option}"
            if files.SECRET.search(option):
                credentials.setdefault(platform, {})[option] = text
            else:
                options.setdefault(platform, {})[option] = text
        origins[name] = f"environment {variable}"


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
