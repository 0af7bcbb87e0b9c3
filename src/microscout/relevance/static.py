"""Static embeddings: a text is the mean of its pieces' vectors, looked up in a table.

The table and its tokenizer come inside the wheel of wordllama (256 dimensions, 32,000 pieces; see
``docs/decisions/0012-weights.md``), and are read from there directly: the package's own loader would look for the
network where a file is not found. A vector is the mean over the pieces, brought to length 1; each text for itself, so
that it does not matter with which others it is read. The table was trained so that its first 128 dimensions, or 64, are
vectors of their own (Kusupati et al., "Matryoshka representation learning", NeurIPS 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from microscout.errors import ConfigError
from microscout.relevance.vectors import runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

_PACKAGE = "wordllama"
_WEIGHTS = "weights/l2_supercat_256.safetensors"
_TOKENIZER = "tokenizers/l2_supercat_tokenizer_config.json"
_AT_ONCE = 2_000


class Static:
    """The embedder that needs no network, no training and a fraction of a millisecond a text."""

    name = "wordllama"

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions

    @cached_property
    def version(self) -> str:
        """That of the package which holds the table."""
        return version(_PACKAGE)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        return looked_up(_table(self.dimensions), _tokenizer(), texts)

    def pieces(self, text: str) -> tuple[list[tuple[int, int]], Vectors]:
        """Where each piece of `text` stands, and what it adds to the text's vector: they sum to it exactly."""
        return added(_table(self.dimensions), _tokenizer(), text)


@cache
def _table(dimensions: int) -> NDArray[np.float32]:
    from safetensors import safe_open

    with safe_open(_file(_WEIGHTS), "np") as held:
        return np.asarray(held.get_slice("embedding.weight")[:, :dimensions], np.float32)


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_file(_TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def looked_up(table: NDArray[np.float32], tokenizer: Any, texts: Sequence[str]) -> Vectors:
    """The vectors of `texts` by the rows of `table`, some thousand at a time."""
    made = np.zeros((len(texts), table.shape[1]), np.float32)
    for start in range(0, len(texts), _AT_ONCE):
        read = tokenizer.encode_batch_fast(list(texts[start : start + _AT_ONCE]), add_special_tokens=False)
        made[start : start + len(read)] = pooled(table, [each.ids for each in read])
    return made


def added(table: NDArray[np.float32], tokenizer: Any, text: str) -> tuple[list[tuple[int, int]], Vectors]:
    """Where each piece of `text` stands, and its row of `table` as a part of the text's vector of length 1."""
    read = tokenizer.encode(text, add_special_tokens=False)
    rows = table[read.ids]
    length = float(np.linalg.norm(rows.sum(axis=0))) if len(rows) else 0.0
    return read.offsets, np.asarray(rows / (length or 1.0), np.float32)


def pooled(table: NDArray[np.float32], pieces: Sequence[Sequence[int]]) -> Vectors:
    """The mean of the rows of `table` that each list of pieces names, at length 1; nothing gives zeros."""
    made = np.zeros((len(pieces), table.shape[1]), np.float32)
    sizes = np.array([len(each) for each in pieces])
    some = np.flatnonzero(sizes)
    if not len(some):
        return made
    rows = np.fromiter(chain.from_iterable(pieces), np.int64, int(sizes.sum()))
    starts = np.r_[0, np.cumsum(sizes[some])[:-1]]
    made[some] = unit(runs(table[rows], starts))
    return made


def unit(vectors: NDArray[Any]) -> Vectors:
    """`vectors` at length 1; those of length 0 stay."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), np.float32)


def _file(name: str) -> Path:
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    path = Path(next(iter(folders or [""]))) / name
    if not path.is_file():
        raise ConfigError(
            f"The word vectors of the engine are not installed ({_PACKAGE}).",
            hint='Install microscout again, or rank by words alone: engine = "lexical" in config.toml.',
        )
    return path
