"""What is written on the wire is read back, and no bytes can do harm."""

import os
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import wire

FUZZ = int(os.environ.get("W2V_FUZZ", 500))
ARRAYS = hnp.arrays(
    st.sampled_from([np.dtype(name) for name in wire.DTYPES]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0),
)
PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text() | ARRAYS
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=8), inner, max_size=4),
        st.builds(wire.Fn, st.text(max_size=8), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    ),
    max_leaves=12,
)


def alike(a, b):
    """Tell whether two values are the same, of the same types, to the last bit of an array."""
    if type(a) is not type(b):
        return False
    match a:
        case np.ndarray():
            return (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
        case list() | tuple():
            return len(a) == len(b) and all(map(alike, a, b))
        case dict():
            return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
        case wire.Fn():
            return a.name == b.name and alike(a.settings, b.settings)
        case float() if a != a:  # nan
            return b != b
    return a == b


def body_of(value):
    """Return a value's frame without its length."""
    return wire.frame(value)[wire.LENGTH.size :]


def a_value_or_an_error(data):
    """Hold bytes to the rule: they are refused, or they are a value that could be written again."""
    try:
        value = wire.decode(data)
    except wire.WireError:
        return
    assert alike(value, wire.decode(body_of(value)))


@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert alike(value, wire.decode(body_of(value)))


@settings(max_examples=FUZZ)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_an_error(data):
    a_value_or_an_error(data)


@settings(max_examples=FUZZ)
@given(VALUES, st.data())
def test_a_damaged_value_is_a_value_or_an_error(value, data):
    whole = bytearray(body_of(value))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    a_value_or_an_error(whole)


@given(VALUES, st.data())
def test_refuses_a_part_of_a_value_and_a_value_with_more_behind_it(value, data):
    whole = body_of(value)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(wire.WireError):
        wire.decode(whole[:cut])
    with pytest.raises(wire.WireError):
        wire.decode(whole + b"N")


@pytest.mark.parametrize("shape", [(2**40,), (2**63, 2**63), (0, 2**62), (2**32, 2**32, 2**32)])
def test_refuses_a_huge_shape_before_it_takes_memory(shape):
    lie = b"A" + bytes([wire.DTYPES.index("float64"), len(shape)]) + struct.pack(f"<{len(shape)}Q", *shape)
    with pytest.raises(wire.WireError):
        wire.decode(lie)


@pytest.mark.parametrize(
    "value", [object(), 1j, np.array([object()]), np.array(["text"]), 2**70, {1, 2}, lambda: 0]
)
def test_refuses_to_write_what_is_no_plain_value(value):
    with pytest.raises(wire.WireError):
        wire.frame(value)


def test_refuses_values_that_are_nested_too_deeply():
    deep = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(wire.WireError):
        wire.frame(deep)
    with pytest.raises(wire.WireError):
        wire.decode(b"L\x01\x00\x00\x00" * 50 + b"N")


def test_a_subclass_of_an_array_arrives_as_a_plain_array():
    class Sly(np.ndarray):
        def __eq__(self, other):
            return True

    got = wire.decode(body_of(np.zeros(3).view(Sly)))
    assert type(got) is np.ndarray


def test_numbers_in_another_order_of_bytes_are_the_same_numbers():
    got = wire.decode(body_of(np.array([1.0, 2.5], ">f8")))
    assert got.dtype == float and got.tolist() == [1.0, 2.5]
