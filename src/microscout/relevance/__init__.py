"""The text engines behind the niche score; pure. The seam is ``base.py``.

The shelf: one maker an engine, which gets the memo for its vectors; strangers' under the entry-point group
``microscout.engines``; and any model of two libraries that the founder installed (``hub.py``). Makers import what they
need when they are called: an engine that nobody asks for costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from microscout.errors import ConfigError, meant
from microscout.plugins import registry
from microscout.relevance.base import Embedder, Engine, Forgetful, Kept, Memo, speaking
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
    "speaking",
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


BUILT_IN: dict[str, Maker] = {"default": _default, "lexical": _lexical, "semantic": _semantic, "static": _static}


def shelf() -> dict[str, Maker]:
    """Every engine's maker by name."""
    return registry(BUILT_IN, "microscout.engines")


def make(name: str, memo: Memo | None = None) -> Engine:
    """The engine `name`, whose vectors `memo` keeps (None: as long as the process). ConfigError for an unknown name."""
    known = shelf()
    if name not in known:
        return _named(name, known, memo or Forgetful())
    if name in BUILT_IN:
        return known[name](memo or Forgetful())
    from microscout.relevance.strangers import guarded

    return guarded(name, lambda: known[name](memo or Forgetful()))


def _named(name: str, known: Iterable[str], memo: Memo) -> Engine:
    """The engine of a library's model; ConfigError where `name` is neither that nor `known`."""
    from microscout.relevance.fusion import Fusion
    from microscout.relevance.hub import LIBRARIES, Hub
    from microscout.relevance.meaning import Meaning

    library, named, model = name.partition(":")
    if not named or library not in LIBRARIES:
        models = [f"{each}:MODEL" for each in LIBRARIES]
        said = f"There is no engine {name!r}.{meant(name.lower(), known)}"
        raise ConfigError(said, hint=f"Known: {', '.join([*known, *models])}.")
    model = model.strip()
    return Fusion(f"{library}:{model}", Lexical(), Meaning("hub", Hub(library, model), memo))
