"""The files of settings and keys: TOML, and ``NAME=value`` lines. Keys only where nobody else can read them."""

from __future__ import annotations

import os
import re
import shlex
import stat
import tomllib
from pathlib import Path
from typing import Any

from microscout.errors import ConfigError

SECRET = re.compile(r"password|token|key|secret|identifier|webhook", re.IGNORECASE)


def toml(file: Path) -> dict[str, Any]:
    """What `file` says; nothing where there is none."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise ConfigError(f"{file} is no valid TOML: it is no UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is no valid TOML: {error}.") from None
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None


def take_tables(
    tables: Any,
    options: dict[str, dict[str, Any]],
    credentials: dict[str, dict[str, str]],
    origins: dict[str, str],
    file: Path,
) -> None:
    """``[platform.NAME]`` tables of the settings file; a key among them is refused: the file may be shared."""
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise ConfigError(f"{file}: write platform settings as [platform.NAME] tables.")
    for platform, table in tables.items():
        for name, value in table.items():
            if SECRET.search(name):
                raise ConfigError(
                    f"{file} holds {name} of {platform}: keys do not belong there.",
                    hint=f"Move it to {file.with_name('credentials.toml')} and make that file yours alone (chmod 600).",
                )
            options.setdefault(platform, {})[name] = value
            origins[f"{platform}.{name}"] = str(file)


def take_keys(file: Path, credentials: dict[str, dict[str, str]], origins: dict[str, str]) -> None:
    """``[NAME]`` tables of keys from a file that nobody else can read."""
    if not os.access(file, os.F_OK):
        return
    _check_private(file)
    for platform, table in toml(file).items():
        if not isinstance(table, dict):
            raise ConfigError(f"{file}: write keys as [PLATFORM] tables.")
        for name, value in table.items():
            credentials.setdefault(platform, {})[name] = str(value)
            origins[f"{platform}.{name}"] = str(file)


def pairs(file: Path) -> dict[str, str]:
    """What an environment file says, ``NAME=value`` a line, as :func:`pair` writes it; nobody else may read it.

    It may be written as shells and others want it, too: ``export NAME="value"``.
    """
    try:
        _check_private(file)
        told = [line.partition("=") for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or error
        raise ConfigError(f"The environment file {file} cannot be read: {said}.") from None
    return {name_of(name): _bare(value.strip()) for name, _, value in told}


def pair(name: str, value: str) -> str:
    """The line for `value`, which comes back as it is."""
    return f"{name}={value}" if _bare(value.strip()) == value else f'{name}="{value}"'


def name_of(line: str) -> str:
    """The name of which a line of an environment file tells."""
    return line.partition("=")[0].strip().removeprefix("export ").strip()


def _bare(value: str) -> str:
    """`value` without quotation marks around it."""
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _check_private(file: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise ConfigError(f"Others on this machine can read {file}.", hint=f"Run: chmod 600 {shlex.quote(str(file))}")
