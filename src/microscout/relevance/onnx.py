"""The weights in an ONNX file, and nothing else of it.

ONNX is a Protocol Buffers message (onnx.proto3, by the ONNX project): a model's field 7 is its graph, a graph's field
5 its tensors, and of a tensor field 1 are the dimensions, 2 the kind of number, 8 the name and 9 the bytes. Fields are
read as protobuf's encoding lays them: a number of field and wire type, then a varint, 8 bytes, a length with so many
bytes, or 4 bytes. A library for this would bring 80 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GRAPH, _TENSOR = 7, 5
_DIMENSION, _KIND, _NAME, _BYTES = 1, 2, 8, 9
_KINDS = {1: "<f4", 3: "i1", 7: "<i8", 9: "?"}
_FIXED = {1: 8, 5: 4}


def tensors(file: bytes | memoryview) -> dict[str, NDArray[Any]]:
    """The tensors of the graph in `file` by name, in its order; those of other kinds of number are left out."""
    found: dict[str, NDArray[Any]] = {}
    for graph in (value for field, value in _fields(memoryview(file)) if field == _GRAPH):
        for tensor in (value for field, value in _fields(graph) if field == _TENSOR):
            shape: list[int] = []
            name, kind, held = "", 0, memoryview(b"")
            for field, value in _fields(tensor):
                if field == _DIMENSION:
                    shape += [value] if isinstance(value, int) else _varints(value)
                elif field == _KIND:
                    kind = value
                elif field == _NAME:
                    name = bytes(value).decode()
                elif field == _BYTES:
                    held = value
            if kind in _KINDS:
                found[name] = np.frombuffer(held, _KINDS[kind]).reshape(shape)
    return found


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """Each field's number with its value: an int for a varint, else the bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield key >> 3, value
            continue
        if kind == 2:
            size, at = _varint(message, at)
        else:
            size = _FIXED[kind]
        yield key >> 3, message[at : at + size]
        at += size


def _varints(packed: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(packed):
        value, at = _varint(packed, at)
        found.append(value)
    return found


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
