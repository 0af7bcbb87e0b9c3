"""microscout: the micro creators whom a start-up's future customers already trust, with the evidence.

The one rule of the house: a platform turns a handle into a snapshot; a score turns a niche into an
expression; everything else is plumbing. ``docs/how-it-works.md`` walks through the rooms.

The library's front door is :class:`microscout.scout.Scout`.
"""

__version__ = "0.1.0"
