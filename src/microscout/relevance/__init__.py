"""The text engines behind the niche score; pure. The seam is ``base.py``.

The shelf: one maker an engine, which gets the memo for its vectors; strangers' under the entry-point group
``microscout.engines``; and any model of two libraries that the founder installed (``hub.py``). Makers import what they
need when they are called: an engine that nobody asks for costs nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING

from microscout.errors import ConfigError
from microscout.plugins import registry
from microscout.relevance.base import Embedder, Engine, Forgetful, Kept, Memo
from microscout.relevance.languages import foreign, language_name, spoken
from microscout.relevance.lexical import Lexical

if TYPE_CHECKING:
    from microscout.relevance.meaning import Meaning

__all__ = [
    "BUILT_IN",
    "Embedder",
    "Engine",
    "Forgetful",
    "Kept",
    "Lexical",
    "Memo",
    "foreign",
    "language_name",
    "make",
    "shelf",
    "spoken",
]

Maker = Callable[[Memo], Engine]


def _lexical(_: Memo) -> Engine:
    return Lexical()


def _static(memo: Memo) -> Meaning:
    from microscout.relevance.joined import phrases, texts
    from microscout.relevance.meaning import Meaning
    from microscout.relevance.origin import FAR, NEAR, learned

    return Meaning("static", texts(), memo, phrases=phrases(), origin=learned("texts"), far=FAR, near=NEAR)


def _default(memo: Memo) -> Engine:
    from microscout.relevance.fusion import Fusion

    return Fusion("default", Lexical(), _static(memo))


def _semantic(memo: Memo) -> Engine:
    from microscout.relevance.fusion import SEMANTIC_WORDS, Fusion
    from microscout.relevance.meaning import Meaning
    from microscout.relevance.origin import FAR, NEAR, learned
    from microscout.relevance.refined import Refined
    from microscout.relevance.transformer import Transformer

    deep = Meaning("transformer", Transformer(), memo, origin=learned("minilm"), whole=True, far=FAR, near=NEAR)
    return Fusion("semantic", Lexical(), Refined(_static(memo), deep), SEMANTIC_WORDS)


def _hub(library: str, model: str, memo: Memo) -> Engine:
    from microscout.relevance.fusion import Fusion
    from microscout.relevance.hub import Hub
    from microscout.relevance.meaning import Meaning

    return Fusion(f"{library}:{model}", Lexical(), Meaning("hub", Hub(library, model), memo))


_LIBRARIES = ("sentence-transformers", "model2vec")
"""Whose models can be named in the settings: see ``hub.py``."""
BUILT_IN: dict[str, Maker] = {"default": _default, "lexical": _lexical, "semantic": _semantic, "static": _static}


def shelf() -> dict[str, Maker]:
    """Every engine's maker by name."""
    return registry(BUILT_IN, "microscout.engines")


def make(name: str, memo: Memo | None = None) -> Engine:
    """The engine `name`, whose vectors `memo` keeps (None: as long as the process). ConfigError for an unknown name."""
    known = shelf()
    library, named, model = name.partition(":")
    if named and library in _LIBRARIES:
        return _hub(library, model.strip(), memo or Forgetful())
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        models = ", ".join(f"{each}:MODEL" for each in _LIBRARIES)
        raise ConfigError(f"There is no engine {name!r}.{meant}", hint=f"Known: {', '.join(known)}, {models}.")
    if name in BUILT_IN:
        return known[name](memo or Forgetful())
    from microscout.relevance.strangers import guarded

    return guarded(name, lambda: known[name](memo or Forgetful()))
