"""The walls of the house: who may import whom, what start-up loads, and what the front doors are called."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("polars", "narwhals", "httpx", "rich", "pydantic", "sqlite3", "platformdirs", "asyncio")

OURS = tuple(name for name in HEAVY if name != "pydantic")  # which typer itself loads to read its options


def python(*argv: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *argv], capture_output=True, text=True, timeout=120, cwd=cwd)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts, held over the tree in `folder`."""
    code = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as go; go()"
    return python("-c", code, "--no-cache", "--config", "pyproject.toml", cwd=folder)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree, to be sinned in."""
    folder = tmp_path_factory.mktemp("tree")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.gz"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_tree_keeps_its_walls(tree: Path) -> None:
    told = lint_imports(tree)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_page_on_how_it_works_names_every_room_on_its_floor() -> None:
    (walls, *_) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    told = (ROOT / "docs" / "how-it-works.md").read_text("utf-8").partition("## The floors\n")[2].partition("\n## ")[0]
    floors = [set(re.findall(r"`(\w+)(?:/|\.py)`", line)) for line in told.splitlines() if re.match(r"\| \d \|", line)]
    rooms = [{room.strip().removeprefix("microscout.") for room in floor.split("|")} for floor in walls["layers"][1:]]
    assert floors == [*rooms[:-2], rooms[-2] | rooms[-1]], "hashtags stand with the models, who alone import them"


def test_planted_violations_are_caught(tree: Path) -> None:
    planted = {
        "src/microscout/models.py": "import polars",
        "src/microscout/frames.py": "import httpx",
        "src/microscout/shortlist/choose.py": "import random",
        "src/microscout/portrait/owned.py": "import microscout.store",
        "src/microscout/scoring/activity.py": "import microscout.scoring.niche\nimport microscout.store",
        "src/microscout/platforms/sample.py": "import microscout.config",
        "src/microscout/collect/funnel.py": "import sqlite3\nimport rich",
        "src/microscout/exports/csv.py": "import microscout.cli",
        "src/microscout/reading/signs.py": "import random",
    }
    for name, line in planted.items():
        file = tree / name
        file.write_text(file.read_text("utf-8") + f"\n{line}\n", "utf-8")
    told = lint_imports(tree)
    assert told.returncode != 0
    contracts = [line for line in told.stdout.splitlines() if line.endswith(("BROKEN", "KEPT"))]
    assert contracts
    assert not [line for line in contracts if line.endswith("KEPT")], told.stdout


STARTED = f"""
import sys

def loaded(*names):
    print([name for name in names if name in sys.modules], file=sys.stderr)

from microscout.cli.main import main
loaded(*{HEAVY})
main(["search", "--help"])
loaded(*{OURS})
from microscout import relevance
relevance.make("lexical")
loaded("numpy", "tokenizers")
from microscout import scout
from microscout.cli import render
loaded("numpy")
from microscout import platforms
platforms.make("sample", {{}})
assert "youtube" in platforms.shelf()
loaded(*(name for name in sys.modules if name.startswith("microscout.platforms.") and "_" not in name))
"""


def test_start_up_loads_step_by_step_no_more_than_is_asked_for() -> None:
    """One process that goes further and further, and says after each step what has been loaded by then."""
    command, its_help, engine, use_cases, platforms = python("-c", STARTED).stderr.splitlines()
    assert command == "[]", "starting the command loads nothing heavy"
    assert its_help == "[]", "nor does help"
    assert engine == "[]", "an engine that nobody asks for loads nothing"
    assert use_cases == "[]", "commands that seek nothing start without numpy"
    assert platforms == "['microscout.platforms.base', 'microscout.platforms.sample']", "nobody asks for the others"


def test_platforms_go_by_the_names_that_they_give_themselves() -> None:
    from microscout import platforms

    shelf = platforms.shelf()
    assert [name for name in shelf if shelf[name].name != name] == []


def test_the_front_doors_are_called_what_they_were() -> None:
    import microscout
    from microscout import client, exports, platforms, relevance, scoring, store, testing
    from microscout.scout import Scout

    assert microscout.__version__
    assert {"search", "show", "bring_in", "export", "forget", "purge", "last_shortlist"} <= set(dir(Scout))
    assert set(platforms.shelf()) >= {"bluesky", "mastodon", "sample"}
    assert set(scoring.shelf()) >= {"niche", "engagement", "activity"}
    assert set(exports.shelf()) >= {"csv", "json", "markdown"}
    assert {"check_platform", "check_score", "check_export"} <= set(testing.__all__)
    for room in (client, exports, platforms, relevance, scoring, store, testing):
        assert all(hasattr(room, name) for name in room.__all__), room.__name__
