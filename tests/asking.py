"""The command line as tests use it: ``main(argv)``, never typer's own runner, which goes round the error boundary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main

from microscout.cli.main import main

# Typer reads every option of every command anew at each call; a process of our own calls once, the tests hundreds.
typer.main.get_command = cache(typer.main.get_command)


class Ran(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


class Asker:
    """Runs commands and reads what they say."""

    def __init__(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        self._capsys = capsys
        self.home = home

    def __call__(self, *argv: str) -> Ran:
        status = main(argv)
        return Ran(status, *self._capsys.readouterr())

    def imports(self, records: Iterable[dict[str, Any]], name: str = "list.jsonl") -> Ran:
        """Import `records` from a JSON Lines file."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(each) + "\n" for each in records))
        return self("import", str(path))
