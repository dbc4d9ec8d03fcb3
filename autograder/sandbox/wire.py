"""Writes values as bytes and reads them: what crosses between the grader and a student's code.

A frame is a length and one tagged value. Only plain data can be written or read: None, booleans,
integers, floats, text, lists, tuples, dicts with text keys, NumPy arrays of a few dtypes, and named
functions (which are on the worker's side). Nothing is ever evaluated.
"""

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

LIMIT = 64 * 2**20  # bytes per frame
DEPTH = 12
DTYPES = """
    bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64
""".split()


class WireError(ValueError):
    """The bytes are not a whole, well-formed value, or the value cannot be written."""


@dataclass(frozen=True)
class Fn:
    """A function by name and settings; the course's functions.py makes it real beside the student's code."""

    name: str
    settings: dict[str, Any]


def frame(value: object) -> bytes:
    """Write one value as a frame. Raises WireError."""
    body = encode(value)
    if len(body) > LIMIT:
        raise WireError(f"{len(body)} bytes are more than a frame holds")
    return struct.pack("<Q", len(body)) + body


def encode(value: object, depth: int = 0) -> bytes:
    """Write one value as a frame's body. Raises WireError."""
    if depth > DEPTH:
        raise WireError("nested too deeply")
    match value:
        case None:
            return b"N"
        case bool() | np.bool_():
            return b"B" + bytes([bool(value)])
        case int() if -(2**63) <= value < 2**63:
            return b"I" + struct.pack("<q", value)
        case float():  # np.float64 too
            return b"F" + struct.pack("<d", value)
        case str():
            return b"S" + _sized(value.encode("utf-8", "replace"))
        case list() | tuple():
            parts = [encode(item, depth + 1) for item in value]
            tag = b"L" if isinstance(value, list) else b"T"
            return tag + struct.pack("<I", len(parts)) + b"".join(parts)
        case dict():
            parts = [_sized(str(key).encode()) + encode(item, depth + 1) for key, item in value.items()]
            return b"D" + struct.pack("<I", len(parts)) + b"".join(parts)
        case Fn():
            return b"C" + _sized(value.name.encode()) + encode(value.settings, depth + 1)
        case np.ndarray() | np.generic():
            return b"A" + _array(np.asarray(value))
    raise WireError(f"a {type(value).__name__} is neither a number nor an array")


def _sized(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data


def _array(array: np.ndarray[Any, Any]) -> bytes:
    if array.dtype == np.longdouble:
        array = array.astype(float)
    if array.dtype.name not in DTYPES or array.ndim > 8:
        raise WireError(f"an array of {array.dtype} with {array.ndim} axes is not an array of real numbers")
    head = bytes([DTYPES.index(array.dtype.name), array.ndim]) + struct.pack(f"<{array.ndim}Q", *array.shape)
    return head + np.ascontiguousarray(array).tobytes()


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

    def number(self, kind: str) -> Any:
        return struct.unpack("<" + kind, self.take(struct.calcsize("<" + kind)))[0]

    def text(self) -> str:
        try:
            return self.take(self.number("I")).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise WireError(str(problem)) from None

    def value(self, depth: int = 0) -> Any:
        if depth > DEPTH:
            raise WireError("nested too deeply")
        match self.take(1):
            case b"N":
                return None
            case b"B":
                return self.number("B") != 0
            case b"I":
                return self.number("q")
            case b"F":
                return self.number("d")
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
            case b"A":
                return self.array()
            case tag:
                raise WireError(f"unknown tag {tag!r}")

    def count(self) -> int:
        """Read how many items follow."""
        count: int = self.number("I")
        if count > len(self.data) - self.at:  # every item takes a byte at least
            raise WireError("the bytes end too early")
        return count

    def array(self) -> np.ndarray[Any, Any]:
        code, axes = self.number("B"), self.number("B")
        if code >= len(DTYPES) or axes > 8:
            raise WireError("not an array that can be read")
        shape = tuple(self.number("Q") for _ in range(axes))
        dtype = np.dtype(DTYPES[code])
        size = 1
        for length in shape:
            size *= length  # Python's integers do not overflow
        too_large = size * dtype.itemsize > len(self.data) - self.at
        if too_large or max(shape, default=0) > LIMIT:
            raise WireError("the bytes end too early")
        try:
            return np.frombuffer(self.take(size * dtype.itemsize), dtype).reshape(shape).copy()
        except ValueError as problem:  # an empty array whose other lengths are absurd
            raise WireError(str(problem)) from None
