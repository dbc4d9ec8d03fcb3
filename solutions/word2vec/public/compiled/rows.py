"""Rows of a matrix, in the registers of the processor.

Numba knows numbers and arrays. A loop over the ten numbers of a row becomes ten instructions, or many more if
their number is not known before. A Row is all numbers of a row, in pieces of four, which a processor reads
and multiplies at once.

Functions take a Row as `like` to know how many numbers there are. Sums may be taken in another order.

Numba keeps a compiled loop for as long as the text of the loop's own file stays as it is. After a change
here, change steps.py too, if only a comment in it.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, register_model

DOUBLE, BITS, PLACE = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
EXPONENT = 52  # where it begins in the bits of a number
ANY_ORDER = ("reassoc", "contract", "nsz")


class Row(types.Type):
    """The type of D numbers, as pieces of four, then of two and of one."""

    def __init__(self, D: int) -> None:
        self.D, self.widths = D, [4] * (D // 4) + [2] * (D % 4 // 2) + [1] * (D % 2)
        self.pieces = [DOUBLE if width == 1 else ir.VectorType(DOUBLE, width) for width in self.widths]
        super().__init__(f"Row({D})")


@register_model(Row)
class RowModel(models.PrimitiveModel):
    """Tell numba what a Row is for the compiler."""

    def __init__(self, manager, row):
        super().__init__(manager, row, ir.LiteralStructType(row.pieces))


@intrinsic(prefer_literal=True)
def zero(_, D):
    """Return a Row of D zeros; D must be a constant."""
    row = Row(D.literal_value)
    return row(D), lambda context, builder, signature, given: context.get_constant_null(row)


@intrinsic
def load(_, x, i, like):
    """Return row i of x (N, D)."""

    def build(context, builder, signature, given):
        pieces = []
        for place in _places(context, builder, signature, given, like):
            pieces.append(builder.load(place))
            pieces[-1].align = 8
        return _joined(context, builder, like, pieces)

    return like(x, types.uintp, like), build


@intrinsic
def store(_, x, i, row):
    """Put a Row in the place of row i of x (N, D)."""

    def build(context, builder, signature, given):
        places = _places(context, builder, signature, given, row)
        for place, piece in zip(places, _pieces(builder, row, given[2]), strict=True):
            builder.store(piece, place).align = 8
        return context.get_dummy_value()

    return types.none(x, types.uintp, row), build


@intrinsic
def plus(_, row, factor, other):
    """Return the Row `row + factor * other`."""

    def build(context, builder, signature, given):
        mine, theirs = (_pieces(builder, row, given[n]) for n in (0, 2))
        pieces = []
        for one, another, width in zip(mine, theirs, row.widths, strict=True):
            product = builder.fmul(_repeated(builder, given[1], width), another, flags=ANY_ORDER)
            pieces.append(builder.fadd(one, product, flags=ANY_ORDER))
        return _joined(context, builder, row, pieces)

    return row(row, types.float64, row), build


@intrinsic
def dot(_, row, other):
    """Return the dot product of two Rows."""

    def build(context, builder, signature, given):
        sums = {}

        def add(width, piece):
            sums[width] = builder.fadd(sums[width], piece, flags=ANY_ORDER) if width in sums else piece

        for one, another, width in zip(
            *(_pieces(builder, row, each) for each in given), row.widths, strict=True
        ):
            add(width, builder.fmul(one, another, flags=ANY_ORDER))
        for width in (4, 2):
            if width in sums:
                for half in _halves(builder, sums.pop(width), width):
                    add(width // 2, half)
        return sums[1]

    return types.float64(row, row), build


@intrinsic
def times_power_of_two(_, number, bits):
    """Return number * 2**k, where k is an integer in the last bits of another number."""

    def build(context, builder, signature, given):
        number, k = (builder.bitcast(each, BITS) for each in given)
        return builder.bitcast(builder.add(number, builder.shl(k, ir.Constant(BITS, EXPONENT))), DOUBLE)

    return types.float64(types.float64, types.float64), build


def _places(context, builder, signature, given, row):
    """Yield where each piece of row `given[1]` is in the array `given[0]`."""
    data = context.make_array(signature.args[0])(context, builder, given[0]).data
    at = builder.mul(given[1], ir.Constant(given[1].type, row.D))
    for piece, width in zip(row.pieces, row.widths, strict=True):
        yield builder.bitcast(builder.gep(data, [at]), piece.as_pointer())
        at = builder.add(at, ir.Constant(at.type, width))


def _pieces(builder, row, value):
    return [builder.extract_value(value, n) for n in range(len(row.pieces))]


def _joined(context, builder, row, pieces):
    whole = context.get_constant_undef(row)
    for n, piece in enumerate(pieces):
        whole = builder.insert_value(whole, piece, n)
    return whole


def _repeated(builder, number, width):
    """Return a piece that has the number at each of its places."""
    if width == 1:
        return number
    piece = ir.Constant(ir.VectorType(DOUBLE, width), ir.Undefined)
    first = builder.insert_element(piece, number, ir.Constant(PLACE, 0))
    return builder.shuffle_vector(first, piece, _numbers([0] * width))


def _halves(builder, piece, width):
    """Return the halves of a piece of four or two."""
    if width == 2:
        return [builder.extract_element(piece, ir.Constant(PLACE, n)) for n in (0, 1)]
    return [builder.shuffle_vector(piece, piece, _numbers(places)) for places in ([0, 1], [2, 3])]


def _numbers(numbers):
    return ir.Constant(ir.VectorType(PLACE, len(numbers)), numbers)
