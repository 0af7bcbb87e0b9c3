"""From scored creators to a shortlist: filters and order, the reasons in plain words, the sheet for export. Pure."""

from microscout.shortlist.choose import Criteria, Shortlist, choose
from microscout.shortlist.movement import Movement, movements
from microscout.shortlist.reasons import niche_story, often, paid, reasons, speaks, talk, unknowns
from microscout.shortlist.sheet import SHEET, sheet

__all__ = [
    "SHEET",
    "Criteria",
    "Movement",
    "Shortlist",
    "choose",
    "movements",
    "niche_story",
    "often",
    "paid",
    "reasons",
    "sheet",
    "speaks",
    "talk",
    "unknowns",
]
