"""The founder's own files: creators taken in, shortlists given out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from microscout import exports, importing, shortlist
from microscout.errors import UsageError
from microscout.models import Niche, Snapshot
from microscout.scoring.lines import version as lines_version
from microscout.scout import explaining, portraits, recorded
from microscout.scout.desk import Desk
from microscout.scout.finding import Found
from microscout.shortlist import Criteria
from microscout.store import observations, runs

_CLOCKS_OFF = 86_400  # seconds that another machine's clock and time zone may run ahead of ours


@dataclass(frozen=True)
class Imported:
    """What an import did. `rows`: the good ones that were kept; several may be of one creator."""

    rows: int
    creators: int
    posts: int
    forgotten: int
    bad: list[importing.BadRow]


def bring_in(desk: Desk, path: Path, captured_at: int, progress: Callable[[int], None] = lambda _: None) -> Imported:
    """Import the creators in `path`; good rows are kept, each bad one is told."""
    bad: list[importing.BadRow] = []
    creators: set[str] = set()
    rows = posts = forgotten = 0
    for some in _batches(importing.read(path, captured_at, latest=int(desk.now()) + _CLOCKS_OFF), 500):
        good = [each for each in some if isinstance(each, Snapshot)]
        bad.extend(each for each in some if isinstance(each, importing.BadRow))
        kept = observations.add_all(desk.store, good)
        creators.update(kept)
        rows, forgotten = rows + len(kept), forgotten + len(good) - len(kept)
        posts += sum(len(each.posts or ()) for each in good if each.creator_id in creators)
        progress(rows)
    return Imported(rows, len(creators), posts, forgotten, bad)


def last_shortlist(desk: Desk) -> Found:
    """The last search's creators, ranked again from what was known then."""
    last = runs.last(desk.store)
    if last is None:
        raise UsageError("There was no search yet.", hint='Begin with: microscout search --niche "vintage watches"')
    scored = recorded.scored(desk, last.asked, last.creator_ids, last.finished_at)
    criteria = Criteria(limit=len(last.creator_ids))
    chosen = portraits.chosen(desk, scored, criteria, as_of=last.finished_at, anybody=True)
    niche = desk.read(recorded.niche(last.asked), last.finished_at)
    held = observations.frames(desk.store, creator_ids=last.creator_ids, as_of=last.finished_at)
    return Found(niche, explaining.explained(desk, chosen, niche, held))


def dumped(desk: Desk, found: Found, name: str) -> bytes:
    """The shortlist in the format `name`."""
    sheet = shortlist.sheet(found.shortlist.rows, found.niche.text)
    return exports.shelf()[name].dump(sheet, _about(desk, found.niche))


def export(desk: Desk, path: Path, found: Found, *, overwrite: bool = False, bom: bool = False) -> None:
    """Write the shortlist to `path`; its ending says which format."""
    export = exports.Csv(bom=True) if bom and path.suffix.lower() == ".csv" else exports.for_file(path)
    sheet = shortlist.sheet(found.shortlist.rows, found.niche.text)
    exports.write(path, export.dump(sheet, _about(desk, found.niche)), overwrite=overwrite)


def check_exports(desk: Desk, paths: Iterable[Path], *, overwrite: bool) -> None:
    """Find out before a long search that a file could not be written after it."""
    for path in paths:
        exports.for_file(path)
        exports.check(path, overwrite=overwrite)


def _about(desk: Desk, niche: Niche) -> dict[str, str]:
    """What an exported file says of itself."""
    return {
        "niche": niche.text,
        "made by": "microscout; er_vs_peers_pct, niche_score and score are microscout's own estimates",
        "benchmarks": f"lines of {lines_version()}, {desk.engine.name} engine {desk.engine.version}",
    }


def _batches(stream: Iterable[Any], size: int) -> Iterable[list[Any]]:
    held: list[Any] = []
    for each in stream:
        held.append(each)
        if len(held) == size:
            yield held
            held = []
    if held:
        yield held
