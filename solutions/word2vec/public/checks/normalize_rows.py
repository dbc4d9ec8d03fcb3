"""Checks of normalize_rows."""

import numpy as np

from autograder.checks import agree, check, unchanged


@check("normalize-rows")
def rows_get_length_one(student, expected, draw):
    """Every row, a long one and a short one, keeps its direction and gets length one."""
    for shape, scale in [((4, 3), 3.0), ((3, 5), 0.1), ((3, 3), 3.0), ((1, 2), 0.1), ((5, 1), 2.0)]:
        agree(student, expected, "normalize_rows", scale * draw.normal(*shape))


@check("normalize-rows", after=rows_get_length_one)
def zero_rows_stay_zero(student, expected, draw):
    """A row of zeros stays a row of zeros: no division by zero, no nan."""
    x = draw.normal(4, 3)
    x[draw.number(0, 4)] = 0
    agree(student, expected, "normalize_rows", x)


@check("normalize-rows", after=rows_get_length_one)
def leaves_its_input_alone(student, expected, draw):
    """normalize_rows does not change the array it is given."""
    unchanged(student, ("normalize_rows", 3 * draw.normal(4, 3)))


def probe(draw):
    return [
        ("normalize_rows", (np.vstack([3 * draw.normal(3, 3), draw.normal(2, 3) / 9, np.zeros((1, 3))]),))
    ]


WRONG_ONLY_IN = {"zeros": "Everything is right as long as no row is all zeros, and wrong when one is."}


def sizes(x):
    return {"the number of rows": len(x), "the number of columns": x.shape[-1]}


def situations(draw):
    def matrix(N, D, zeros=False):
        x = 2 * draw.normal(N, D)
        x[0] *= not zeros
        return "normalize_rows", (x,)

    return {
        "usual": [matrix(2, 4), matrix(5, 3), matrix(3, 6)],
        "zeros": [matrix(2, 4, zeros=True), matrix(4, 3, zeros=True)],
    }


SMALL = [
    ("normalize_rows", (np.array([[3.0, 4.0]]),)),
    ("normalize_rows", (np.array([[3.0, 4.0], [0.0, 0.0]]),)),
]
