"""``python -m microscout.testing replay PLATFORM FILE...``: what a platform's parsers make of recorded exchanges.

One JSON line for every raw object: what was parsed, or what was left out and why. Nothing is asked of any network. A
file may hold one exchange or many, in any spelling that ``microscout.client.recordings`` knows; a folder stands for all
files in it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from microscout.errors import MicroscoutError
from microscout.platforms import make
from microscout.testing.reading import of_file


def main(arguments: Sequence[str]) -> int:
    """Print one line for each raw object in the files; exit status 2 where the call itself is wrong."""
    if len(arguments) < 3 or arguments[0] != "replay":
        print("usage: python -m microscout.testing replay PLATFORM FILE...", file=sys.stderr)
        return 2
    try:
        platform = make(arguments[1], {})
    except MicroscoutError as error:
        print(error.message, error.hint, file=sys.stderr)
        return 2
    try:
        for file in _files(arguments[2:]):
            for line in of_file(platform, file):
                print(json.dumps({"file": file.name, **line}))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _files(names: Sequence[str]) -> Iterator[Path]:
    """Each file named, and all files in each folder named, in order."""
    for path in map(Path, names):
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
