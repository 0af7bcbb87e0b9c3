"""A table of word pieces that was taught to mean what a transformer means: a text is the sum of its pieces' rows.

For each of the 30,522 pieces of BERT's vocabulary 256 numbers, so chosen that the mean over a text's pieces lies as
near as can be to what all-MiniLM-L6-v2 makes of the whole text, turned to its 256 strongest directions
(``scripts/teach_table.py``, docs/decisions/0012-weights.md). So a creator's posts are read as fast as a table is read,
and what is sought, a phrase or two, is read by the transformer itself (``Phrases``): the two are made to be compared.
The rows are whole numbers of 8 bits with a scale each, in ``pieces.safetensors``, with the directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from microscout.relevance.minilm import MiniLM
from microscout.relevance.static import added, looked_up, unit
from microscout.relevance.wordpieces import UNKNOWN, tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

_FILE = Path(__file__).with_name("pieces.safetensors")


class Table:
    """The embedder for posts."""

    name, version = "pieces", "2"
    dimensions = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        return looked_up(_rows(), tokenizer(longest=None), texts)

    def pieces(self, text: str) -> tuple[list[tuple[int, int]], Vectors]:
        """Where each piece of `text` stands, and what it adds to the text's vector: they sum to it exactly."""
        return added(_rows(), tokenizer(longest=None), text)


class Phrases:
    """The embedder for what is sought among vectors of :class:`Table`."""

    name = "phrases"
    dimensions = Table.dimensions

    def __init__(self) -> None:
        self._transformer = MiniLM()

    @property
    def version(self) -> str:
        """Those of the weights and of the directions."""
        return f"{self._transformer.version}-{Table.version}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        return unit(self._transformer.embed(texts) @ _held()["directions"].astype(np.float32))


@cache
def _held() -> dict[str, NDArray[Any]]:
    from safetensors.numpy import load_file

    return load_file(_FILE)


@cache
def _rows() -> NDArray[np.float32]:
    held = _held()
    rows = np.asarray(held["rows"] * held["scales"].astype(np.float32)[:, None], np.float32)
    rows[UNKNOWN] = 0.0  # else all texts in emoji are alike
    return rows
