"""Writes values as bytes and reads them: what crosses between the grader and a student's code.

A frame is a length and one tagged value. Only plain data can be written or read: None, booleans,
integers, floats, text, lists, tuples, dicts with text keys, NumPy arrays of a few dtypes, and named
functions (which are on the worker's side). Nothing is ever evaluated.
"""

import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

LIMIT = 64 * 2**20  # bytes per frame
DEPTH = 12
MOST_AXES = 8
DTYPES = """
    bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
""".split()
KINDS = [np.dtype(name) for name in DTYPES]
CODES = {kind: code for code, kind in enumerate(KINDS)}
COUNT, INTEGER, FLOAT, LENGTH = (struct.Struct(f"<{kind}") for kind in "IqdQ")
SHAPES = [struct.Struct(f"<{axes}Q") for axes in range(MOST_AXES + 1)]


class WireError(ValueError):
    """The bytes are not a whole, well-formed value, or the value cannot be written."""


@dataclass(frozen=True)
class Fn:
    """A function by name and settings; the course's functions.py makes it real beside the student's code."""

    name: str
    settings: dict[str, Any]


def frame(value: object) -> bytes:
    """Write one value as a frame. Raises WireError."""
    parts: list[bytes] = []  # so that what is large is copied once
    _write(value, parts, 0)
    size = sum(map(len, parts))
    if size > LIMIT:
        raise WireError(f"{size} bytes are more than a frame holds")
    return b"".join([LENGTH.pack(size), *parts])


def _write(value: object, parts: list[bytes], depth: int) -> None:
    if depth > DEPTH:
        raise WireError("nested too deeply")
    match value:
        case bool() | np.bool_():
            parts += b"B", bytes([bool(value)])
        case float():  # np.float64 too
            parts += b"F", FLOAT.pack(value)
        case np.ndarray() | np.generic():
            parts += _array(np.asarray(value))
        case None:
            parts.append(b"N")
        case int() if -(2**63) <= value < 2**63:
            parts += b"I", INTEGER.pack(value)
        case str():
            parts += b"S", *_sized(value.encode("utf-8", "replace"))
        case list() | tuple():
            items = list(value)
            parts += b"L" if isinstance(value, list) else b"T", COUNT.pack(len(items))
            for item in items:
                _write(item, parts, depth + 1)
        case dict():
            items = list(value.items())
            parts += b"D", COUNT.pack(len(items))
            for key, item in items:
                parts += _sized(str(key).encode())
                _write(item, parts, depth + 1)
        case Fn():
            parts += b"C", *_sized(value.name.encode())
            _write(value.settings, parts, depth + 1)
        case _:
            raise WireError(f"a {type(value).__name__} is neither a number nor an array")


def _sized(data: bytes) -> tuple[bytes, bytes]:
    return COUNT.pack(len(data)), data


def _array(array: np.ndarray[Any, Any]) -> tuple[bytes, bytes, bytes]:
    if array.dtype not in CODES:
        array = array.astype(float if array.dtype == np.longdouble else array.dtype.newbyteorder("="))
    if array.dtype not in CODES or array.ndim > MOST_AXES:
        raise WireError(f"an array of {array.dtype} with {array.ndim} axes is not an array of real numbers")
    head = b"A" + bytes([CODES[array.dtype], array.ndim])
    return head, SHAPES[array.ndim].pack(*array.shape), array.tobytes()


def decode(data: bytes | bytearray) -> Any:
    """Read the value that a frame's body holds, to its last byte. Raises WireError."""
    reader = _Reader(data)
    value = reader.value()
    if reader.at != len(data):
        raise WireError("bytes are left over")
    return value


class _Reader:
    def __init__(self, data: bytes | bytearray) -> None:
        self.data, self.at = bytes(data), 0

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise WireError("the bytes end too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def read(self, form: struct.Struct) -> tuple[Any, ...]:
        self.at += form.size
        if self.at > len(self.data):
            raise WireError("the bytes end too early")
        return form.unpack_from(self.data, self.at - form.size)

    def text(self) -> str:
        try:
            return self.take(*self.read(COUNT)).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise WireError(str(problem)) from None

    def value(self, depth: int = 0) -> Any:
        if depth > DEPTH:
            raise WireError("nested too deeply")
        tag = self.take(1)
        if tag == b"A":  # most are
            return self.array()
        match tag:
            case b"N":
                return None
            case b"B":
                return self.take(1) != b"\0"
            case b"I":
                return self.read(INTEGER)[0]
            case b"F":
                return self.read(FLOAT)[0]
            case b"S":
                return self.text()
            case b"L":
                return [self.value(depth + 1) for _ in range(self.count())]
            case b"T":
                return tuple(self.value(depth + 1) for _ in range(self.count()))
            case b"D":
                return {self.text(): self.value(depth + 1) for _ in range(self.count())}
            case b"C":
                return Fn(self.text(), self.value(depth + 1))
        raise WireError(f"unknown tag {tag!r}")

    def count(self) -> int:
        """Read how many items follow."""
        count: int = self.read(COUNT)[0]
        if count > len(self.data) - self.at:  # every item takes a byte at least
            raise WireError("the bytes end too early")
        return count

    def array(self) -> np.ndarray[Any, Any]:
        code, axes = self.take(2)
        if code >= len(KINDS) or axes > MOST_AXES:
            raise WireError("not an array that can be read")
        shape, kind = self.read(SHAPES[axes]), KINDS[code]
        size = math.prod(shape) * kind.itemsize  # Python's integers do not overflow
        if size > len(self.data) - self.at or max(shape, default=0) > LIMIT:
            raise WireError("the bytes end too early")
        self.at += size
        try:
            return np.ndarray(shape, kind, self.data, self.at - size).copy()
        except ValueError as problem:  # an empty array whose other lengths are absurd
            raise WireError(str(problem)) from None
