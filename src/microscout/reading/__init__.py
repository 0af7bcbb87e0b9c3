"""What texts say, read from public words alone: what is paid for, what is asked, how much a comment says. Pure.

=============== =============================================================================================
``disclosure``  does a post disclose, or show, that somebody pays for it, and by which kind of sign
``asking``      does a comment ask, request, or report a problem
``substance``   does a comment say something: specific, generic, emoji only, mention only, spam
=============== =============================================================================================

Words and patterns are versioned data (``*.toml``); what was learned is a small table of weights (``asking.json``).
Every text is hostile: no pattern needs more than linear time, and nothing that is read is run, shown or followed.
"""

from __future__ import annotations

from microscout.reading.disclosure import annotated

__all__ = ["annotated"]
