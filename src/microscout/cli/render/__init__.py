"""What is shown. Rich does layout and colour only; ``text.py`` says how texts of strangers are kept harmless."""

from microscout.cli.render.alerts import aside, channels, screen, told
from microscout.cli.render.changes import changes, shifts
from microscout.cli.render.company import overlap
from microscout.cli.render.keeping import restored
from microscout.cli.render.lists import imported, platforms, rows_by_table, settings
from microscout.cli.render.named import acts, diff, hidden, searches, shortlists, undone
from microscout.cli.render.niches import beside, notes, proposed, related
from microscout.cli.render.past import past
from microscout.cli.render.progress import counting, progress
from microscout.cli.render.rescored import logged, rescored
from microscout.cli.render.schedules import ran, scheduled, schedules, still_scheduled, tried
from microscout.cli.render.shortlist import bills, shortlist, summary
from microscout.cli.render.story import story
from microscout.cli.render.text import note, plain

FORMATS = ("table", "json", "csv")

__all__ = [
    "FORMATS",
    "acts",
    "aside",
    "beside",
    "bills",
    "changes",
    "channels",
    "counting",
    "diff",
    "hidden",
    "imported",
    "logged",
    "note",
    "notes",
    "overlap",
    "past",
    "plain",
    "platforms",
    "progress",
    "proposed",
    "ran",
    "related",
    "rescored",
    "restored",
    "rows_by_table",
    "scheduled",
    "schedules",
    "screen",
    "searches",
    "settings",
    "shifts",
    "shortlist",
    "shortlists",
    "still_scheduled",
    "story",
    "summary",
    "told",
    "tried",
    "undone",
]
