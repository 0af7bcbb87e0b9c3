"""Any model of ``sentence-transformers`` or ``model2vec`` as an engine, where the founder installed that library.

Named in the settings as ``LIBRARY:MODEL``, MODEL being the name of a model on a hub, or a folder. This is the only
engine that may use the network: the library fetches a model that it has not yet, when the first text is read. Words are
read as by the other engines, so that a niche is found by its very words as well (``fusion.py``); the constants are
those of the default engine, learned for none of these models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from microscout.errors import ConfigError, quoted
from microscout.relevance.static import unit

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors

LIBRARIES: dict[str, Callable[[Any, str], Any]] = {
    "sentence-transformers": lambda library, model: library.SentenceTransformer(model),
    "model2vec": lambda library, model: library.StaticModel.from_pretrained(model),
}
_BACK = 'rank by the default engine: engine = "default" in config.toml.'


class Hub:
    """The embedder `model` of `library`; ConfigError where that is not installed."""

    def __init__(self, library: str, model: str) -> None:
        self.name, self._model_name = library, model
        if not model:
            raise ConfigError(
                f"The engine {library}: names no model.", hint=f"Write {library}:MODEL, a model's name or a folder."
            )
        if find_spec(_module(library)) is None:
            raise ConfigError(
                f"The engine {library}:{model} needs {library}, which is not installed.",
                hint=f"Install it with: pip install {library} - or {_BACK}",
            )

    @cached_property
    def version(self) -> str:
        """That of the library, and which model; known without loading it."""
        try:
            return f"{version(self.name)}-{self._model_name}"
        except PackageNotFoundError:
            return f"unknown-{self._model_name}"

    @cached_property
    def dimensions(self) -> int:
        """What the model says: a vector is as long as that of a word."""
        return int(self._encoded(["word"]).shape[1])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        made = np.zeros((len(texts), self.dimensions), np.float32)
        worded = [place for place, text in enumerate(texts) if any(map(str.isprintable, text.split()))]
        if worded:
            made[worded] = unit(self._encoded([texts[place] for place in worded]))
        return made

    def _encoded(self, texts: list[str]) -> Any:
        return np.nan_to_num(np.asarray(self._model.encode(texts), np.float32))

    @cached_property
    def _model(self) -> Any:
        try:
            return LIBRARIES[self.name](import_module(_module(self.name)), self._model_name)
        except Exception as error:  # of a library that we know no more of: no such model, no network, no memory
            raise ConfigError(
                f"{self.name} could not load the model {self._model_name} "
                f"({type(error).__name__}: {quoted(str(error))}).",
                hint=f"Is that its name? What is not on this machine yet is fetched, for once. Or {_BACK}",
            ) from error


def _module(library: str) -> str:
    return library.replace("-", "_")
