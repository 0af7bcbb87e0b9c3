"""Start-up: `microscout --help` against sqlite-utils and llm, and the main job on the bundled sample, whole processes.

The peers run as if pandas and NumPy were not there: the scoring benchmark brings them, and sqlite-utils imports them
where it finds them, which would flatter us fivefold.

Targets: help at most 1.25 x sqlite-utils' and 0.4 x llm's; ``search --platform sample`` under 1.5 s with a fresh store.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from _measure import Target, medians, parser, report, seconds, side_by_side

_BIN = Path(sys.executable).parent
_ALONE = "import sys; sys.modules.update(pandas=None, numpy=None); from {}.cli import cli; cli(prog_name='{}')"


def _whole(*command: str) -> Callable[[], float]:
    """A run of the command in a process of its own, with a home of its own."""

    def run() -> float:
        with tempfile.TemporaryDirectory() as home:
            env = {**os.environ, "MICROSCOUT_HOME": home, "LLM_USER_PATH": home, "PYTHONDONTWRITEBYTECODE": ""}
            return seconds(lambda: subprocess.run(command, env=env, check=True, capture_output=True))

    return run


def main() -> int:
    options = parser(__doc__).parse_args()
    python, microscout = str(_BIN / "python"), str(_BIN / "microscout")
    runs = {
        "microscout --help": _whole(microscout, "--help"),
        "sqlite-utils --help": _whole(python, "-c", _ALONE.format("sqlite_utils", "sqlite-utils"), "--help"),
        "llm --help": _whole(python, "-c", _ALONE.format("llm", "llm"), "--help"),
        "search --platform sample": _whole(microscout, "search", "--niche", "vintage watches", "-p", "sample"),
        "python -c pass": _whole(python, "-c", "pass"),
    }
    side_by_side(runs, 1)  # fills the disk's cache and the bytecode's
    took = medians(side_by_side(runs, options.times * 3))
    ours = took["microscout --help"]
    targets = [
        Target("help / sqlite-utils", ours / took["sqlite-utils --help"], 1.25),
        Target("help / llm", ours / took["llm --help"], 0.4),
        Target("search --platform sample, s", took["search --platform sample"], 1.5),
    ]
    return report("startup", took, targets, ["microscout", "typer", "sqlite-utils", "llm"], check=options.check)


if __name__ == "__main__":
    sys.exit(main())
