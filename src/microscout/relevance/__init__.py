"""The text engines behind the niche score; pure. The seam is ``base.py``."""

from microscout.relevance.base import Engine
from microscout.relevance.lexical import Lexical

__all__ = ["Engine", "Lexical"]
