"""The text engines behind the niche score; pure. The seam is ``base.py``."""

from microscout.relevance.base import Engine
from microscout.relevance.languages import foreign, language_name, spoken
from microscout.relevance.lexical import Lexical

__all__ = ["Engine", "Lexical", "foreign", "language_name", "spoken"]
